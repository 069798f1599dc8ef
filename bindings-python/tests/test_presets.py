"""Presets: the functions say what the JSON says, and what is given besides wins."""

import inspect

import jwt
import pytest
import tokens
from doorward import ConfigError, InvalidTokenError, Issuer, Policy, presets
from doorward._doorward import Engine

GUID = "72f988bf-86f1-41af-91ab-2d7cd011db47"
OPENID, JWKS = "/.well-known/openid-configuration", "/.well-known/jwks.json"
# Function, its arguments, issuer and where its keys are looked for; from the providers' documents.
KNOWN = [
    (
        presets.auth0,
        ("t.eu.auth0.com",),
        "https://t.eu.auth0.com/",
        "https://t.eu.auth0.com/.well-known/openid-configuration",
    ),
    (
        presets.okta,
        ("dev-1.okta.com",),
        "https://dev-1.okta.com/oauth2/default",
        "https://dev-1.okta.com/oauth2/default/.well-known/openid-configuration",
    ),
    (
        presets.entra,
        (GUID,),
        f"https://login.microsoftonline.com/{GUID}/v2.0",
        f"https://login.microsoftonline.com/{GUID}/v2.0/.well-known/openid-configuration",
    ),
    (
        presets.entra_v1,
        (GUID,),
        f"https://sts.windows.net/{GUID}/",
        f"https://login.microsoftonline.com/{GUID}/.well-known/openid-configuration",
    ),
    (
        presets.cognito,
        ("eu-west-1", "eu-west-1_Ab1"),
        "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab1",
        None,
    ),
    (
        presets.keycloak,
        ("https://kc.example.com", "demo"),
        "https://kc.example.com/realms/demo",
        "https://kc.example.com/realms/demo/.well-known/openid-configuration",
    ),
    (
        presets.clerk,
        ("clerk.example.com",),
        "https://clerk.example.com",
        f"https://clerk.example.com{JWKS}",
    ),
    (
        presets.supabase,
        ("abcdefgh",),
        "https://abcdefgh.supabase.co/auth/v1",
        f"https://abcdefgh.supabase.co/auth/v1{JWKS}",
    ),
    (
        presets.firebase,
        ("my-project",),
        "https://securetoken.google.com/my-project",
        "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com",
    ),
    (
        presets.b2c,
        ("contoso.b2clogin.com", GUID, "contoso", "B2C_1_in"),
        f"https://contoso.b2clogin.com/{GUID}/v2.0/",
        f"https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_in/v2.0{OPENID}",
    ),
    (
        presets.cloudflare_access,
        ("team",),
        "https://team.cloudflareaccess.com",
        "https://team.cloudflareaccess.com/cdn-cgi/access/certs",
    ),
    (
        presets.stytch,
        ("project-live-1",),
        "stytch.com/project-live-1",
        "https://api.stytch.com/v1/sessions/jwks/project-live-1",
    ),
    (
        presets.zitadel,
        ("a.zitadel.cloud",),
        "https://a.zitadel.cloud",
        f"https://a.zitadel.cloud{OPENID}",
    ),
    (
        presets.hydra,
        ("https://hydra.example.com",),
        "https://hydra.example.com",
        f"https://hydra.example.com{OPENID}",
    ),
    (
        presets.duende,
        ("https://id.example.com",),
        "https://id.example.com",
        f"https://id.example.com{OPENID}",
    ),
    (
        presets.dex,
        ("https://dex.example.com/dex",),
        "https://dex.example.com/dex",
        f"https://dex.example.com/dex{OPENID}",
    ),
    (
        presets.authentik,
        ("https://auth.example.com", "my-app"),
        "https://auth.example.com/application/o/my-app/",
        f"https://auth.example.com/application/o/my-app{OPENID}",
    ),
    (
        presets.google,
        (),
        "https://accounts.google.com",
        "https://accounts.google.com/.well-known/openid-configuration",
    ),
    (
        presets.entra_tenants,
        ([GUID],),
        "https://login.microsoftonline.com/{tenantid}/v2.0",
        "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration",
    ),
    (
        presets.entra_v1_tenants,
        ([GUID],),
        "https://sts.windows.net/{tenantid}/",
        "https://login.microsoftonline.com/common/.well-known/openid-configuration",
    ),
    (
        presets.github_actions,
        (),
        "https://token.actions.githubusercontent.com",
        "https://token.actions.githubusercontent.com/.well-known/openid-configuration",
    ),
    (
        presets.gitlab_ci,
        (),
        "https://gitlab.com",
        "https://gitlab.com/.well-known/openid-configuration",
    ),
    (
        presets.kubernetes,
        ("https://kubernetes.default.svc.cluster.local",),
        "https://kubernetes.default.svc.cluster.local",
        "https://kubernetes.default.svc.cluster.local/.well-known/openid-configuration",
    ),
    (
        presets.rfc9068,
        ("https://auth.example.com/",),
        "https://auth.example.com/",
        "https://auth.example.com/.well-known/openid-configuration",
    ),
]


def status(issuer):
    [found] = Engine(Policy([issuer])._native, 0).key_status(0.0)
    return found


@pytest.mark.parametrize(
    ("preset", "arguments", "issuer", "url"), KNOWN, ids=[one[0].__name__ for one in KNOWN]
)
def test_a_preset_knows_the_issuer_and_its_keys(preset, arguments, issuer, url):
    found = status(preset(*arguments, audience=tokens.AUDIENCE))
    assert (found["issuer"], found["state"]) == (issuer, "cold")
    assert url in {None, found["url"]}
    keyword = dict(zip(inspect.signature(preset).parameters, arguments, strict=False))
    assert status(preset(**keyword, audience=[tokens.AUDIENCE])) == found


def test_spiffe_names_its_trust_domain():
    uri = "https://spire.example.org/bundle"
    found = status(presets.spiffe("example.org", audience="reports", jwks_uri=uri))
    assert (found["issuer"], found["url"]) == ("spiffe://example.org", uri)
    iss = "https://spire.example.org"
    assert status(presets.spiffe("example.org", audience="r", jwks_uri=uri, issuer=iss))
    with pytest.raises(TypeError):
        presets.spiffe("example.org", audience="reports")


def test_fusionauth_takes_the_issuer_that_its_tenant_has():
    given = {"url": "https://fa.example.com", "tenant_id": GUID, "issuer": "acme.com"}
    found = status(presets.fusionauth(**given, audience="app"))
    assert (found["issuer"], found["url"]) == ("acme.com", f"https://fa.example.com{JWKS}")


def test_id_tokens_count_where_the_preset_says_so_and_the_issuer_does_not():
    parameters = {"project_id": "my-project"}
    key = {"issuer": tokens.ISSUER, "algorithms": ["ES256"], "keys": tokens.EC_JWK}
    head = {"typ": "JWT", "kid": "ec-1"}
    token = jwt.encode(tokens.claims(nonce="n"), tokens.EC_KEY, "ES256", headers=head)
    for mine in (
        presets.firebase(**parameters, audience=tokens.AUDIENCE, **key),
        Issuer(preset="firebase", preset_parameters=parameters, audience=tokens.AUDIENCE, **key),
    ):
        assert tokens.verifier(issuers=[mine]).verify(token).credential == "id_token"
    mine = presets.firebase(**parameters, audience=tokens.AUDIENCE, accepts_id_tokens=False, **key)
    with pytest.raises(InvalidTokenError) as caught:
        tokens.verifier(issuers=[mine]).verify(token)
    assert caught.value.code == "wrong_type"


def test_every_preset_has_a_function_and_says_what_is_not_proved():
    names = {one[0].__name__ for one in KNOWN} | {"spiffe", "fusionauth"}
    assert names == {name for name in presets.__all__ if name.islower()}
    for name in names:
        function = getattr(presets, name)
        assert "**not proved" in function.__doc__.lower(), name
        assert inspect.signature(function).parameters["audience"].default is inspect.Parameter.empty


def test_what_is_given_wins():
    mine = presets.google(
        audience=tokens.AUDIENCE,
        issuer=tokens.ISSUER,
        algorithms=["ES256"],
        keys=tokens.EC_JWK,
        required_claims=["sub"],
        scope_claims=[("realm_access", "roles"), "scope"],
        leeway_seconds=0,
    )
    verifier = tokens.verifier(issuers=[mine])
    roles = {"realm_access": {"roles": ["users:read"]}, "azp": "117"}
    held = ("users:read", "billing:read", "billing:write")
    assert verifier.verify(tokens.es256_token(**roles)).scopes == held
    # To ask for more takes nothing away of what the preset asks for.
    with pytest.raises(InvalidTokenError) as caught:
        verifier.verify(tokens.es256_token(**roles | {"azp": None}))
    assert caught.value.code == "missing_claim"


def test_cognito_has_another_name_in_china():
    made = presets.cognito(
        "cn-north-1", "cn-north-1_a", audience="c", dns_suffix="amazonaws.com.cn"
    )
    issuer = "https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_a"
    assert status(made)["issuer"] == issuer


@pytest.mark.parametrize(
    ("issuer", "path"),
    [
        (lambda: presets.auth0("https://t.auth0.com", audience="a"), "issuers[0].domain"),
        (lambda: presets.okta("a.com", audience="a", authorization_server="a/b"), None),
        (lambda: presets.entra("common", audience="a"), "issuers[0].tenant"),
        (lambda: presets.supabase("a.b", audience="a"), "issuers[0].project_ref"),
        (lambda: presets.keycloak("kc.example.com", "r", audience="a"), "issuers[0].url"),
        (lambda: Issuer(audience="a", preset="auth1"), "issuers[0].preset"),
        (lambda: Issuer(audience="a", preset="auth0"), "issuers[0].domain"),
        (
            lambda: Issuer(audience="a", preset="google", preset_parameters={"x": "y"}),
            "issuers[0].x",
        ),
        (
            lambda: Issuer("i", audience="a", preset="google", preset_parameters={"issuer": "j"}),
            "issuers[0].issuer",
        ),
        (lambda: Issuer(audience="a", preset="google", preset_parameters="x"), "issuers[0]"),
        (lambda: presets.google(audience=[]), "issuers[0].audience"),
    ],
)
def test_bad_parameters_are_refused_with_their_path(issuer, path):
    with pytest.raises(ConfigError) as caught:
        Policy([issuer()])
    assert caught.value.path == (path or "issuers[0].authorization_server")
