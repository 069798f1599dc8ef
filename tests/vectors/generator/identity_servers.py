"""Identity servers that their users can run, as their public documentation describes them."""

from .casefile import NOW
from .provider import API, JWT, NBF, TIMES, Provider

PROJECT = "69234237810729019"
ZITADEL_CLIENT = "69234237810729234"
ZITADEL_ROLES = "urn:zitadel:iam:org:project:roles"
APPLICATION = "3c219e58-ed0e-4b18-ad48-f4f92793ae32"
FUSIONAUTH_TENANT = "30663132-6464-6665-3032-326466613934"


def _zitadel() -> Provider:
    issuer = "https://acme.zitadel.cloud"
    roles = {"editor": {"1023": "acme.example.com"}, "viewer": {"1023": "acme.example.com"}}
    claims = {"sub": "77776025198584418", "aud": [ZITADEL_CLIENT, PROJECT], "jti": "V2_3-at_4"} | TIMES | NBF
    claims |= {"client_id": ZITADEL_CLIENT, ZITADEL_ROLES: roles}
    claims[f"urn:zitadel:iam:org:project:{PROJECT}:roles"] = roles
    return Provider(
        "zitadel",
        {"domain": "acme.zitadel.cloud"},
        issuer,
        claims,
        head=JWT,
        audience=PROJECT,
        jwks_uri=f"{issuer}/oauth/v2/keys",
        scopes=["editor", "viewer"],
        client=ZITADEL_CLIENT,
    )


def _hydra() -> Provider:
    issuer = "https://hydra.example.com"
    client = "9f3c1b2a-4d5e-4f60-8192-a3b4c5d6e7f8"
    claims = {"aud": [API], "client_id": client, "ext": {"tenant": "acme"}, "jti": "2e4a"} | TIMES | NBF
    claims |= {"scp": ["offline", "read"], "sub": "user-1"}
    return Provider("hydra", {"issuer": issuer}, issuer, claims, head=JWT, scopes=["offline", "read"], client=client)


def _duende() -> Provider:
    issuer = "https://id.example.com"
    claims = {"aud": "urn:resource1", "scope": ["resource1.read", "offline_access"], "amr": ["pwd"]} | TIMES | NBF
    claims |= {"client_id": "web_app", "sub": "88421113", "auth_time": NOW - 90, "idp": "local"}
    claims |= {"sid": "F6E6F2EDE86EB8731EF609A4FE40ED89", "jti": "2C56A356A306E64AFC7D2C6399E23A17"}
    return Provider(
        "duende",
        {"issuer": issuer},
        issuer,
        claims,
        head={"typ": "at+jwt"},
        audience="urn:resource1",
        jwks_uri=f"{issuer}/.well-known/openid-configuration/jwks",
        scopes=["resource1.read", "offline_access"],
        client="web_app",
    )


def _dex() -> Provider:
    issuer = "https://dex.example.com/dex"
    claims = {"sub": "CgcyMzQyNzQ5EgZnaXRodWI", "aud": "example-app", "at_hash": "bi96gOXZShvlWYtal9Eqiw"} | TIMES
    claims |= {"email": "jane@example.com", "email_verified": True, "groups": ["admins"], "name": "Jane Doe"}
    return Provider(
        "dex",
        {"issuer": issuer},
        issuer,
        claims,
        audience="example-app",
        credential="id_token",
        jwks_uri=f"{issuer}/keys",
    )


def _authentik() -> Provider:
    issuer = "https://auth.example.com/application/o/my-app/"
    claims = {"sub": "8b1a9953c4611296", "aud": "CLIENTID", "auth_time": NOW - 90, "amr": ["pwd"]} | TIMES
    claims |= {"acr": "goauthentik.io/providers/oauth2/default", "sid": "0f1e2d3c", "azp": "CLIENTID"}
    claims |= {"email": "u@example.com", "groups": ["admins"], "uid": "X3bqAN0bDcSqHC8q"}
    return Provider(
        "authentik",
        {"url": "https://auth.example.com", "slug": "my-app"},
        issuer,
        claims,
        head=JWT,
        audience="CLIENTID",
        jwks_uri=f"{issuer}jwks/",
        client="CLIENTID",
    )


def _fusionauth() -> Provider:
    claims = {"aud": APPLICATION, "sub": "0a1b2c3d-1111-4222-8333-444455556666"} | TIMES
    claims |= {"jti": "7f6e5d4c-1111-4222-8333-444455556666", "authenticationType": "PASSWORD"}
    claims |= {"email": "a@example.com", "email_verified": True, "applicationId": APPLICATION}
    claims |= {"scope": "offline_access profile openid", "roles": ["editor"], "auth_time": NOW - 60}
    claims |= {"sid": "5e4d3c2b-1111-4222-8333-444455556666", "tid": FUSIONAUTH_TENANT}
    return Provider(
        "fusionauth",
        {"url": "https://fa.example.com", "tenant_id": FUSIONAUTH_TENANT, "issuer": "acme.com"},
        "acme.com",
        claims,
        head=JWT | {"gty": ["authorization_code"]},
        audience=APPLICATION,
        jwks_uri="https://fa.example.com/.well-known/jwks.json",
        metadata_url=None,
        scopes=["editor", "offline_access", "profile", "openid"],
        client=APPLICATION,
    )


ALL = (_zitadel(), _hydra(), _duende(), _dex(), _authentik(), _fusionauth())
