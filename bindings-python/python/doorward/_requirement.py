"""What an operation needs: one scope, all of several, any of several, nested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part is necessary. :func:`all_of` makes one."""

    parts: tuple[RequirementPart, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part is enough; a challenge names the first. :func:`any_of` makes one."""

    parts: tuple[RequirementPart, ...]


RequirementPart: TypeAlias = str | AllOf | AnyOf
"""One scope (never split at spaces), or a group of parts."""

Requirement: TypeAlias = RequirementPart | Sequence[RequirementPart] | Mapping[str, Any] | None
"""What an operation needs: one scope, a list of scopes that are all necessary, a group, a group as
in JSON (``{"any": ["a", "b"]}``), or ``None``: any genuine caller is enough."""


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
