"""Fetching with httpx, or with its successor httpx2, which has the same interface.

Doorward uses the connections of the program's own client (proxies, certificates, pools) and its
event hooks, but not its headers, cookies and credentials. A metadata document may have named the
address, and its server must not learn them. Where a key server wants credentials, a function of the
program sends them.
"""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Callable
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Any, Protocol

from doorward._fetch_types import OK, FetchError, FetchRequest, FetchResponse

if TYPE_CHECKING:
    import ssl
    from types import ModuleType

_NAMES = ("httpx", "httpx2")  # Where both are installed, the older one.


class HttpxClient(Protocol):
    """``httpx.Client``, ``httpx.AsyncClient``, or one of httpx2. No other type works."""

    def send(
        self, request: Any, *, stream: bool = ..., auth: None = ..., follow_redirects: bool = ...
    ) -> Any:
        """Send a request."""


def default() -> Callable[[FetchRequest], Any] | None:
    """Return a function that fetches with new clients, or ``None`` without a library."""
    for name in _NAMES:
        try:
            return _Default(importlib.import_module(name))
        except ImportError:
            continue
    return None


def adapted(client: object) -> Callable[[FetchRequest], Any] | None:
    """Return a function that fetches with a client of either library; ``None`` for other types."""
    for name in _NAMES:
        module = sys.modules.get(name)
        if module is not None and isinstance(client, module.AsyncClient):
            return _Async(module, client)
        if module is not None and isinstance(client, module.Client):
            return _Sync(module, client)
    return None


class _Default:
    """Makes a new client for each request.

    Servers close idle connections long before the next fetch, minutes later. A new client also
    belongs to no other event loop, and leaves no connection open at exit.

    The client follows the environment, which belongs to the machine's administrator: the proxy for
    https (``HTTPS_PROXY``, ``ALL_PROXY``, ``NO_PROXY``) and the certificates to trust
    (``SSL_CERT_FILE``, ``SSL_CERT_DIR``). A proxy cannot read https. Plain http never goes through
    a proxy, because it is meant for loopback, which does not leave the machine. Neither library
    reads ``.netrc`` by default.
    """

    def __init__(self, module: ModuleType) -> None:
        self._module = module
        self._certificates = _certificates(module)

    async def __call__(self, request: FetchRequest) -> FetchResponse:
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
    """Read the certificates to trust: once, and not in a request, because it takes long."""
    context: ssl.SSLContext = module.create_ssl_context()
    return context


class _Async:
    def __init__(self, module: ModuleType, client: Any) -> None:
        self._module = module
        self._client = client

    async def __call__(self, request: FetchRequest) -> FetchResponse:
        try:
            message = _message(self._module, request)
            response = await self._client.send(
                message, stream=True, auth=None, follow_redirects=False
            )
            try:
                return _response(response, await self._body(response, request.bytes_max))
            finally:
                await response.aclose()
        except self._module.TimeoutException:
            raise TimeoutError from None

    @staticmethod
    async def _body(response: Any, bytes_max: int) -> bytes:
        if not _has_useful_body(response, bytes_max):
            return b""
        if response.is_stream_consumed:
            return _body_read_before(response, bytes_max)
        body = bytearray()
        async for chunk in response.aiter_raw():
            _add(body, chunk, bytes_max)
        return bytes(body)


class _Sync:
    def __init__(self, module: ModuleType, client: Any) -> None:
        self._module = module
        self._client = client

    def __call__(self, request: FetchRequest) -> FetchResponse:
        deadline = time.monotonic() + request.timeout_seconds
        try:
            message = _message(self._module, request)
            response = self._client.send(message, stream=True, auth=None, follow_redirects=False)
            try:
                return _response(response, self._body(response, request.bytes_max, deadline))
            finally:
                response.close()
        except self._module.TimeoutException:
            raise TimeoutError from None

    @staticmethod
    def _body(response: Any, bytes_max: int, deadline: float) -> bytes:
        if not _has_useful_body(response, bytes_max):
            return b""
        if response.is_stream_consumed:
            return _body_read_before(response, bytes_max)
        body = bytearray()
        for chunk in response.iter_raw():
            # The timeout of one read does not stop a server that sends byte by byte.
            if time.monotonic() > deadline:
                raise TimeoutError
            _add(body, chunk, bytes_max)
        return bytes(body)


def _message(module: ModuleType, request: FetchRequest) -> Any:
    # The client does not build the request, because it would add its own headers, cookies and
    # parameters.
    timeout = dict.fromkeys(("connect", "read", "write", "pool"), request.timeout_seconds)
    return module.Request(
        request.method,
        request.url,
        headers=dict(request.headers),
        content=request.body,
        extensions={"timeout": timeout},
    )


def _has_useful_body(response: Any, bytes_max: int) -> bool:
    """Whether the core reads the body. Raises when the headers alone rule the body out."""
    if response.status_code != OK:
        return False
    length = response.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length) > bytes_max:
        raise FetchError("too_large")
    return True


def _add(body: bytearray, chunk: bytes, bytes_max: int) -> None:
    body += chunk
    if len(body) > bytes_max:
        raise FetchError("too_large")


def _body_read_before(response: Any, bytes_max: int) -> bytes:
    """Return a body that an event hook or a mock transport has read already."""
    body = bytearray()
    _add(body, response.content, bytes_max)
    return bytes(body)


def _response(response: Any, body: bytes) -> FetchResponse:
    return FetchResponse(response.status_code, dict(response.headers), body)
