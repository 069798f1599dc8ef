"""What the OpenAPI document says about a guarded operation."""

from typing import Annotated

import httpx
import pytest
import tokens
from doorward import ApiKey, ApiKeys, ConfigError, MemoryApiKeyStore, Place, Principal, any_of
from doorward.fastapi import REFUSALS, Guard
from fastapi import APIRouter, Depends, FastAPI, Security
from servers import serving


def document(guard):
    app = FastAPI()

    async def nested(_caller: Annotated[Principal, Security(guard, scopes=["a"])]) -> None: ...

    @app.get("/plain", dependencies=[guard("billing:read", "billing:write")])
    async def plain() -> None: ...

    @app.get("/nested", dependencies=[Security(nested, scopes=["b"])])
    async def below() -> None: ...

    @app.get("/any", dependencies=[guard("c", any_of("x", "y"))])
    async def either() -> None: ...

    @app.get("/caller", dependencies=[Depends(guard)])
    async def caller() -> None: ...

    @app.get("/open")
    async def unguarded() -> None: ...

    with serving(app) as base:
        return httpx.get(base + "/openapi.json").json()


def test_schemes_and_scopes_stand_in_the_document():
    store = MemoryApiKeyStore()
    api_keys = ApiKeys(store=store, header="x-agent-key")
    found = document(Guard(tokens.verifier(api_keys=api_keys)))
    schemes = found["components"]["securitySchemes"]
    assert (schemes["bearer"]["type"], schemes["bearer"]["scheme"]) == ("http", "bearer")
    key = {name: schemes["apiKey"][name] for name in ("type", "in", "name")}
    assert key == {"type": "apiKey", "in": "header", "name": "x-agent-key"}
    expected = {
        "/plain": ["billing:read", "billing:write"],
        "/nested": ["b", "a"],
        "/any": ["c"],
        "/caller": [],
    }
    for path, scopes in expected.items():
        operation = found["paths"][path]["get"]
        assert operation["security"] == [{"bearer": scopes}, {"apiKey": scopes}], path
        assert "parameters" not in operation
    assert "security" not in found["paths"]["/open"]["get"]


def test_without_api_keys_there_is_one_scheme_with_a_name_of_choice():
    found = document(Guard(tokens.verifier(), bearer_scheme="accessToken"))
    schemes = found["components"]["securitySchemes"]
    assert list(schemes) == ["accessToken"]
    assert schemes["accessToken"]["bearerFormat"] == "JWT"


def test_a_bad_scope_is_refused_where_the_route_is_made():
    with pytest.raises(ConfigError) as caught:
        Guard(tokens.verifier())("billing read")
    assert caught.value.path == "scopes[0]"


def test_each_place_is_a_scheme_and_two_guards_both_appear():
    places = {
        "session": Place(cookie="__Host-session", origins=["https://app.example.com"]),
        "gateway": Place(header="X-Forwarded-Token"),
        "socket": Place(subprotocol=True),
    }
    verifier = tokens.verifier(places=places)
    usual, pages = Guard(verifier), Guard(verifier, places=["session", "gateway", "socket"])
    sockets = Guard(verifier, places=["socket"])
    app = FastAPI()
    for path, guard in {"/usual": usual, "/pages": pages, "/sockets": sockets}.items():
        app.get(path, dependencies=[guard("a")])(lambda: None)
    with serving(app) as base:
        found = httpx.get(base + "/openapi.json").json()
    schemes = found["components"]["securitySchemes"]
    named = {name: (one.get("in"), one.get("name")) for name, one in schemes.items()}
    assert named == {
        "bearer": (None, None),
        "session": ("cookie", "__Host-session"),
        "gateway": ("header", "x-forwarded-token"),
    }
    security = {path: item["get"]["security"] for path, item in found["paths"].items()}
    assert security == {
        "/usual": [{"bearer": ["a"]}],
        "/pages": [{"session": ["a"]}, {"gateway": ["a"]}],
        "/sockets": [{"bearer": ["a"]}],
    }


class LostStore:
    def find(self, _lookup):
        raise ConnectionError


def test_refusals_stand_in_the_document_with_the_bodies_they_have():
    app = FastAPI()
    guard = Guard(tokens.verifier(LostStore()))
    router = APIRouter(dependencies=[guard("billing:write")], responses=REFUSALS)

    @router.get("/guarded")
    async def guarded() -> None: ...

    app.include_router(router)
    key = ApiKey.create("agent", scopes=[]).key
    credentials = {400: "a b", 401: "e30", 403: tokens.token(scope="other"), 503: key}
    with serving(app) as base:
        found = httpx.get(base + "/openapi.json").json()
        described = found["paths"]["/guarded"]["get"]["responses"]
        for status, credential in credentials.items():
            answer = httpx.get(base + "/guarded", headers=tokens.bearer(credential))
            assert answer.status_code == status, answer.text
            REFUSALS[status]["model"].model_validate(answer.json(), extra="forbid")
            schema = described[str(status)]["content"]["application/json"]["schema"]
            assert schema == {"$ref": "#/components/schemas/Refusal"}
            assert all(name in answer.headers for name in described[str(status)].get("headers", {}))
