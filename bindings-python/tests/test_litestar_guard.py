"""The Litestar guard over real HTTP, by uvicorn."""

import json
from typing import Any

import frameworks
import pytest
from doorward.litestar import Guard
from frameworks import litestar_handler
from guarded_web import (
    VERIFIER,
    Asked,
    GuardTests,
    assert_answer,
    bearer,
    refusal_of,
    send,
)
from litestar import (
    Controller,
    Litestar,
    Request,
    Response,
    Router,
    WebSocket,
    get,
    websocket,
)
from servers import serving
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

guard = Guard(VERIFIER)


class TestHandlers(GuardTests):
    Guard = Guard

    def serve(self, routes):
        return frameworks.litestar(routes)


class TestRouters(GuardTests):
    Guard = Guard

    def serve(self, routes):
        routers = [
            Router("/", route_handlers=[litestar_handler(one, [])], middleware=one.guards)
            for one in routes
        ]
        return serving(Litestar(routers))


class TestRouterAndHandler(GuardTests):
    """The guards of a route stand in two layers."""

    Guard = Guard

    def serve(self, routes):
        routers = [
            Router(
                "/",
                route_handlers=[litestar_handler(one, one.guards[1:])],
                middleware=one.guards[:1],
            )
            for one in routes
        ]
        return serving(Litestar(routers))


def test_options_that_litestar_answers_are_guarded_by_what_is_above_the_handler():
    class Balance(Controller):
        path = "/balance"
        middleware = (guard(),)

        @get()
        async def balance(self) -> None: ...

    with serving(Litestar([Balance])) as base:
        asked = Asked(method="OPTIONS")
        assert_answer(send(base, asked), refusal_of(asked))
        assert send(base, Asked((bearer(),), "OPTIONS"))[0] == 204


def test_no_exception_handler_sees_a_refusal_and_a_public_handler_stands_beside():
    @get("/balance", middleware=[guard("billing:read")])
    async def balance() -> str:
        raise AssertionError

    @get("/health")
    async def health() -> str:
        return "up"

    def handle(request: Request[Any, Any, Any], error: Exception) -> Response[str]:
        return Response("handled", status_code=418)

    app = Litestar([balance, health], exception_handlers={Exception: handle, 401: handle})
    with serving(app) as base:
        assert_answer(send(base, Asked()), refusal_of(Asked()))
        assert send(base, Asked(path="/health"))[2] == b"up"


def test_websockets_are_guarded():
    @websocket("/ws", middleware=[guard("billing:read")])
    async def socket(socket: WebSocket[Any, Any, Any]) -> None:
        await socket.accept()
        await socket.send_text(socket.auth.client_id)
        await socket.close()

    with serving(Litestar([socket])) as base:
        url = base.replace("http", "ws") + "/ws"
        header, value = bearer().split(": ")
        with connect(url, additional_headers={header: value}) as ws:
            assert ws.recv() == "billing-agent"
        with pytest.raises(InvalidStatus) as caught:
            connect(url)
        response = caught.value.response
        assert response.status_code == 401
        assert json.loads(response.body)["code"] == "missing_credentials"
