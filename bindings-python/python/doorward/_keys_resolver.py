"""Answers the core's need for an issuer's keys: fetches them, or waits for a fetch in progress.

The keys need no answer. A fetch hands them to the core, and the decision looks again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

from doorward._clock import now_or_clock
from doorward._concurrency import in_worker_thread, running_loop
from doorward._decision import Unanswered
from doorward._doorward import limits
from doorward._key_fetch_tasks import KeyFetchTasks

if TYPE_CHECKING:
    from doorward._decision import Need
    from doorward._doorward import Engine, KeyFetch
    from doorward._key_fetch_tasks import KeyFetchTask
    from doorward._transport import Transport

_LIMITS = limits()


class KeysResolver:
    """Fetches the keys of one verifier's issuers. There is one fetch for each issuer at a time."""

    def __init__(self, engine: Engine, transport: Transport) -> None:
        self._engine = engine
        self._tasks = KeyFetchTasks(transport)

    def renew(self, engine: Engine) -> None:
        """Ask another engine from now on. Fetches in progress go on."""
        self._engine = engine

    def answer(self, need: Need) -> Unanswered:
        """Start the fetch if the core hands one out, then wait for the issuer's fetch.

        Does not wait where an event loop runs, because it must not block the loop.
        """
        if (fetch := need.pending and need.pending.fetch()) is not None:
            self._tasks.start_in_thread(fetch, need.now)
        if running_loop() is None:
            self._wait(need)
        return Unanswered()

    async def answer_async(self, need: Need) -> Unanswered:
        """Start the fetch if the core hands one out, then wait for the issuer's fetch."""
        if (fetch := need.pending and need.pending.fetch()) is not None:
            self._tasks.start(fetch, need.now)
        if running_loop() is None:
            await in_worker_thread(lambda: self._wait(need))
        else:
            for done, seconds in self._waits(need):
                await _wait_async(done, seconds)
        return Unanswered()

    def defer(self, fetches: Sequence[KeyFetch]) -> None:
        """Start fetches for which no request waits."""
        for fetch in fetches:
            self._tasks.start(fetch, None)

    def defer_in_thread(self, fetches: Sequence[KeyFetch]) -> None:
        """Start them in threads, because a sync caller may keep the event loop busy."""
        for fetch in fetches:
            self._tasks.start_in_thread(fetch, None)

    async def warm_async(self) -> None:
        """Fetch the keys of every issuer that has none, a few at a time, and wait."""
        if running_loop() is None:
            await in_worker_thread(self.warm)
            return
        fetches = iter(self._engine.warm(time.time()))

        async def some() -> None:
            for fetch in fetches:
                await self._finished(self._tasks.start(fetch, None))

        await asyncio.gather(*(some() for _ in range(_LIMITS["warm_fetches_max"])))
        for task in self._tasks.in_progress():  # Requests started these.
            await self._finished(task)

    def warm(self) -> None:
        """Do the same in a thread, whose event loop leaves this thread's alone."""
        with ThreadPoolExecutor(1) as pool:
            pool.submit(lambda: asyncio.run(self.warm_async())).result()

    async def _finished(self, task: KeyFetchTask) -> None:
        """Wait until a fetch is done, or until the core has given it up."""
        while not task.done.done():
            if not self._engine.is_fetching(task.issuer, now_or_clock(task.now)):
                return
            await _wait_async(task.done, task.wait_seconds)

    def _wait(self, need: Need) -> None:
        for done, seconds in self._waits(need):
            wait([done], seconds)

    def _waits(self, need: Need) -> Iterator[tuple[Future[None], float]]:
        """Yield what to wait for, and how long, one after the other.

        A request may have to wait for another's fetch and then for its own. Both together take no
        longer than the time of one.
        """
        issuer = need.question["issuer"]
        for seconds in _pauses():
            if (task := self._tasks.of(issuer)) is not None:
                yield task.done, task.wait_left(need.since)
                return
            if not self._engine.is_fetching(issuer, now_or_clock(need.now)):
                return
            # The fetch belongs to another thread, which is about to start it.
            yield Future(), seconds


async def _wait_async(done: Future[None], seconds: float) -> None:
    waiting = asyncio.wrap_future(done)
    try:
        await asyncio.wait([waiting], timeout=seconds)
    finally:
        # This wait, not the fetch. A later end then calls no event loop that has closed.
        waiting.cancel()


def _pauses() -> Iterator[float]:
    """Yield the seconds between looks for a fetch that another thread is about to start."""
    left = _LIMITS["fetch_timeout_ms"] + _LIMITS["fetch_grace_ms"]
    pause = _LIMITS["fetch_poll_ms_min"]
    while left > 0:
        yield pause / 1000
        left -= pause
        pause = min(2 * pause, _LIMITS["fetch_poll_ms_max"])
