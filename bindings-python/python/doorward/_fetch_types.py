"""One HTTP exchange that the core asks for: the request, the response, and who makes it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

FailureKind: TypeAlias = Literal["timeout", "connection", "too_large", "other"]

OK = 200  # The core reads the body of this status only (RFC 9110 §15.3.1).


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """One HTTP request that a fetcher makes.

    Send ``method``, ``url``, ``headers`` and ``body`` as they are: no cookie, no credential of the
    program, no other ``accept-encoding``. Doorward unpacks gzip and deflate of a server that sends
    them all the same, if the client did not. Do not follow redirects: the core judges the 3xx
    response itself. ``url`` may come from a metadata document (``jwks_uri``, RFC 8414 §2), so treat
    it as untrusted.

    Stop after ``timeout_seconds`` in all, and when the response body has more than ``bytes_max``
    bytes. Doorward checks both too, but it cannot interrupt a sync fetcher.
    """

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(repr=False)
    timeout_seconds: float
    bytes_max: int


@dataclass(frozen=True, slots=True)
class FetchResponse:
    """The server's response, not interpreted.

    The case of header names does not matter. The core reads ``content-type``,
    ``content-encoding``, ``cache-control``, ``age`` and ``location``. The body matters for status
    200 only.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(default=b"", repr=False)


Fetcher: TypeAlias = Callable[[FetchRequest], FetchResponse | Awaitable[FetchResponse]]
"""A function of the program that makes one request, sync or async. An exception that it raises is a
failed fetch: :class:`TimeoutError` a ``timeout``, any other a ``connection`` failure."""


class FetchError(Exception):
    """No response that the core can judge.

    ``kind`` says why. ``cause`` is the type of the exception, or the part of the response at fault.
    """

    def __init__(self, kind: FailureKind, cause: str = "") -> None:
        super().__init__(kind)
        self.kind: FailureKind = kind
        self.cause = cause
