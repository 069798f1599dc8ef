"""Answers the core's question for an API key's record from the program's store."""

from __future__ import annotations

import asyncio
import inspect
import logging
from typing import TYPE_CHECKING, Any, TypeAlias

from doorward._api_keys import ApiKeyLookup, ApiKeyRecord, MemoryApiKeyStore, native
from doorward._concurrency import running_loop
from doorward._decision import Unanswered

if TYPE_CHECKING:
    from doorward._api_keys import ApiKeyStore
    from doorward._decision import Need
    from doorward._doorward import MemoryApiKeys, Record

    Answer: TypeAlias = Record | MemoryApiKeys | Unanswered | None

_log = logging.getLogger("doorward")


class ApiKeyResolver:
    """Asks one store. A store that does not answer means 503."""

    def __init__(self, store: ApiKeyStore, timeout_seconds: float | None) -> None:
        self._store = store
        self._timeout_seconds = timeout_seconds
        self.is_async = inspect.iscoroutinefunction(getattr(self._store, "find", None))

    def answer(self, need: Need) -> Answer:
        """Ask a sync store. Raises :class:`TypeError` when it turns out to be async."""
        if (memory := self._memory()) is not None:
            return memory
        found, failure = self._find(need)
        if inspect.isawaitable(found):
            if inspect.iscoroutine(found):
                found.close()
            message = "the API key store's find is async: use verify_async or authenticate_async"
            raise TypeError(message)
        return self._answer(found, failure)

    async def answer_async(self, need: Need) -> Answer:
        """Ask a store of either kind. A sync one runs in a thread, so that no other task waits."""
        if (memory := self._memory()) is not None:
            return memory
        try:
            found, failure = await self._find_async(need)
        except Exception as raised:  # noqa: BLE001 - a store may raise anything
            found, failure = None, raised
        return self._answer(found, failure)

    def _memory(self) -> MemoryApiKeys | None:
        """Return the native store where the core may look by itself: its ``find`` is the usual one.

        No record then becomes a Python object.
        """
        store = self._store
        if type(store) is not MemoryApiKeyStore or "find" in vars(store):
            return None
        return store._native

    def _find(self, need: Need) -> tuple[Any, Exception | None]:
        """Return what the store found, or what it raised.

        A pair, because no future carries a :class:`StopIteration`.
        """
        try:
            return self._store.find(ApiKeyLookup(**need.question)), None
        except Exception as failure:  # noqa: BLE001 - a store may raise anything
            return None, failure

    async def _find_async(self, need: Need) -> tuple[Any, Exception | None]:
        if running_loop() is None:
            # In another event loop than asyncio's, the store's own timeouts hold.
            found, failure = self._find(need)
            return await found if inspect.isawaitable(found) else found, failure
        async with asyncio.timeout(self._timeout_seconds):
            if self.is_async:
                found, failure = self._find(need)
            else:
                found, failure = await asyncio.to_thread(self._find, need)
            return await found if inspect.isawaitable(found) else found, failure

    def _answer(self, found: object, failure: Exception | None) -> Answer:
        if failure is None:
            if found is None:
                return None
            if isinstance(found, ApiKeyRecord):
                return native(found)
            message = f"find returned {type(found).__name__}, not ApiKeyRecord or None"
            failure = TypeError(message)
        # The type only, because the text may hold what the store looked for, or its password.
        types = type(self._store).__name__, type(failure).__name__
        _log.warning("API key store %s gave no usable answer: %s", *types)
        return Unanswered(failure)
