"""What kind of token it is: typ, and the claims that give away other kinds."""

from .. import fixtures
from ..casefile import VectorFile
from ..fixtures import ABSENT


def build() -> VectorFile:
    file = VectorFile(
        "type",
        "Other kinds of token presented as an access token",
        "RFC 8725 §3.11, RFC 9068 §2.1 and §4, OpenID Connect Core §2",
    )
    file.policy("jwt", fixtures.policy())
    file.policy("rfc9068", fixtures.policy(profile="rfc9068"))
    _types(file)
    _claims(file)
    _profile(file)
    _signs(file)
    _id_tokens(file)
    return file


def _types(file: VectorFile) -> None:
    both = ("at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt")
    plain = (ABSENT, "JWT", "jwt", "application/jwt", "application/JWT")
    for number, typ in enumerate(both + plain, 1):
        payload = fixtures.claims()
        token = fixtures.token(payload, head=fixtures.header(typ=typ))
        label = "absent" if typ is ABSENT else repr(typ)
        file.granted(
            f"typ-jwt-good-{number}", f"Profile jwt, typ {label}", "jwt", token, fixtures.principal(payload), row=25
        )
        if typ in both:
            file.granted(
                f"typ-rfc9068-good-{number}",
                f"Profile rfc9068, typ {label}",
                "rfc9068",
                token,
                fixtures.principal(payload),
                row=25,
            )
        else:
            file.refused(
                f"typ-rfc9068-bad-{number}", f"Profile rfc9068, typ {label}", "rfc9068", token, "wrong_type", row=25
            )
    others = {
        "id-jag": "oauth-id-jag+jwt",
        "id-jag-media-type": "application/oauth-id-jag+jwt",
        "dpop": "dpop+jwt",
        "logout": "logout+jwt",
        "client-assertion": "client-authentication+jwt",
        "secevent": "secevent+jwt",
        "introspection": "token-introspection+jwt",
        "jose": "JOSE",
        "id-token": "id_token",
        "refresh": "Refresh",
        "empty": "",
        "space": "JWT ",
        "prefix": "x/at+jwt",
        "twice": "application/application/jwt",
        "jwtx": "JWTx",
    }
    for id, typ in others.items():
        token = fixtures.token(head=fixtures.header(typ=typ))
        for policy in ("jwt", "rfc9068"):
            file.refused(f"typ-{id}-{policy}", f"Profile {policy}, typ {typ!r}", policy, token, "wrong_type", row=25)


def _claims(file: VectorFile) -> None:
    logout = {"http://schemas.openid.net/event/backchannel-logout": {}}
    members = {
        "id-token-nonce": {"nonce": "n-0S6_WzA2Mj"},
        "id-token-at-hash": {"at_hash": "MTIzNDU2Nzg5MDEyMzQ1Ng"},
        "id-token-c-hash": {"c_hash": "LDktKdoQak3Pk0cnXxCltA"},
        "id-token-s-hash": {"s_hash": "LDktKdoQak3Pk0cnXxCltA"},
        "id-token-all": {"nonce": "n", "at_hash": "h", "auth_time": 1, "azp": "client-9"},
        "logout-events": {"events": logout, "sid": "s-1"},
        "typ-claim-id": {"typ": "ID"},
        "typ-claim-refresh": {"typ": "Refresh"},
        "typ-claim-offline": {"typ": "Offline"},
        "typ-claim-logout": {"typ": "Logout"},
        "token-use-id": {"token_use": "id"},
        "token-use-refresh": {"token_use": "refresh"},
    }
    for id, claims in members.items():
        about = f"Another kind of token by its claims: {id}"
        file.refused(f"type-{id}", about, "jwt", fixtures.token(**claims), "wrong_type", row=25)
    for id, claims in {
        "typ-claim-bearer": {"typ": "Bearer"},
        "token-use-access": {"token_use": "access"},
        "token-use-null": {"token_use": None},
        "nonce-null": {"nonce": None, "at_hash": None, "events": None, "typ": None},
        "auth-time": {"auth_time": 1, "azp": "client-9", "sid": "s-1"},
    }.items():
        payload = fixtures.claims(**claims)
        about = f"Claims an access token may have: {id}"
        file.granted(f"type-{id}", about, "jwt", fixtures.token(payload), fixtures.principal(payload), row=25)
    token = fixtures.token(nonce="n", sub=7)
    file.refused("type-before-sub", "The type is judged before the form of sub", "jwt", token, "wrong_type", row=25)
    token = fixtures.token(nonce="n", aud="client-9")
    file.refused(
        "id-token-for-client",
        "A real ID token: its audience is the client, judged first",
        "jwt",
        token,
        "wrong_audience",
        row=25,
    )
    forged = fixtures.token(key="p256-2", head=fixtures.header(typ="dpop+jwt"))
    file.refused(
        "type-and-forged", "Another type and forged: the signature is named", "jwt", forged, "invalid_signature", row=25
    )


def _profile(file: VectorFile) -> None:
    head = fixtures.header(typ="at+jwt")
    for claim in ("sub", "client_id", "iat", "jti"):
        token = fixtures.token(head=head, **{claim: ABSENT})
        file.refused(
            f"rfc9068-no-{claim.replace('_', '-')}",
            f"The profile requires {claim}",
            "rfc9068",
            token,
            "missing_claim",
            row=25,
        )
    token = fixtures.token(head=head, client_id=ABSENT, azp="client-9")
    file.refused("rfc9068-azp-only", "azp does not stand for client_id", "rfc9068", token, "missing_claim")
    token = fixtures.token(head=fixtures.header(typ="JWT"), jti=ABSENT)
    file.refused(
        "rfc9068-type-before-required", "The type is judged before required claims", "rfc9068", token, "wrong_type"
    )
    name = file.policy("rfc9068-tenant", fixtures.policy(profile="rfc9068", required_claims=["tenant"]))
    payload = fixtures.claims(tenant="acme")
    about = "The policy's own list comes besides the profile's"
    file.granted("rfc9068-own-list", about, name, fixtures.token(payload, head=head), fixtures.principal(payload))
    token = fixtures.token(head=head, tenant="acme", client_id=ABSENT)
    file.refused("rfc9068-own-list-and-profile", about, name, token, "missing_claim")
    file.refused("rfc9068-own-list-missing", about, name, fixtures.token(head=head), "missing_claim")


ACCESS = {"claim": "type", "value": "access"}


def _signs(file: VectorFile) -> None:
    """A sign decides first, a guess by claims last (GOOD_INPUTS G2)."""
    like_id = {
        "nonce": {"nonce": "n"},
        "at-hash": {"at_hash": "h"},
        "all": {"nonce": "n", "at_hash": "h", "c_hash": "c", "s_hash": "s", "auth_time": 1},
    }
    certain = {
        "events": {"events": {}},
        "typ-refresh": {"typ": "Refresh"},
        "typ-offline": {"typ": "Offline"},
        "typ-logout": {"typ": "Logout"},
        "typ-id": {"typ": "ID"},
        "use-id": {"token_use": "id"},
        "use-refresh": {"token_use": "refresh"},
        "use-number": {"token_use": 1},
    }
    words = {
        "type-refresh": {"type": "refresh"},
        "type-Refresh-Token": {"type": "Refresh-Token"},
        "token-type-refresh": {"token_type": "refresh"},
        "tokenType-refresh": {"tokenType": "refreshToken"},
        "type-id": {"type": "id"},
        "type-id-token": {"token_type": "id_token"},
        "type-reset": {"type": "password_reset"},
        "type-verify": {"type": "verify-email"},
    }
    off = file.policy("guess-off", fixtures.policy(guess_type=False, required_claims=[ACCESS]))
    any_type = file.policy("any-type", fixtures.policy(danger_any_type=True))
    keycloak = file.policy(
        "keycloak",
        {
            "issuers": [
                {
                    "preset": "keycloak",
                    "url": "https://sso.example.com",
                    "realm": "x",
                    "audience": fixtures.AUDIENCE,
                    "algorithms": ["ES256"],
                    "keys": fixtures.es256_jwks(),
                }
            ]
        },
    )
    at_jwt = fixtures.header(typ="at+jwt")
    for id, members in like_id.items():
        payload = fixtures.claims(**members)
        expected = fixtures.principal(payload)
        about = f"typ at+jwt decides, though the claims look like an ID token's: {id}"
        file.granted(f"sign-at-jwt-{id}", about, "jwt", fixtures.token(payload, head=at_jwt), expected)
        about = f"The same under the profile: {id}"
        file.granted(f"sign-rfc9068-{id}", about, "rfc9068", fixtures.token(payload, head=at_jwt), expected)
        about = f"danger_any_type: {id}"
        file.granted(f"sign-any-type-{id}", about, any_type, fixtures.token(payload), expected)
        marked = payload | {"type": "access"}
        about = f"The value of a required claim decides: {id}"
        file.granted(f"sign-value-{id}", about, off, fixtures.token(marked), fixtures.principal(marked))
        about = f"Without the value: {id}"
        file.refused(f"sign-value-missing-{id}", about, off, fixtures.token(payload), "missing_claim")
        by_preset = payload | {"iss": "https://sso.example.com/realms/x", "typ": "Bearer", "azp": "client-9"}
        about = f"The preset's marker decides, as Keycloak before 25 writes it: {id}"
        principal = fixtures.principal(by_preset, client_id="client-9")
        file.granted(f"sign-marker-{id}", about, keycloak, fixtures.token(by_preset), principal)
        about = f"Another value of the marker is no sign: {id}"
        token = fixtures.token(by_preset | {"typ": "Something"})
        file.refused(f"sign-no-marker-{id}", about, keycloak, token, "wrong_type")
        about = f"The marker of a preset is none elsewhere: {id}"
        file.refused(f"sign-bearer-{id}", about, "jwt", fixtures.token(payload | {"typ": "Bearer"}), "wrong_type")
    for id, members in certain.items():
        for name, head in ((off, None), (any_type, None), ("jwt", at_jwt), ("rfc9068", at_jwt)):
            token = fixtures.token(fixtures.claims(type="access", **members), head=head)
            about = f"What says that it is another type stays refused under {name}: {id}"
            file.refused(f"sign-certain-{name}-{id}", about, name, token, "wrong_type", row=58)
    for id, members in words.items():
        token = fixtures.token(**members)
        file.refused(f"word-{id}", f"A word names another type: {id}", "jwt", token, "wrong_type", row=56)
    for id, members in {
        "access": {"type": "access"},
        "bearer": {"token_type": "Bearer"},
        "user": {"type": "user"},
        "identity": {"type": "identity"},
        "number": {"type": 7},
        "null": {"type": None, "token_type": None},
    }.items():
        payload = fixtures.claims(**members)
        about = f"A word that names no other type: {id}"
        file.granted(f"word-{id}", about, "jwt", fixtures.token(payload), fixtures.principal(payload))
    for id, value in {"other": "refresh", "case": "Access", "number": 1, "array-other": ["x"]}.items():
        token = fixtures.token(type=value)
        file.refused(f"value-{id}", f"A required claim says something else: {id}", off, token, "invalid_claim")
    payload = fixtures.claims(type=["access", "x"])
    about = "An array has the value that it holds"
    file.granted("value-array", about, off, fixtures.token(payload), fixtures.principal(payload))
    for id, members, path in (
        ("no-sign", {"guess_type": False}, "guess_type"),
        ("name-only", {"guess_type": False, "required_claims": ["type"]}, "guess_type"),
        ("number", {"guess_type": 0}, "guess_type"),
        ("values-none", {"required_claims": [{"claim": "type", "any_of": []}]}, "required_claims[0]"),
        ("values-both", {"required_claims": [{"claim": "type", "value": 1, "any_of": [1]}]}, "required_claims[0]"),
        ("values-neither", {"required_claims": [{"claim": "type"}]}, "required_claims[0]"),
        ("values-float", {"required_claims": [{"claim": "type", "value": 1.5}]}, "required_claims[0].value"),
        ("values-null", {"required_claims": [{"claim": "type", "any_of": [None]}]}, "required_claims[0].any_of[0]"),
        ("claim-empty", {"required_claims": [{"claim": "", "value": 1}]}, "required_claims[0].claim"),
        ("claim-twice", {"required_claims": ["type", ACCESS]}, "required_claims[1]"),
    ):
        policy = fixtures.policy(**members)
        file.misconfigured(f"type-policy-{id}", f"A policy that is refused: {id}", policy, "invalid_policy", f"issuers[0].{path}")


def _id_tokens(file: VectorFile) -> None:
    """ID tokens as credentials, on purpose (GOOD_INPUTS G3)."""
    name = file.policy("id-tokens", fixtures.policy(accepts_id_tokens=True))
    roles = file.policy("id-tokens-roles", fixtures.policy(accepts_id_tokens=True, scope_claims=["roles"]))
    base = {"scope": ABSENT, "client_id": ABSENT, "azp": "client-9", "nonce": "n", "auth_time": 1}
    for id, members in {
        "plain": {},
        "at-hash": {"at_hash": "h", "c_hash": "c"},
        "typ": {"typ": "ID"},
        "token-use": {"token_use": "id"},
        "no-nonce": {"nonce": ABSENT},
        "one-audience-array": {"aud": [fixtures.AUDIENCE]},
    }.items():
        payload = fixtures.claims(**(base | members))
        expected = fixtures.principal(payload, credential="id_token")
        file.granted(f"id-token-{id}", f"An ID token where they are accepted: {id}", name, fixtures.token(payload), expected)
        file.refused(
            f"id-token-elsewhere-{id}",
            f"Not where they are not: {id}",
            "jwt",
            fixtures.token(payload),
            "wrong_type",
        ) if id not in ("no-nonce", "one-audience-array") else None
    payload = fixtures.claims(**base) | {"scope": "admin", "roles": ["reader"]}
    expected = fixtures.principal(payload, credential="id_token", scopes=[])
    file.granted("id-token-scope", "Scope claims that the policy does not name grant nothing", name, fixtures.token(payload), expected)
    expected = fixtures.principal(payload, credential="id_token", scopes=["reader"])
    file.granted("id-token-roles", "Those that it names count", roles, fixtures.token(payload), expected)
    payload = fixtures.claims()
    about = "An access token that says so is one"
    token = fixtures.token(payload, head=fixtures.header(typ="at+jwt"))
    file.granted("id-token-access", about, name, token, fixtures.principal(payload))
    audience = fixtures.AUDIENCE
    payload = fixtures.claims(**(base | {"aud": [audience, "other"], "azp": audience}))
    expected = fixtures.principal(payload, credential="id_token")
    file.granted("id-token-two-audiences", "Two audiences, and azp is ours", name, fixtures.token(payload), expected, row=59)
    for id, members in {
        "aud-in-azp": {"aud": "other", "azp": audience},
        "two-audiences-no-azp": {"aud": [audience, "other"], "azp": ABSENT},
        "two-audiences-null-azp": {"aud": [audience, "other"], "azp": None},
        "two-audiences-other-azp": {"aud": [audience, "other"], "azp": "other"},
        "other-audience": {"aud": "other"},
    }.items():
        token = fixtures.token(**(base | members))
        file.refused(f"id-token-{id}", f"An ID token for somebody else: {id}", name, token, "wrong_audience", row=59)
    for id, members in {
        "refresh": {"typ": "Refresh"},
        "logout": {"events": {}},
        "type-refresh": {"type": "refresh"},
        "use-refresh": {"token_use": "refresh"},
    }.items():
        token = fixtures.token(**(base | members))
        file.refused(f"id-token-not-{id}", f"No other type is accepted with them: {id}", name, token, "wrong_type")
    at_jwt = fixtures.header(typ="at+jwt")
    for id, members in {"typ": {"typ": "ID"}, "use": {"token_use": "id"}}.items():
        token = fixtures.token(fixtures.claims(**members), head=at_jwt)
        file.refused(f"id-token-and-at-jwt-{id}", "Two signs that contradict", name, token, "wrong_type", row=58)
    policy = fixtures.policy(accepts_id_tokens=True, audience_claim="azp")
    about = "The audience of an ID token is always aud"
    file.misconfigured("id-token-audience-claim", about, policy, "invalid_policy", "issuers[0].audience_claim")
