"""Answers the core's need for an issuer's keys. Nobody fetches twice, and nobody waits for ever."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from importlib import import_module
from itertools import repeat
from typing import TYPE_CHECKING, Literal

from doorward._flights import Flights, running_loop

if TYPE_CHECKING:
    from doorward._doorward import Deferred, Engine, KeyFetch, Pending
    from doorward._fetch import Fetcher
    from doorward._flights import Flight
    from doorward._stores import Outcome

_WARM_MAX = 16  # Issuers at once: fewer than the connections a client opens.
_POLL_SECONDS = (0.01, 0.02, 0.05)
_POLL_SECONDS_MAX = 0.1
_POLLS_MAX = 60  # Some 6 s, longer than a lease of the default length.


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyStatus:
    """What a verifier holds of one issuer's keys."""

    issuer: str
    source: Literal["static", "jwks_uri", "metadata"]
    url: str | None
    """Where the key set comes from, as far as is known; ``None`` for static keys."""
    state: Literal["static", "cold", "fresh", "stale", "expired"]
    """``stale``: older than its lifetime, still used. ``cold`` and ``expired``: not usable."""
    keys: int
    unusable_keys: int
    """Keys of the set that were passed over because they cannot be used here."""
    age_seconds: int | None
    """Since the last good answer."""
    next_refresh_seconds: int | None
    failures: int
    """Fetches that have failed since the last good answer."""
    fetches: int
    """Fetches that have been started."""
    last_error: str | None
    """``<word>: <sentence>``; the words are ``timeout connection too_large other status
    content_type redirect malformed issuer_mismatch no_usable_key too_many_keys insecure_url``.
    """


class KeySets:
    """The issuers of one policy whose keys are fetched."""

    def __init__(self, engine: Engine, fetcher: Fetcher) -> None:
        self._engine = engine
        self._flights = Flights(fetcher)

    def answer(self, pending: Pending, now: float | None, since: float) -> Outcome:
        """Fetch or wait, then look again. In a running event loop nothing is waited for.

        ``since`` is when the request began to wait, by the monotonic clock: it may have to wait for
        another's fetch and then for its own, and waits no longer in all.
        """
        if (fetch := pending.fetch()) is not None:
            self._flights.start_in_thread(fetch, now)
        if running_loop() is None:
            self._wait(_issuer(pending), now, since)
        return pending.look_again(_moment(now))

    async def answer_async(self, pending: Pending, now: float | None, since: float) -> Outcome:
        """Fetch or wait, then look again."""
        if (fetch := pending.fetch()) is not None:
            self._start(fetch, now)
        await self._wait_async(_issuer(pending), now, since)
        return pending.look_again(_moment(now))

    def carry_on(self, deferred: Deferred) -> Outcome:
        """Start what is to be fetched while no request waits, and give the decision."""
        self._start(deferred.fetch, None)
        return deferred.outcome

    def carry_on_sync(self, deferred: Deferred) -> Outcome:
        """Do the same in a thread: a sync caller may keep the event loop for itself."""
        self._flights.start_in_thread(deferred.fetch, None)
        return deferred.outcome

    async def warm(self) -> None:
        """Fetch what no one has fetched yet, and wait for all that are being fetched."""
        if running_loop() is None:
            await _in_worker_thread(self.warm_sync)
            return
        waiting = iter(self._engine.warm(time.time()))

        async def some() -> None:
            for fetch in waiting:
                await _landed(self._start(fetch, None))

        await asyncio.gather(*(some() for _ in range(_WARM_MAX)))
        for flight in self._flights.under_way():
            await _landed(flight)
        for issuer in self._lacking():  # Another verifier of this policy may be fetching.
            await self._wait_async(issuer, None, time.monotonic())

    def warm_sync(self) -> None:
        """Do the same in threads."""
        fetches = self._engine.warm(time.time())

        def one(fetch: KeyFetch) -> None:
            flight = self._flights.start_in_thread(fetch, None)
            wait([flight.landed], flight.longest_seconds)

        if fetches:
            with ThreadPoolExecutor(min(len(fetches), _WARM_MAX)) as pool:
                list(pool.map(one, fetches))
        for flight in self._flights.under_way():
            wait([flight.landed], flight.longest_seconds)
        for issuer in self._lacking():
            self._wait(issuer, None, time.monotonic())

    def _lacking(self) -> list[str]:
        known = status(self._engine, time.time())
        return [one.issuer for one in known if one.state in {"cold", "expired"}]

    def _start(self, fetch: KeyFetch, now: float | None) -> Flight:
        if running_loop() is None:  # Another event loop than asyncio's.
            return self._flights.start_in_thread(fetch, now)
        return self._flights.start_in_task(fetch, now)

    def _wait(self, issuer: str, now: float | None, since: float) -> None:
        for seconds in _pauses():
            if (flight := self._flights.of(issuer)) is not None:
                wait([flight.landed], flight.patience_left(since))
                return
            if not self._engine.is_fetching(issuer, _moment(now)):
                return
            time.sleep(seconds)

    async def _wait_async(self, issuer: str, now: float | None, since: float) -> None:
        if running_loop() is None:
            await _in_worker_thread(lambda: self._wait(issuer, now, since))
            return
        for seconds in _pauses():
            if (flight := self._flights.of(issuer)) is not None:
                await _landed(flight, flight.patience_left(since))
                return
            if not self._engine.is_fetching(issuer, _moment(now)):
                return
            await asyncio.sleep(seconds)


def status(engine: Engine, now: float) -> list[KeyStatus]:
    """Return the state of every issuer, in the order of the policy."""
    return [KeyStatus(**one) for one in json.loads(engine.key_status(now))]


async def _landed(flight: Flight, seconds: float | None = None) -> None:
    """Wait until a flight has landed, or so long."""
    landed = asyncio.wrap_future(flight.landed)
    try:
        timeout = flight.longest_seconds if seconds is None else seconds
        await asyncio.wait([landed], timeout=timeout)
    finally:
        landed.cancel()  # This wait, not the flight: it calls nobody whose event loop is closed.


async def _in_worker_thread(call: Callable[[], None]) -> None:
    """Wait without asyncio. Where that cannot be, nothing is waited for: the answer is 503."""
    try:
        to_thread = import_module("anyio.to_thread")  # httpx needs it, doorward does not.
        await to_thread.run_sync(call)
    except (ImportError, RuntimeError):
        return


def _pauses() -> Iterator[float]:
    """Between looks for a flight that another thread is about to start, or another verifier."""
    yield from _POLL_SECONDS
    yield from repeat(_POLL_SECONDS_MAX, _POLLS_MAX)


def _issuer(pending: Pending) -> str:
    issuer = pending.key_set
    if issuer is None:  # It is an API key that is looked for.
        raise AssertionError
    return issuer


def _moment(now: float | None) -> float:
    return time.time() if now is None else now
