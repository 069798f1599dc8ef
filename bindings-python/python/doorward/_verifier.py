"""Asks the core, and answers what it needs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from doorward import _request
from doorward._doorward import Pending, Principal, Refused
from doorward._errors import refusal
from doorward._policy import Policy
from doorward._scopes import requirement
from doorward._stores import Answers

if TYPE_CHECKING:
    from doorward._errors import DoorwardError
    from doorward._request import AnyRequest
    from doorward._scopes import ScopesArgument
    from doorward._stores import Outcome


class Verifier:
    """Decides on credentials and requests by one policy. Safe to share between threads and tasks.

    Every method returns a :class:`~doorward.Principal` or raises a
    :class:`~doorward.DoorwardError`:

    * :class:`~doorward.Rejected` and its subclasses: the credential or the request is at fault.
    * :class:`~doorward.Unavailable`: the API key store failed or took too long (503);
      ``store_failure`` says why.
    * :class:`~doorward.Misconfigured`: ``scopes`` is no requirement.

    ``scopes`` is one scope, a list of which all are needed, ``all_of(…)`` or ``any_of(…)``; without
    it a genuine credential is enough. ``now`` is Unix seconds, the present unless given.

    Checked: form, issuer, algorithm, key, signature, lifetime, audience, type, required claims,
    scopes (RFC 7519 §7.2, RFC 8725, RFC 9068 §4). **Not** checked: whether a token was revoked
    before it expires, and proof of possession: a token with ``cnf`` is refused.
    """

    def __init__(self, policy: Policy) -> None:
        if not isinstance(policy, Policy):
            message = f"Verifier takes a Policy, not {type(policy).__name__}"
            raise TypeError(message)
        self._engine = policy._engine
        self._answers = Answers(policy._api_keys)

    def verify(
        self, credential: str, scopes: ScopesArgument = None, *, now: float | None = None
    ) -> Principal:
        """Decide on a bare token or API key.

        Raises :class:`TypeError` when the API key store is async: use :meth:`verify_async`.
        """
        self._require_sync_store("verify", "verify_async")
        moment = time.time() if now is None else now
        outcome = self._engine.verify(credential, requirement(scopes), moment)
        if isinstance(outcome, Principal):
            return outcome
        return self._settled(outcome, now)

    async def verify_async(
        self, credential: str, scopes: ScopesArgument = None, *, now: float | None = None
    ) -> Principal:
        """Decide on a bare token or API key; the API key store may be async.

        A sync store other than :class:`~doorward.MemoryApiKeyStore` is asked in a worker thread.
        """
        moment = time.time() if now is None else now
        outcome = self._engine.verify(credential, requirement(scopes), moment)
        if isinstance(outcome, Principal):
            return outcome
        return await self._settled_async(outcome, now)

    async def authenticate(
        self, request: AnyRequest, scopes: ScopesArgument = None, *, now: float | None = None
    ) -> Principal:
        """Decide on a request: Starlette's or FastAPI's, an ASGI scope, or a ``doorward.Request``.

        Reads the ``Authorization`` header, the API key header and the query (RFC 6750 §2), and
        nothing else of it. As for stores, see :meth:`verify_async`.
        """
        moment = time.time() if now is None else now
        url, headers = _request.parts(request)
        outcome = self._engine.authenticate(url, headers, requirement(scopes), moment)
        if isinstance(outcome, Principal):
            return outcome
        return await self._settled_async(outcome, now)

    def authenticate_sync(
        self, request: AnyRequest, scopes: ScopesArgument = None, *, now: float | None = None
    ) -> Principal:
        """Decide on a request as :meth:`authenticate` does.

        Raises :class:`TypeError` when the API key store is async.
        """
        self._require_sync_store("authenticate_sync", "authenticate")
        moment = time.time() if now is None else now
        url, headers = _request.parts(request)
        outcome = self._engine.authenticate(url, headers, requirement(scopes), moment)
        if isinstance(outcome, Principal):
            return outcome
        return self._settled(outcome, now)

    def __repr__(self) -> str:
        return "<doorward.Verifier>"

    @property
    def api_key_header(self) -> str | None:
        """The header that carries an API key alone; ``None`` when API keys are not accepted."""
        return self._engine.api_key_header

    def _require_sync_store(self, used: str, instead: str) -> None:
        # At once, not at the first API key: a stranger would choose the moment.
        if self._answers.is_async:
            message = f"the API key store's find is async: use {instead}, not {used}"
            raise TypeError(message)

    def _invalid_request(self) -> DoorwardError:
        """Return the core's refusal of a request that may be read in two ways."""
        twice = [("authorization", "")] * 2
        outcome = self._engine.authenticate("/", twice, requirement(None), 0.0)
        if not isinstance(outcome, Refused):
            raise AssertionError
        return refusal(outcome)

    def _settled(self, outcome: Outcome, now: float | None) -> Principal:
        failure = None
        while isinstance(outcome, Pending):
            outcome, failure = self._answers.answer(outcome, now)
        return _principal(outcome, failure)

    async def _settled_async(self, outcome: Outcome, now: float | None) -> Principal:
        failure = None
        while isinstance(outcome, Pending):
            outcome, failure = await self._answers.answer_async(outcome, now)
        return _principal(outcome, failure)


def _principal(outcome: Outcome, failure: Exception | None) -> Principal:
    if isinstance(outcome, Principal):
        return outcome
    if isinstance(outcome, Pending):  # The loops above do not end with one.
        raise AssertionError
    # Not from the failure: its text may hold a password, and is no part of this error's traceback.
    raise refusal(outcome, failure) from None
