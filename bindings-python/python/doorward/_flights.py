"""Fetches that are under way: one for each issuer, and any number of requests that wait for it.

A flight belongs to no request. The request that started it may be gone long before it lands, and
those who wait may be threads, tasks, and tasks of several event loops.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
import threading
import time
from concurrent.futures import Future
from typing import TYPE_CHECKING

from doorward._exchange import FetchFailed, KeySetRequest

if TYPE_CHECKING:
    from doorward._doorward import KeyFetch
    from doorward._fetch import Fetcher

# Redirects, a second place for the metadata, the key set: the core ends earlier than this.
_HOPS_MAX = 16
# A flight says itself that its time is up; those who wait give it this long to do so.
_GRACE_SECONDS = 0.5
_HEADERS = {
    "accept": "application/json, application/jwk-set+json",
    "accept-encoding": "identity",
    "user-agent": "doorward",
}

_log = logging.getLogger("doorward")


class Flight:
    """One issuer's keys on their way, hop by hop, until the core wants no more."""

    def __init__(self, fetch: KeyFetch, now: float | None) -> None:
        self.issuer = fetch.issuer
        self._patience_seconds = fetch.timeout_seconds + _GRACE_SECONDS
        self.longest_seconds = _HOPS_MAX * fetch.timeout_seconds
        self.landed: Future[None] = Future()
        # Nobody who waits can cancel it for the others.
        self.landed.set_running_or_notify_cancel()
        self.task: asyncio.Task[None] | None = None
        self.has_departed = False
        self._hop: KeyFetch | None = fetch
        self._now = now

    def patience_left(self, since: float) -> float:
        """How long a request waits that began to wait then, by the monotonic clock."""
        return max(0.0, since + self._patience_seconds - time.monotonic())

    async def fly(self, fetcher: Fetcher) -> None:
        """Make every hop. A cancellation leaves the current one to be made again."""
        self.has_departed = True
        for _ in range(_HOPS_MAX):
            if self._hop is None:
                return
            self._hop = await self._next(self._hop, fetcher)
        self.fail()

    def fail(self) -> None:
        """Tell the core that nothing more will come."""
        if self._hop is not None:
            self._hop.failed("other", self._moment())
            self._hop = None

    async def _next(self, hop: KeyFetch, fetcher: Fetcher) -> KeyFetch | None:
        request = KeySetRequest(hop.url, _HEADERS, hop.timeout_seconds, hop.bytes_max)
        try:
            response = await fetcher.fetch(request)
        except FetchFailed as failed:
            cause = f" ({failed.cause})" if failed.cause else ""
            _log.warning("keys of %s: no answer: %s%s", self.issuer, failed.kind, cause)
            return hop.failed(failed.kind, self._moment())
        of = response.headers.get
        return hop.response(
            response.status,
            of("content-type"),
            of("cache-control"),
            of("age"),
            of("location"),
            response.body,
            self._moment(),
        )

    def _moment(self) -> float:
        return time.time() if self._now is None else self._now


class Flights:
    """Starts flights, and finds the one that an issuer's requests have to wait for."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._lock = threading.Lock()
        self._flights: dict[str, Flight] = {}
        # Where a client that is bound to an event loop was used last.
        self._home: asyncio.AbstractEventLoop | None = None

    def of(self, issuer: str) -> Flight | None:
        """Return the flight under way."""
        return self._flights.get(issuer)

    def under_way(self) -> list[Flight]:
        """Return every flight under way."""
        with self._lock:
            return list(self._flights.values())

    def start_in_task(self, fetch: KeyFetch, now: float | None) -> Flight:
        """Start one in the running event loop."""
        flight = self._added(fetch, now)
        loop = asyncio.get_running_loop()
        if self._is_bound:
            self._home = loop
        self._start_task(loop, flight)
        return flight

    def start_in_thread(self, fetch: KeyFetch, now: float | None) -> Flight:
        """Start one that makes progress while the calling thread waits or computes.

        But a client of the program's own that is async goes where it was used before, as long as
        that event loop runs: its connections belong there.
        """
        flight = self._added(fetch, now)
        try:
            home = self._home or (running_loop() if self._is_bound else None)
            if home is not None and home.is_running():
                home.call_soon_threadsafe(self._start_task, home, flight)
                return flight
        except RuntimeError:  # Closed in this very moment.
            pass
        self._start_thread(flight)
        return flight

    @property
    def _is_bound(self) -> bool:
        """Whether the client may be bound to an event loop."""
        return self._fetcher.is_own and self._fetcher.is_async

    def _added(self, fetch: KeyFetch, now: float | None) -> Flight:
        flight = Flight(fetch, now)
        with self._lock:
            # One that is still there was given up by the core: its event loop has stopped.
            self._flights[flight.issuer] = flight
        return flight

    def _start_task(self, loop: asyncio.AbstractEventLoop, flight: Flight) -> None:
        # Not in the context of the request that happens to be the first: it is for all of them.
        flight.task = loop.create_task(self._fly(flight), context=contextvars.Context())
        flight.task.add_done_callback(lambda _: self._see_off(flight))

    def _see_off(self, flight: Flight) -> None:
        if not flight.has_departed:  # Cancelled before it began.
            self._start_thread(flight)

    def _start_thread(self, flight: Flight) -> None:
        def run() -> None:
            try:
                asyncio.run(self._fly(flight))
            except Exception as failure:  # noqa: BLE001 - such as an event loop that cannot be made
                _log.warning("keys of %s: not fetched: %s", flight.issuer, type(failure).__name__)
                self._give_up(flight)

        try:
            threading.Thread(target=run, name="doorward-keys", daemon=True).start()
        except RuntimeError:  # No more threads, or the interpreter is ending.
            self._give_up(flight)

    async def _fly(self, flight: Flight) -> None:
        try:
            await flight.fly(self._fetcher)
        except asyncio.CancelledError:
            # The event loop is closing. Others may wait, and the next one starts with these keys.
            self._start_thread(flight)
            raise
        except BaseException:
            self._give_up(flight)
            raise
        self._land(flight)

    def _give_up(self, flight: Flight) -> None:
        flight.fail()
        self._land(flight)

    def _land(self, flight: Flight) -> None:
        with self._lock:
            if self._flights.get(flight.issuer) is flight:
                del self._flights[flight.issuer]
        if not flight.landed.done():
            flight.landed.set_result(None)


def running_loop() -> asyncio.AbstractEventLoop | None:
    """Return the event loop that runs in this thread."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
