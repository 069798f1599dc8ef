"""What guards share: one authentication, places, callers without a credential, own refusals."""

import asyncio
import gc
import weakref
from typing import Annotated, Any

import pytest
import tokens
from doorward import (
    ApiKey,
    ConfigError,
    InsufficientScopeError,
    MemoryApiKeyStore,
    Place,
    Policy,
    Principal,
    Request,
    Resource,
    Verifier,
    any_of,
)
from doorward._guard import ConnectionGuard
from doorward.asgi import DoorwardMiddleware
from doorward.fastapi import Guard, install
from fastapi import APIRouter, Depends, FastAPI, WebSocket
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

APP = "https://app.example.com"
PLACES = {
    "session": Place(cookie="__Host-session", origins=[APP]),
    "edge": Place(header="cf-access-jwt-assertion"),
    "socket": Place(subprotocol=True),
}


class Counting:
    """A verifier whose store counts look-ups, an API key, and the events."""

    def __init__(self, **changes: Any) -> None:
        made = ApiKey.create("agent-9", ["billing:read"])
        self.key, self.finds, self.events = made.key, 0, []
        self._records = MemoryApiKeyStore([made.record])
        policy = tokens.policy(self, places=PLACES, **changes)
        self.verifier = Verifier(policy, on_decision=self._heard)

    def find(self, lookup):
        self.finds += 1
        return self._records.find(lookup)

    def _heard(self, event):
        self.events.append((event.outcome, event.code, event.subject, event.requirement))


GRANTED = ("granted", None, "agent-9", "billing:read")
REFUSED = ("rejected", "insufficient_scope", "agent-9", "billing:close")


def test_guards_of_one_verifier_share_one_authentication_and_each_checks_its_requirement():
    counting = Counting()
    guard = Guard(counting.verifier)
    app = FastAPI()
    router = APIRouter(prefix="/api", dependencies=[guard("billing:read")])

    @router.get("/read")
    async def read(caller: Annotated[Principal, guard(any_of("billing:read", "x"))]) -> str | None:
        return caller.subject

    @router.get("/close", dependencies=[guard("billing:close")])
    async def close() -> None: ...

    app.include_router(router)
    client = TestClient(app)
    headers = tokens.bearer(counting.key)
    assert client.get("/api/read", headers=headers).json() == "agent-9"
    assert (counting.finds, counting.events) == (1, [GRANTED])
    response = client.get("/api/close", headers=headers)
    assert response.status_code == 403
    assert 'scope="billing:close"' in response.headers["www-authenticate"]
    assert (counting.finds, counting.events) == (2, [GRANTED, GRANTED, REFUSED])


def test_nothing_that_came_with_the_request_is_taken_for_a_decision():
    counting, other = Counting(), Counting()
    guards = [Guard(one.verifier).__wrapped__._guard for one in (counting, other)]
    headers = [(b"authorization", f"Bearer {counting.key}".encode())]
    scope: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "path": "/a",
        "headers": headers,
        "doorward.decisions": {"caller": "agent-1"},
    }

    async def caller(of, connection):
        return (await of.authenticate(connection)).subject

    def ask(of=guards[0], **changes):
        scope.update(changes)
        return asyncio.run(caller(of, scope))

    assert (ask(), ask(), counting.finds) == ("agent-9", "agent-9", 1)
    assert (ask(path="/b"), counting.finds) == ("agent-9", 2)
    assert (ask(method="POST"), counting.finds) == ("agent-9", 3)
    # A copy of the scope, as a mount or a sub-request makes one, begins anew.
    assert asyncio.run(caller(guards[0], {**scope})) == "agent-9"
    assert counting.finds == 4
    with pytest.raises(Exception, match="unknown_api_key"):
        ask(guards[1])
    with pytest.raises(Exception, match="unknown_api_key"):
        ask(headers=[(b"authorization", f"Bearer {other.key}".encode())])
    with pytest.raises(Exception, match="missing_credentials"):
        ask(headers=[])


def test_two_verifiers_decide_by_their_own_policies():
    app = FastAPI()
    guards = [Guard(Verifier(Policy([tokens.issuer(audience=one)]))) for one in ("a", "b")]

    @app.get("/", dependencies=[guards[0](), guards[1]()])
    async def both() -> None: ...

    client = TestClient(app)
    assert client.get("/", headers=tokens.bearer(tokens.token(aud="a"))).status_code == 401
    assert client.get("/", headers=tokens.bearer(tokens.token(aud=["a", "b"]))).status_code == 200


OPTIONAL = {
    "none": ({}, 200),
    "good": (tokens.bearer(tokens.token()), 200),
    "bad": (tokens.bearer("x"), 401),
    "basic": ({"Authorization": "Basic YTpi"}, 401),
    "empty": ({"Authorization": ""}, 400),
    "lacking": (tokens.bearer(tokens.token(scope="x")), 403),
}


@pytest.mark.parametrize("name", OPTIONAL)
@pytest.mark.parametrize("framework", ["fastapi", "asgi"])
def test_an_optional_credential(name, framework):
    counting = Counting()
    if framework == "fastapi":
        app: Any = FastAPI()
        guard = Guard(counting.verifier)

        @app.get("/")
        async def page(caller: Annotated[Principal | None, guard.optional("billing:read")]):
            return None if caller is None else caller.subject
    else:

        async def endpoint(request):
            caller = request.state.principal
            return JSONResponse(None if caller is None else caller.subject)

        options = {"verifier": counting.verifier, "scopes": "billing:read", "optional": True}
        app = Starlette(
            routes=[Route("/", endpoint)], middleware=[Middleware(DoorwardMiddleware, **options)]
        )
    headers, status = OPTIONAL[name]
    response = TestClient(app).get("/", headers=headers)
    assert response.status_code == status
    if status == 200:
        assert response.json() == {"none": None, "good": "agent-7"}[name]
    if name == "none":
        assert counting.events == [("anonymous", None, None, "billing:read")]


def test_an_optional_router_is_not_optional_on_a_route_that_needs_a_caller():
    guard = Guard(Counting().verifier)
    app = FastAPI(dependencies=[guard.optional()])

    @app.get("/me")
    async def me(caller: Annotated[Principal, guard()]) -> str | None:
        return caller.subject

    @app.get("/")
    async def anybody() -> None: ...

    client = TestClient(app)
    assert client.get("/").status_code == 200
    refused = client.get("/me")
    assert (refused.status_code, refused.headers["www-authenticate"]) == (
        401,
        'Bearer realm="test"',
    )
    assert client.get("/me", headers=tokens.bearer(tokens.token())).status_code == 200


def test_an_optional_router_changes_no_answer_and_no_event_of_a_route_that_needs_a_caller():
    events = []
    resource = Resource(
        identifier="https://api.example.com", authorization_servers=["https://auth.example.com/"]
    )
    verifier = Verifier(
        Policy(issuers=[tokens.issuer()], resource=resource),
        on_decision=lambda event: events.append((event.outcome, event.code, event.requirement)),
    )
    guard = Guard(verifier)

    async def me(_caller: Annotated[Principal, guard("billing:read")]) -> None: ...

    alone, behind = FastAPI(), FastAPI(dependencies=[guard.optional()])
    for app in (alone, behind):
        app.get("/me")(me)
    expected, seen = [TestClient(app).get("/me") for app in (alone, behind)]
    assert (seen.text, seen.headers) == (expected.text, expected.headers)
    assert 'scope="billing:read"' in expected.headers["www-authenticate"]
    assert events[2] == events[0] == ("rejected", "missing_credentials", "billing:read")
    refusal = verifier.refusal("missing_credentials", scopes=["billing:read"])
    assert (refusal.body, refusal.headers["www-authenticate"]) == (
        expected.text,
        expected.headers["www-authenticate"],
    )


def test_no_later_verifier_is_taken_for_one_that_decided_and_is_gone():
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "headers": [(b"authorization", b"Bearer " + tokens.token().encode())],
    }
    verifier = tokens.verifier()
    decided = weakref.ref(verifier)
    assert ConnectionGuard(verifier).authenticate_sync(scope) is not None
    del verifier
    gc.collect()
    assert decided() is not None, "another verifier could have its identity now"
    del scope
    gc.collect()
    assert decided() is None


def test_a_store_that_is_down_is_no_anonymous_caller():
    class Down:
        def find(self, _lookup):
            raise OSError

    verifier = tokens.verifier(Down())
    key = ApiKey.create("agent-9", ["a"]).key
    with pytest.raises(Exception, match="state_unavailable"):
        verifier.authenticate(Request("GET", "/", [("x-api-key", key)]), optional=True)
    assert verifier.authenticate(Request("GET", "/"), optional=True) is None


def test_a_cookie_from_the_pages_that_the_policy_names():
    guard = Guard(Counting().verifier, places=["session", "authorization"])
    app = FastAPI()

    @app.api_route("/", methods=["GET", "POST"], dependencies=[guard("billing:read")])
    async def page() -> None: ...

    client = TestClient(app)
    cookie = {"cookie": f"theme=dark; __Host-session={tokens.token()}"}
    response = client.get("/", headers=cookie)
    assert response.status_code == 200
    assert response.headers["vary"] == "authorization, cookie"
    assert response.headers["cache-control"] == "private"
    assert client.post("/", headers={**cookie, "origin": APP}).status_code == 200
    refused = client.post("/", headers={**cookie, "origin": "https://evil.example"})
    assert (refused.status_code, refused.json()["code"]) == (403, "origin_not_allowed")
    assert client.get("/", headers={**cookie, **tokens.bearer(tokens.token())}).status_code == 400


def test_a_middleware_makes_granted_responses_private_unless_the_application_says_otherwise():
    async def endpoint(request):
        own = {"Cache-Control": "no-store"} if request.url.path == "/own" else {}
        return PlainTextResponse("ok", headers=own)

    options = {"verifier": Counting().verifier, "places": ["edge"]}
    app = Starlette(
        routes=[Route("/own", endpoint), Route("/", endpoint)],
        middleware=[Middleware(DoorwardMiddleware, **options)],
    )
    client = TestClient(app)
    header = {"Cf-Access-Jwt-Assertion": tokens.token()}
    plain, own = client.get("/", headers=header), client.get("/own", headers=header)
    assert (plain.headers["vary"], plain.headers["cache-control"]) == (
        "cf-access-jwt-assertion",
        "private",
    )
    assert own.headers["cache-control"] == "no-store"
    assert client.get("/").status_code == 401


def test_a_token_in_a_subprotocol_is_never_shown_to_the_handler_or_echoed():
    guard = Guard(Counting().verifier, places=["socket"])
    app = FastAPI()

    @app.websocket("/")
    async def socket(
        ws: WebSocket,
        caller: Annotated[Principal, guard("billing:read")],
        _again: Annotated[Principal, guard(any_of("billing:read", "x"))],
    ):
        await ws.accept(subprotocol=ws.scope["subprotocols"][0])
        shown = f"{ws.scope['subprotocols']} {ws.headers.get('sec-websocket-protocol')}"
        await ws.send_text(f"{caller.subject} {shown}")
        await ws.close()

    client = TestClient(app)
    token = tokens.token()
    protocols = ["chat.v1", f"doorward.bearer.{token}", "chat.v2"]
    with client.websocket_connect("/", subprotocols=protocols) as connection:
        assert connection.accepted_subprotocol == "chat.v1"
        assert connection.receive_text() == "agent-7 ['chat.v1', 'chat.v2'] chat.v1, chat.v2"
    for refused in (["chat.v1"], [f"doorward.bearer.{token}"] * 2, ["doorward.bearer.x"]):
        with (
            pytest.raises(WebSocketDisconnect),
            client.websocket_connect("/", subprotocols=refused),
        ):
            pass


@pytest.mark.parametrize("framework", ["fastapi", "asgi", "verifier"])
@pytest.mark.parametrize("places", [["sessions"], [], "session", [1]], ids=str)
def test_places_that_are_none_are_refused_when_the_guard_is_made(framework, places):
    verifier = Counting().verifier
    make = {
        "fastapi": lambda: Guard(verifier, places=places),
        "asgi": lambda: DoorwardMiddleware(app=None, verifier=verifier, places=places),  # type: ignore[arg-type]
        "verifier": lambda: verifier.authenticate(Request("GET", "/"), places=places),
    }
    with pytest.raises(ConfigError):
        make[framework]()


def test_an_override_replaces_optional_guards_too():
    guard = Guard(Counting().verifier)
    app = FastAPI()

    @app.get("/")
    async def page(caller: Annotated[Principal | None, guard.optional()]):
        return "fake" if caller == "fake" else None

    app.dependency_overrides[guard.optional().dependency] = lambda: "fake"
    assert TestClient(app).get("/").json() == "fake"


def test_a_handler_refuses_with_the_answer_of_the_core():
    verifier = tokens.verifier()
    app = FastAPI()
    install(app)

    @app.get("/{code}", dependencies=[Depends(Guard(verifier))])
    async def page(code: str) -> None:
        raise verifier.refusal(code, scopes=["billing:close", "owner"])  # type: ignore[arg-type]

    client = TestClient(app, raise_server_exceptions=False)
    headers = tokens.bearer(tokens.token())
    response = client.get("/insufficient_scope", headers=headers)
    assert response.status_code == 403
    assert response.headers["www-authenticate"] == (
        'Bearer realm="test", error="insufficient_scope", '
        'error_description="The operation needs billing:close and owner.", '
        'scope="billing:close owner"'
    )
    assert client.get("/insufficient_claims", headers=headers).json()["code"] == (
        "insufficient_claims"
    )
    assert client.get("/state_unavailable", headers=headers).headers["retry-after"] == "1"
    error = verifier.refusal("insufficient_scope", scopes=["a"])
    assert isinstance(error, InsufficientScopeError)
    assert error.required_scopes == ("a",)
    for code in ("nothing", "invalid_policy", ""):
        with pytest.raises(ConfigError):
            verifier.refusal(code)  # type: ignore[arg-type]
    with pytest.raises(ConfigError):
        verifier.refusal("insufficient_scope", scopes="a")


def test_a_text_is_no_list_of_places_even_if_it_is_the_name_of_one():
    one = tokens.verifier(places={"x": Place(header="x-token")})
    request = {"type": "http", "path": "/", "query_string": b"", "headers": []}
    for places in ("x", ["x", 5]):
        with pytest.raises(ConfigError, match="a list of names expected"):
            one.authenticate(request, places=places)
        with pytest.raises(ConfigError, match="a list of names expected"):
            Guard(one, places=places)
