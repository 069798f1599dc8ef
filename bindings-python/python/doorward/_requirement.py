"""What an operation needs: one scope, all of several, any of several, nested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from doorward._claim import Claim


class _LeftOut:
    """Stands for an argument that the program left out."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "..."


LEFT_OUT: Any = _LeftOut()
"""The requirement of a call that leaves ``scopes`` out: any genuine caller is enough."""


@dataclass(frozen=True, slots=True)
class _Group:
    parts: tuple[RequirementPart, ...]

    def __post_init__(self) -> None:
        # Exact strings, because a subclass may call itself equal to another scope.
        parts = (str.__str__(part) if isinstance(part, str) else part for part in self.parts)
        object.__setattr__(self, "parts", tuple(parts))


@dataclass(frozen=True, slots=True)
class AllOf(_Group):
    """Every part is necessary. :func:`all_of` makes one."""


@dataclass(frozen=True, slots=True)
class AnyOf(_Group):
    """One part is enough; a challenge names the first. :func:`any_of` makes one."""


RequirementPart: TypeAlias = str | Claim | AllOf | AnyOf
"""One scope (never split at spaces), a claim, or a group of parts."""

Requirement: TypeAlias = RequirementPart | Sequence[RequirementPart] | Mapping[str, Any]
"""What an operation needs: one scope, a list of scopes that are all necessary, a group, or a group
as in JSON (``{"any": ["a", "b"]}``).

An operation for which any genuine caller is enough has no requirement: leave the argument out.
``None`` and everything empty raise :class:`~doorward.ConfigError`, because most likely a setting is
missing.
"""


def all_of(*parts: RequirementPart) -> AllOf:
    """Return a group whose parts are all necessary.

    ``all_of("billing:write", any_of("owner", "admin"))``
    """
    return AllOf(parts)


def any_of(*parts: RequirementPart) -> AnyOf:
    """Return a group of which one part is enough. Put the one that a challenge names first.

    ``any_of("billing:read", "billing:admin")``
    """
    return AnyOf(parts)
