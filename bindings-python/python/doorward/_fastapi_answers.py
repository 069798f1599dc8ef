"""How a FastAPI application answers a refusal with the core's status, headers and body."""

from __future__ import annotations

from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from doorward._errors import DoorwardError
from doorward.asgi import respond


async def arrange_answer(error: DoorwardError, connection: HTTPConnection) -> None:
    """Arrange that this request is answered when the error leaves the route.

    Starlette collects the exception handlers before it calls a dependency, and all requests share
    them, so a handler added now would reach every request. Instead, this uses the two exit stacks
    that FastAPI makes for each request. The inner one sends the response after the last dependency
    with ``yield`` has seen the error. The outer one then suppresses the error.
    """
    scope = connection.scope
    handlers, _ = scope.get("starlette.exception_handlers", ({}, {}))
    if any(kind in handlers for kind in type(error).__mro__ if issubclass(kind, DoorwardError)):
        return  # The application answers.
    inner: AsyncExitStack | None = scope.get("fastapi_inner_astack")
    outer: AsyncExitStack | None = scope.get("fastapi_middleware_astack")
    # Starlette has no public name for it. This one goes through every middleware.
    send: Send | None = getattr(connection, "_send", None)
    if inner is None or outer is None or send is None:
        return  # Not a route of FastAPI: the error needs a handler of the application.
    at_exit = _AnswerAtExit(error, scope, send)
    dependencies = inner.pop_all()
    inner.push_async_exit(at_exit.respond)
    await inner.enter_async_context(dependencies)
    outer.push_async_exit(at_exit.end)


class _AnswerAtExit:
    """Sends the error's response, unless a dependency has replaced the error."""

    def __init__(self, error: DoorwardError, scope: Scope, send: Send) -> None:
        self._error = error
        self._scope = scope
        self._send = send
        self._is_sent = False

    async def respond(
        self, _kind: Any, raised: BaseException | None, _traceback: TracebackType | None
    ) -> bool:
        """Send the response, and let the error continue.

        FastAPI fails when a route yields neither a response nor an error.
        """
        if raised is self._error:
            await respond(self._error, self._scope, self._send)
            self._is_sent = True
        return False

    async def end(
        self, _kind: Any, raised: BaseException | None, _traceback: TracebackType | None
    ) -> bool:
        """Stop the error once the response is sent."""
        return self._is_sent and raised is self._error


async def answer(_connection: Any, error: Exception) -> Response:
    """Answer as an exception handler of an application."""
    if not isinstance(error, DoorwardError):
        raise error
    return _Answer(error)


class _Answer(Response):
    """The core's response, for HTTP and for websockets."""

    def __init__(self, error: DoorwardError) -> None:
        super().__init__(error.body, error.status, error.headers)
        self._error = error

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        await respond(self._error, scope, send)
