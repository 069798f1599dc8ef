"""The clients of httpx, and of its successor httpx2, which have the same interface.

Of a client that a program hands over, its connections (proxies, certificates, pools) and its event
hooks are used, not its headers, cookies and credentials: the address of a key set may come from a
document, and must not be told anything. Where a key server asks for credentials, a function of
one's own sends them.
"""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Any, Protocol

from doorward._exchange import OK, FetchFailed, KeySetRequest, KeySetResponse

if TYPE_CHECKING:
    import ssl
    from types import ModuleType

_NAMES = ("httpx", "httpx2")  # Where both are installed, the one that programs have had longer.


class HttpxClient(Protocol):
    """``httpx.Client``, ``httpx.AsyncClient``, or one of httpx2. Nothing else will do."""

    def send(
        self, request: Any, *, stream: bool = ..., auth: None = ..., follow_redirects: bool = ...
    ) -> Any:
        """Send a request."""


def default() -> Callable[[KeySetRequest], Any] | None:
    """Return a way to fetch with clients of our own, or ``None`` where no library is installed."""
    for name in _NAMES:
        try:
            return _Default(importlib.import_module(name))
        except ImportError:
            continue
    return None


def adapted(client: object) -> Callable[[KeySetRequest], Any] | None:
    """Return a way to fetch with a client of either library; ``None`` for anything else."""
    for name in _NAMES:
        module = sys.modules.get(name)
        if module is not None and isinstance(client, module.AsyncClient):
            return _Async(module, client)
        if module is not None and isinstance(client, module.Client):
            return _Sync(module, client)
    return None


class _Default:
    """A client for each request.

    A key set is fetched every few minutes, longer than a connection is kept. So there is none that
    belongs to another event loop, and none left open at exit.

    The environment is trusted for what the machine's administrator says there: the proxy on the way
    out (``HTTPS_PROXY``, ``ALL_PROXY``, ``NO_PROXY``) and the certificates to trust
    (``SSL_CERT_FILE``, ``SSL_CERT_DIR``). Through a proxy https stays closed from end to end. Plain
    http never goes through one: it is let through because loopback does not leave the machine.
    ``.netrc`` is read by neither library unless it is told to.
    """

    def __init__(self, module: ModuleType) -> None:
        self._module = module
        self._certificates: ssl.SSLContext | None = None

    async def __call__(self, request: KeySetRequest) -> KeySetResponse:
        if self._certificates is None:  # Once: it takes longer than all the rest.
            self._certificates = self._module.create_ssl_context()
        client = self._module.AsyncClient(
            verify=self._certificates,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            mounts={"http://": None},
            trust_env=True,
        )
        async with client:
            return await _Async(self._module, client)(request)


class _Async:
    def __init__(self, module: ModuleType, client: Any) -> None:
        self._module = module
        self._client = client

    async def __call__(self, request: KeySetRequest) -> KeySetResponse:
        try:
            message = _message(self._module, request)
            response = await self._client.send(
                message, stream=True, auth=None, follow_redirects=False
            )
            try:
                wanted = _is_wanted(response, request.bytes_max)
                body = await _read(response.aiter_raw(), request.bytes_max) if wanted else b""
                return _answer(response, body)
            finally:
                await response.aclose()
        except self._module.TimeoutException:
            raise TimeoutError from None


class _Sync:
    def __init__(self, module: ModuleType, client: Any) -> None:
        self._module = module
        self._client = client

    def __call__(self, request: KeySetRequest) -> KeySetResponse:
        deadline = time.monotonic() + request.timeout_seconds
        try:
            message = _message(self._module, request)
            response = self._client.send(message, stream=True, auth=None, follow_redirects=False)
            try:
                wanted = _is_wanted(response, request.bytes_max)
                chunks = _until(deadline, response.iter_raw())
                return _answer(response, _read_sync(chunks, request.bytes_max) if wanted else b"")
            finally:
                response.close()
        except self._module.TimeoutException:
            raise TimeoutError from None


def _message(module: ModuleType, request: KeySetRequest) -> Any:
    # Built without the client, which would add headers, cookies and parameters of its own.
    timeout = dict.fromkeys(("connect", "read", "write", "pool"), request.timeout_seconds)
    headers = dict(request.headers)
    return module.Request("GET", request.url, headers=headers, extensions={"timeout": timeout})


def _is_wanted(response: Any, bytes_max: int) -> bool:
    """Whether the body is to be read. Raises for one that is refused unread."""
    if response.status_code != OK:
        return False
    if response.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise FetchFailed("other", "content-encoding")
    length = response.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length) > bytes_max:
        raise FetchFailed("too_large")
    return True


async def _read(chunks: AsyncIterator[bytes], bytes_max: int) -> bytes:
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > bytes_max:
            raise FetchFailed("too_large")
    return bytes(body)


def _read_sync(chunks: Iterator[bytes], bytes_max: int) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > bytes_max:
            raise FetchFailed("too_large")
    return bytes(body)


def _until(deadline: float, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Hand chunks on until ``deadline``: a server that drips never meets a read's own timeout."""
    for chunk in chunks:
        if time.monotonic() > deadline:
            raise TimeoutError
        yield chunk


def _answer(response: Any, body: bytes) -> KeySetResponse:
    return KeySetResponse(response.status_code, dict(response.headers), body)
