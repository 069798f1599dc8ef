"""Plain ASGI middleware: Starlette, or any other ASGI application.

::

    app = Starlette(routes=[...], middleware=[
        Middleware(DoorwardMiddleware, verifier=verifier, public=["/health"],
                   paths={"/v1/billing/*": "billing:read"}),
    ])

    async def balance(request):
        principal = request.state.principal
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from functools import lru_cache
from typing import Any, TypeAlias

from doorward._doorward import requirement
from doorward._errors import DoorwardError, Rejected, Unavailable
from doorward._scopes import ScopesArgument
from doorward._verifier import Verifier

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
ASGIApp: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

__all__ = ["DoorwardMiddleware", "respond"]

_POLICY_VIOLATION = 1008  # RFC 6455 §7.4.1
# Whoever asks chooses the paths: half a megabyte of them at most.
_KEPT_PATHS = 1024
_KEPT_PATH_MAX = 512


class DoorwardMiddleware:
    """Lets nobody but genuine callers through, and answers refusals itself.

    The application finds the caller in ``scope["doorward.principal"]`` and, with Starlette, in
    ``request.state.principal``.

    ``paths`` says which paths need which scopes; ``scopes`` is what every other path needs:
    ``None``, the default, means a genuine credential. ``public`` paths are not looked at, and have
    no principal. A path of either is one path, or with ``/*`` at its end that path and everything
    below it; a slash at a path's end makes no difference. The longest match wins; of two equally
    long ones the exact one. Paths are compared as the router sees them: percent-decoded, without
    the ``root_path``; so an application that sets its own ``root_path`` must be given this
    middleware (``add_middleware``), not be wrapped in it.

    A path that routers read differently is refused before any rule is looked at, with 400
    ``invalid_request``: one with a control character, a backslash, an empty segment (but for one
    slash at the end), or a segment ``.`` or ``..``, percent-encoded or not.

    Put CORS middleware before this one: a preflight request carries no credentials.

    Raises :class:`~doorward.Misconfigured` when scopes are no requirement, :class:`ValueError` for
    a path that would be refused, does not begin with a slash, or holds a ``*`` elsewhere.
    """

    def __init__(
        self,
        app: ASGIApp,
        verifier: Verifier,
        *,
        scopes: ScopesArgument = None,
        paths: Mapping[str, ScopesArgument] | None = None,
        public: Iterable[str] = (),
    ) -> None:
        self._app = app
        self._verifier = verifier
        self._scopes = scopes
        if isinstance(public, str):
            message = "public is a list of paths, not one"
            raise ValueError(message)
        rules = [(_Pattern(path), False, needed) for path, needed in (paths or {}).items()]
        # Before the others: where one path is both, it is guarded.
        rules += [(_Pattern(path), True, None) for path in public]
        for needed in (scopes, *(needed for _, _, needed in rules)):
            requirement(needed)
        self._rules = sorted(rules, key=lambda rule: rule[0].weight, reverse=True)
        # The same paths come again and again, and what covers them does not change.
        self._kept = lru_cache(maxsize=_KEPT_PATHS)(self._rule)
        self._not_plain = verifier._invalid_request()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection.

        Raises :class:`RuntimeError` for one of a kind that this middleware cannot guard.
        """
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] not in {"http", "websocket"}:
            message = f"an ASGI connection of type {scope['type']!r} cannot be guarded"
            raise RuntimeError(message)
        path = _route_path(scope)
        rule = self._kept(path) if len(path) <= _KEPT_PATH_MAX else self._rule(path)
        if rule is None:
            await respond(self._not_plain, scope, send)
            return
        public, scopes = rule
        if public:
            await self._app(scope, receive, send)
            return
        try:
            principal = await self._verifier.authenticate(scope, scopes)
        except (Rejected, Unavailable) as error:
            await respond(error, scope, send)
            return
        state = {**(scope.get("state") or {}), "principal": principal}
        await self._app({**scope, "state": state, "doorward.principal": principal}, receive, send)

    def _rule(self, path: str) -> tuple[bool, ScopesArgument] | None:
        """Return whether the path is public and what it needs; ``None`` when it is not plain."""
        if not _is_plain(path):
            return None
        for pattern, public, scopes in self._rules:
            if pattern.covers(path):
                return public, scopes
        return False, self._scopes


async def respond(error: DoorwardError, scope: Scope, send: Send) -> None:
    """Answer a refused connection: status, headers and body as the core gives them.

    A websocket that cannot be given a response is closed with 1008.
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


class _Pattern:
    """One path, or a path and everything below it."""

    def __init__(self, path: str) -> None:
        self._below = path.endswith("/*")
        self._path = path.removesuffix("/*").removesuffix("/")
        if not path or not _is_plain(path) or "*" in self._path:
            message = f"a path such as /v1/billing or /v1/billing/* expected, not {path!r}"
            raise ValueError(message)
        self.weight = len(self._path), not self._below

    def covers(self, path: str) -> bool:
        # Routers redirect between a path and the same with a slash, or serve both.
        path = path.removesuffix("/")
        return path == self._path or (self._below and path.startswith(f"{self._path}/"))


_CONTROL_OR_BACKSLASH = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")


def _is_plain(path: str) -> bool:
    """Whether every router and every file system reads the path alike.

    Nothing is normalised: what the rules would be asked about is then not what is served.
    """
    if path in {"", "/"}:
        return True
    if not path.startswith("/") or _CONTROL_OR_BACKSLASH.search(path):
        return False
    segments = path[1:].removesuffix("/").split("/")
    return not any(segment in {"", ".", ".."} for segment in segments)


def _route_path(scope: Scope) -> str:
    """Return the path as Starlette's router sees it (``get_route_path``)."""
    path: str = scope["path"]
    root: str = scope.get("root_path") or ""
    if not root or not path.startswith(root):
        return path
    if path == root:
        return ""
    return path[len(root) :] if path[len(root)] == "/" else path
