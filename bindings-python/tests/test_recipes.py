"""The recipes of the documentation over real HTTP: one route, several, and a public page."""

from typing import Annotated

import httpx
import pytest
import tokens
from doorward import Principal
from doorward.asgi import DoorwardMiddleware
from doorward.fastapi import Guard
from fastapi import APIRouter, FastAPI
from fastapi import Request as FastAPIRequest
from servers import serving
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route

VERIFIER = tokens.verifier()


async def whoami(request: Request) -> JSONResponse:
    return JSONResponse({"agent": request.state.principal.client_id})


async def health(_request: Request) -> JSONResponse:
    return JSONResponse({"up": True})


def protected(scopes):
    return [Middleware(DoorwardMiddleware, verifier=VERIFIER, scopes=scopes)]


def starlette_routes():
    return Starlette(
        routes=[
            Route("/health", health),
            Route("/v1/balance", whoami, middleware=protected("billing:read")),
            Mount(
                "/v1/admin",
                routes=[Route("/", whoami), Route("/users", whoami)],
                middleware=protected("admin"),
            ),
        ]
    )


def fastapi_guards():
    app, guard = FastAPI(), Guard(VERIFIER)
    router = APIRouter(prefix="/v1/admin")

    @app.get("/health")
    async def public() -> dict[str, bool]:
        return {"up": True}

    @app.get("/v1/balance")
    async def balance(principal: Annotated[Principal, guard("billing:read")]) -> dict[str, str]:
        return {"agent": principal.client_id or ""}

    @router.get("/")
    @router.get("/users")
    async def users(principal: Annotated[Principal, guard()]) -> dict[str, str]:
        return {"agent": principal.client_id or ""}

    app.include_router(router, dependencies=[guard("admin")])
    return app


def fastapi_mounts():
    app = FastAPI()

    @app.get("/health")
    async def public() -> dict[str, bool]:
        return {"up": True}

    def mounted(path, scopes, *routes):
        inner = FastAPI()
        inner.add_middleware(DoorwardMiddleware, verifier=VERIFIER, scopes=scopes)
        for route in routes:

            @inner.get(route)
            async def read(request: FastAPIRequest) -> dict[str, str]:
                return {"agent": request.state.principal.client_id}

        app.mount(path, inner)

    mounted("/v1/admin", "admin", "/", "/users")
    mounted("/v1", "billing:read", "/balance")
    return app


@pytest.fixture(scope="module", params=[starlette_routes, fastapi_guards, fastapi_mounts])
def base(request):
    with serving(request.param()) as url:
        yield url


@pytest.mark.parametrize(
    ("path", "scope", "expected"),
    [
        ("/health", None, 200),
        ("/v1/balance", None, 401),
        ("/v1/balance", "users:read", 403),
        ("/v1/balance", "billing:read", 200),
        ("/v1/balance", "admin", 200),
        ("/v1/admin/", None, 401),
        ("/v1/admin/", "admin", 200),
        ("/v1/admin/users", None, 401),
        ("/v1/admin/users", "billing:read", 403),
        ("/v1/admin/users", "admin", 200),
        ("/v1/admin/%75sers", "billing:read", 403),
    ],
)
def test_a_recipe_protects_what_it_says(base, path, scope, expected):
    headers = {} if scope is None else tokens.bearer(tokens.token(scope=scope))
    answer = httpx.get(base + path, headers=headers)
    assert answer.status_code == expected
    if expected == 200:
        assert answer.json() == ({"agent": "billing-agent"} if scope else {"up": True})
    else:
        assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("path", ["/health/", "/health/x", "/healthy", "//health", "/v1//admin/"])
def test_what_no_recipe_names_is_not_found(base, path):
    answer = httpx.get(base + path)
    assert answer.status_code in {307, 401, 404}
    assert "agent" not in answer.text
