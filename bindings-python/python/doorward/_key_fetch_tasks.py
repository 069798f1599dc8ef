"""Key fetches in progress: one for each issuer, and any number of requests that wait for it.

A fetch belongs to no request. The request that started it may end long before it. Those that wait
may be threads, tasks, and tasks of several event loops.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from doorward._clock import now_or_clock
from doorward._concurrency import running_loop
from doorward._doorward import limits
from doorward._fetch_types import FetchError, FetchRequest

if TYPE_CHECKING:
    from doorward._doorward import KeyFetch
    from doorward._transport import Transport

_GRACE_SECONDS = limits()["fetch_grace_ms"] / 1000

_log = logging.getLogger("doorward")


class KeyFetchTask:
    """Fetches one issuer's keys: one request after another, until the core wants no more."""

    def __init__(self, fetch: KeyFetch, now: float | None) -> None:
        self.issuer = fetch.issuer
        self.wait_seconds = fetch.request["timeout_ms"] / 1000 + _GRACE_SECONDS
        """How many seconds a caller waits for this fetch: the timeout and a grace period."""
        self.done: Future[None] = Future()
        # No waiting request can cancel it for the others.
        self.done.set_running_or_notify_cancel()
        self.task: asyncio.Task[None] | None = None
        self.has_started = False
        self._fetch: KeyFetch | None = fetch
        self.now = now

    def wait_left(self, since: float) -> float:
        """Return how many seconds a call still waits that began at ``since`` (monotonic clock)."""
        return max(0.0, since + self.wait_seconds - time.monotonic())

    async def run(self, transport: Transport) -> None:
        """Make every request. After a cancellation, the current one can be made again."""
        self.has_started = True
        while self._fetch is not None:
            self._fetch = await self._next(self._fetch, transport)

    def fail(self) -> None:
        """Tell the core that no response will come."""
        while self._fetch is not None:
            self._fetch = self._fetch.fail("other", now_or_clock(self.now))

    async def _next(self, fetch: KeyFetch, transport: Transport) -> KeyFetch | None:
        asked = fetch.request
        try:
            response = await transport.send(_request(asked))
        except FetchError as error:
            cause = f" ({error.cause})" if error.cause else ""
            _log.warning("fetching keys of %s failed: %s%s", self.issuer, error.kind, cause)
            return fetch.fail(error.kind, now_or_clock(self.now))
        read = asked["response_headers"]
        headers = [(name, response.headers[name]) for name in read if name in response.headers]
        now = now_or_clock(self.now)
        return fetch.respond(response.status, headers, response.body, now)


class KeyFetchTasks:
    """Starts fetches, and finds the one for which an issuer's requests wait."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._lock = threading.Lock()
        self._tasks: dict[str, KeyFetchTask] = {}
        # The event loop that last used the program's own async client, because such a client
        # belongs to one loop.
        self._home: asyncio.AbstractEventLoop | None = None

    def of(self, issuer: str) -> KeyFetchTask | None:
        """Return the issuer's fetch in progress."""
        return self._tasks.get(issuer)

    def in_progress(self) -> list[KeyFetchTask]:
        """Return every fetch in progress."""
        with self._lock:
            return list(self._tasks.values())

    def start(self, fetch: KeyFetch, now: float | None) -> KeyFetchTask:
        """Start a fetch in the running event loop; in a thread where asyncio does not run."""
        loop = running_loop()
        if loop is None:
            return self.start_in_thread(fetch, now)
        task = self._added(fetch, now)
        if self._is_bound:
            self._home = loop
        self._start_in_loop(loop, task)
        return task

    def start_in_thread(self, fetch: KeyFetch, now: float | None) -> KeyFetchTask:
        """Start a fetch outside the calling thread, so that it goes on while that thread is busy.

        The program's own async client stays in the event loop that used it before, as long as that
        loop runs, because its connections belong there.
        """
        task = self._added(fetch, now)
        try:
            home = self._home or (running_loop() if self._is_bound else None)
            if home is not None and home.is_running():
                home.call_soon_threadsafe(self._start_in_loop, home, task)
                return task
        except RuntimeError:  # The loop closed in this moment.
            pass
        self._start_thread(task)
        return task

    @property
    def _is_bound(self) -> bool:
        """Whether the client may be bound to an event loop."""
        return self._transport.is_custom and self._transport.is_async

    def _added(self, fetch: KeyFetch, now: float | None) -> KeyFetchTask:
        task = KeyFetchTask(fetch, now)
        with self._lock:
            # The core gave up an older one that is still there: its event loop has stopped.
            self._tasks[task.issuer] = task
        return task

    def _start_in_loop(self, loop: asyncio.AbstractEventLoop, task: KeyFetchTask) -> None:
        # Outside the context of the request that happens to be first: the fetch serves all.
        task.task = loop.create_task(self._run(task), context=contextvars.Context())
        task.task.add_done_callback(lambda _: self._restart_if_never_started(task))

    def _restart_if_never_started(self, task: KeyFetchTask) -> None:
        if not task.has_started:  # The event loop cancelled it before its first step.
            self._start_thread(task)

    def _start_thread(self, task: KeyFetchTask) -> None:
        def run() -> None:
            try:
                asyncio.run(self._run(task))
            except Exception as failure:  # noqa: BLE001 - such as an event loop that cannot be made
                _log.warning("keys of %s: not fetched: %s", task.issuer, type(failure).__name__)
                self._give_up(task)

        try:
            threading.Thread(target=run, name="doorward-keys", daemon=True).start()
        except RuntimeError:  # No more threads, or the interpreter is ending.
            self._give_up(task)

    async def _run(self, task: KeyFetchTask) -> None:
        try:
            await task.run(self._transport)
        except asyncio.CancelledError:
            # The event loop is closing. Other requests may wait, and later ones need these keys.
            self._start_thread(task)
            raise
        except BaseException:
            self._give_up(task)
            raise
        self._finish(task)

    def _give_up(self, task: KeyFetchTask) -> None:
        task.fail()
        self._finish(task)

    def _finish(self, task: KeyFetchTask) -> None:
        with self._lock:
            if self._tasks.get(task.issuer) is task:
                del self._tasks[task.issuer]
        if not task.done.done():
            task.done.set_result(None)


def _request(asked: Mapping[str, Any]) -> FetchRequest:
    body = asked["body"]
    return FetchRequest(
        method=asked["method"],
        url=asked["url"],
        headers=asked["headers"],
        body=None if body is None else bytes(body),
        timeout_seconds=asked["timeout_ms"] / 1000,
        bytes_max=asked["bytes_max"],
    )
