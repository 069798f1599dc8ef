"""Challenges of a server that names itself as a protected resource, and policies that do."""

from .. import fixtures
from ..casefile import VectorFile, bearer, challenge, request

API = "https://api.example.com"
URL = f"{API}/.well-known/oauth-protected-resource"
SERVERS = ["https://auth.example.com/"]


def build() -> VectorFile:
    file = VectorFile("resource", "Protected resource metadata in challenges", "RFC 9728 §3.1 and §5.1, RFC 6750 §3")
    resource = {"identifier": f"{API}/mcp", "scopes": ["read"], "authorization_servers": SERVERS}
    file.policy("mcp", fixtures.policy(realm="r", api_keys={}) | {"resource": resource})
    _challenges(file)
    _urls(file)
    _policies(file)
    return file


def _said(error, description, scope, metadata=f"{URL}/mcp", realm="r") -> dict:
    return {"www-authenticate": challenge(error, realm, description, scope, metadata)}


def _challenges(file: VectorFile) -> None:
    token = fixtures.token(scope="read")
    expired = fixtures.token(exp=1_000_000_000)
    needs = {"scopes": ["read", "write"]}
    lacking = "The operation needs read and write."
    over = "The token expired; obtain a new one."
    cases = {
        "nothing": ("missing_credentials", request(), {}, _said(None, None, None)),
        "nothing-needs": ("missing_credentials", request(), needs, _said(None, None, "read write")),
        "expired": ("expired", bearer(expired), {}, _said("invalid_token", over, None)),
        "expired-needs": ("expired", bearer(expired), needs, _said("invalid_token", over, "read write")),
        "any": ("missing_credentials", request(), {"scopes": {"any": ["a", "b"]}}, _said(None, None, "a")),
        "lacking": ("insufficient_scope", bearer(token), needs, _said("insufficient_scope", lacking, "read write")),
    }
    for id, (code, asked, more, headers) in cases.items():
        file.refused(f"resource-{id}", f"The challenge: {id}", "mcp", asked, code, headers=headers, **more)
    without = {"www-authenticate": challenge(None, None)}
    file.policy("no-resource", fixtures.policy())
    about = "Without a resource a 401 names no scopes"
    file.refused("resource-none", about, "no-resource", request(), "missing_credentials", headers=without, scopes="read")


def _urls(file: VectorFile) -> None:
    urls = {
        "root": (API, URL),
        "slash": (f"{API}/", URL),
        "path-slash": (f"{API}/mcp/", f"{URL}/mcp/"),
        "query": (f"{API}/mcp?tenant=a", f"{URL}/mcp?tenant=a"),
        "root-query": (f"{API}/?tenant=a", f"{URL}?tenant=a"),
        "query-alone": (f"{API}?tenant=a", f"{URL}?tenant=a"),
        "port": ("https://API.example.com:8443/a/b", "https://API.example.com:8443/.well-known/oauth-protected-resource/a/b"),
        "localhost": ("http://localhost:3000/mcp", "http://localhost:3000/.well-known/oauth-protected-resource/mcp"),
    }
    for id, (identifier, url) in urls.items():
        resource = {"identifier": identifier, "authorization_servers": SERVERS}
        name = file.policy(f"resource-{id}", fixtures.policy() | {"resource": resource})
        headers = _said(None, None, None, url, None)
        about = f"Where the metadata of {identifier} are"
        file.refused(f"resource-url-{id}", about, name, request(), "missing_credentials", headers=headers)


def _policies(file: VectorFile) -> None:
    good = {"identifier": API, "authorization_servers": SERVERS}
    wrong = {
        "no-identifier": ({"scopes": ["a"]}, "identifier"),
        "fragment": (good | {"identifier": f"{API}/#a"}, "identifier"),
        "http": (good | {"identifier": "http://api.example.com"}, "identifier"),
        "relative": (good | {"identifier": "/mcp"}, "identifier"),
        "user": (good | {"identifier": "https://a@api.example.com"}, "identifier"),
        "scope": (good | {"scopes": ["a b"]}, "scopes"),
        "scopes-text": (good | {"scopes": "a"}, "scopes"),
        "too-many-scopes": (good | {"scopes": [f"s{n}" for n in range(257)]}, "scopes"),
        "no-servers": (good | {"authorization_servers": []}, "authorization_servers"),
        # The keys of the one issuer are given, so that nobody is known to issue tokens.
        "no-fetched-issuer": ({"identifier": API}, "authorization_servers"),
        "unknown-member": (good | {"name": "x"}, "name"),
    }
    for id, (resource, path) in wrong.items():
        policy = fixtures.policy() | {"resource": resource}
        about = f"A resource that is refused: {id}"
        file.misconfigured(f"resource-{id}-refused", about, policy, "invalid_policy", f"resource.{path}")
