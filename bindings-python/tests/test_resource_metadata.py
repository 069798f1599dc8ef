"""The metadata of a protected resource (RFC 9728): served to anybody, and named by challenges."""

import pytest
import tokens
from doorward import ConfigError, Issuer, Policy, Resource, Verifier
from doorward.asgi import DoorwardMiddleware, ResourceMetadataMiddleware
from doorward.fastapi import Guard
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

IDENTIFIER = "https://API.example.com/mcp"
ROOT = "/.well-known/oauth-protected-resource"
DOCUMENT = {
    "resource": IDENTIFIER,
    "authorization_servers": [tokens.ISSUER],
    "scopes_supported": ["read"],
    "bearer_methods_supported": ["header"],
}
CHALLENGE = f'Bearer scope="read write", resource_metadata="https://API.example.com{ROOT}/mcp"'


def made(**changes):
    issuer = Issuer(tokens.ISSUER, audience=tokens.AUDIENCE, algorithms=["ES256"])
    members = {"identifier": IDENTIFIER, "scopes": ["read"], **changes}
    return Verifier(Policy([issuer], resource=Resource(**members)))


def fastapi():
    verifier = made()
    guard = Guard(verifier)
    app = FastAPI(dependencies=[guard("read", "write")])
    app.add_middleware(ResourceMetadataMiddleware, verifier=verifier)

    @app.api_route("/{path:path}", methods=["GET", "POST"])
    async def page(path: str) -> None: ...

    return app


def starlette():
    verifier = made()
    guarded = Middleware(DoorwardMiddleware, verifier=verifier, scopes=["read", "write"])
    return Starlette(
        middleware=[Middleware(ResourceMetadataMiddleware, verifier=verifier), guarded]
    )


@pytest.mark.parametrize("application", [fastapi, starlette])
def test_anybody_reads_the_document_and_a_challenge_names_it(application):
    client = TestClient(application())
    for path in (ROOT, f"{ROOT}/mcp"):
        found = client.get(path)
        assert (found.status_code, found.json()) == (200, DOCUMENT)
        assert found.headers["access-control-allow-origin"] == "*"
        assert found.headers["content-type"] == "application/json"
        assert client.head(path).content == b""
        assert client.options(path).headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
        assert client.post(path).status_code == 401
    for path in (f"{ROOT}/other", f"{ROOT}x", "/mcp", f"/a{ROOT}"):
        refused = client.get(path)
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == CHALLENGE


def test_the_policy_says_who_issues_tokens_and_without_a_resource_nothing_is_served():
    others = ["https://other.example"]
    metadata = made(identifier="https://a.example/", authorization_servers=others).resource_metadata
    assert metadata is not None
    assert metadata.paths == [ROOT]
    assert '"https://other.example"' in metadata.body
    assert tokens.verifier().resource_metadata is None
    with pytest.raises(ConfigError):
        ResourceMetadataMiddleware(Starlette(), tokens.verifier())
    given = {"issuers": [tokens.issuer()], "resource": Resource(identifier="https://a.example")}
    with pytest.raises(ConfigError, match="authorization_servers"):
        Policy(**given)
