"""A guard for Litestar: middleware of a handler, a controller, a router or an application.

One handler, a router of several, and a public page beside them::

    guard = Guard(verifier)

    @get("/v1/balance", middleware=[guard("billing:read")])
    async def balance(request: Request) -> dict[str, str | None]:
        return {"agent": request.auth.client_id}

    admin = Router("/v1/admin", route_handlers=[users], middleware=[guard("admin")])

    @get("/health")  # public
    async def health() -> None: ...

``request.auth`` is the caller, and so is ``request.state.principal``. A refused request gets the
core's status, headers and body, and a refused WebSocket too; no exception handler sees it, because
it is no function of ``guards``, whose exceptions Litestar answers in a form of its own.

Litestar answers OPTIONS for a path without consulting the middleware of its handlers. Give the
guard to their router or controller where OPTIONS must be guarded too. A preflight carries no
credential: Litestar's ``cors_config`` answers it in front of every guard.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from doorward._errors import RejectedError, UnavailableError
from doorward._guard import ConnectionGuard
from doorward._guard_factory import GuardFactory
from doorward.asgi import respond, with_headers

if TYPE_CHECKING:
    from litestar.types import ASGIApp, Receive, Scope, Send

    LitestarMiddleware: TypeAlias = Callable[..., ASGIApp]

__all__ = ["Guard"]


class Guard(GuardFactory["LitestarMiddleware"]):
    """Makes middleware: ``guard("billing:read")``, ``guard.optional()``.

    ``places`` are the names of the places of the policy where the credential may stand; by default
    ``Authorization`` and the API key header. Guards of one verifier share one authentication of a
    request.

    What is checked and what is not, see :class:`~doorward.Verifier`.
    """

    def _made(self, guard: ConnectionGuard) -> LitestarMiddleware:
        def middleware(app: ASGIApp) -> ASGIApp:
            async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
                # The same object for every guard, because they share what they find out by it.
                connection: Any = scope
                sending: Any = send
                try:
                    caller = await guard.authenticate(connection)
                except (RejectedError, UnavailableError) as error:
                    await respond(error, connection, sending)
                    return
                connection["auth"] = connection.setdefault("state", {})["principal"] = caller
                if guard.granted_headers:
                    sending = with_headers(sending, guard.granted_headers)
                await app(scope, receive, sending)

            return guarded

        return middleware
