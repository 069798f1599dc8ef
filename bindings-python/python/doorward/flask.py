"""A guard for Flask: one view, or every request of a blueprint or an application.

One view, a blueprint of several, and a public page beside them::

    guard = Guard(verifier)

    @app.get("/v1/balance")
    @guard("billing:read")
    def balance():
        return {"agent": g.principal.client_id}

    admin = Blueprint("admin", __name__, url_prefix="/v1/admin")
    admin.before_request(guard("admin").check)

    @app.get("/health")  # public
    def health(): ...

``flask.g.principal`` is the caller, for views with ``def`` and with ``async def``. A refused
request gets the core's status, headers and body; no error handler sees it.

The guard of a view guards OPTIONS too, which Flask answers by itself for other views. A preflight
carries no credential: answer it in a ``before_request`` in front of the guards. A view class whose
``decorators`` have a guard needs ``provide_automatic_options = False`` for that.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from flask import Response, after_this_request, current_app, g, request

from doorward._errors import RejectedError, UnavailableError
from doorward._guard import ConnectionGuard
from doorward._guard_factory import GuardFactory
from doorward._request_scope import wsgi_scope

__all__ = ["FlaskGuard", "Guard"]

P = ParamSpec("P")


class FlaskGuard:
    """What one requirement asks of requests: a decorator of views, and :meth:`check`."""

    def __init__(self, guard: ConnectionGuard) -> None:
        guard.require_sync()
        self._guard = guard

    def check(self) -> Response | None:
        """Decide on the current request: the response to a refusal, ``None`` for a caller who may.

        ``before_request`` takes it.
        """
        try:
            g.principal = self._guard.authenticate_sync(wsgi_scope(request.environ))
        except (RejectedError, UnavailableError) as error:
            return Response(error.body.encode(), error.status, error.headers)
        if self._guard.granted_headers:
            after_this_request(self._with_headers)
        return None

    def __call__(self, view: Callable[P, Any]) -> Callable[P, Any]:
        """Return the view behind the guard."""
        answers_options = getattr(view, "provide_automatic_options", None) is False

        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
            refused = self.check()
            if refused is not None:
                return refused
            if request.method == "OPTIONS" and not answers_options:
                return current_app.make_default_options_response()
            return current_app.ensure_sync(view)(*args, **kwargs)

        # Flask would answer OPTIONS without calling the view.
        options = {"provide_automatic_options": False, "required_methods": {"OPTIONS"}}
        vars(guarded).update(options)
        return guarded

    def _with_headers(self, response: Response) -> Response:
        """Add the guard's header fields, unless the view sets them."""
        for name, value in self._guard.granted_headers:
            if name == "vary":
                response.vary.update(value.split(", "))
            else:
                response.headers.setdefault(name, value)
        return response


class Guard(GuardFactory[FlaskGuard]):
    """Makes guards: ``guard("billing:read")``, ``guard.optional()``.

    ``places`` are the names of the places of the policy where the credential may stand; by default
    ``Authorization`` and the API key header. Guards of one verifier share one authentication of a
    request. Raises :class:`~doorward.ConfigError` for a verifier whose API key store is async.

    What is checked and what is not, see :class:`~doorward.Verifier`.
    """

    def _made(self, guard: ConnectionGuard) -> FlaskGuard:
        return FlaskGuard(guard)
