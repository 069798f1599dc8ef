"""How a token can be bound to a key that its caller holds."""

from __future__ import annotations

from typing import Literal, TypeAlias

Binding: TypeAlias = Literal["dpop", "mtls"]
"""A proof of possession: DPoP (RFC 9449) or a client certificate (RFC 8705 §3)."""
