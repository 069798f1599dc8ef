"""Makes one request with whatever client there is, and keeps its time and size.

The core judges the response; this module does not.
"""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from doorward import _httpx
from doorward._content_encoding import unpacked
from doorward._doorward import limits
from doorward._errors import ConfigError
from doorward._fetch_types import OK, FetchError, FetchRequest, FetchResponse

if TYPE_CHECKING:
    from doorward._fetch_types import Fetcher
    from doorward._httpx import HttpxClient

_STATUS_MIN, _STATUS_MAX = 100, 599  # RFC 9110 §15
_DOORWARD_HEADERS = {"accept-encoding": "identity", "user-agent": "doorward"}

# Nothing can interrupt a sync client. When ``fetch_threads_max`` of them hang, no further one
# starts.
_threads = threading.BoundedSemaphore(limits()["fetch_threads_max"])


class Transport:
    """One client, of the program or of this package.

    Raises :class:`TypeError` when ``fetcher`` is neither a client nor a function, and
    :class:`~doorward.ConfigError` when it is ``None`` and no HTTP library is installed.
    """

    def __init__(self, fetcher: Fetcher | HttpxClient | None) -> None:
        self.is_custom = fetcher is not None
        self._call = _call(fetcher)
        # A callable object may have an async ``__call__``.
        by_call = getattr(type(self._call), "__call__", None)  # noqa: B004
        self.is_async = any(map(inspect.iscoroutinefunction, (self._call, by_call)))

    async def send(self, request: FetchRequest) -> FetchResponse:
        """Make one request. Raises :class:`FetchError`, or the task's own cancellation."""
        request = replace(request, headers={**request.headers, **_DOORWARD_HEADERS})
        try:
            async with asyncio.timeout(request.timeout_seconds):
                return _checked(await self._sent(request), request)
        except FetchError:
            raise
        except TimeoutError:
            raise FetchError("timeout") from None
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            # The client cancelled its own work. That does not cancel this task.
            raise FetchError("connection", "CancelledError") from None
        except Exception as failure:  # noqa: BLE001 - a client may raise anything
            # The type only, because the text may hold a proxy's password.
            raise FetchError("connection", type(failure).__name__) from None

    async def _sent(self, request: FetchRequest) -> Any:
        if self.is_async:
            return await self._call(request)
        called = _in_thread(self._call, request)
        try:
            response, failure = await asyncio.wrap_future(called)
        except asyncio.CancelledError:
            called.add_done_callback(_close)
            raise
        if isinstance(failure, Exception):
            raise failure
        if failure is not None:  # Such as SystemExit, which would end the event loop.
            raise FetchError("connection", type(failure).__name__)
        return await response if inspect.isawaitable(response) else response


def _call(fetcher: object) -> Callable[[FetchRequest], Any]:
    if fetcher is None:
        if (default := _httpx.default()) is None:
            message = (
                "issuers: fetching keys needs httpx or httpx2, and neither is installed: "
                "pip install doorward[fetch], or give the Verifier a fetcher"
            )
            raise ConfigError("invalid_policy", "issuers", message)
        return default
    if (client := _httpx.adapted(fetcher)) is not None:
        return client
    if callable(fetcher):
        return fetcher
    message = (
        "fetcher: an httpx or httpx2 client, or a function from FetchRequest to FetchResponse "
        f"expected, not {type(fetcher).__name__}"
    )
    raise TypeError(message)


def _in_thread(
    call: Callable[[FetchRequest], Any], request: FetchRequest
) -> Future[tuple[Any, BaseException | None]]:
    """Call in a daemon thread. An executor's threads would delay the end of the process."""
    if not _threads.acquire(blocking=False):
        raise FetchError("other", "too many threads")
    # A pair, because no future carries a :class:`StopIteration`.
    future: Future[tuple[Any, BaseException | None]] = Future()

    def run() -> None:
        called: tuple[Any, BaseException | None]
        try:
            called = call(request), None
        except BaseException as failure:  # noqa: BLE001 - the waiting task raises it
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
    """Close a coroutine that no task will await."""
    response, _ = (None, None) if called.cancelled() else called.result()
    if inspect.iscoroutine(response):
        response.close()


def _checked(response: object, request: FetchRequest) -> FetchResponse:
    """Check that the fetcher kept the contract of :class:`FetchResponse`."""
    if not isinstance(response, FetchResponse):
        raise FetchError("other", f"a fetcher that returned {type(response).__name__}")
    status, headers, body = response.status, response.headers, response.body
    if not isinstance(status, int) or not _STATUS_MIN <= status <= _STATUS_MAX:
        raise FetchError("other", "status")
    if not isinstance(headers, Mapping):
        raise FetchError("other", "headers")
    lower = {str(name).lower(): str(value) for name, value in headers.items()}
    if status != OK:
        return FetchResponse(int(status), lower)
    if not isinstance(body, bytes | bytearray):
        raise FetchError("other", "body")
    if len(body) > request.bytes_max:
        raise FetchError("too_large")
    coding = lower.get("content-encoding", "")
    return FetchResponse(OK, lower, unpacked(bytes(body), coding, request.bytes_max))
