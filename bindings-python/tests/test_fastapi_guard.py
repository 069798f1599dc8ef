"""The FastAPI guard over real HTTP, nothing installed but the guard."""

import json
from typing import Annotated

import httpx
import pytest
import tokens
from doorward import (
    ApiKey,
    DoorwardError,
    MemoryApiKeyStore,
    Policy,
    Principal,
    Rejected,
    Request,
    Verifier,
    any_of,
)
from doorward.fastapi import Guard
from fastapi import APIRouter, Depends, FastAPI, Security, WebSocket
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from fastapi.security import SecurityScopes
from servers import raw, serving
from starlette.requests import HTTPConnection
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

MADE = ApiKey.create("cron-agent", ["billing:read"])
VERIFIER = tokens.verifier(MemoryApiKeyStore([MADE.record]))
guard = Guard(VERIFIER)


async def manager(principal: Annotated[Principal, Security(guard, scopes=["billing:read"])]):
    return principal


def application():
    app = FastAPI()
    router = APIRouter(dependencies=[Security(guard, scopes=["billing:write"])])

    @app.get("/balance")
    async def balance(principal: Annotated[Principal, guard("billing:read")]):
        return {"agent": principal.client_id}

    @app.get("/sync")
    def sync(principal: Principal = Security(guard, scopes=["billing:read"])):  # noqa: B008
        return {"agent": principal.client_id}

    @app.get("/me")
    async def me(principal: Annotated[Principal, Depends(guard)]):
        return {"agent": principal.client_id}

    @app.get("/nested")
    async def nested(principal: Annotated[Principal, Security(manager, scopes=["users:read"])]):
        return {"agent": principal.client_id}

    @app.get("/any")
    async def either(principal: Annotated[Principal, guard("billing:read", any_of("x", "y"))]):
        return {"agent": principal.client_id}

    @router.get("/routed")
    async def routed():
        return {}

    @app.websocket("/ws")
    async def socket(ws: WebSocket, principal: Annotated[Principal, guard("billing:read")]):
        await ws.accept()
        await ws.send_text(principal.client_id or "")
        await ws.close()

    app.include_router(router)
    return app


@pytest.fixture(scope="module", params=["h11", "httptools"])
def base(request):
    with serving(application(), http=request.param) as url:
        yield url


def test_a_good_token_and_a_good_api_key_get_in(base):
    for path in ("/balance", "/sync", "/me"):
        answer = httpx.get(base + path, headers=tokens.bearer(tokens.token()))
        assert (answer.status_code, answer.json()) == (200, {"agent": "billing-agent"})
        for headers in (tokens.bearer(MADE.key), {"X-Api-Key": MADE.key}):
            answer = httpx.get(base + path, headers=headers)
            assert (answer.status_code, answer.json()) == (200, {"agent": "cron-agent"})


REFUSED = {
    "nothing": [],
    "basic": ["Authorization: Basic YTpi"],
    "tab": ["Authorization: Bearer\tx"],
    "two words": ["Authorization: Bearer a b"],
    "two authorizations": [f"Authorization: Bearer {tokens.token()}"] * 2,
    "both": [f"Authorization: Bearer {tokens.token()}", f"X-Api-Key: {MADE.key}"],
    "latin": ["Authorization: Bearer \xe9"],
    "expired": [f"Authorization: Bearer {tokens.token(exp=1)}"],
    "forged": [f"Authorization: Bearer {tokens.token(tokens.OTHER_SECRET)}"],
    "no scope": [f"Authorization: Bearer {tokens.token(scope='users:read')}"],
    "typo": [f"X-Api-Key: {MADE.key[:-1]}_"],
    "unknown key": [f"X-Api-Key: {ApiKey.create('x', []).key}"],
}


@pytest.mark.parametrize("lines", REFUSED.values(), ids=REFUSED.keys())
def test_a_refusal_is_the_cores_byte_for_byte(base, lines):
    fields = [tuple(line.split(": ", 1)) for line in lines]
    with pytest.raises(Rejected) as caught:
        VERIFIER.authenticate_sync(Request("GET", "/balance", fields), "billing:read")
    expected = caught.value
    status, headers, body = raw(base, *lines)
    assert status == expected.status
    assert body == expected.body.encode()
    for name, value in expected.headers.items():
        assert headers[name] == value
    assert set(headers) - set(expected.headers) == {
        "content-length",
        "date",
        "server",
        "connection",
    }


def test_two_authorization_headers_are_refused(base):
    status, headers, body = raw(base, *REFUSED["two authorizations"])
    assert status == 400
    assert headers["www-authenticate"].startswith('Bearer realm="test", error="invalid_request"')
    assert json.loads(body)["code"] == "invalid_request"


def test_a_token_in_the_query_is_refused(base):
    for query in ("?access_token=x", "?a=1&access%5Ftoken=x"):
        answer = httpx.get(base + "/balance" + query, headers=tokens.bearer(tokens.token()))
        assert answer.status_code == 400


@pytest.mark.parametrize(
    ("path", "scope", "needed"),
    [
        ("/nested", "billing:read", "users:read billing:read"),
        ("/nested", "users:read", "users:read billing:read"),
        ("/any", "billing:read", "billing:read x"),
        ("/any", "x", "billing:read x"),
        ("/routed", "billing:read", "billing:write"),
    ],
)
def test_scopes_of_the_whole_tree_are_needed(base, path, scope, needed):
    answer = httpx.get(base + path, headers=tokens.bearer(tokens.token(scope=scope)))
    assert answer.status_code == 403
    assert f'scope="{needed}"' in answer.headers["www-authenticate"]
    held = tokens.bearer(tokens.token(scope="users:read admin y"))
    assert httpx.get(base + path, headers=held).status_code == 200


def test_a_head_request_is_refused_without_a_body(base):
    answer = httpx.head(base + "/balance")
    assert answer.status_code == 405
    assert httpx.get(base + "/missing").status_code == 404


def test_websockets_are_guarded(base):
    url = base.replace("http", "ws") + "/ws"
    with connect(url, additional_headers=tokens.bearer(tokens.token())) as socket:
        assert socket.recv() == "billing-agent"
    with pytest.raises(InvalidStatus) as caught:
        connect(url)
    response = caught.value.response
    assert response.status_code == 401
    assert json.loads(response.body)["code"] == "missing_credentials"


def test_an_outage_is_503():
    class Failing:
        async def find(self, lookup):
            raise ConnectionError

    app = FastAPI()
    down = Guard(tokens.verifier(Failing()))

    @app.get("/balance", dependencies=[Security(down)])
    async def balance():
        return {}

    with serving(app) as base:
        answer = httpx.get(base + "/balance", headers=tokens.bearer(MADE.key))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert answer.json()["code"] == "state_unavailable"


def test_a_handler_of_the_application_comes_first():
    app = application()

    @app.exception_handler(DoorwardError)
    async def own(_request, error):
        return JSONResponse({"problem": error.code}, error.status)

    with serving(app) as base:
        answer = httpx.get(base + "/balance")
    assert (answer.status_code, answer.json()) == (401, {"problem": "missing_credentials"})


def test_the_guard_can_be_overridden_in_tests():
    app = application()
    fake = VERIFIER.verify(tokens.token(client_id="fake"))
    app.dependency_overrides[guard] = lambda: fake
    with serving(app) as base:
        assert httpx.get(base + "/balance").json() == {"agent": "fake"}


def test_a_guard_with_groups_can_be_overridden_in_tests():
    app = application()
    fake = VERIFIER.verify(tokens.token(client_id="fake"))
    dependency = guard(any_of("x", "y")).dependency
    assert dependency is guard("billing:read", any_of("x", "y")).dependency
    assert dependency is not guard(any_of("y", "x")).dependency
    assert dependency is not Guard(VERIFIER)(any_of("x", "y")).dependency
    app.dependency_overrides[dependency] = lambda: fake
    with serving(app) as base:
        assert httpx.get(base + "/any").json() == {"agent": "fake"}
        assert httpx.get(base + "/balance").status_code == 401


def test_a_group_as_json_has_it_guards_too():
    app = FastAPI()

    @app.get("/balance", dependencies=[guard({"any": ["x", "y"]})])
    async def balance():
        return {}

    with serving(app) as base:
        for scope, expected in (("x", 200), ("y", 200), ("z", 403)):
            answer = httpx.get(base + "/balance", headers=tokens.bearer(tokens.token(scope=scope)))
            assert answer.status_code == expected


async def test_a_guard_that_is_run_in_a_thread_still_guards():
    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}
    values = {"connection": HTTPConnection(scope), "security_scopes": SecurityScopes([])}
    with pytest.raises(Rejected):
        await run_in_threadpool(guard, **values)
    scope["headers"] = [(b"authorization", f"Bearer {tokens.token()}".encode())]
    assert isinstance(await run_in_threadpool(guard, **values), Principal)


def test_a_verifiers_own_authenticate_is_what_the_guard_asks():
    class Strict(Verifier):
        async def authenticate(self, request, scopes=None, *, now=None):
            principal = await super().authenticate(request, scopes, now=now)
            return principal if principal.client_id == "other" else await super().authenticate({})

    app = FastAPI()

    @app.get("/balance", dependencies=[Depends(Guard(Strict(Policy([tokens.issuer()]))))])
    async def balance():
        return {}

    with serving(app) as base:
        for client, expected in (("other", 200), ("billing-agent", 500)):
            headers = tokens.bearer(tokens.token(client_id=client))
            assert httpx.get(base + "/balance", headers=headers).status_code == expected
