"""Identity services and servers: tokens that are nearly what an API gets, and other tokens that it gets."""

from ..answers import answer, jwks, key, metadata
from ..casefile import NOW, VectorFile
from ..fixtures import ABSENT
from ..identity_servers import APPLICATION, FUSIONAUTH_TENANT, PROJECT, ZITADEL_CLIENT, ZITADEL_ROLES
from ..identity_services import B2C_CLIENT, B2C_TENANT, ORGANIZATION, SESSION, STYTCH, SUPABASE_CLIENT
from ..preset_cases import granted_of, refused_of
from ..provider import API, Provider
from ..providers import BY_NAME
from .presets import SIGNERS

OTHER_GUID = "5f8c2d1e-0b3a-4c6d-8e7f-90a1b2c3d4e5"
SERVICES = ("clerk", "supabase", "firebase", "b2c", "cloudflare_access", "stytch")
SERVERS = ("zitadel", "hydra", "duende", "dex", "authentik", "fusionauth")
ALGORITHMS = {
    "supabase": ("RS256",),
    "hydra": ("ES256",),
    "duende": ("PS256", "ES256"),
    "dex": ("ES256",),
    "authentik": ("ES256",),
}


def build() -> VectorFile:
    file = VectorFile(
        "preset_lookalikes",
        "Identity services and servers: what nearly is a token for an API, and what is one in another form",
        "The providers' documentation, as core/src/policy names it; OpenID Connect Core §3.1.3.7",
    )
    for name in (*SERVICES, *SERVERS):
        provider = BY_NAME[name]
        file.fetches |= provider.fetches()
        file.policy(name, {"issuers": [provider.members]})
    for id, (name, code, claims) in (_of_services() | _of_servers()).items():
        refused_of(file, id, f"{name}, nearly its token: {id}", BY_NAME[name], code, more={"row": 25}, **claims)
    _headers(file)
    _services(file)
    _b2c(file)
    _servers(file)
    _id_tokens(file)
    _algorithms(file)
    return file


def _of_services() -> dict:
    firebase, access = "https://session.firebase.google.com", "cloudflareaccess.com"
    no_rights = {"role": ABSENT, "session_id": ABSENT, "aal": ABSENT, "auth_time": NOW - 90}
    no_session = {SESSION: ABSENT, ORGANIZATION: ABSENT}
    return {
        "clerk-template": ("clerk", "missing_claim", {"sid": ABSENT, "o": ABSENT, "fea": ABSENT, "pla": ABSENT}),
        "clerk-without-origin": ("clerk", "missing_claim", {"azp": ABSENT}),
        "clerk-machine": ("clerk", "missing_claim", {"sub": "mch_2abc", "sid": ABSENT, "azp": ABSENT}),
        "clerk-aud": ("clerk", "wrong_audience", {"aud": "https://other.example"}),
        "clerk-other-instance": ("clerk", "unknown_issuer", {"iss": "https://clerk.other.example"}),
        "supabase-own-id-token": ("supabase", "wrong_audience", {"aud": SUPABASE_CLIENT} | no_rights),
        "supabase-id-token-aud": ("supabase", "missing_claim", no_rights),
        "supabase-no-session": ("supabase", "missing_claim", {"session_id": ABSENT}),
        "supabase-other-project": ("supabase", "unknown_issuer", {"iss": "https://zyxwvutsrq.supabase.co/auth/v1"}),
        "firebase-session-cookie": ("firebase", "unknown_issuer", {"iss": f"{firebase}/my-project"}),
        "firebase-other-project": (
            "firebase",
            "unknown_issuer",
            {"iss": "https://securetoken.google.com/other-project", "aud": "other-project"},
        ),
        "firebase-other-audience": ("firebase", "wrong_audience", {"aud": "other-project"}),
        "firebase-two-audiences": ("firebase", "wrong_audience", {"aud": ["my-project", "other-project"]}),
        "b2c-other-policy": ("b2c", "invalid_claim", {"tfp": "B2C_1_passwordreset"}),
        "b2c-acr": ("b2c", "missing_claim", {"tfp": ABSENT, "acr": "b2c_1_signupsignin1"}),
        "b2c-own-id-token": ("b2c", "wrong_type", {"scp": ABSENT, "azp": ABSENT}),
        "b2c-id-token-no-nonce": ("b2c", "missing_claim", {"scp": ABSENT, "azp": ABSENT, "nonce": ABSENT}),
        "b2c-other-tenant": ("b2c", "unknown_issuer", {"iss": f"https://contoso.b2clogin.com/{OTHER_GUID}/v2.0/"}),
        "cloudflare-session": ("cloudflare_access", "invalid_claim", {"type": "org"}),
        "cloudflare-no-type": ("cloudflare_access", "missing_claim", {"type": ABSENT}),
        "cloudflare-other-application": ("cloudflare_access", "wrong_audience", {"aud": ["f" * 64]}),
        "cloudflare-other-team": ("cloudflare_access", "unknown_issuer", {"iss": f"https://other.{access}"}),
        "stytch-machine": ("stytch", "missing_claim", no_session | {"scope": "read", "sub": "m2m-client-live-1"}),
        "stytch-connected-app": (
            "stytch",
            "missing_claim",
            no_session | {"client_id": "connected-app-live-1", "scope": "openid", "jti": "j"},
        ),
        "stytch-other-project": (
            "stytch",
            "unknown_issuer",
            {"iss": "stytch.com/project-test-1abc", "aud": ["project-test-1abc"]},
        ),
        "stytch-other-audience": ("stytch", "wrong_audience", {"aud": ["project-test-1abc"]}),
        "stytch-scheme": ("stytch", "unknown_issuer", {"iss": f"https://stytch.com/{STYTCH}"}),
    }


def _of_servers() -> dict:
    authentik = "https://auth.example.com"
    no_user = {"applicationId": ABSENT, "roles": ABSENT}
    return {
        "zitadel-own-id-token": ("zitadel", "missing_claim", {"jti": ABSENT, "azp": ZITADEL_CLIENT, "amr": ["pwd"]}),
        "zitadel-at-hash": ("zitadel", "wrong_type", {"jti": ABSENT, "at_hash": "bi96gOXZShvlWYtal9Eqiw"}),
        "zitadel-other-project": ("zitadel", "wrong_audience", {"aud": ["5555", "6666"]}),
        "zitadel-other-instance": ("zitadel", "unknown_issuer", {"iss": "https://other.zitadel.cloud"}),
        "zitadel-roles-text": ("zitadel", "invalid_claim", {ZITADEL_ROLES: "editor"}),
        "hydra-own-id-token": ("hydra", "missing_claim", {"client_id": ABSENT, "scp": ABSENT, "auth_time": NOW - 90}),
        "hydra-nobody": ("hydra", "wrong_audience", {"aud": []}),
        "duende-no-client": ("duende", "missing_claim", {"client_id": ABSENT}),
        "duende-resources": ("duende", "wrong_audience", {"aud": "https://id.example.com/resources"}),
        "dex-other-client": ("dex", "wrong_audience", {"aud": "other-app"}),
        "dex-peer": ("dex", "wrong_audience", {"aud": ["example-app", "cli"], "azp": "cli"}),
        "dex-peer-unnamed": ("dex", "wrong_audience", {"aud": ["example-app", "cli"]}),
        "authentik-own-id-token": ("authentik", "missing_claim", {"uid": ABSENT, "azp": ABSENT}),
        "authentik-other-application": (
            "authentik",
            "unknown_issuer",
            {"iss": f"{authentik}/application/o/other-app/"},
        ),
        "authentik-global": ("authentik", "unknown_issuer", {"iss": f"{authentik}/"}),
        "fusionauth-other-tenant": ("fusionauth", "invalid_claim", {"tid": OTHER_GUID}),
        "fusionauth-no-tenant": ("fusionauth", "missing_claim", {"tid": ABSENT}),
        "fusionauth-unregistered": ("fusionauth", "missing_claim", no_user),
        "fusionauth-own-id-token": ("fusionauth", "wrong_type", no_user | {"at_hash": "bi96gOXZShvlWYtal9Eqiw"}),
        "fusionauth-entity": ("fusionauth", "missing_claim", no_user | {"permissions": ["read"]}),
        "fusionauth-other-application": ("fusionauth", "wrong_audience", {"aud": OTHER_GUID}),
    }


def _policy(file: VectorFile, provider: Provider, id: str, **members) -> str:
    return file.policy(f"{provider.name}-{id}", {"issuers": [provider.members | members]})


def _headers(file: VectorFile) -> None:
    """What the header says."""
    duende = BY_NAME["duende"]
    for id, typ in {"jwt": "JWT", "untyped": ABSENT}.items():
        about = f"duende: nothing marks it as an access token: typ {id}"
        refused_of(file, f"duende-{id}", about, duende, "wrong_type", head={"typ": typ}, more={"row": 25})
    name = _policy(file, duende, "guess", guess_type=False)
    about = "duende: the type is asked for, whatever the policy says of guesses"
    refused_of(file, "duende-guess", about, duende, "wrong_type", name, head={"typ": "JWT"}, more={"row": 25})
    name = _policy(file, duende, "value", required_claims=[{"claim": "idp", "value": "local"}])
    about = "duende: a value that the policy asks for is no type"
    refused_of(file, "duende-value", about, duende, "wrong_type", name, head={"typ": "JWT"}, more={"row": 25})
    name = _policy(file, duende, "any-type", danger_any_type=True)
    about = "duende: a server whose setting writes no type, where the policy takes the danger"
    granted_of(file, "duende-any-type", about, duende, name, head={"typ": ABSENT})
    clerk = BY_NAME["clerk"]
    members = {"sid": ABSENT, "azp": ABSENT, "aud": API, "client_id": "client-1", "scp": ["read"]}
    about = "clerk: an OAuth access token is no session token"
    refused_of(file, "clerk-oauth", about, clerk, "missing_claim", head={"typ": "at+jwt"}, more={"row": 25}, **members)
    supabase = BY_NAME["supabase"]
    members = {"iss": "supabase", "ref": "abcdefghijklmnopqrst", "role": "anon", "sub": ABSENT, "aud": ABSENT}
    about = "supabase: the anonymous API key"
    rest = {"alg": "HS256", "signer": "hs256-1", "head": {"kid": ABSENT}}
    refused_of(file, "supabase-anon-key", about, supabase, "unknown_issuer", **rest, **members)
    firebase = BY_NAME["firebase"]
    toolkit = "https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit"
    members = {"iss": "firebase-adminsdk@my-project.iam.gserviceaccount.com", "aud": toolkit, "uid": "uid123"}
    about = "firebase: a custom token, which a client exchanges"
    refused_of(file, "firebase-custom", about, firebase, "unknown_issuer", head={"kid": ABSENT}, **members)


def _services(file: VectorFile) -> None:
    clerk = BY_NAME["clerk"]
    first = {"o": ABSENT, "v": ABSENT, "fea": ABSENT, "pla": ABSENT, "org_id": "org_1", "org_role": "org:admin"}
    first |= {"org_permissions": ["org:posts:read", "org:posts:manage"], "jti": ABSENT}
    held = {"scopes": ["org:admin", "org:posts:read", "org:posts:manage"]}
    granted_of(file, "clerk-v1", "clerk: version 1 of its claims", clerk, expected=held, **first)
    about = "clerk: no organization is chosen"
    granted_of(file, "clerk-personal", about, clerk, expected={"scopes": []}, o=ABSENT)
    granted_of(file, "clerk-no-cat", "clerk: a header without a category", clerk, head={"cat": ABSENT})
    about = "clerk: a sign-in that is not complete is genuine"
    granted_of(file, "clerk-pending", about, clerk, sts="pending")
    name = _policy(file, clerk, "active", required_claims=[{"claim": "sts", "value": "active"}])
    about = "clerk: a sign-in that is not complete, where the policy asks for the status"
    refused_of(file, "clerk-not-active", about, clerk, "invalid_claim", name, sts="pending")
    granted_of(file, "clerk-is-active", "clerk: a complete sign-in", clerk, name)
    supabase = BY_NAME["supabase"]
    about = "supabase: a client of its OAuth server; its scopes are not enforced there, and not read here"
    members = {"client_id": SUPABASE_CLIENT, "scope": "openid email"}
    granted_of(file, "supabase-client", about, supabase, expected={"client_id": SUPABASE_CLIENT}, **members)
    access = BY_NAME["cloudflare_access"]
    token = "e367826f93b8d71185e03fe518aff3b4.access"
    members = {"common_name": token, "sub": "", "nbf": ABSENT, "email": ABSENT, "identity_nonce": ABSENT}
    about = "cloudflare_access: a service token has an empty subject, which is nobody"
    caller = {"subject": None, "client_id": token}
    granted_of(file, "cloudflare-service", about, access, expected=caller, **members, country=ABSENT)
    stytch = BY_NAME["stytch"]
    session = {name: value for name, value in stytch.claims[SESSION].items() if name != "roles"}
    about = "stytch: a consumer project has no organizations and no roles"
    granted_of(
        file, "stytch-consumer", about, stytch, expected={"scopes": []}, **{SESSION: session, ORGANIZATION: ABSENT}
    )
    project = "project-test-1abc"
    members = {"project_id": project, "audience": project, "api_host": "test.stytch.com"}
    name = _policy(file, stytch, "test", **members)
    more = {"fetches": {f"https://test.stytch.com/v1/sessions/jwks/{project}": answer(stytch.keys)}}
    issuer = f"stytch.com/{project}"
    about = "stytch: a test project"
    granted_of(
        file, "stytch-test", about, stytch, name, expected={"issuer": issuer}, more=more, iss=issuer, aud=[project]
    )


def _b2c(file: VectorFile) -> None:
    """Azure AD B2C: the form of `iss` that names the policy."""
    b2c = BY_NAME["b2c"]
    issuer = f"https://contoso.b2clogin.com/tfp/{B2C_TENANT}/b2c_1_signupsignin1/v2.0/"
    about = "b2c: the form of iss that names the policy, where the policy does not say so"
    refused_of(file, "b2c-tfp-unnamed", about, b2c, "unknown_issuer", iss=issuer)
    name = _policy(file, b2c, "tfp", issuer=issuer)
    more = {"fetches": {b2c.metadata_url: answer(metadata(issuer, b2c.jwks_uri))}}
    about = "b2c: the form of iss that names the policy"
    granted_of(file, "b2c-tfp", about, b2c, name, expected={"issuer": issuer}, more=more, iss=issuer)
    name = _policy(file, b2c, "upper", tenant=B2C_TENANT.upper())
    granted_of(file, "b2c-tenant-upper", "b2c: the tenant in upper case, as portals show it", b2c, name)
    about = "b2c: its own client asks for itself"
    granted_of(file, "b2c-no-nonce", about, b2c, expected={"client_id": B2C_CLIENT}, nonce=ABSENT)


def _servers(file: VectorFile) -> None:
    zitadel = BY_NAME["zitadel"]
    by = {"1023": "acme.example.com"}
    about = "zitadel: a role that no organization grants"
    granted_of(
        file,
        "zitadel-empty-role",
        about,
        zitadel,
        expected={"scopes": ["viewer"]},
        **{ZITADEL_ROLES: {"editor": {}, "viewer": by}},
    )
    about = "zitadel: no roles were asked for"
    granted_of(file, "zitadel-no-roles", about, zitadel, expected={"scopes": []}, **{ZITADEL_ROLES: ABSENT})
    granted_of(file, "zitadel-azp", "zitadel: azp names the client", zitadel, client_id=ABSENT, azp=ZITADEL_CLIENT)
    own = f"urn:zitadel:iam:org:project:{PROJECT}:roles"
    name = _policy(file, zitadel, "org", scope_claims=[{"claim": own, "keys": True, "org": "1023"}])
    about = "zitadel: the roles of one project, granted by one organization"
    roles = {"editor": {"2048": "other.example.com"}, "viewer": by}
    granted_of(file, "zitadel-org", about, zitadel, name, expected={"scopes": ["viewer"]}, **{own: roles})
    hydra = BY_NAME["hydra"]
    about = "hydra: scopes as a text"
    granted_of(file, "hydra-scope-text", about, hydra, scp=ABSENT, scope="offline read")
    granted_of(file, "hydra-scope-both", "hydra: scopes in both claims", hydra, scope="offline read")
    duende = BY_NAME["duende"]
    user = dict.fromkeys(("sub", "jti", "sid", "auth_time", "idp", "amr"), ABSENT)
    about = "duende: client credentials have no subject, and jti is a setting"
    held = {"scopes": ["resource1.read"]}
    granted_of(file, "duende-machine", about, duende, expected=held, scope=["resource1.read"], **user)
    about = "duende: scopes as a text"
    granted_of(file, "duende-scope-text", about, duende, scope="resource1.read offline_access")
    fusionauth = BY_NAME["fusionauth"]
    about = "fusionauth: permissions are of entities, whose tokens have no application"
    granted_of(file, "fusionauth-permissions", about, fusionauth, permissions=["admin"])
    name = _policy(file, fusionauth, "upper", tenant_id=FUSIONAUTH_TENANT.upper())
    granted_of(file, "fusionauth-tenant-upper", "fusionauth: the tenant's id in upper case", fusionauth, name)
    about = "fusionauth: a user without a role"
    held = {"scopes": ["offline_access", "profile", "openid"], "client_id": APPLICATION}
    granted_of(file, "fusionauth-no-role", about, fusionauth, expected=held, roles=[])


def _id_tokens(file: VectorFile) -> None:
    """Presets whose APIs get ID tokens: their scopes count where the policy names them, and the policy may refuse them."""
    dex, authentik, firebase = BY_NAME["dex"], BY_NAME["authentik"], BY_NAME["firebase"]
    name = _policy(file, dex, "refused", accepts_id_tokens=False)
    about = "dex: the policy accepts no ID tokens"
    refused_of(file, "dex-refused", about, dex, "wrong_type", name)
    name = _policy(file, dex, "groups", scope_claims=["groups"])
    about = "dex: groups that the policy names"
    granted_of(file, "dex-groups", about, dex, name, expected={"scopes": ["admins"]})
    name = _policy(file, dex, "peers", audience=["example-app", "cli"])
    about = "dex: a peer that the policy lists"
    peer = {"client_id": "cli"}
    granted_of(file, "dex-peers", about, dex, name, expected=peer, aud=["example-app", "cli"], azp="cli")
    name = _policy(file, firebase, "roles", scope_claims=["roles"])
    about = "firebase: a custom claim that the policy names"
    granted_of(file, "firebase-roles", about, firebase, name, expected={"scopes": ["editor"]}, roles=["editor"])
    name = _policy(file, authentik, "id-tokens", accepts_id_tokens=True)
    about = "authentik: an ID token, where the policy accepts them"
    expected = {"credential": "id_token", "client_id": None}
    members = {"uid": ABSENT, "azp": ABSENT, "nonce": "n-0S6_WzA2Mj"}
    granted_of(file, "authentik-id-tokens", about, authentik, name, expected=expected, **members)
    about = "authentik: an access token there is none the less one"
    granted_of(file, "authentik-access-token", about, authentik, name)
    name = _policy(file, authentik, "groups", scope_claims=["groups"])
    about = "authentik: groups that the policy names"
    granted_of(file, "authentik-groups", about, authentik, name, expected={"scopes": ["admins"]})


def _algorithms(file: VectorFile) -> None:
    for preset, algorithms in ALGORITHMS.items():
        provider = BY_NAME[preset]
        for alg in algorithms:
            signer = SIGNERS.get(alg, "rsa-1")
            more = {"fetches": {provider.jwks_uri: answer(jwks(key(signer, alg=None)))}}
            about = f"{preset}: another algorithm it may sign with: {alg}"
            granted_of(file, f"{preset}-alg-{alg.lower()}", about, provider, alg=alg, signer=signer, more=more)
