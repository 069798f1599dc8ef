"""What is asked of a key server, and what it answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

FailureKind: TypeAlias = Literal["timeout", "connection", "too_large", "other"]

OK = 200  # The one status whose body is read (RFC 9110 §15.3.1).


@dataclass(frozen=True, slots=True)
class KeySetRequest:
    """One ``GET`` that a fetcher is asked to make.

    Send ``headers``, no cookie, no credential and no other ``accept-encoding``: a compressed body
    is refused. Do not follow redirects: the 3xx answer itself is what is judged. ``url`` may have
    been named by a document that was fetched before (``jwks_uri``, RFC 8414 §2).

    Stop after ``timeout_seconds`` in all, and as soon as more than ``bytes_max`` bytes of the body
    have come. Both are looked after here as well, but a sync fetcher cannot be interrupted.
    """

    url: str
    headers: Mapping[str, str]
    timeout_seconds: float
    bytes_max: int


@dataclass(frozen=True, slots=True)
class KeySetResponse:
    """What the server said, as it came.

    Of ``headers``, in any case, ``content-type``, ``content-encoding``, ``cache-control``, ``age``
    and ``location`` are read. The body of an answer with another status than 200 is not.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(default=b"", repr=False)


KeySetFetcher: TypeAlias = Callable[[KeySetRequest], KeySetResponse | Awaitable[KeySetResponse]]
"""A function of one's own, sync or async. What it raises is a failure: :class:`TimeoutError` a
``timeout``, anything else a ``connection`` failure."""


class FetchFailed(Exception):
    """No answer that the core could judge; ``kind`` says why, ``cause`` no more than a type."""

    def __init__(self, kind: FailureKind, cause: str = "") -> None:
        super().__init__(kind)
        self.kind: FailureKind = kind
        self.cause = cause
