"""A claim that holds scopes, and how it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeClaim:
    """A claim that holds scopes otherwise than as text with spaces or as an array.

    ``claim`` is its name, or its path. At most one of these says how it is read:

    * ``keys``: the keys of an object. A key counts whose value is ``true``, or a text, array or
      object that is not empty. With ``org`` it counts only if its value is an object with one of
      these members: of Zitadel these are the organizations that grant a role.
    * ``member``: this member of each object of an array.
    * ``separator``: what stands between the scopes of a text. Nothing is trimmed.

    What is no scope grants nothing, and nothing is a wildcard::

        Issuer(..., scope_claims=["scope", ScopeClaim("roles", separator=",")])
    """

    claim: str | Sequence[str] = field(kw_only=False)
    keys: bool = False
    org: str | Sequence[str] | None = None
    member: str | None = None
    separator: str | None = None
