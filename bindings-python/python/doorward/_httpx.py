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
from collections.abc import Callable
from functools import cache
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
        self._certificates = _certificates(module)

    async def __call__(self, request: KeySetRequest) -> KeySetResponse:
        client = self._module.AsyncClient(
            verify=self._certificates,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            mounts={"http://": None},
            trust_env=True,
        )
        async with client:
            return await _Async(self._module, client)(request)


@cache
def _certificates(module: ModuleType) -> ssl.SSLContext:
    """Read what certificates are trusted: once, and not in a request, for it takes long."""
    context: ssl.SSLContext = module.create_ssl_context()
    return context


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
                return _answer(response, await self._body(response, request.bytes_max))
            finally:
                await response.aclose()
        except self._module.TimeoutException:
            raise TimeoutError from None

    @staticmethod
    async def _body(response: Any, bytes_max: int) -> bytes:
        if not _is_wanted(response, bytes_max):
            return b""
        if response.is_stream_consumed:
            return _read_before(response, bytes_max)
        body = bytearray()
        async for chunk in response.aiter_raw():
            _add(body, chunk, bytes_max)
        return bytes(body)


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
                return _answer(response, self._body(response, request.bytes_max, deadline))
            finally:
                response.close()
        except self._module.TimeoutException:
            raise TimeoutError from None

    @staticmethod
    def _body(response: Any, bytes_max: int, deadline: float) -> bytes:
        if not _is_wanted(response, bytes_max):
            return b""
        if response.is_stream_consumed:
            return _read_before(response, bytes_max)
        body = bytearray()
        for chunk in response.iter_raw():
            # Each read has a timeout; a server that drips never meets it.
            if time.monotonic() > deadline:
                raise TimeoutError
            _add(body, chunk, bytes_max)
        return bytes(body)


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


def _add(body: bytearray, chunk: bytes, bytes_max: int) -> None:
    body += chunk
    if len(body) > bytes_max:
        raise FetchFailed("too_large")


def _read_before(response: Any, bytes_max: int) -> bytes:
    """Take what an event hook has read, or a transport that is a mock."""
    body = bytearray()
    _add(body, response.content, bytes_max)
    return bytes(body)


def _answer(response: Any, body: bytes) -> KeySetResponse:
    return KeySetResponse(response.status_code, dict(response.headers), body)
