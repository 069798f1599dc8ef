"""The plain ASGI middleware, with Starlette over real HTTP."""

import httpx
import pytest
import tokens
from doorward import ApiKey, MemoryApiKeyStore, Misconfigured, Rejected, Request
from doorward.asgi import DoorwardMiddleware, _route_path
from servers import raw, serving
from starlette._utils import get_route_path
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route, WebSocketRoute
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

MADE = ApiKey.create("cron-agent", ["billing:read"])
VERIFIER = tokens.verifier(MemoryApiKeyStore([MADE.record]))
PATHS = {
    "/balance": "billing:read",
    "/admin/*": ["admin", "billing:read"],
    "/admin/help": None,
    "/health/private": "admin",
}


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
        *(Route(path, whoami) for path in ("/balance", "/other", "/health", "/health/private")),
        Mount("/admin", routes=[Route("/", whoami), Route("/help", whoami), Route("/{x}", whoami)]),
        WebSocketRoute("/ws", socket),
    ]
    settings = {"verifier": VERIFIER, "paths": PATHS, "public": ["/health/*"], **options}
    return Starlette(routes=routes, middleware=[Middleware(DoorwardMiddleware, **settings)])


@pytest.fixture(scope="module")
def bases():
    with (
        serving(application(), http="h11") as h11,
        serving(application(), http="httptools") as httptools,
    ):
        yield {"h11": h11, "httptools": httptools}


@pytest.fixture(scope="module")
def base(bases):
    return bases["h11"]


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
    with pytest.raises(Rejected) as caught:
        VERIFIER.authenticate_sync(Request("GET", "/", [("authorization", "Bearer a.b.c")]))
    code, headers, body = raw(base, *lines, path="/other")
    assert (code, body.decode()) == (caught.value.status, caught.value.body)
    assert caught.value.headers.items() <= headers.items()
    assert raw(base, *[f"Authorization: Bearer {tokens.token()}"] * 2)[0] == 400


@pytest.mark.parametrize(
    ("path", "scope", "expected"),
    [
        ("/balance", "users:read", 403),
        ("/other", "users:read", 200),
        ("/other", None, 401),
        ("/missing", None, 401),
        ("/health", None, 200),
        ("/health/private", None, 401),
        ("/health/private", "billing:read", 403),
        ("/admin/", "billing:read", 403),
        ("/admin/x", "billing:read", 403),
        ("/admin/%78", "billing:read", 403),
        ("/%61dmin/x", "billing:read", 403),
        ("/admin/x", "admin", 200),
        ("/admin/help", "billing:read", 200),
        ("/balance/", "users:read", 403),
        ("/balance/", "billing:read", 307),
        ("/balance%2F", "users:read", 403),
        ("/health/private/", "billing:read", 403),
        ("/admin", "billing:read", 403),
        ("/health/", None, 307),
        ("/healthy", None, 401),
    ],
)
def test_paths_need_their_scopes(base, path, scope, expected):
    assert status(base + path, scope) == expected


NOT_PLAIN = [
    "/balance%0A",
    "/balance%0a/",
    "/balance%00",
    "/balance%7F",
    "/balance%C2%85",
    "/health/%0D",
    "//balance",
    "/balance//",
    "//",
    "/%2Fbalance",
    "/health//private",
    "/health/%2Fprivate",
    "/health/../balance",
    "/health/%2e%2e/balance",
    "/health/.%2E/balance",
    "/health%2F..%2Fbalance",
    "/health/..",
    "/health/../",
    "/./balance",
    "/%2e/balance",
    "/balance/.",
    "/.",
    "/..",
    "/health/..\\balance",
    "/health%5Cprivate",
    "/files/../balance",
    "/files/%2e%2e%2fbalance",
    "/files//x",
    "http://localhost/balance",
]


@pytest.mark.parametrize("path", NOT_PLAIN)
@pytest.mark.parametrize("http", ["h11", "httptools"])
def test_a_path_that_is_not_plain_is_refused_before_any_rule(bases, http, path):
    twice = [("authorization", "Bearer x")] * 2
    with pytest.raises(Rejected) as caught:
        VERIFIER.authenticate_sync(Request("GET", "/", twice))
    expected = caught.value
    assert expected.code == "invalid_request"
    for lines in ([], [f"Authorization: Bearer {tokens.token(scope='admin')}"]):
        code, headers, body = raw(bases[http], *lines, path=path)
        if http == "httptools" and path.startswith("http:"):  # It has cut the host already.
            assert code == (200 if lines else 401)
            continue
        assert (code, body.decode()) == (400, expected.body)
        assert expected.headers.items() <= headers.items()


@pytest.mark.parametrize("path", ["/files/...", "/files/.x/..y/z.", "/files/a%20b/%C3%A9/", "/"])
def test_a_plain_path_is_not_refused(base, path):
    lines = [f"Authorization: Bearer {tokens.token()}"]
    assert raw(base, *lines, path=path)[0] == (404 if path == "/" else 200)
    assert raw(base, path=path)[0] == 401


@pytest.mark.parametrize("root", ["/api", "/api/"])
def test_a_root_path_is_not_part_of_the_path(root):
    with serving(application(), root_path=root) as base:
        assert status(base + "/balance", "users:read") == 403
        assert status(base + "/balance", "billing:read") == 200
        assert status(base + "/health") == 200
        assert raw(base, path="//balance")[0] == 400


@pytest.mark.parametrize(
    ("root", "path"),
    [
        ("", "/balance"),
        ("/api", "/api/balance"),
        ("/api", "/api"),
        ("/api", "/apibalance"),
        ("/api", "/balance"),
        ("/api/", "/api/balance"),
        ("/api/", "/api//balance"),
        ("/api/", "/api/"),
        ("/api/", "/api"),
        ("/", "/balance"),
        ("/", "/"),
    ],
)
def test_the_path_is_the_one_that_starlettes_router_sees(root, path):
    scope = {"type": "http", "path": path, "root_path": root}
    assert _route_path(scope) == get_route_path(scope)


def test_what_one_path_is_twice_is_guarded():
    app = application(paths={"/health": "admin"}, public=["/health"])
    with serving(app) as base:
        assert status(base + "/health") == 401


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
    with pytest.raises(Misconfigured):
        DoorwardMiddleware(None, VERIFIER, paths={"/a": "b c"})
    for path in ("a", "/a*", "/*/b", "", "*", "//*", "/a//b", "/a//", "/a/../b", "/a/./*", "/a\n"):
        with pytest.raises(ValueError, match="expected"):
            DoorwardMiddleware(None, VERIFIER, paths={path: "a"})
    with pytest.raises(ValueError, match="a list of paths"):
        DoorwardMiddleware(None, VERIFIER, public="/health")


@pytest.mark.parametrize("rule", ["/balance", "/balance/", "/balance/*"])
@pytest.mark.parametrize("path", ["/balance", "/balance/"])
def test_a_slash_at_the_end_makes_no_difference(rule, path):
    with serving(application(paths={rule: "billing:read"})) as base:
        assert status(base + path, "users:read") == 403
    with serving(application(scopes="admin", paths={}, public=[rule])) as base:
        assert status(base + path) == (200 if path == "/balance" else 307)


def test_a_path_is_judged_alike_however_often_it_comes(base):
    for _ in range(3):
        assert status(base + "/admin/x", "billing:read") == 403
        assert status(base + "/admin/x", "admin") == 200
        assert status(base + "/health") == 200
        assert status(base + "/health//private", "admin") == 400
        assert status(base + "/admin/" + "x" * 600, "billing:read") == 403
