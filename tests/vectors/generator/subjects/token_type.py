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
