"""A guard for Django: one view, or every request by a middleware.

One view with ``def`` or ``async def``, a class of views, and a public page beside them::

    guard = Guard(verifier)

    @csrf_exempt
    @guard("billing:read")
    def balance(request):
        return JsonResponse({"agent": request.principal.client_id})

    urlpatterns = [
        path("v1/balance", balance),
        path("v1/users", guard("admin")(Users.as_view())),
        path("health", health),  # public
    ]

``request.principal`` is the caller. A refused request gets the core's status, headers and body.

Django's own protection from forged requests looks for its token in every POST, before a view runs.
It is meant for the cookie of a session. Views for programs take ``csrf_exempt``; where a place of
the policy is a cookie, the core checks the page that a request came from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ClassVar, cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from doorward._errors import DoorwardError, RejectedError, UnavailableError
from doorward._guard import ConnectionGuard
from doorward._guard_factory import GuardFactory
from doorward._request_scope import wsgi_scope
from doorward._requirement import LEFT_OUT, Requirement
from doorward._verifier import Verifier

__all__ = ["DjangoGuard", "DoorwardMiddleware", "Guard"]

View = Callable[..., Any]


class DjangoGuard:
    """What one requirement asks of requests: a decorator of views."""

    def __init__(self, guard: ConnectionGuard) -> None:
        self._guard = guard

    def __call__(self, view: View) -> View:
        """Return the view behind the guard. Of a class, take what ``as_view()`` returns."""
        if iscoroutinefunction(view):

            @wraps(view)
            async def guarded_async(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
                try:
                    caller = await self._guard.authenticate(_scope_of(request))
                except (RejectedError, UnavailableError) as error:
                    return _response(error)
                vars(request)["principal"] = caller
                return self._with_headers(await view(request, *args, **kwargs))

            return guarded_async

        self._guard.require_sync()

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            try:
                caller = self._guard.authenticate_sync(_scope_of(request))
            except (RejectedError, UnavailableError) as error:
                return _response(error)
            vars(request)["principal"] = caller
            return self._with_headers(view(request, *args, **kwargs))

        return guarded

    def _with_headers(self, response: HttpResponseBase) -> HttpResponseBase:
        """Add the guard's header fields, unless the view sets them."""
        for name, value in self._guard.granted_headers:
            if name == "vary":
                patch_vary_headers(response, value.split(", "))
            else:
                response.headers.setdefault(name, value)
        return response


class Guard(GuardFactory[DjangoGuard]):
    """Makes guards: ``guard("billing:read")``, ``guard.optional()``.

    ``places`` are the names of the places of the policy where the credential may stand; by default
    ``Authorization`` and the API key header. Guards of one verifier share one authentication of a
    request. A view with ``def`` raises :class:`~doorward.ConfigError` where the verifier's API key
    store is async.

    What is checked and what is not, see :class:`~doorward.Verifier`.
    """

    def _made(self, guard: ConnectionGuard) -> DjangoGuard:
        return DjangoGuard(guard)


class DoorwardMiddleware:
    """Guards every request of a site.

    Derive a class and name it in ``MIDDLEWARE``::

        class ApiGuard(DoorwardMiddleware):
            verifier = my_verifier
            scopes = "billing:read"

    ``places`` and ``optional`` are as those of :class:`Guard`. Raises
    :class:`~doorward.ConfigError` when the site starts, where one of them is faulty.
    """

    sync_capable = True
    async_capable = True
    verifier: ClassVar[Verifier]
    scopes: ClassVar[Requirement] = LEFT_OUT
    places: ClassVar[Sequence[str] | None] = None
    optional: ClassVar[bool] = False

    def __init__(self, get_response: View) -> None:
        guard = ConnectionGuard(
            self.verifier, self.scopes, places=self.places, optional=self.optional
        )
        self._respond = DjangoGuard(guard)(get_response)
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Any:
        """Answer a request."""
        return self._respond(request)


def _scope_of(request: HttpRequest) -> dict[str, Any]:
    if isinstance(request, ASGIRequest):
        return cast("dict[str, Any]", request.scope)
    if isinstance(request, WSGIRequest):
        return wsgi_scope(request.environ)
    message = f"a request of a WSGI or an ASGI server expected, not {type(request).__name__}"
    raise TypeError(message)


def _response(error: DoorwardError) -> HttpResponse:
    return HttpResponse(error.body.encode(), status=error.status, headers=error.headers)
