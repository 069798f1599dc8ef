"""Answers the core's lookups from an API key store. No answer means 503, never an open door."""

from __future__ import annotations

import asyncio
import inspect
import logging
import time
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from doorward._api_keys import ApiKeyLookup, ApiKeyRecord, MemoryApiKeyStore, native
from doorward._doorward import Deferred, MemoryApiKeys, Pending, Principal, Refused

if TYPE_CHECKING:
    from doorward._api_keys import ApiKeyStore

Outcome: TypeAlias = Principal | Refused | Pending | Deferred

_log = logging.getLogger("doorward")


class Answered(NamedTuple):
    """How the decision goes on, and what kept the store from answering."""

    outcome: Outcome
    failure: Exception | None = None


class Answers:
    """What one policy's store says, synchronously or not."""

    def __init__(self, store: ApiKeyStore | None, timeout_seconds: float | None) -> None:
        self._store = store
        self._timeout_seconds = timeout_seconds
        self.is_async = inspect.iscoroutinefunction(getattr(self._store, "find", None))

    def answer(self, pending: Pending, now: float | None) -> Answered:
        """Ask a sync store. Raises :class:`TypeError` when it turns out to be async."""
        if (memory := self._memory()) is not None:
            return Answered(pending.find_in(memory, _moment(now)))
        found, failure = self._asked(_lookup(pending))
        if failure is not None:
            return self._unanswered(pending, failure, now)
        if inspect.isawaitable(found):
            if inspect.iscoroutine(found):
                found.close()
            message = "the API key store's find is async: use verify_async or authenticate"
            raise TypeError(message)
        return self._answered(pending, found, now)

    async def answer_async(self, pending: Pending, now: float | None) -> Answered:
        """Ask a store of either kind; a sync one in a thread, so that no other task waits."""
        if (memory := self._memory()) is not None:
            return Answered(pending.find_in(memory, _moment(now)))
        try:
            found, failure = await self._asked_async(_lookup(pending))
        except Exception as raised:  # noqa: BLE001 - whatever a store raises is an outage
            found, failure = None, raised
        if failure is not None:
            return self._unanswered(pending, failure, now)
        return self._answered(pending, found, now)

    def _memory(self) -> MemoryApiKeys | None:
        """Return what the core may look into by itself: nothing whose ``find`` is another."""
        store = self._store
        if type(store) is not MemoryApiKeyStore or "find" in vars(store):
            return None
        return store._native

    def _find(self, lookup: ApiKeyLookup) -> Any:
        if self._store is None:
            message = "no API key store"
            raise LookupError(message)
        return self._store.find(lookup)

    def _asked(self, lookup: ApiKeyLookup) -> tuple[Any, Exception | None]:
        """Return what was found, or why not: no future carries a :class:`StopIteration`."""
        try:
            return self._find(lookup), None
        except Exception as failure:  # noqa: BLE001 - whatever a store raises is an outage
            return None, failure

    async def _asked_async(self, lookup: ApiKeyLookup) -> tuple[Any, Exception | None]:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            # Another event loop than asyncio's: its own timeouts hold.
            found, failure = self._asked(lookup)
            return await found if inspect.isawaitable(found) else found, failure
        async with asyncio.timeout(self._timeout_seconds):
            if self.is_async:
                return await self._find(lookup), None
            found, failure = await asyncio.to_thread(self._asked, lookup)
            return await found if inspect.isawaitable(found) else found, failure

    def _answered(self, pending: Pending, found: object, now: float | None) -> Answered:
        if found is None:
            return Answered(pending.found(None, _moment(now)))
        if isinstance(found, ApiKeyRecord):
            return Answered(pending.found(native(found), _moment(now)))
        message = f"find returned {type(found).__name__}, not ApiKeyRecord or None"
        return self._unanswered(pending, TypeError(message), now)

    def _unanswered(self, pending: Pending, failure: Exception, now: float | None) -> Answered:
        # The type only: what a store says may hold what it looked for, or its own password.
        kinds = type(self._store).__name__, type(failure).__name__
        _log.warning("API key store %s did not answer: %s", *kinds)
        return Answered(pending.unavailable(_moment(now)), failure)


def _lookup(pending: Pending) -> ApiKeyLookup:
    return ApiKeyLookup(pending.id, pending.digest)


def _moment(now: float | None) -> float:
    # Time has passed while the store was asked.
    return time.time() if now is None else now
