"""Presets that must not be accepted: parameters missing, malformed or of another preset; claims misnamed."""

from .. import fixtures
from ..casefile import VectorFile
from ..fixtures import ABSENT, issuer
from ..provider import API
from ..providers import BUNDLE, TENANT

BAD = "invalid_policy"
OKTA = {"preset": "okta", "domain": "dev-1234.okta.com"}
COGNITO = {"preset": "cognito", "region": "us-west-2", "user_pool_id": "us-west-2_Example1"}
KEYCLOAK = {"preset": "keycloak", "url": "https://kc.example.com", "realm": "demo"}
B2C = {"preset": "b2c", "domain": "contoso.b2clogin.com", "tenant": TENANT}
B2C |= {"tenant_name": "contoso", "policy": "B2C_1_signupsignin1"}
FUSIONAUTH = {"preset": "fusionauth", "url": "https://fa.example.com", "tenant_id": TENANT, "issuer": "acme.com"}
STYTCH = {"preset": "stytch", "project_id": "project-live-1abc"}
SPIFFE = {"preset": "spiffe", "trust_domain": "example.org", "jwks_uri": BUNDLE}


def build() -> VectorFile:
    file = VectorFile(
        "preset_faults",
        "Presets refused at construction, with code and path",
        "SPIFFE-ID §2.1, RFC 3986 §3, RFC 8725 §3.1, the providers' documentation",
    )
    _names(file)
    _parameters(file)
    _labels(file)
    _needed(file)
    _claims(file)
    return file


def _refused(file: VectorFile, id: str, about: str, members: dict, path: str) -> None:
    given = fixtures.without_absent({"audience": API} | members)
    file.misconfigured(f"preset-bad-{id}", about, {"issuers": [given]}, BAD, f"issuers[0].{path}")


def _names(file: VectorFile) -> None:
    names = {
        "unknown": "workos",
        "upper-case": "Auth0",
        "space": "auth0 ",
        "empty": "",
        "hyphen": "github-actions",
        "camel-case": "githubActions",
        "number": 0,
        "list": ["auth0"],
        "true": True,
    }
    for id, name in names.items():
        members = {"preset": name, "domain": "tenant.eu.auth0.com"}
        _refused(file, f"name-{id}", f"No preset of this name: {name!r}", members, "preset")


def _parameters(file: VectorFile) -> None:
    hosts = {
        "empty": "",
        "url": "https://tenant.auth0.com",
        "slash": "tenant.auth0.com/",
        "path": "tenant.auth0.com/x",
        "userinfo": "a@tenant.auth0.com",
        "space": "tenant .auth0.com",
        "query": "tenant.auth0.com?x",
        "fragment": "tenant.auth0.com#x",
        "line-end": "tenant.auth0.com\n",
        "braces": "{domain}",
        "homoglyph": "t\u0435nant.auth0.com",
        "number": 7,
        "missing": ABSENT,
    }
    for preset in ("auth0", "okta", "clerk", "zitadel"):
        for id, domain in hosts.items():
            members = {"preset": preset, "domain": domain}
            _refused(file, f"{preset}-domain-{id}", f"{preset}: domain {id}", members, "domain")
    tenants = {
        "common": "common",
        "organizations": "organizations",
        "consumers": "consumers",
        "name": "contoso.onmicrosoft.com",
        "empty": "",
        "slash": TENANT + "/",
        "braces": "{tenantid}",
        "short": TENANT[:-1],
        "no-hyphens": TENANT.replace("-", ""),
        "number": 7,
        "missing": ABSENT,
    }
    for preset in ("entra", "entra_v1"):
        for id, tenant in tenants.items():
            name = preset.replace("_", "-")
            _refused(
                file, f"{name}-tenant-{id}", f"{preset}: tenant {id}", {"preset": preset, "tenant": tenant}, "tenant"
            )
    url = {
        "empty": "",
        "no-scheme": "kc.example.com",
        "http": "http://kc.example.com",
        "userinfo": "https://a:b@kc.example.com",
        "query": "https://kc.example.com?x=1",
        "fragment": "https://kc.example.com#x",
        "number": 7,
    }
    for id, value in (url | {"missing": ABSENT}).items():
        _refused(file, f"keycloak-url-{id}", f"keycloak: url {id}", KEYCLOAK | {"url": value}, "url")
    for id, value in url.items():
        members = {"preset": "gitlab_ci", "url": value}
        _refused(file, f"gitlab-url-{id}", f"gitlab_ci: url {id}", members, "url")
    others = {
        "okta-server-empty": (OKTA | {"authorization_server": ""}, "authorization_server"),
        "okta-server-path": (OKTA | {"authorization_server": "a/b"}, "authorization_server"),
        "okta-server-dots": (OKTA | {"authorization_server": ".."}, "authorization_server"),
        "okta-server-number": (OKTA | {"authorization_server": 7}, "authorization_server"),
        "cognito-region-slash": (COGNITO | {"region": "us/west"}, "region"),
        "cognito-region-host": (COGNITO | {"region": "evil.example/"}, "region"),
        "cognito-region-empty": (COGNITO | {"region": ""}, "region"),
        "cognito-region-missing": (COGNITO | {"region": ABSENT}, "region"),
        "cognito-pool-slash": (COGNITO | {"user_pool_id": "us-west-2_a/b"}, "user_pool_id"),
        "cognito-pool-empty": (COGNITO | {"user_pool_id": ""}, "user_pool_id"),
        "cognito-pool-missing": (COGNITO | {"user_pool_id": ABSENT}, "user_pool_id"),
        "keycloak-realm-empty": (KEYCLOAK | {"realm": ""}, "realm"),
        "keycloak-realm-slash": (KEYCLOAK | {"realm": "a/b"}, "realm"),
        "keycloak-realm-dots": (KEYCLOAK | {"realm": ".."}, "realm"),
        "keycloak-realm-encoded-dots": (KEYCLOAK | {"realm": "%2E%2e"}, "realm"),
        "keycloak-realm-query": (KEYCLOAK | {"realm": "a?b"}, "realm"),
        "keycloak-realm-missing": (KEYCLOAK | {"realm": ABSENT}, "realm"),
        "spiffe-domain-id": (SPIFFE | {"trust_domain": "spiffe://example.org"}, "trust_domain"),
        "spiffe-domain-upper-case": (SPIFFE | {"trust_domain": "Example.org"}, "trust_domain"),
        "spiffe-domain-path": (SPIFFE | {"trust_domain": "example.org/ns"}, "trust_domain"),
        "spiffe-domain-port": (SPIFFE | {"trust_domain": "example.org:443"}, "trust_domain"),
        "spiffe-domain-empty": (SPIFFE | {"trust_domain": ""}, "trust_domain"),
        "spiffe-domain-missing": (SPIFFE | {"trust_domain": ABSENT}, "trust_domain"),
    }
    for id, (members, path) in others.items():
        _refused(file, id, f"Refused at {path}", members, path)


def _labels(file: VectorFile) -> None:
    """Parameters that stand in a host name as one label, and those of other identity services and servers."""
    labels = {
        "empty": "",
        "dot": "evil.example",
        "slash": "evil/",
        "userinfo": "a@evil",
        "port": "a:443",
        "space": "a b",
        "braces": "{team}",
        "number": 7,
        "missing": ABSENT,
    }
    for preset, member in {"supabase": "project_ref", "cloudflare_access": "team"}.items():
        for id, value in labels.items():
            name = f"{preset}-{member}".replace("_", "-")
            _refused(file, f"{name}-{id}", f"{preset}: {member} {id}", {"preset": preset, member: value}, member)
    authentik = {"preset": "authentik", "url": "https://auth.example.com", "slug": "my-app"}
    others = {
        "firebase-slash": ({"preset": "firebase", "project_id": "a/b"}, "project_id"),
        "firebase-dots": ({"preset": "firebase", "project_id": ".."}, "project_id"),
        "firebase-missing": ({"preset": "firebase"}, "project_id"),
        "b2c-domain": (B2C | {"domain": "https://contoso.b2clogin.com"}, "domain"),
        "b2c-tenant-name": (B2C | {"tenant": "contoso.onmicrosoft.com"}, "tenant"),
        "b2c-name-domain": (B2C | {"tenant_name": "contoso.onmicrosoft.com"}, "tenant_name"),
        "b2c-name-missing": (B2C | {"tenant_name": ABSENT}, "tenant_name"),
        "b2c-policy-slash": (B2C | {"policy": "a/b"}, "policy"),
        "b2c-policy-dots": (B2C | {"policy": ".."}, "policy"),
        "b2c-policy-missing": (B2C | {"policy": ABSENT}, "policy"),
        "stytch-slash": (STYTCH | {"project_id": "a/b"}, "project_id"),
        "stytch-host": (STYTCH | {"api_host": "evil.example/x"}, "api_host"),
        "authentik-http": (authentik | {"url": "http://auth.example.com"}, "url"),
        "authentik-slug-slash": (authentik | {"slug": "a/b"}, "slug"),
        "authentik-slug-missing": (authentik | {"slug": ABSENT}, "slug"),
        "fusionauth-url": (FUSIONAUTH | {"url": "fa.example.com"}, "url"),
        "fusionauth-tenant": (FUSIONAUTH | {"tenant_id": "acme"}, "tenant_id"),
        "fusionauth-tenant-missing": (FUSIONAUTH | {"tenant_id": ABSENT}, "tenant_id"),
        "firebase-audience-claim": (
            {"preset": "firebase", "project_id": "my-project", "audience_claim": "azp"},
            "audience_claim",
        ),
        "firebase-guess": ({"preset": "firebase", "project_id": "my-project", "guess_type": False}, "guess_type"),
    }
    home_made = {"danger_no_audience": True, "audience": ABSENT, "keys": fixtures.es256_jwks(), "algorithms": ["ES256"]}
    home_made |= {"preset": "firebase", "project_id": "my-project"}
    home_made |= {"required_claims": [{"claim": "use", "value": "access"}]}
    others["firebase-no-audience"] = (home_made, "danger_no_audience")
    for id, (members, path) in others.items():
        _refused(file, id, f"Refused at {path}", members, path)


def _needed(file: VectorFile) -> None:
    cases = {
        "kubernetes-issuer": ({"preset": "kubernetes"}, "issuer"),
        "rfc9068-issuer": ({"preset": "rfc9068"}, "issuer"),
        "hydra-issuer": ({"preset": "hydra"}, "issuer"),
        "duende-issuer": ({"preset": "duende"}, "issuer"),
        "dex-issuer": ({"preset": "dex"}, "issuer"),
        "fusionauth-issuer": (FUSIONAUTH | {"issuer": ABSENT}, "issuer"),
        "clerk-audience": ({"preset": "clerk", "domain": "clerk.example.com", "audience": ABSENT}, "audience"),
        "dex-url": ({"preset": "dex", "issuer": "https://dex.example.com", "url": "https://dex.example.com"}, "url"),
        "spiffe-keys": (SPIFFE | {"jwks_uri": ABSENT}, "jwks_uri"),
        "auth0-audience": ({"preset": "auth0", "domain": "a.auth0.com", "audience": ABSENT}, "audience"),
        "google-audience": ({"preset": "google", "audience": ABSENT}, "audience"),
        "cognito-audience": (COGNITO | {"audience": ABSENT}, "audience"),
        "github-audience": ({"preset": "github_actions", "audience": []}, "audience"),
        "auth0-tenant": ({"preset": "auth0", "domain": "a.auth0.com", "tenant": TENANT}, "tenant"),
        "google-domain": ({"preset": "google", "domain": "example.com"}, "domain"),
        "okta-realm": (OKTA | {"realm": "demo"}, "realm"),
        "github-url": ({"preset": "github_actions", "url": "https://github.example.com"}, "url"),
        "camel-case": (OKTA | {"authorizationServer": "default"}, "authorizationServer"),
        "hs256": ({"preset": "auth0", "domain": "a.auth0.com", "algorithms": ["HS256"]}, "algorithms"),
        "two-sources": (OKTA | {"jwks_uri": BUNDLE, "metadata_url": BUNDLE}, "metadata_url"),
    }
    for id, (members, path) in cases.items():
        _refused(file, f"needed-{id}", f"Refused at {path}", members, path)
    members = ("domain", "authorization_server", "tenant", "region", "user_pool_id", "url", "realm", "trust_domain")
    members += ("project_ref", "project_id", "tenant_name", "policy", "team", "api_host", "slug", "tenant_id")
    for member in members:
        policy = {"issuers": [issuer(**{member: "example"})]}
        id = f"preset-bad-alone-{member.replace('_', '-')}"
        file.misconfigured(id, "A parameter without its preset", policy, BAD, f"issuers[0].{member}")
    policy = {"issuers": [issuer(), {"preset": "entra", "tenant": "common", "audience": API}]}
    file.misconfigured("preset-bad-second", "The second issuer is at fault", policy, BAD, "issuers[1].tenant")


def _claims(file: VectorFile) -> None:
    cases = {
        "audience-claim-empty": ({"audience_claim": ""}, "audience_claim"),
        "audience-claim-number": ({"audience_claim": 5}, "audience_claim"),
        "audience-claim-list": ({"audience_claim": ["aud"]}, "audience_claim"),
        "client-claims-string": ({"client_id_claims": "azp"}, "client_id_claims"),
        "client-claims-number": ({"client_id_claims": ["azp", 5]}, "client_id_claims[1]"),
        "client-claims-empty": ({"client_id_claims": [""]}, "client_id_claims[0]"),
        "client-claims-twice": ({"client_id_claims": ["azp", "azp"]}, "client_id_claims[1]"),
        "scope-claims-number": ({"scope_claims": ["scope", 5]}, "scope_claims[1]"),
        "scope-claims-object": ({"scope_claims": [{"path": "roles"}]}, "scope_claims[0].path"),
        "scope-claims-empty-path": ({"scope_claims": [[]]}, "scope_claims[0]"),
    }
    for id, (members, path) in cases.items():
        policy = {"issuers": [issuer(**members)]}
        file.misconfigured(f"claims-{id}", f"Refused at {path}", policy, BAD, f"issuers[0].{path}")
