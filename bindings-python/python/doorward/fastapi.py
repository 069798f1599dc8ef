"""A guard for FastAPI routes, by header or API key, with scopes.

::

    guard = Guard(verifier)

    @app.get("/v1/billing/balance")
    async def balance(principal: Annotated[Principal, guard("billing:read")]): ...

    @app.get("/v1/billing/invoices", dependencies=[Security(guard, scopes=["billing:read"])])
    async def invoices(): ...

Where keys are fetched, await ``verifier.warm()`` in the application's lifespan, so that no request
waits for them.

A refused request is answered with the core's status, headers and body; no exception handler needs
to be installed. A handler of your own for :class:`~doorward.DoorwardError` or a subclass is used
instead.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, MutableMapping, Sequence
from typing import Any

import anyio
import anyio.from_thread
from fastapi import Depends, params
from fastapi.openapi.models import APIKey
from fastapi.openapi.models import HTTPBearer as HTTPBearerModel
from fastapi.openapi.models import SecurityBase as SecurityModel
from fastapi.security import SecurityScopes
from fastapi.security.base import SecurityBase
from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope, Send

from doorward._doorward import Principal, requirement
from doorward._errors import DoorwardError, Rejected, Unavailable
from doorward._scopes import ScopePart
from doorward._verifier import Verifier
from doorward.asgi import respond

__all__ = ["Guard"]


class Guard(SecurityBase):
    """The dependency that gives a route its :class:`~doorward.Principal`.

    ``Security(guard, scopes=[…])`` and ``guard("billing:read")`` mean the same; the scopes of all
    ``Security`` above it in the tree of dependencies are needed too. ``guard(any_of("a", "b"))``
    takes what a list of scopes cannot say. ``Depends(guard)`` and ``guard()`` ask for a genuine
    credential only.

    In the OpenAPI document stand an HTTP bearer scheme and, when the policy accepts API keys, the
    API key header, with the scopes of each operation; of ``any_of`` only the schemes show.

    In an application's tests ``dependency_overrides[guard]`` replaces every guard that names scopes
    or nothing. One with groups is overridden by itself, as
    ``dependency_overrides[guard(any_of("a", "b")).dependency]``, whatever scopes stand beside them.
    """

    def __init__(
        self,
        verifier: Verifier,
        *,
        bearer_scheme: str = "bearer",
        api_key_scheme: str = "apiKey",
    ) -> None:
        self._verifier = verifier
        self._schemes = _schemes(verifier, bearer_scheme, api_key_scheme)
        # Releases of FastAPI differ in which of the two they take for the scheme.
        self.scheme_name, self.model = self._schemes[0].scheme_name, self._schemes[0].model
        # Where FastAPI looks for the signature, and sees that it has to await.
        self.__wrapped__ = _Dependency(verifier, self._schemes, ())
        self._of_groups: dict[tuple[ScopePart, ...], _Dependency] = {}

    def __call__(self, *scopes: ScopePart, **values: Any) -> Any:
        """Return what stands in ``Annotated[Principal, …]``: each of ``scopes`` is needed.

        Raises :class:`~doorward.Misconfigured` for what is no scope. FastAPI itself calls with the
        connection, and gets the principal.
        """
        if values:
            try:
                asyncio.get_running_loop()
            except RuntimeError:
                return self._outside_asyncio(values)
            return self.__wrapped__(**values)
        requirement(scopes)
        groups = tuple(scope for scope in scopes if not isinstance(scope, str))
        names = [scope for scope in scopes if isinstance(scope, str)]
        dependency = self._grouped(groups) if groups else self
        # A stated scope spares each request FastAPI's finding out which one it is.
        return params.Security(dependency, scopes=names, scope="request")

    def __repr__(self) -> str:
        return "<doorward.fastapi.Guard>"

    def _outside_asyncio(self, values: dict[str, Any]) -> Awaitable[Principal] | Principal:
        try:
            anyio.get_current_task()
        except RuntimeError:
            # A release of FastAPI that takes this for a plain function runs it in a worker thread;
            # a coroutine returned from there would be awaited by nobody, and guard nothing.
            return anyio.from_thread.run(lambda: self.__wrapped__(**values))
        return self.__wrapped__(**values)

    def _grouped(self, groups: tuple[ScopePart, ...]) -> _Dependency:
        """Return the same callable for the same groups, so that it can be overridden."""
        made = _Dependency(self._verifier, self._schemes, groups)
        try:
            return self._of_groups.setdefault(groups, made)
        except TypeError:  # Not hashable, so not kept.
            return made


class _Scheme(SecurityBase):
    """Shows in the OpenAPI document; reads nothing, since the core reads the request."""

    def __init__(self, scheme_name: str, model: SecurityModel) -> None:
        self.scheme_name = scheme_name
        self.model = model

    async def __call__(self) -> None:
        """Do nothing."""


class _Dependency(SecurityBase):
    """What FastAPI calls: a scheme itself, for each dependency costs a request its time."""

    def __init__(
        self, verifier: Verifier, schemes: list[_Scheme], groups: tuple[ScopePart, ...]
    ) -> None:
        first, *others = schemes
        self.scheme_name, self.model = first.scheme_name, first.model
        self._verifier = verifier
        self._groups = groups
        kind = inspect.Parameter.KEYWORD_ONLY
        parameters = [
            inspect.Parameter("connection", kind, annotation=HTTPConnection),
            inspect.Parameter("security_scopes", kind, annotation=SecurityScopes),
        ]
        for index, scheme in enumerate(others):
            parameters.append(inspect.Parameter(f"scheme_{index}", kind, default=Depends(scheme)))
        self.__signature__ = inspect.Signature(parameters)

    async def __call__(
        self, *, connection: HTTPConnection, security_scopes: SecurityScopes, **_schemes: None
    ) -> Principal:
        """Decide on the connection."""
        scopes: Sequence[ScopePart] = security_scopes.scopes
        if self._groups:
            scopes = [*scopes, *self._groups]
        try:
            return await self._verifier.authenticate(connection.scope, scopes)
        except (Rejected, Unavailable) as error:
            _make_answerable(error, connection.scope)
            raise


def _schemes(verifier: Verifier, bearer: str, api_key: str) -> list[_Scheme]:
    header = verifier.api_key_header
    if header is None:
        description = "An access token."
        return [_Scheme(bearer, HTTPBearerModel(bearerFormat="JWT", description=description))]
    description = "An access token or an API key."
    key = {"in": "header", "name": header, "description": "An API key."}
    return [
        _Scheme(bearer, HTTPBearerModel(description=description)),
        _Scheme(api_key, APIKey.model_validate(key)),
    ]


def _make_answerable(error: DoorwardError, scope: MutableMapping[str, Any]) -> None:
    """Make sure that the application knows an answer to the error that is about to be raised."""
    handlers, _ = scope.get("starlette.exception_handlers", ({}, {}))
    own = [kind for kind in type(error).__mro__ if issubclass(kind, DoorwardError)]
    if not any(kind in handlers for kind in own):
        handlers[Rejected if isinstance(error, Rejected) else Unavailable] = _answer


async def _answer(_connection: HTTPConnection, error: DoorwardError) -> _Answer:
    return _Answer(error)


class _Answer:
    """The core's response as an ASGI application, which is what a handler returns."""

    def __init__(self, error: DoorwardError) -> None:
        self._error = error

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        await respond(self._error, scope, send)
