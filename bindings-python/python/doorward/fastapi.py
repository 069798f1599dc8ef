"""A guard for FastAPI routes, by access token or API key, with scopes.

One route, a router of several, and a public page beside them::

    guard = Guard(verifier)
    router = APIRouter(
        prefix="/v1/billing", dependencies=[guard("billing:read")], responses=REFUSALS
    )

    @router.get("/invoices")
    async def invoices(): ...

    @app.get("/v1/balance")
    async def balance(principal: Annotated[Principal, guard("billing:read")]): ...

    @app.get("/health")  # public
    async def health(): ...

    app.include_router(router)

``REFUSALS`` lists 400, 401, 403 and 503 with their bodies in the OpenAPI document. A router, a
route and an application take it; it changes no answer.

To protect a whole mounted application, see :mod:`doorward.asgi`.

Where keys are fetched, await ``verifier.warm_async()`` in the application's lifespan, so that no
request waits for them.

A refused request gets the core's status, headers and body. Nothing needs to be installed for that;
:func:`install` does the same by an ordinary exception handler. A handler of your own for
:class:`~doorward.DoorwardError` or a subclass takes precedence over both.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Sequence
from itertools import dropwhile
from typing import Any

import anyio
import anyio.from_thread
from fastapi import Depends
from fastapi.encoders import ENCODERS_BY_TYPE
from fastapi.security import SecurityScopes
from fastapi.security.base import SecurityBase
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from starlette.responses import Response

from doorward._doorward import Principal
from doorward._errors import DoorwardError, RejectedError, UnavailableError
from doorward._fastapi_answers import answer, arrange_answer
from doorward._fastapi_marker import GuardMarker, refuse_inside_a_request
from doorward._fastapi_responses import REFUSALS
from doorward._fastapi_schemes import Scheme, schemes_of
from doorward._guard import ConnectionGuard
from doorward._json import invalid_policy
from doorward._requirement import LEFT_OUT, RequirementPart
from doorward._requirement_cache import requirements
from doorward._verifier import Verifier

__all__ = ["REFUSALS", "Guard", "install"]

# For a route that returns its principal and has no annotation of what it returns.
ENCODERS_BY_TYPE.setdefault(Principal, Principal.to_dict)


class Guard(SecurityBase):
    """The dependency that gives a route its :class:`~doorward.Principal`.

    ``Security(guard, scopes=[…])`` and ``guard("billing:read")`` mean the same. The scopes of every
    ``Security`` above it in the tree of dependencies are necessary too. ``guard(any_of("a", "b"))``
    says what a list of scopes cannot. ``Depends(guard)`` and ``guard()`` accept any genuine
    caller.

    ``places`` are the names of the places of the policy where the credential may stand; by default
    ``Authorization`` and the API key header. Where the guard looks beyond ``Authorization``, it
    adds ``Vary`` and ``Cache-Control: private`` to granted responses that FastAPI makes; a route
    that returns a ``Response`` of its own sets them itself.

    The OpenAPI document shows a scheme for each of the ``places``, with the scopes of each
    operation: an HTTP bearer scheme, the API key header when the policy has API keys, and others by
    the name of the place, without those of WebSockets. For ``any_of`` it shows the schemes only.

    In the tests of an application, ``dependency_overrides[guard]`` replaces every guard that has
    only names of scopes, or none. Override a guard with groups separately:
    ``dependency_overrides[guard(any_of("a", "b")).dependency]``. Names of scopes in front of the
    first group make no difference.

    What is checked and what is not, see :class:`~doorward.Verifier`.
    """

    def __init__(
        self,
        verifier: Verifier,
        *,
        places: Sequence[str] | None = None,
        bearer_scheme: str = "bearer",
        api_key_scheme: str = "apiKey",
    ) -> None:
        if not isinstance(verifier, Verifier):
            found = type(verifier).__name__
            raise invalid_policy("verifier", f"a Verifier expected, not {found}")
        self._verifier, self._places = verifier, places
        self._schemes = schemes_of(verifier, places, bearer_scheme, api_key_scheme)
        # Some releases of FastAPI read the scheme from this object, others from __wrapped__.
        self.scheme_name, self.model = self._schemes[0].scheme_name, self._schemes[0].model
        # FastAPI unwraps this object to find the signature, and to see that the call is async.
        self.__wrapped__ = self._dependency((), optional=False)
        self._by_parts: dict[tuple[bool, tuple[RequirementPart, ...]], _Dependency] = {}

    def __call__(self, *scopes: RequirementPart, **values: Any) -> Any:
        """Return the metadata for ``Annotated[Principal, …]``: each of ``scopes`` is necessary.

        Raises :class:`~doorward.ConfigError` for a malformed scope, and :class:`RuntimeError` while
        a request is served, because the metadata checks nothing by itself. FastAPI itself calls
        with the connection, and gets the principal.
        """
        if values:
            try:
                asyncio.get_running_loop()
            except RuntimeError:
                return self._outside_asyncio(values)
            return self.__wrapped__(**values)
        return self._marker(scopes, optional=False)

    def optional(self, *scopes: RequirementPart) -> Any:
        """Return the metadata for a route that serves callers without a credential too.

        For them the principal is ``None``. A credential that is there and bad is refused all the
        same, and a caller with one needs each of ``scopes``::

            @app.get("/prices")
            async def prices(caller: Annotated[Principal | None, guard.optional()]): ...

        Where a route has several guards, each must let the request pass.
        """
        return self._marker(scopes, optional=True)

    def _marker(self, scopes: tuple[RequirementPart, ...], *, optional: bool) -> GuardMarker:
        refuse_inside_a_request()
        requirements(scopes or LEFT_OUT)  # Raises now, not at the first request.
        # FastAPI takes names only. What it would put into another order stays here.
        parts = tuple(dropwhile(_is_name, scopes))
        names = [scope for scope in scopes if isinstance(scope, str)]
        dependency = self._with_parts(parts, optional=optional) if parts or optional else self
        # With the scope of the dependency stated, FastAPI does not compute it for each request.
        return GuardMarker(dependency, scopes=names, scope="request")

    def __repr__(self) -> str:
        return "<doorward.fastapi.Guard>"

    def _outside_asyncio(
        self, values: dict[str, Any]
    ) -> Awaitable[Principal | None] | Principal | None:
        try:
            anyio.get_current_task()
        except RuntimeError:
            # A release of FastAPI that takes this for a plain function calls it in a worker thread.
            # No task would await a coroutine that came from there, so it would guard nothing.
            return anyio.from_thread.run(lambda: self.__wrapped__(**values))
        return self.__wrapped__(**values)

    def _dependency(self, parts: tuple[RequirementPart, ...], *, optional: bool) -> _Dependency:
        guard = ConnectionGuard(self._verifier, places=self._places, optional=optional)
        return _Dependency(guard, self._schemes, parts)

    def _with_parts(self, parts: tuple[RequirementPart, ...], *, optional: bool) -> _Dependency:
        """Return the same callable for the same parts, so that a test can override it."""
        made = self._dependency(parts, optional=optional)
        try:
            return self._by_parts.setdefault((optional, parts), made)
        except TypeError:  # A group given as a dict is not hashable, so it cannot be cached.
            return made


def install(app: Starlette) -> None:
    """Register an exception handler that answers refusals with the core's status, headers and body.

    Call it at start-up, after your own ``exception_handler``; a class for which the application has
    a handler keeps it. Handles :class:`~doorward.RejectedError` and
    :class:`~doorward.UnavailableError`; a :class:`~doorward.ConfigError` is a fault of the program
    and stays an error 500. A mounted application needs its own call.

    Routes with a :class:`Guard` do not need it. It also answers for your own calls of
    ``verifier.authenticate_async`` in a route::

        app = FastAPI()
        install(app)

    Raises :class:`RuntimeError` when the application serves already.
    """
    if app.middleware_stack is not None:
        message = "install(app) belongs before the first request and before the lifespan"
        raise RuntimeError(message)
    for kind in (RejectedError, UnavailableError):
        if kind not in app.exception_handlers and DoorwardError not in app.exception_handlers:
            app.add_exception_handler(kind, answer)


def _is_name(part: RequirementPart) -> bool:
    return isinstance(part, str)


class _Dependency(SecurityBase):
    """What FastAPI calls. It is a scheme itself, because each dependency costs a request time.

    ``parts`` are those of the requirement from the first group on, as the program has given them.
    """

    def __init__(
        self, guard: ConnectionGuard, schemes: list[Scheme], parts: tuple[RequirementPart, ...]
    ) -> None:
        first, *others = schemes
        self.scheme_name, self.model = first.scheme_name, first.model
        self._guard = guard
        self._parts = parts
        self._later_names = frozenset(filter(_is_name, parts))
        kind = inspect.Parameter.KEYWORD_ONLY
        parameters = [
            inspect.Parameter("connection", kind, annotation=HTTPConnection),
            inspect.Parameter("security_scopes", kind, annotation=SecurityScopes),
        ]
        for index, scheme in enumerate(others):
            parameters.append(inspect.Parameter(f"scheme_{index}", kind, default=Depends(scheme)))
        if guard.granted_headers:
            parameters.append(inspect.Parameter("response", kind, annotation=Response))
        self.__signature__ = inspect.Signature(parameters)

    async def __call__(
        self,
        *,
        connection: HTTPConnection,
        security_scopes: SecurityScopes,
        response: Response | None = None,
        **_schemes: None,
    ) -> Principal | None:
        """Decide on the connection."""
        scopes: Sequence[RequirementPart] = security_scopes.scopes
        if self._parts:
            scopes = [*(name for name in scopes if name not in self._later_names), *self._parts]
        try:
            caller = await self._guard.authenticate(connection.scope, scopes or LEFT_OUT)
        except (RejectedError, UnavailableError) as error:
            await arrange_answer(error, connection)
            raise
        if response is not None:
            for name, value in self._guard.granted_headers:
                response.headers.setdefault(name, value)
        return caller
