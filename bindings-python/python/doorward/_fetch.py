"""Fetches one key set, by whatever client there is, within its time and its size.

What came is not judged here: the core does that.
"""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from doorward import _httpx
from doorward._errors import Misconfigured
from doorward._exchange import OK, FetchFailed, KeySetRequest, KeySetResponse

if TYPE_CHECKING:
    from doorward._exchange import KeySetFetcher
    from doorward._httpx import HttpxClient

_STATUS_MIN, _STATUS_MAX = 100, 599  # RFC 9110 §15
# A sync client cannot be interrupted. When so many hang, nothing is fetched until one comes back.
_THREADS_MAX = 64

_threads = threading.BoundedSemaphore(_THREADS_MAX)


class Fetcher:
    """One way to fetch.

    Raises :class:`TypeError` for what is none, and :class:`~doorward.Misconfigured` where no HTTP
    library is installed.
    """

    def __init__(self, fetcher: KeySetFetcher | HttpxClient | None) -> None:
        self.is_own = fetcher is not None
        self._call = _call(fetcher)
        by_call = getattr(type(self._call), "__call__", None)  # noqa: B004 - an object's own
        self.is_async = any(map(inspect.iscoroutinefunction, (self._call, by_call)))

    async def fetch(self, request: KeySetRequest) -> KeySetResponse:
        """Make one request. Raises :class:`FetchFailed`, or the task's own cancellation."""
        try:
            async with asyncio.timeout(request.timeout_seconds):
                return _checked(await self._asked(request), request)
        except FetchFailed:
            raise
        except TimeoutError:
            raise FetchFailed("timeout") from None
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            # A client that cancels its own work has not cancelled ours.
            raise FetchFailed("connection", "CancelledError") from None
        except Exception as failure:  # noqa: BLE001 - whatever a client raises is a failure
            # The type only: its text may hold a proxy's password.
            raise FetchFailed("connection", type(failure).__name__) from None

    async def _asked(self, request: KeySetRequest) -> Any:
        if self.is_async:
            return await self._call(request)
        called = _in_thread(self._call, request)
        try:
            answer, failure = await asyncio.wrap_future(called)
        except asyncio.CancelledError:
            called.add_done_callback(_close)
            raise
        if isinstance(failure, Exception):
            raise failure
        if failure is not None:  # Such as SystemExit, which would end the event loop.
            raise FetchFailed("connection", type(failure).__name__)
        return await answer if inspect.isawaitable(answer) else answer


def _call(fetcher: object) -> Callable[[KeySetRequest], Any]:
    if fetcher is None:
        if (own := _httpx.default()) is None:
            message = (
                "issuers: keys are to be fetched, and neither httpx nor httpx2 is installed: "
                "pip install doorward[fetch], or give the Verifier a fetcher"
            )
            raise Misconfigured("invalid_policy", "issuers", message)
        return own
    if (client := _httpx.adapted(fetcher)) is not None:
        return client
    if callable(fetcher):
        return fetcher
    message = (
        "fetcher: an httpx or httpx2 client, or a function from KeySetRequest to KeySetResponse "
        f"expected, not {type(fetcher).__name__}"
    )
    raise TypeError(message)


def _in_thread(
    call: Callable[[KeySetRequest], Any], request: KeySetRequest
) -> Future[tuple[Any, BaseException | None]]:
    """Call in a thread that nobody waits for at exit, as an executor's are waited for."""
    if not _threads.acquire(blocking=False):
        raise FetchFailed("other", "too many threads")
    # A pair, since no future carries a :class:`StopIteration`.
    future: Future[tuple[Any, BaseException | None]] = Future()

    def run() -> None:
        called: tuple[Any, BaseException | None]
        try:
            called = call(request), None
        except BaseException as failure:  # noqa: BLE001 - handed on
            called = None, failure
        finally:
            _threads.release()
        if future.set_running_or_notify_cancel():
            future.set_result(called)

    try:
        threading.Thread(target=run, name="doorward-fetcher", daemon=True).start()
    except RuntimeError:
        _threads.release()
        raise
    return future


def _close(called: Future[tuple[Any, BaseException | None]]) -> None:
    """Put away a coroutine that nobody will await."""
    answer, _ = (None, None) if called.cancelled() else called.result()
    if inspect.iscoroutine(answer):
        answer.close()


def _checked(response: object, request: KeySetRequest) -> KeySetResponse:
    """Make sure that a fetcher of somebody's own kept to the contract."""
    if not isinstance(response, KeySetResponse):
        raise FetchFailed("other", f"a fetcher that returned {type(response).__name__}")
    status, headers, body = response.status, response.headers, response.body
    if not isinstance(status, int) or not _STATUS_MIN <= status <= _STATUS_MAX:
        raise FetchFailed("other", "status")
    if not isinstance(headers, Mapping):
        raise FetchFailed("other", "headers")
    lower = {str(name).lower(): str(value) for name, value in headers.items()}
    if status != OK:
        return KeySetResponse(int(status), lower)
    if not isinstance(body, bytes | bytearray):
        raise FetchFailed("other", "body")
    # Nothing here unpacks it: a few bytes may stand for a thousand times as many.
    if lower.get("content-encoding", "identity").strip().lower() != "identity":
        raise FetchFailed("other", "content-encoding")
    if len(body) > request.bytes_max:
        raise FetchFailed("too_large")
    return KeySetResponse(OK, lower, bytes(body))
