"""Providers as their public documentation describes them: where metadata and keys are, and what tokens look like.

Identifiers are made up or the documentation's own; every key is one of ours.
"""

from . import identity_servers, identity_services
from .answers import JWK_SET, jwks, key
from .casefile import NOW
from .provider import API, JWT, NBF, TIMES, Provider

TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47"
OTHER_TENANT = "9188040d-6c67-4c5b-b112-36a304b66dad"
THIRD_TENANT = "8eaef023-2b34-4da1-9baa-8bc8c9d6a490"
CLIENT = "K1AUPhZq8mRi0Q0pjhkfu1D7y6KjDQja"
GUID_CLIENT = "6e74172b-be56-4843-9ff4-e66a39bb12e3"
GUID_API = "ef1da9d4-ff77-4c3e-a005-840c3f830745"
BUNDLE = "https://spire.example.org/bundle"


def _auth0() -> Provider:
    claims = {"sub": "auth0|6553da60a54af58e29493993", "aud": [API, "https://tenant.eu.auth0.com/userinfo"]}
    claims |= TIMES | {"azp": CLIENT, "scope": "openid read:patients", "gty": "password"}
    claims |= {"permissions": ["read:patients", "write:patients"]}
    return Provider(
        "auth0",
        {"domain": "tenant.eu.auth0.com"},
        "https://tenant.eu.auth0.com/",
        claims,
        head=JWT,
        scopes=["openid", "read:patients", "write:patients"],
        client=CLIENT,
    )


def _okta() -> Provider:
    issuer = "https://dev-1234.okta.com/oauth2/default"
    claims = {"ver": 1, "jti": "AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE", "aud": "api://default"} | TIMES
    claims |= {"cid": "nmdP1fcyvdVO11AL7ECm", "uid": "00ujmkLgagxeRrAg20g3", "scp": ["openid", "email"]}
    claims |= {"auth_time": NOW - 90, "sub": "a@example.com"}
    return Provider(
        "okta",
        {"domain": "dev-1234.okta.com"},
        issuer,
        claims,
        audience="api://default",
        jwks_uri=f"{issuer}/v1/keys",
        scopes=["openid", "email"],
        client="nmdP1fcyvdVO11AL7ECm",
    )


def _entra() -> Provider:
    base = "https://login.microsoftonline.com"
    claims = {"aud": GUID_API} | TIMES | NBF | {"aio": "AXQAi/8IAAAA", "azp": GUID_CLIENT, "azpacr": "0"}
    claims |= {"name": "Abe Lincoln", "oid": "690222be-ff1a-4d56-abd1-7e4f7d38e474", "rh": "I"}
    claims |= {
        "preferred_username": "abeli@example.com",
        "scp": "access_as_user tasks.read",
        "sub": "HKZpfaHyWadeOouYl",
    }
    claims |= {"roles": ["Tasks.Write.All"], "tid": TENANT, "uti": "fqiBqXLPj0eQa82S-IYFAA", "ver": "2.0"}
    published = key(alg=None, x5t="key-1", x5c=["MIID"], issuer=f"{base}/{TENANT}/v2.0")
    return Provider(
        "entra",
        {"tenant": TENANT},
        f"{base}/{TENANT}/v2.0",
        claims,
        head=JWT,
        audience=GUID_API,
        jwks_uri=f"{base}/{TENANT}/discovery/v2.0/keys",
        keys=jwks(published, key("rsa-2", "key-2", alg=None)),
        scopes=["access_as_user", "tasks.read", "Tasks.Write.All"],
        client=GUID_CLIENT,
    )


def _entra_v1() -> Provider:
    base = "https://login.microsoftonline.com"
    claims = {"aud": f"api://{GUID_API}"} | TIMES | NBF | {"acr": "1", "aio": "AXQAi/8IAAAA", "amr": ["wia"]}
    claims |= {"appid": GUID_CLIENT, "appidacr": "0", "ipaddr": "192.0.2.1", "name": "abeli", "rh": "I"}
    claims |= {"oid": "02223b6b-aa1d-42d4-9ec0-1b2bb9194438", "scp": "user_impersonation", "sub": "l3_roISQU222bULS9"}
    claims |= {"tid": TENANT, "unique_name": "abeli@example.com", "uti": "FVsGxYXI30-TuikuuUoFAA", "ver": "1.0"}
    return Provider(
        "entra_v1",
        {"tenant": TENANT},
        f"https://sts.windows.net/{TENANT}/",
        claims,
        head=JWT | {"x5t": "key-1"},
        audience=f"api://{GUID_API}",
        jwks_uri=f"{base}/common/discovery/keys",
        metadata_url=f"{base}/{TENANT}/.well-known/openid-configuration",
        keys=jwks(key(alg=None, x5t="key-1", x5c=["MIID"]), key("rsa-2", "key-2", alg=None)),
        scopes=["user_impersonation"],
        client=GUID_CLIENT,
    )


def _entra_tenants() -> Provider:
    """The metadata name a template, and the keys are those of all tenants and of personal accounts."""
    base = "https://login.microsoftonline.com"
    one, template = _entra(), f"{base}/{{tenantid}}/v2.0"
    found = vars(one) | {"name": "entra_tenants", "jwks_uri": f"{base}/common/discovery/v2.0/keys"}
    found |= {"members": {"preset": "entra_tenants", "audience": GUID_API, "tenants": [THIRD_TENANT, TENANT]}}
    found |= {"metadata_url": f"{base}/common/v2.0/.well-known/openid-configuration", "metadata_issuer": template}
    consumers = key("rsa-2", "key-2", alg=None, issuer=template.replace("{tenantid}", OTHER_TENANT))
    found |= {"keys": jwks(key(alg=None, x5t="key-1", x5c=["MIID"], issuer=template), consumers)}
    return one.with_members(found)


def _entra_v1_tenants() -> Provider:
    base = "https://login.microsoftonline.com"
    one = _entra_v1()
    found = {"name": "entra_v1_tenants", "metadata_issuer": "https://sts.windows.net/{tenantid}/"}
    members = {"preset": "entra_v1_tenants", "audience": f"api://{GUID_API}", "danger_any_tenant": True}
    found |= {"members": members, "metadata_url": f"{base}/common/.well-known/openid-configuration"}
    template = f"{base}/{{tenantid}}/v2.0"
    published = key(alg=None, x5t="key-1", x5c=["MIID"], issuer=template)
    return one.with_members(found | {"keys": jwks(published, key("rsa-2", "key-2", alg=None, issuer=template))})


def _cognito() -> Provider:
    client = "1example23456789"
    claims = {"sub": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", "device_key": "aaaaaaaa", "cognito:groups": ["testers"]}
    claims |= {"version": 2, "client_id": client, "origin_jti": "b", "event_id": "c", "token_use": "access"}
    claims |= {"scope": "phone openid res/read", "auth_time": NOW - 60, "jti": "d", "username": "my-test-user"} | TIMES
    return Provider(
        "cognito",
        {"region": "us-west-2", "user_pool_id": "us-west-2_Example1"},
        "https://cognito-idp.us-west-2.amazonaws.com/us-west-2_Example1",
        claims,
        audience=client,
        audience_claim="client_id",
        audiences=[client],
        scopes=["phone", "openid", "res/read", "testers"],
        client=client,
    )


def _keycloak() -> Provider:
    issuer = "https://kc.example.com/realms/demo"
    claims = TIMES | {"jti": "onrtac:d58f5dc8", "aud": [API, "account"], "sub": "36fa0f91-f94d-4a0c-afed-6b7d952e47da"}
    claims |= {"typ": "Bearer", "azp": "demo-app", "sid": "2a88c258", "acr": "1", "allowed-origins": ["*"]}
    claims |= {"realm_access": {"roles": ["offline_access", "auditor"]}, "scope": "email profile"}
    claims |= {"resource_access": {"account": {"roles": ["view-profile"]}}, "preferred_username": "alice"}
    encryption = key("rsa-2", "enc-1", use="enc", alg="RSA-OAEP")
    return Provider(
        "keycloak",
        {"url": "https://kc.example.com", "realm": "demo"},
        issuer,
        claims,
        head=JWT,
        jwks_uri=f"{issuer}/protocol/openid-connect/certs",
        keys=jwks(encryption, key(x5t="a", x5c=["MIIC"]), key("rsa-2", "key-2")),
        scopes=["email", "profile", "offline_access", "auditor"],
        client="demo-app",
    )


def _google() -> Provider:
    number = "117316250834201234567"
    claims = {"aud": API, "azp": number, "email": "bot@proj.iam.gserviceaccount.com", "email_verified": True}
    claims |= TIMES | {"sub": number}
    jwks_uri = "https://www.googleapis.com/oauth2/v3/certs"
    return Provider("google", {}, "https://accounts.google.com", claims, head=JWT, jwks_uri=jwks_uri, client=number)


def _github_actions() -> Provider:
    issuer = "https://token.actions.githubusercontent.com"
    claims = {"jti": "example-id", "sub": "repo:octo-org@123456/octo-repo@456789:environment:prod"} | TIMES | NBF
    claims |= {"environment": "prod", "aud": "https://github.com/octo-org", "ref": "refs/heads/main", "run_id": "1"}
    claims |= {"repository": "octo-org/octo-repo", "repository_owner": "octo-org", "actor": "octocat"}
    claims |= {"event_name": "push", "ref_type": "branch", "runner_environment": "github-hosted"}
    return Provider(
        "github_actions",
        {},
        issuer,
        claims,
        head=JWT | {"x5t": "example-thumbprint"},
        audience="https://github.com/octo-org",
        jwks_uri=f"{issuer}/.well-known/jwks",
    )


def _gitlab_ci() -> Provider:
    claims = {"namespace_id": "72", "namespace_path": "my-group", "project_id": "20", "user_id": "1", "aud": API}
    claims |= {"project_path": "my-group/my-project", "pipeline_id": "574", "job_id": "302", "ref": "main"}
    claims |= {"ref_type": "branch", "ref_protected": "false", "runner_id": 1, "jti": "235b3a54"} | TIMES | NBF
    claims["sub"] = "project_path:my-group/my-project:ref_type:branch:ref:main"
    jwks_uri = "https://gitlab.com/oauth/discovery/keys"
    return Provider("gitlab_ci", {}, "https://gitlab.com", claims, head=JWT, jwks_uri=jwks_uri)


def _kubernetes() -> Provider:
    issuer = "https://kubernetes.default.svc.cluster.local"
    bound = {"namespace": "default", "node": {"name": "worker", "uid": "517eb86e"}, "warnafter": NOW + 200}
    bound |= {"pod": {"name": "shell", "uid": "0d8b260e"}, "serviceaccount": {"name": "default", "uid": "e6a8680e"}}
    claims = {"aud": [API]} | TIMES | NBF | {"jti": "e51f1fbc", "kubernetes.io": bound}
    claims["sub"] = "system:serviceaccount:default:default"
    return Provider(
        "kubernetes",
        {"issuer": issuer},
        issuer,
        claims,
        jwks_uri="https://172.20.0.3:6443/openid/v1/jwks",
        content_type=JWK_SET,
    )


def _spiffe() -> Provider:
    claims = {"sub": "spiffe://example.org/ns/prod/sa/agent", "aud": ["reports"]} | TIMES
    keys = jwks(
        key("p256-2", None, use="x509-svid", alg=None, x5c=["MIIB"]),
        key("p256-1", use="jwt-svid", alg=None),
        key("p384-1", "sig-1", alg=None),
    )
    return Provider(
        "spiffe",
        {"trust_domain": "example.org", "jwks_uri": BUNDLE},
        "spiffe://example.org",
        claims,
        head=JWT,
        alg="ES256",
        signer="p256-1",
        audience="reports",
        iss=False,
        jwks_uri=BUNDLE,
        metadata_url=None,
        keys=keys | {"spiffe_sequence": 12, "spiffe_refresh_hint": 300},
    )


def _rfc9068() -> Provider:
    issuer = "https://authorization-server.example.com/"
    claims = {"sub": "5ba552d67", "aud": API, "jti": "dbe39bf3a3ba4238a513f51d6e1691c4", "client_id": "s6BhdRkqt3"}
    claims |= TIMES | {"scope": "openid profile reademail"}
    head = {"typ": "at+JWT"}
    scopes = ["openid", "profile", "reademail"]
    return Provider("rfc9068", {"issuer": issuer}, issuer, claims, head=head, scopes=scopes, client="s6BhdRkqt3")


ALL = (
    _auth0(),
    _okta(),
    _entra(),
    _entra_v1(),
    _entra_tenants(),
    _entra_v1_tenants(),
    _cognito(),
    _keycloak(),
    _google(),
    _github_actions(),
    _gitlab_ci(),
    _kubernetes(),
    _spiffe(),
    _rfc9068(),
    *identity_services.ALL,
    *identity_servers.ALL,
)
BY_NAME = {provider.name: provider for provider in ALL}
