"""The request as the core reads it: URL and headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

Header: TypeAlias = tuple[str | bytes, str | bytes]
"""Name and value."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request of any framework.

    ``url`` may be absolute or begin with the path; its query is looked through for a token, which
    would be refused. A header that occurs twice must be listed twice: joined values hide a second
    credential. Of the headers only ``authorization`` and the API key header are read.

    Raises :class:`TypeError` when ``headers`` are a mapping or text. What is no pair in them is a
    :class:`TypeError` of the verifier.
    """

    method: str
    url: str = field(repr=False)
    headers: Sequence[Header] = field(default=(), repr=False)

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
    # Not the pairs themselves: each of them is looked at when it is read.
    if isinstance(headers, (Mapping, str, bytes)):
        message = f"headers: a list of (name, value) expected, not {type(headers).__name__}"
        raise TypeError(message)
