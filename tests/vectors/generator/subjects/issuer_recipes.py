"""The recipes of docs/issuers.md: a token shaped as each issuer's documentation says, and what is nearly one."""

from .. import fixtures, signing
from ..answers import answer, jwks, key, metadata
from ..casefile import NOW, VectorFile
from ..fixtures import ABSENT
from ..identity_servers import FUSIONAUTH_TENANT
from ..identity_services import B2C_API, B2C_CLIENT, SESSION, STYTCH
from ..provider import JWT, NBF, TIMES
from ..recipes import examples, recipe

WORKOS = "https://api.workos.com/user_management/client_01ABC"
CONNECT = "https://example.authkit.app"
CLERK = "https://clerk.example.com"
AUTHENTIK = "https://auth.example.com/"
ENTITY = "4f5a6b7c-1111-4222-8333-444455556666"
HASH = "bi96gOXZShvlWYtal9Eqiw"


def build() -> VectorFile:
    file = VectorFile(
        "issuer_recipes",
        "The recipes of docs/issuers.md",
        "docs/issuers.md, which names the documentation of each issuer",
    )
    _workos(file)
    _descope(file)
    _clerk(file)
    _stytch(file)
    _microsoft(file)
    _servers(file)
    _forms(file)
    return file


class Recipe:
    """A policy of the page, and a token that it accepts."""

    def __init__(self, file: VectorFile, id: str, policy: dict, claims: dict, head=None, **principal):
        self.file, self.id, self.principal = file, id, principal
        [self.issuer] = policy["issuers"]
        self.name = file.policy(id, policy)
        self.alg = self.issuer.get("algorithms", ["RS256"])[0]
        self.signer, kid = {"RS256": ("rsa-1", "key-1"), "ES256": ("p256-1", "key-2")}[self.alg]
        self.header = {"alg": self.alg, "kid": kid} | (JWT if head is None else head)
        self.claims = {"iss": self.issuer["issuer"]} | TIMES | claims
        iss, keys = self.issuer["issuer"], answer(jwks(key("rsa-1"), key("p256-1", "key-2")))
        if "jwks_uri" in self.issuer:
            file.fetches[self.issuer["jwks_uri"]] = keys
        else:
            url = f"{iss.rstrip('/')}/jwks"
            at = self.issuer.get("metadata_url", f"{iss.rstrip('/')}/.well-known/openid-configuration")
            file.fetches |= {at: answer(metadata(iss, url)), url: keys}
        self.granted("own", "a token of its own shape")

    def _token(self, claims: dict, head=None) -> str:
        header = fixtures.without_absent(self.header | (head or {}))
        return signing.token(claims, self.signer, self.alg, header)

    def granted(self, id: str, about: str, expected=None, **claims) -> None:
        payload = fixtures.without_absent(self.claims | claims)
        base = fixtures.principal(payload | {"scope": ""}, self.header["kid"], claims=payload)
        whole = base | {"scopes": []} | self.principal | (expected or {})
        about = f"{self.id}: {about}"
        self.file.granted(f"recipe-{self.id}-{id}", about, self.name, self._token(payload), whole)

    def refused(self, id: str, about: str, code: str, head=None, **claims) -> None:
        payload = fixtures.without_absent(self.claims | claims)
        about = f"{self.id}: {about}"
        self.file.refused(f"recipe-{self.id}-{id}", about, self.name, self._token(payload, head), code, row=25)


def _workos(file: VectorFile) -> None:
    claims = {"sub": "user_01A", "sid": "session_01A", "jti": "01A", "org_id": "org_01A", "role": "member"}
    claims |= {"roles": ["member"], "permissions": ["posts:read"], "feature_flags": ["beta"]}
    held = {"scopes": ["member", "posts:read"], "audience": [WORKOS], "client_id": None}
    session = Recipe(file, "workos", recipe("WorkOS AuthKit sessions"), claims, {}, **held)
    session.refused("other-environment", "another environment", "unknown_issuer", iss=WORKOS[:-3] + "XYZ")
    session.refused("shared", "the form of iss that all share", "unknown_issuer", iss="https://api.workos.com")
    session.refused(
        "aud", "a template's aud that the policy does not list", "wrong_audience", aud="https://other.example"
    )
    session.refused("no-session", "no session", "missing_claim", sid=ABSENT)
    nobody = {"org_id": ABSENT, "role": ABSENT, "roles": ABSENT, "permissions": ABSENT}
    session.granted("no-organization", "no organization is chosen", {"scopes": []}, **nobody)
    claims = {"sub": "user_01A", "aud": "client_01ABC", "client_id": "client_01APP", "scope": "openid posts:read"}
    held = {"scopes": ["openid", "posts:read"]}
    connect = Recipe(file, "workos-connect", recipe("WorkOS Connect"), claims, **held)
    connect.refused("id-token", "an ID token, by its audience", "wrong_audience", aud="client_01APP")


def _descope(file: VectorFile) -> None:
    claims = {"sub": "U2abcDEF", "amr": ["email"], "drn": "DS", "dct": "T1", "permissions": ["profile.read"]}
    claims |= {"roles": ["member"], "tenants": {"T1": {"permissions": ["docs.read"], "roles": ["editor"]}}}
    held = {"scopes": ["profile.read", "member"], "audience": ["P2abcDEF"]}
    descope = Recipe(file, "descope", recipe("Descope sessions"), claims, {}, **held)
    descope.granted("aud", "an aud that is the project's id", aud=["P2abcDEF"])
    descope.refused("refresh", "a refresh token", "invalid_claim", drn="DSR")
    descope.refused("no-drn", "a token that does not say what it is", "missing_claim", drn=ABSENT)
    descope.refused("other-project", "another project", "unknown_issuer", iss="P2xyzDEF")
    descope.refused("other-aud", "an aud that is another project's id", "wrong_audience", aud=["P2xyzDEF"])


def _clerk(file: VectorFile) -> None:
    claims = {"sub": "user_2abc", "client_id": "client-1", "jti": "a1b2", "aud": "https://api.example.com"}
    claims |= {"scp": ["profile", "read"]} | NBF
    oauth = recipe("Clerk OAuth access tokens")
    oauth = Recipe(file, "clerk-oauth", oauth, claims, {"typ": "at+jwt"}, scopes=["profile", "read"])
    session = {"client_id": ABSENT, "scp": ABSENT, "sid": "sess_2abc", "azp": "https://app.example.com"}
    oauth.refused("session", "a session token has no aud", "missing_claim", JWT, **session, aud=ABSENT)
    oauth.refused("untyped", "no type says what it is", "wrong_type", JWT)
    claims = {"sub": "mch_2abc", "jti": "a1b2", "aud": "https://api.example.com", "token_for": "api"} | NBF
    claims |= {"scopes": ["read"]}
    machine = recipe("Clerk JWT templates and machine tokens")
    machine = Recipe(file, "clerk-machine", machine, claims, scopes=["read"])
    machine.refused("other-aud", "a template for another API", "wrong_audience", aud="https://other.example")
    machine.refused("other", "a template for something else", "invalid_claim", token_for="websocket")
    machine.refused("session", "a session token has no aud", "missing_claim", aud=ABSENT, sid="sess_2abc")


def _stytch(file: VectorFile) -> None:
    claims = {"sub": "member-live-1abc", "aud": [STYTCH], "client_id": "connected-app-live-1"} | NBF
    claims |= {"jti": "j-1", "scope": "openid read"}
    connected = Recipe(file, "stytch-connected", recipe("Stytch Connected Apps"), claims, scopes=["openid", "read"])
    id_token = {"aud": ["connected-app-live-1"], "client_id": ABSENT, "scope": ABSENT, "jti": ABSENT}
    connected.refused("id-token", "an ID token, by its audience", "wrong_audience", **id_token)
    connected.refused("id-token-aud", "an ID token, by its claims", "missing_claim", **id_token | {"aud": [STYTCH]})
    machine = "m2m-client-live-1"
    claims = {"sub": machine, "aud": [STYTCH], "scope": "read"} | NBF
    m2m = Recipe(file, "stytch-machine", recipe("Stytch machine tokens"), claims, scopes=["read"], client_id=machine)
    session = {"sub": "member-live-1abc", "scope": ABSENT, SESSION: {"id": "s", "roles": ["stytch_admin"]}}
    m2m.refused("session", "a session", "missing_claim", **session)


def _microsoft(file: VectorFile) -> None:
    title = "Azure AD B2C with another form of its claims"
    claims = {"aud": B2C_API, "sub": "1558f87f", "nonce": "anyRandomValue", "scp": "read write", "azp": B2C_CLIENT}
    claims |= {"ver": "1.0"} | NBF
    held = {"scopes": ["read", "write"], "client_id": B2C_CLIENT}
    acr = Recipe(file, "b2c-acr", recipe(title, 1), claims | {"acr": "b2c_1_signin"}, **held)
    acr.refused("other-policy", "another policy", "invalid_claim", acr="b2c_1_passwordreset")
    acr.refused("id-token", "an ID token", "missing_claim", scp=ABSENT, azp=ABSENT)


def _servers(file: VectorFile) -> None:
    claims = {"sub": "8b1a", "aud": "CLIENTID", "auth_time": NOW - 90, "azp": "CLIENTID", "uid": "X3bqAN0b"}
    claims |= {"nonce": "n-0S6_WzA2Mj", "groups": ["admins"]}
    held = {"scopes": ["admins"], "client_id": "CLIENTID"}
    authentik = Recipe(file, "authentik-global", recipe("authentik in global mode"), claims, **held)
    authentik.refused("id-token", "an ID token", "missing_claim", uid=ABSENT, azp=ABSENT)
    authentik.refused("other-application", "another application", "wrong_audience", aud="OTHER", azp="OTHER")
    authentik.refused("other-client", "another application's token for this one", "invalid_claim", azp="OTHER")
    claims = {"sub": "0a1b2c3d", "aud": ENTITY, "permissions": ["read"], "scope": "target-entity:read"}
    claims |= {"tid": FUSIONAUTH_TENANT}
    held = {"scopes": ["read"], "client_id": "0a1b2c3d"}
    entity = Recipe(file, "fusionauth-entity", recipe("FusionAuth entities"), claims, **held)
    user = {"permissions": ABSENT, "applicationId": ENTITY, "roles": ["editor"]}
    entity.refused("user", "a user's token", "missing_claim", **user)
    entity.refused("other-tenant", "another tenant", "invalid_claim", tid="5f8c2d1e-0b3a-4c6d-8e7f-90a1b2c3d4e5")
    claims = {"sub": "88421113", "aud": "urn:resource1", "client_id": "web_app", "scope": ["read"]} | NBF
    untyped = recipe("Duende IdentityServer without a type")
    untyped = Recipe(file, "duende-untyped", untyped, claims, {}, scopes=["read"])
    untyped.refused("id-token", "an ID token", "missing_claim", client_id=ABSENT, scope=ABSENT)
    untyped.refused("id-token-hash", "an ID token, by at_hash", "wrong_type", at_hash=HASH)
    untyped.refused("logout-token", "a logout token", "wrong_type", {"typ": "logout+jwt"})
    claims = {"sub": "7c6b", "aud": "authenticated", "role": "authenticated", "session_id": "1e5d", "aal": "aal1"}
    supabase = recipe("Supabase behind another domain, or with a shared secret")
    supabase = Recipe(file, "supabase-domain", supabase, claims, scopes=["authenticated"], client_id=None)
    hosted = "https://abcdefghijklmnopqrst.supabase.co/auth/v1"
    supabase.refused("hosted", "the project's own host", "unknown_issuer", iss=hosted)


def _forms(file: VectorFile) -> None:
    """What the page says of scope claims and of audiences in another claim."""
    plain, clients, forms, *_ = examples()
    api = {"sub": "u", "aud": "https://api.example.com", "client_id": "c"}
    claims = api | {"token_use": "access", "scope": "a b", "realm_access": {"roles": ["r"]}}
    plain = Recipe(file, "plain", plain, claims, scopes=["a", "b", "r"])
    plain.refused("id-token", "an ID token", "wrong_type", token_use="id")
    plain.refused("no-use", "a token that does not say what it is", "missing_claim", token_use=ABSENT)
    clients = Recipe(file, "clients", clients, {"sub": "u", "client_id": "web-app"}, audience=["web-app"])
    clients.granted("userinfo", "an aud that the policy lists", aud="https://auth.example.com/userinfo")
    clients.refused("other-aud", "an aud that the policy does not list", "wrong_audience", aud="https://other.example")
    clients.refused("other-client", "another client", "wrong_audience", client_id="other")
    held = {"scope": ["a", "b"], "resource_access": {"my-api": {"roles": ["c"]}}, "groups": [{"name": "e"}]}
    held |= {"roles_by_organization": {"d": {"acme": 1}, "x": {"other": 1}}, "permissions": "f,g"}
    Recipe(file, "scope-forms", forms, api | held, scopes=list("abcdefg"))
