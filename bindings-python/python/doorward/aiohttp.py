"""A guard for aiohttp: one handler, or every request of an application by a middleware.

One handler, an application of several, and a public page beside them::

    guard = Guard(verifier)

    @routes.get("/v1/balance")
    @guard("billing:read")
    async def balance(request):
        return web.json_response({"agent": request["principal"].client_id})

    admin = web.Application(middlewares=[guard("admin").middleware])

    @routes.get("/health")  # public
    async def health(request): ...

``request["principal"]`` is the caller. A refused request gets the core's status, headers and body.
The guard decorates methods of ``web.View`` too. Every method is guarded alike: a preflight, which
carries no credential, needs a handler or a middleware in front.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, ParamSpec

from aiohttp import hdrs, web

from doorward._errors import RejectedError, UnavailableError
from doorward._guard import ConnectionGuard
from doorward._guard_factory import GuardFactory
from doorward._request_scope import kept_scope

__all__ = ["AiohttpGuard", "Guard"]

P = ParamSpec("P")


class AiohttpGuard:
    """What one requirement asks of requests: a decorator of handlers, and :attr:`middleware`."""

    def __init__(self, guard: ConnectionGuard) -> None:
        self._guard = guard

    def __call__(
        self, handler: Callable[P, Awaitable[web.StreamResponse]]
    ) -> Callable[P, Awaitable[web.StreamResponse]]:
        """Return the handler behind the guard."""

        @wraps(handler)
        async def guarded(*args: P.args, **kwargs: P.kwargs) -> web.StreamResponse:
            last: Any = args[-1]  # A handler may be a method.
            request: web.Request = last.request if isinstance(last, web.View) else last
            return await self._answer(request, lambda: handler(*args, **kwargs))

        return guarded

    @web.middleware
    async def middleware(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Guard every request of an application, also those for which it has no route."""
        return await self._answer(request, lambda: handler(request))

    async def _answer(
        self, request: web.Request, handle: Callable[[], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        # Where `request["…"]` is kept. A new key of ours would make aiohttp warn the application.
        storage: Any = getattr(request, "_state", request)
        try:
            caller = await self._guard.authenticate(kept_scope(storage, **_parts_of(request)))
        except (RejectedError, UnavailableError) as error:
            # As bytes, because aiohttp adds a charset to the type of a text.
            body = error.body.encode()
            return web.Response(body=body, status=error.status, headers=error.headers)
        storage["principal"] = caller
        try:
            return self._with_headers(await handle())
        except web.HTTPException as response:
            self._with_headers(response)
            raise

    def _with_headers(self, response: web.StreamResponse) -> web.StreamResponse:
        """Add the guard's header fields, unless the handler sets them or has begun to send."""
        for name, value in () if response.prepared else self._guard.granted_headers:
            if name == "vary":
                present = ", ".join(response.headers.getall(hdrs.VARY, ()))
                known = {one.strip().lower() for one in present.split(",")}
                names = () if "*" in known else value.split(", ")
                lacking = [one for one in names if one not in known]
                response.headers[hdrs.VARY] = ", ".join([*filter(None, [present]), *lacking])
            else:
                response.headers.setdefault(name, value)
        return response


class Guard(GuardFactory[AiohttpGuard]):
    """Makes guards: ``guard("billing:read")``, ``guard.optional()``.

    ``places`` are the names of the places of the policy where the credential may stand; by default
    ``Authorization`` and the API key header. Guards of one verifier share one authentication of a
    request. A handler that begins to send its response by itself sets ``Vary`` and
    ``Cache-Control`` by itself.

    What is checked and what is not, see :class:`~doorward.Verifier`.
    """

    def _made(self, guard: ConnectionGuard) -> AiohttpGuard:
        return AiohttpGuard(guard)


def _parts_of(request: web.Request) -> dict[str, Any]:
    path, _, query = request.raw_path.partition("?")
    return {
        "method": request.method,
        "raw_path": path.encode("utf-8", "surrogateescape"),
        "query_string": query.encode("utf-8", "surrogateescape"),
        "headers": list(request.raw_headers),
        "client": (request.remote, 0),
    }
