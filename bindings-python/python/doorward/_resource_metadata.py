"""The metadata of this server as a protected resource (RFC 9728)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceMetadata:
    """What to serve, and where. Anybody may read it."""

    paths: Sequence[str]
    """With the identifier's path behind the well-known one (RFC 9728 §3.1), and without."""
    headers: Mapping[str, str]
    """The header fields of the response, names in lower case."""
    body: str
    """The JSON document."""
