"""Plain ASGI middleware: Starlette, FastAPI, or any other ASGI application.

:class:`DoorwardMiddleware` protects everything that it wraps; wrap what needs protection.

One route of Starlette, a mount of several, and a public page beside them::

    def protected(scopes):
        return [Middleware(DoorwardMiddleware, verifier=verifier, scopes=scopes)]

    app = Starlette(routes=[
        Route("/health", health),  # public
        Route("/v1/balance", balance, middleware=protected("billing:read")),
        Mount("/v1/admin", routes=[...], middleware=protected("admin")),
    ])

A whole application of FastAPI, mounted beside a public page of another. (For one route of FastAPI,
use :class:`doorward.fastapi.Guard`.)

::

    billing = FastAPI()
    billing.add_middleware(DoorwardMiddleware, verifier=verifier, scopes="billing:read")

    app = FastAPI()
    app.get("/health")(health)  # public
    app.mount("/v1/billing", billing)

The application reads the caller from ``request.state.principal``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any, TypeAlias

from doorward._errors import DoorwardError, RejectedError, UnavailableError
from doorward._guard import ConnectionGuard
from doorward._json import invalid_policy
from doorward._requirement import LEFT_OUT, Requirement
from doorward._verifier import Verifier

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
ASGIApp: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

__all__ = ["DoorwardMiddleware", "ResourceMetadataMiddleware", "respond"]

_POLICY_VIOLATION = 1008  # RFC 6455 §7.4.1


class DoorwardMiddleware:
    """Lets only genuine callers through that hold ``scopes``, and answers refusals itself.

    It protects every HTTP request and every websocket that reaches it, whatever the path.
    ``scopes`` is the requirement for all of them; left out, any genuine caller is enough. The
    application finds the caller in ``scope["doorward.principal"]`` and, with Starlette, in
    ``request.state.principal``.

    ``places`` are the names of the places of the policy where the credential may stand; by default
    ``Authorization`` and the API key header. With ``optional`` a caller without a credential passes
    too, as ``None``; a credential that is there and bad is refused all the same. Where the
    middleware looks beyond ``Authorization``, it adds ``Vary`` and ``Cache-Control: private`` to
    granted responses, unless the application sets them.

    Put CORS middleware before this one, because a preflight request carries no credentials.

    Raises :class:`~doorward.ConfigError` when ``scopes`` is not a valid requirement. Not checked:
    which path or method a request has. A router in front of this middleware decides what reaches
    it.
    """

    def __init__(
        self,
        app: ASGIApp,
        verifier: Verifier,
        *,
        scopes: Requirement = LEFT_OUT,
        places: Sequence[str] | None = None,
        optional: bool = False,
    ) -> None:
        self._app = app
        self._guard = ConnectionGuard(verifier, scopes, places=places, optional=optional)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection.

        Raises :class:`RuntimeError` for a type of connection that carries no credentials, except
        ``lifespan``.
        """
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] not in {"http", "websocket"}:
            message = f"an ASGI connection of type {scope['type']!r} cannot be guarded"
            raise RuntimeError(message)
        try:
            principal = await self._guard.authenticate(scope)
        except (RejectedError, UnavailableError) as error:
            await respond(error, scope, send)
            return
        state = {**(scope.get("state") or {}), "principal": principal}
        inner = {**scope, "state": state, "doorward.principal": principal}
        headers = self._guard.granted_headers
        await self._app(inner, receive, with_headers(send, headers) if headers else send)


class ResourceMetadataMiddleware:
    """Serves the metadata of this server as a protected resource (RFC 9728), to anybody.

    One line in FastAPI and Starlette; middleware that is added later stands before it::

        app.add_middleware(ResourceMetadataMiddleware, verifier=verifier)

    Raises :class:`~doorward.ConfigError` when the policy names no resource.
    """

    def __init__(self, app: ASGIApp, verifier: Verifier) -> None:
        metadata = verifier.resource_metadata
        if metadata is None:
            raise invalid_policy("resource", "the policy names no resource")
        self._app = app
        self._paths = frozenset(metadata.paths)
        self._headers = [
            (name.encode(), value.encode()) for name, value in metadata.headers.items()
        ]
        self._body = metadata.body.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        is_read = scope["type"] == "http" and scope["method"] in {"GET", "HEAD", "OPTIONS"}
        if not is_read or scope["path"] not in self._paths:
            await self._app(scope, receive, send)
            return
        headers = [*self._headers, (b"content-length", str(len(self._body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        body = b"" if scope["method"] == "HEAD" else self._body
        await send({"type": "http.response.body", "body": body})


def with_headers(send: Send, headers: Sequence[tuple[str, str]]) -> Send:
    """Add header fields to the response, unless the application sets them."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {bytes(name).lower() for name, _ in message.get("headers", ())}
            lacking = [(name.encode(), value.encode()) for name, value in headers]
            more = [pair for pair in lacking if pair[0] not in present]
            message = {**message, "headers": [*message.get("headers", ()), *more]}
        await send(message)

    return sending


async def respond(error: DoorwardError, scope: Scope, send: Send) -> None:
    """Answer a refused connection with the status, headers and body of the core.

    Closes a websocket with 1008 (RFC 6455 §7.4.1) where the server cannot send a response.
    """
    prefix = ""
    if scope["type"] == "websocket":
        if "websocket.http.response" not in (scope.get("extensions") or {}):
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        prefix = "websocket."
    body = error.body.encode()
    headers = [(name.encode(), value.encode("latin-1")) for name, value in error.headers.items()]
    headers.append((b"content-length", str(len(body)).encode()))
    start = f"{prefix}http.response.start"
    await send({"type": start, "status": error.status, "headers": headers})
    await send({"type": f"{prefix}http.response.body", "body": body})
