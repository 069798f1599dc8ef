"""The plain ASGI middleware, with Starlette over real HTTP."""

import httpx
import pytest
import tokens
from doorward import ApiKey, ConfigError, MemoryApiKeyStore, RejectedError, Request
from doorward.asgi import DoorwardMiddleware
from servers import raw, serving
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

MADE = ApiKey.create("cron-agent", ["billing:read"])
VERIFIER = tokens.verifier(MemoryApiKeyStore([MADE.record]))


async def whoami(request):
    principal = request.scope.get("doorward.principal")
    assert principal is getattr(request.state, "principal", None)
    return JSONResponse({"agent": principal and principal.client_id})


async def socket(ws):
    await ws.accept()
    await ws.send_text(ws.state.principal.client_id)
    await ws.close()


def application(**options):
    routes = [
        Route("/files/{rest:path}", whoami),
        *(Route(path, whoami) for path in ("/balance", "/other")),
        WebSocketRoute("/ws", socket),
    ]
    settings = {"verifier": VERIFIER, "scopes": "billing:read", **options}
    return Starlette(routes=routes, middleware=[Middleware(DoorwardMiddleware, **settings)])


@pytest.fixture(scope="module", params=["h11", "httptools"])
def base(request):
    with serving(application(), http=request.param) as url:
        yield url


def status(url, scope=None):
    headers = {} if scope is None else tokens.bearer(tokens.token(scope=scope))
    return httpx.get(url, headers=headers).status_code


def test_a_genuine_caller_is_handed_on(base):
    answer = httpx.get(base + "/balance", headers=tokens.bearer(tokens.token()))
    assert answer.json() == {"agent": "billing-agent"}
    answer = httpx.get(base + "/balance", headers={"x-api-key": MADE.key})
    assert answer.json() == {"agent": "cron-agent"}


def test_nobody_else_gets_in(base):
    lines = ["Authorization: Bearer a.b.c"]
    with pytest.raises(RejectedError) as caught:
        VERIFIER.authenticate(Request("GET", "/", [("authorization", "Bearer a.b.c")]))
    code, headers, body = raw(base, *lines, path="/other")
    assert (code, body.decode()) == (caught.value.status, caught.value.body)
    assert caught.value.headers.items() <= headers.items()
    assert raw(base, *[f"Authorization: Bearer {tokens.token()}"] * 2)[0] == 400


PATHS = [
    "/balance",
    "/balance/",
    "/other",
    "/missing",
    "/",
    "//balance",
    "/balance//",
    "/%2Fbalance",
    "/balance%0A",
    "/balance%00",
    "/files/../balance",
    "/files/%2e%2e%2fbalance",
    "/files/..\\balance",
    "http://localhost/balance",
    "*",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_path_is_protected(base, path):
    assert raw(base, path=path)[0] == 401
    lines = [f"Authorization: Bearer {tokens.token(scope='users:read')}"]
    assert raw(base, *lines, path=path)[0] == 403
    lines = [f"Authorization: Bearer {tokens.token(scope='billing:read')}"]
    assert raw(base, *lines, path=path)[0] in {200, 307, 404}


def test_any_genuine_caller_is_enough_without_scopes():
    middleware = [Middleware(DoorwardMiddleware, verifier=VERIFIER)]
    with serving(Starlette(routes=[Route("/other", whoami)], middleware=middleware)) as base:
        assert status(base + "/other") == 401
        assert status(base + "/other", "users:read") == 200


@pytest.mark.parametrize("root", ["/api", "/api/"])
def test_a_root_path_opens_nothing(root):
    with serving(application(), root_path=root) as base:
        assert status(base + "/balance") == 401
        assert status(base + "/balance", "users:read") == 403
        assert status(base + "/balance", "billing:read") == 200


def test_websockets_are_guarded(base):
    url = base.replace("http", "ws") + "/ws"
    with connect(url, additional_headers=tokens.bearer(tokens.token())) as ws:
        assert ws.recv() == "billing-agent"
    with pytest.raises(InvalidStatus) as caught:
        connect(url)
    assert caught.value.response.status_code == 401


async def test_a_websocket_without_denial_responses_is_closed():
    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "websocket", "path": "/", "headers": [], "query_string": b""}
    await DoorwardMiddleware(None, VERIFIER)(scope, None, send)
    assert sent == [{"type": "websocket.close", "code": 1008}]


async def test_lifespan_passes_through():
    seen = []

    async def app(scope, _receive, _send):
        seen.append(scope["type"])

    await DoorwardMiddleware(app, VERIFIER)({"type": "lifespan"}, None, None)
    assert seen == ["lifespan"]


@pytest.mark.parametrize("kind", ["webtransport", "HTTP", "", "lifespan "])
async def test_a_connection_of_another_kind_is_not_let_through(kind):
    async def app(_scope, _receive, _send):
        raise AssertionError

    with pytest.raises(RuntimeError, match="cannot be guarded"):
        await DoorwardMiddleware(app, VERIFIER)({"type": kind, "path": "/"}, None, None)


def test_an_outage_is_503():
    class Failing:
        def find(self, lookup):
            raise ConnectionError

    with serving(application(verifier=tokens.verifier(Failing()))) as base:
        answer = httpx.get(base + "/other", headers=tokens.bearer(MADE.key))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


def test_bad_options_are_refused_at_once():
    with pytest.raises(ConfigError):
        DoorwardMiddleware(None, VERIFIER, scopes="b c")


@pytest.mark.parametrize("gone", [{"paths": {"/balance": "billing:read"}}, {"public": ["/health"]}])
def test_there_is_no_authorization_by_path(gone):
    with pytest.raises(TypeError, match=next(iter(gone))):
        DoorwardMiddleware(None, VERIFIER, **gone)
