"""The HTTP request that the core decides on: URL and headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

Header: TypeAlias = tuple[str | bytes, str | bytes]
"""Name and value."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request of any framework.

    ``url`` may be absolute or begin with the path; the core looks for a token in its query and
    rejects the request when it finds one (RFC 6750 §2.3). List a header as often as it occurs:
    joined values hide a second credential. The core reads ``authorization`` and the API key header
    and no other. It does not check ``method``.

    Raises :class:`TypeError` when ``headers`` is a mapping or text. The verifier raises
    :class:`TypeError` for an element that is not a pair.

    ::

        Request("GET", "/v1/billing/balance", [("authorization", f"Bearer {token}")])
    """

    method: str
    url: str = field(repr=False)
    headers: Sequence[Header] = field(default=(), repr=False)
    client_address: str | None = None
    """The address of the peer, for the event of the decision."""

    def __post_init__(self) -> None:
        _require_pairs(self.headers)


class HasScope(Protocol):
    """An ASGI request object, such as Starlette's and FastAPI's ``Request``."""

    @property
    def scope(self) -> Any:
        """The ASGI connection scope."""


AnyRequest: TypeAlias = Request | HasScope | Mapping[str, Any]
"""What ``authenticate`` takes: Starlette's request, an ASGI scope, or a :class:`Request`."""


def _require_pairs(headers: object) -> None:
    # Not the pairs themselves, because the verifier checks them.
    if isinstance(headers, (Mapping, str, bytes)):
        message = f"headers: a list of (name, value) expected, not {type(headers).__name__}"
        raise TypeError(message)
