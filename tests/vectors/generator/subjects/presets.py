"""Presets: a token of each provider's own shape, and what is nearly one."""

from .. import fixtures
from ..answers import answer, jwks, key, metadata
from ..casefile import NOW, VectorFile
from ..fixtures import ABSENT
from ..preset_cases import granted_of, refused_of
from ..provider import API, Provider
from ..providers import ALL, BUNDLE, BY_NAME, CLIENT, OTHER_TENANT, TENANT

SIGNERS = {
    "ES256": "p256-1",
    "ES384": "p384-1",
    "ES512": "p521-1",
    "EdDSA": "ed25519-1",
    "Ed25519": "ed25519-1",
}


def build() -> VectorFile:
    file = VectorFile(
        "presets",
        "Access tokens as the providers write them, and other tokens of the same providers",
        "RFC 9068 §2 and §4, RFC 8725 §3.8 to §3.12, SPIFFE JWT-SVID §2, §3 and §6, the providers' documentation",
    )
    for provider in ALL:
        file.fetches |= provider.fetches()
        file.policy(provider.name, {"issuers": [provider.members]})
        _shape(file, provider)
        _confusions(file, provider)
    _kinds(file)
    _other_shapes(file)
    _spiffe(file)
    return file


def _shape(file: VectorFile, provider: Provider) -> None:
    name = provider.name.replace("_", "-")
    granted_of(file, f"{name}-own", f"{provider.name}: a token of its own shape", provider)
    if provider.scopes:
        held = provider.scopes[-1]
        granted_of(
            file, f"{name}-scope", f"{provider.name}: a scope it holds", provider, more={"scopes": [held]}
        )
        lacks = {"scopes": ["nobody:holds"]}
        about = f"{provider.name}: a scope it lacks"
        refused_of(file, f"{name}-scope-lacking", about, provider, "insufficient_scope", more=lacks)
    else:
        about = f"{provider.name}: nothing in these tokens grants anything, not even a scope claim"
        granted_of(file, f"{name}-no-scopes", about, provider, scope="admin", roles=["admin"], scp="admin")


def _confusions(file: VectorFile, provider: Provider) -> None:
    """What the same provider, or another tenant of it, might have signed for somebody else."""
    name = provider.name.replace("_", "-")
    column = provider.audience_claim

    def refused(id: str, about: str, code: str, **rest) -> None:
        refused_of(file, f"{name}-{id}", f"{provider.name}: {about}", provider, code, **rest)

    other = {column: "https://other.example"}
    refused("audience", "a token for somebody else", "wrong_audience", more={"row": 24}, **other)
    refused("no-audience", "a token for nobody", "missing_claim", more={"row": 24}, **{column: ABSENT})
    if provider.name != "spiffe":
        refused("issuer", "another issuer", "unknown_issuer", iss=provider.issuer + "x", more={"row": 23})
        swapped = provider.issuer[:-1] if provider.issuer.endswith("/") else provider.issuer + "/"
        refused("issuer-slash", "the issuer's slash", "unknown_issuer", iss=swapped, more={"row": 23})
        refused("rs384", "an algorithm it never uses", "algorithm_not_allowed", alg="RS384", signer="rsa-1")
    refused(
        "hs256",
        "a secret instead of a key",
        "algorithm_not_allowed",
        alg="HS256",
        signer="hs256-1",
        more={"row": 3},
    )
    forger = "p256-2" if provider.alg.startswith("ES") else "rsa-2"
    refused("forged", "another key under its kid", "invalid_signature", signer=forger)
    refused("kid", "a kid it does not publish", "unknown_key", head={"kid": "nobody"})
    refused("expired", "an expired token", "expired", exp=NOW - 60)
    refused("no-exp", "a token that never expires", "missing_claim", exp=ABSENT, more={"row": 20})
    if provider.name in MARKED:
        refused("id-token", "an ID token, by the marker", "wrong_type", **MARKED[provider.name])
        about = f"{provider.name}: an access token by the marker, though it has a nonce"
        granted_of(file, f"{provider.name}-nonce", about, provider, nonce="n-0S6_WzA2Mj")
    elif provider.credential == "id_token":
        about = f"{provider.name}: an ID token is what its APIs get"
        granted_of(file, f"{name}-nonce", about, provider, nonce="n-0S6_WzA2Mj")
    elif provider.name != "spiffe":
        refused(
            "id-token", "an ID token, by its nonce", "wrong_type", nonce="n-0S6_WzA2Mj", **_no_type(provider)
        )
    refused("logout-token", "a logout token", "wrong_type", head={"typ": "logout+jwt"}, more={"row": 25})


# What the ID tokens of a provider say that marks its access tokens.
MARKED = {
    "cognito": {"token_use": "id"},
    "keycloak": {"typ": "ID"},
    "b2c": {"scp": ABSENT},
    "authentik": {"uid": ABSENT, "nonce": "n-0S6_WzA2Mj"},
}


def _no_type(provider: Provider) -> dict:
    """Where access tokens are told by their type alone, an ID token has another."""
    return {"head": {"typ": "JWT"}} if provider.header.get("typ", "").lower() == "at+jwt" else {}


def _kinds(file: VectorFile) -> None:
    """Other kinds of token from the same issuer and keys."""
    cases = {
        "auth0-no-sub": ("auth0", "missing_claim", {"sub": ABSENT}),
        "auth0-no-iat": ("auth0", "missing_claim", {"iat": ABSENT}),
        "okta-without-cid": ("okta", "missing_claim", {"cid": ABSENT, "nonce": ABSENT}),
        "okta-org-server": ("okta", "unknown_issuer", {"iss": "https://dev-1234.okta.com"}),
        "okta-other-server": ("okta", "unknown_issuer", {"iss": "https://dev-1234.okta.com/oauth2/other"}),
        "entra-without-azp": ("entra", "missing_claim", {"azp": ABSENT}),
        "entra-v1-token": ("entra", "unknown_issuer", {"iss": f"https://sts.windows.net/{TENANT}/"}),
        "entra-other-tenant": (
            "entra",
            "unknown_issuer",
            {"iss": f"https://login.microsoftonline.com/{OTHER_TENANT}/v2.0", "tid": OTHER_TENANT},
        ),
        "entra-template": (
            "entra",
            "unknown_issuer",
            {"iss": "https://login.microsoftonline.com/{tenantid}/v2.0"},
        ),
        "entra-v1-without-appid": ("entra_v1", "missing_claim", {"appid": ABSENT}),
        "entra-v1-v2-token": (
            "entra_v1",
            "unknown_issuer",
            {"iss": f"https://login.microsoftonline.com/{TENANT}/v2.0"},
        ),
        "entra-v1-other-tenant": (
            "entra_v1",
            "unknown_issuer",
            {"iss": f"https://sts.windows.net/{OTHER_TENANT}/"},
        ),
        "cognito-real-id-token": (
            "cognito",
            "missing_claim",
            {"client_id": ABSENT, "aud": "1example23456789", "token_use": "id"},
        ),
        "cognito-use-id": ("cognito", "wrong_type", {"token_use": "id"}),
        "cognito-no-use": ("cognito", "missing_claim", {"token_use": ABSENT}),
        "cognito-other-pool": (
            "cognito",
            "unknown_issuer",
            {"iss": "https://cognito-idp.us-west-2.amazonaws.com/us-west-2_Example2"},
        ),
        "keycloak-id": ("keycloak", "wrong_type", {"typ": "ID"}),
        "keycloak-refresh": ("keycloak", "wrong_type", {"typ": "Refresh"}),
        "keycloak-offline": ("keycloak", "wrong_type", {"typ": "Offline"}),
        "keycloak-no-azp": ("keycloak", "missing_claim", {"azp": ABSENT}),
        "keycloak-no-typ": ("keycloak", "missing_claim", {"typ": ABSENT}),
        "keycloak-other-realm": (
            "keycloak",
            "unknown_issuer",
            {"iss": "https://kc.example.com/realms/master"},
        ),
        "google-user": ("google", "wrong_type", {"at_hash": "HK6E_P6Dh8Y93mRNtsDB1Q", "hd": "example.com"}),
        "google-no-azp": ("google", "missing_claim", {"azp": ABSENT}),
        "google-bare-issuer": ("google", "unknown_issuer", {"iss": "accounts.google.com"}),
        "github-no-repository": ("github_actions", "missing_claim", {"repository": ABSENT}),
        "gitlab-user": ("gitlab_ci", "missing_claim", {"project_path": ABSENT, "auth_time": NOW - 60}),
        "gitlab-old-issuer": ("gitlab_ci", "unknown_issuer", {"iss": "gitlab.com"}),
        "kubernetes-secret": (
            "kubernetes",
            "unknown_issuer",
            {"iss": "kubernetes/serviceaccount", "exp": ABSENT},
        ),
        "kubernetes-unbound": ("kubernetes", "missing_claim", {"kubernetes.io": ABSENT}),
        "rfc9068-no-client-id": ("rfc9068", "missing_claim", {"client_id": ABSENT}),
        "rfc9068-no-jti": ("rfc9068", "missing_claim", {"jti": ABSENT}),
    }
    for id, (name, code, claims) in cases.items():
        refused_of(file, id, f"{name}, nearly its token: {id}", BY_NAME[name], code, more={"row": 25}, **claims)
    internal = {"typ": "application/okta-internal-at+jwt"}
    about = "okta: the type of tokens that are for Okta itself"
    refused_of(file, "okta-internal", about, BY_NAME["okta"], "wrong_type", head=internal, more={"row": 25})
    about = "rfc9068: a token of type JWT"
    refused_of(
        file, "rfc9068-jwt", about, BY_NAME["rfc9068"], "wrong_type", head={"typ": "JWT"}, more={"row": 25}
    )
    about = "rfc9068: a token without a type"
    refused_of(
        file,
        "rfc9068-untyped",
        about,
        BY_NAME["rfc9068"],
        "wrong_type",
        head={"typ": ABSENT},
        more={"row": 25},
    )
    about = "keycloak: the kid of its encryption key"
    refused_of(
        file, "keycloak-enc", about, BY_NAME["keycloak"], "unknown_key", head={"kid": "enc-1"}, signer="rsa-2"
    )


def _other_shapes(file: VectorFile) -> None:
    """Other access tokens that the provider's documentation shows."""
    auth0 = BY_NAME["auth0"]
    about = "auth0: the RFC 9068 dialect"
    head, members = (
        {"typ": "at+jwt"},
        {"azp": ABSENT, "client_id": CLIENT, "gty": ABSENT, "jti": "73WakrfVbNJBaAmhQtEeDv"},
    )
    granted_of(file, "auth0-rfc9068", about, auth0, head=head, **members)
    about = "auth0: a machine's token without RBAC"
    members = {
        "sub": f"{CLIENT}@clients",
        "gty": "client-credentials",
        "aud": API,
        "scope": "a:b",
        "permissions": ABSENT,
    }
    granted_of(file, "auth0-machine", about, auth0, expected={"scopes": ["a:b"]}, **members)
    about = "auth0: a user without permissions"
    granted_of(file, "auth0-none", about, auth0, expected={"scopes": []}, scope=ABSENT, permissions=[])
    about = "auth0: permissions of the wrong form"
    refused_of(file, "auth0-permissions-object", about, auth0, "invalid_claim", permissions={"read": True})
    okta = BY_NAME["okta"]
    about = "okta: a machine's token"
    members = {"sub": okta.client, "uid": ABSENT, "scp": ["agents:run"], "auth_time": ABSENT}
    granted_of(file, "okta-machine", about, okta, expected={"scopes": ["agents:run"]}, **members)
    server = okta.members | {"authorization_server": "aus9o8wzkhckw9TLa0h7z"}
    issuer = "https://dev-1234.okta.com/oauth2/aus9o8wzkhckw9TLa0h7z"
    name = file.policy("okta-server", {"issuers": [server]})
    document = metadata(issuer, f"{issuer}/v1/keys")
    found = {
        f"{issuer}/.well-known/openid-configuration": answer(document),
        f"{issuer}/v1/keys": answer(okta.keys),
    }
    about = "okta: an authorization server of one's own"
    expected = {"issuer": issuer}
    granted_of(file, "okta-server", about, okta, name, expected=expected, more={"fetches": found}, iss=issuer)
    entra = BY_NAME["entra"]
    about = "entra: an application's token has roles and no scp"
    granted_of(file, "entra-application", about, entra, expected={"scopes": ["Tasks.Write.All"]}, scp=ABSENT)
    about = "keycloak: the type of RFC 9068"
    keycloak = BY_NAME["keycloak"]
    granted_of(file, "keycloak-at-jwt", about, keycloak, head={"typ": "at+jwt"})
    about = "keycloak: no roles at all"
    members = {"realm_access": ABSENT, "resource_access": ABSENT}
    granted_of(file, "keycloak-no-roles", about, keycloak, expected={"scopes": ["email", "profile"]}, **members)
    slash = keycloak.members | {"url": "https://kc.example.com/"}
    name = file.policy("keycloak-slash", {"issuers": [slash]})
    granted_of(file, "keycloak-slash", "keycloak: a URL with a slash at its end", keycloak, name)
    cognito = {"issuers": [file.policies["cognito"]["issuers"][0] | {"also_audience": ["https://solar.example.com"]}]}
    name = file.policy("cognito-also", cognito)
    about = "cognito: an audience beside the client that the policy knows"
    granted_of(file, "cognito-resource", about, BY_NAME["cognito"], name, aud="https://solar.example.com")
    others = {
        "keycloak": ("PS256", "ES256"),
        "kubernetes": ("ES256", "ES384", "ES512"),
        "rfc9068": ("PS256", "ES256", "EdDSA", "Ed25519"),
        "spiffe": ("RS256", "RS384", "RS512", "ES384", "ES512", "PS256", "PS384", "PS512"),
    }
    for preset, algorithms in others.items():
        provider = BY_NAME[preset]
        for alg in algorithms:
            signer = SIGNERS.get(alg, "rsa-1")
            own = key(signer, alg=None, use="jwt-svid" if preset == "spiffe" else "sig")
            more = {"fetches": {provider.jwks_uri: answer(jwks(own))}}
            about = f"{preset}: another algorithm it may sign with: {alg}"
            id = f"{preset}-alg-{alg.lower()}"
            granted_of(file, id, about, provider, alg=alg, signer=signer, more=more)
    about = "rfc9068: the type as a media type"
    granted_of(file, "rfc9068-media-type", about, BY_NAME["rfc9068"], head={"typ": "application/at+jwt"})
    first = BY_NAME["rfc9068"]
    found = {
        first.metadata_url: answer({"error": "not_found"}, 404),
        "https://authorization-server.example.com/.well-known/oauth-authorization-server": answer(
            metadata(first.issuer, first.jwks_uri)
        ),
    }
    about = "rfc9068: metadata of RFC 8414 alone"
    granted_of(file, "rfc9068-rfc8414", about, first, more={"fetches": found})


def _spiffe(file: VectorFile) -> None:
    """JWT-SVID §2.3: typ JWT, JOSE or none; §3.1: sub in the trust domain; §6.2: keys for jwt-svid alone."""
    spiffe = BY_NAME["spiffe"]
    for id, typ in {"jose": "JOSE", "untyped": ABSENT}.items():
        granted_of(file, f"spiffe-{id}", f"spiffe: typ {id}", spiffe, head={"typ": typ})
    granted_of(
        file,
        "spiffe-no-kid",
        "spiffe: no kid, and one key for JWT-SVIDs",
        spiffe,
        head={"kid": ABSENT},
        expected={"key_id": "key-1"},
    )
    others = {
        "domain": "spiffe://other.example/ns/prod/sa/agent",
        "suffix": "spiffe://example.org.evil.example/agent",
        "prefix": "spiffe://xexample.org/agent",
        "subdomain": "spiffe://a.example.org/agent",
        "upper-case": "spiffe://EXAMPLE.ORG/agent",
        "userinfo": "spiffe://example.org@evil.example/agent",
        "port": "spiffe://example.org:443/agent",
    }
    for id, sub in others.items():
        about = f"spiffe: an identity of another trust domain: {id}"
        refused_of(file, f"spiffe-sub-{id}", about, spiffe, "unknown_issuer", sub=sub, more={"row": 23})
    for id, sub in {"scheme": "https://example.org/agent", "bare": "agent", "absent": ABSENT}.items():
        about = f"spiffe: neither iss nor a SPIFFE ID tells whose token it is: {id}"
        refused_of(file, f"spiffe-sub-{id}", about, spiffe, "missing_claim", sub=sub, more={"row": 23})
    # SPIFFE-ID §2.2: no trailing slash; without a path it names the trust domain and no workload.
    for id, sub in {
        "no-path": "spiffe://example.org",
        "slash": "spiffe://example.org/",
        "end": "spiffe://example.org/a/",
    }.items():
        about = f"spiffe: no identity of a workload: {id}"
        refused_of(file, f"spiffe-sub-{id}", about, spiffe, "invalid_claim", sub=sub, more={"row": 23})
    about = "spiffe: signed by the key for X.509-SVIDs"
    refused_of(file, "spiffe-x509-key", about, spiffe, "unknown_key", head={"kid": "x"}, signer="p256-2")
    about = "spiffe: signed by a key for signatures of another kind"
    refused_of(
        file,
        "spiffe-sig-key",
        about,
        spiffe,
        "unknown_key",
        head={"kid": "sig-1"},
        signer="p384-1",
        alg="ES384",
    )
    about = "A key for JWT-SVIDs in anybody else's set"
    found = {BUNDLE: answer(spiffe.keys)}
    plain = fixtures.policy(keys=ABSENT, jwks_uri=BUNDLE, algorithms=["ES256", "ES384"])
    name = file.policy("bundle-elsewhere", plain)
    token = fixtures.token(head=fixtures.header(kid="key-1"))
    file.refused("preset-spiffe-elsewhere", about, name, token, "unknown_key", fetches=found)
    issuer = "https://spire-oidc.example.org"
    name = file.policy("spiffe-issuer", {"issuers": [spiffe.members | {"issuer": issuer}]})
    about = "spiffe: a server that sets iss"
    granted_of(file, "spiffe-iss", about, spiffe, name, expected={"issuer": issuer}, iss=issuer)
    about = "spiffe: another iss than the server's"
    refused_of(file, "spiffe-iss-other", about, spiffe, "unknown_issuer", name, iss="https://evil.example")
    about = "spiffe: the server's iss, an identity of another trust domain"
    for id, sub in {
        "other": "spiffe://other.example/agent",
        "suffix": "spiffe://example.org.evil.example/agent",
        "no-path": "spiffe://example.org",
        "scheme": "https://example.org/agent",
        "bare": "agent",
    }.items():
        more = {"row": 23}
        refused_of(
            file, f"spiffe-iss-sub-{id}", about, spiffe, "invalid_claim", name, iss=issuer, sub=sub, more=more
        )
    plain = fixtures.issuer(issuer="spiffe://other.example")
    name = file.policy("spiffe-and-plain", {"issuers": [spiffe.members, plain]})
    payload = fixtures.claims(iss=ABSENT, sub="spiffe://other.example/agent")
    about = "Only a trust domain's tokens may leave iss out, whatever another issuer is called"
    file.refused("preset-spiffe-plain", about, name, fixtures.token(payload), "missing_claim", row=23)
