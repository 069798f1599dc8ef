"""Asks the core, and answers what it needs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from doorward._doorward import Deferred, Pending, Principal, Refused, VerifierBase
from doorward._errors import refusal
from doorward._fetch import Fetcher
from doorward._flights import running_loop
from doorward._key_sets import KeySets, status
from doorward._policy import Policy
from doorward._request import Request
from doorward._stores import Answers

if TYPE_CHECKING:
    from doorward._errors import DoorwardError
    from doorward._exchange import KeySetFetcher
    from doorward._httpx import HttpxClient
    from doorward._key_sets import KeyStatus
    from doorward._request import AnyRequest
    from doorward._scopes import ScopesArgument
    from doorward._stores import Outcome

# The core needs keys twice and a record once. A defect must end in a refusal, not in a busy loop.
_NEEDS_MAX = 8


class Verifier(VerifierBase):
    """Decides on credentials and requests by one policy. Safe to share between threads and tasks.

    Every method returns a :class:`~doorward.Principal` or raises a
    :class:`~doorward.DoorwardError`:

    * :class:`~doorward.Rejected` and its subclasses: the credential or the request is at fault.
    * :class:`~doorward.Unavailable` (503): the API key store failed or took too long
      (``store_failure`` says why), or the issuer's keys could not be fetched
      (:meth:`key_status` says why). Never a reason to let anyone in, nor to call a token bad.
    * :class:`~doorward.Misconfigured`: ``scopes`` is no requirement.

    ``scopes`` is one scope, a list of which all are needed, ``all_of(…)`` or ``any_of(…)``; without
    it a genuine credential is enough. ``now`` is Unix seconds, the present unless given.

    Checked: form, issuer, algorithm, key, signature, lifetime, audience, type, required claims,
    scopes (RFC 7519 §7.2, RFC 8725, RFC 9068 §4). **Not** checked: whether a token was revoked
    before it expires, and proof of possession: a token with ``cnf`` is refused.

    Where the policy has keys fetched, ``fetcher`` says by what: a client of httpx or httpx2, or a
    function of one's own, sync or async, from :class:`~doorward.KeySetRequest` to
    :class:`~doorward.KeySetResponse`. Without one, httpx is used, or httpx2 where that is what is
    installed (``pip install doorward[fetch]``); where neither is, the verifier does not construct
    (:class:`~doorward.Misconfigured`). An async client belongs to one event loop, as ever.

    Only requests that have no use for the keys in hand wait for a fetch, and no longer than its
    timeout; however many they are, there is one fetch for each issuer. It does not end with the
    request that started it.
    """

    def __init__(
        self, policy: Policy, *, fetcher: KeySetFetcher | HttpxClient | None = None
    ) -> None:
        if not isinstance(policy, Policy):
            message = f"Verifier takes a Policy, not {type(policy).__name__}"
            raise TypeError(message)
        self._engine = policy._engine
        self._answers = Answers(policy._store, self._engine.api_key_timeout_seconds)
        self._decide_by(self._engine, self._answers.is_async)
        self._key_sets: KeySets | None = None
        if fetcher is not None or self._engine.fetches_keys:
            self._key_sets = KeySets(self._engine, Fetcher(fetcher))

    async def verify_async(
        self, credential: str, scopes: ScopesArgument = None, *, now: float | None = None
    ) -> Principal:
        """Decide on a bare token or API key; the API key store may be async.

        A sync store other than :class:`~doorward.MemoryApiKeyStore` is asked in a worker thread.
        """
        outcome = self._verified(credential, scopes, now)
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
        outcome = self._authenticated(request, scopes, now)
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
        outcome = self._authenticated(request, scopes, now)
        if isinstance(outcome, Principal):
            return outcome
        return self._settled(outcome, now)

    async def warm(self) -> None:
        """Fetch the keys of every issuer that has none yet: at start-up, before requests come.

        Raises :class:`~doorward.Unavailable` (``keys_unavailable``) only when keys are fetched and
        not one issuer's have come; :meth:`key_status` says why. What failed is tried again later.
        """
        if self._key_sets is not None:
            await self._key_sets.warm()
            self._require_keys()

    def warm_sync(self) -> None:
        """Do the same where no event loop runs. Raises :class:`RuntimeError` where one does."""
        if running_loop() is not None:
            message = "warm_sync would hold up the event loop that runs here: await warm()"
            raise RuntimeError(message)
        if self._key_sets is not None:
            self._key_sets.warm_sync()
            self._require_keys()

    def key_status(self) -> list[KeyStatus]:
        """Return what is held of every issuer's keys, in the order of the policy; fetch nothing.

        For a health page or a metric. The texts name addresses of key servers, no secrets.
        """
        return status(self._engine, time.time())

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
        twice = Request("GET", "/", [("authorization", "")] * 2)
        outcome = self._authenticated(twice, None, 0.0)
        if not isinstance(outcome, Refused):
            raise AssertionError
        return refusal(outcome)

    def _require_keys(self) -> None:
        refused = self._engine.unwarmed(time.time())
        if refused is not None:
            raise refusal(refused)

    def _settled(self, outcome: Outcome, now: float | None) -> Principal:
        failure, since = None, time.monotonic()
        for _ in range(_NEEDS_MAX):
            if isinstance(outcome, Deferred):
                outcome = self._keys().carry_on_sync(outcome)
            elif not isinstance(outcome, Pending):
                break
            elif outcome.key_set is not None:
                outcome = self._keys().answer(outcome, now, since)
            else:
                outcome, failure = self._answers.answer(outcome, now)
        return _principal(outcome, failure)

    async def _settled_async(self, outcome: Outcome, now: float | None) -> Principal:
        failure, since = None, time.monotonic()
        for _ in range(_NEEDS_MAX):
            if isinstance(outcome, Deferred):
                outcome = self._keys().carry_on(outcome)
            elif not isinstance(outcome, Pending):
                break
            elif outcome.key_set is not None:
                outcome = await self._keys().answer_async(outcome, now, since)
            else:
                outcome, failure = await self._answers.answer_async(outcome, now)
        return _principal(outcome, failure)

    def _keys(self) -> KeySets:
        if self._key_sets is None:  # Static keys are never lacking.
            raise AssertionError
        return self._key_sets


def _principal(outcome: Outcome, failure: Exception | None) -> Principal:
    if isinstance(outcome, Principal):
        return outcome
    if isinstance(outcome, Pending):
        outcome = outcome.unavailable(time.time())
    if not isinstance(outcome, Refused):
        raise AssertionError
    # Not from the failure: its text may hold a password, and is no part of this error's traceback.
    raise refusal(outcome, failure) from None
