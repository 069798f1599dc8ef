"""What an operation needs: one scope, all of several, any of several, nested."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from doorward._doorward import Fault, Requirement
from doorward._errors import Misconfigured, misconfigured


@dataclass(frozen=True, slots=True)
class AllOf:
    """Each of these. Made by :func:`all_of`."""

    parts: tuple[ScopePart, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these; a challenge suggests the first. Made by :func:`any_of`."""

    parts: tuple[ScopePart, ...]


ScopePart: TypeAlias = str | AllOf | AnyOf
"""One scope (never split at spaces), or a group of them."""

ScopesArgument: TypeAlias = ScopePart | Sequence[ScopePart] | Mapping[str, Any] | None
"""One scope, a list of which all are needed, a group, a group as JSON has it
(``{"any": ["a", "b"]}``), or ``None``: a genuine caller is enough.
"""


def all_of(*parts: ScopePart) -> AllOf:
    """Each of ``parts``: ``all_of("billing:write", any_of("owner", "admin"))``."""
    return AllOf(parts)


def any_of(*parts: ScopePart) -> AnyOf:
    """At least one of ``parts``. Put the one to suggest in a challenge first."""
    return AnyOf(parts)


def read(scopes: object) -> Requirement:
    """Read what the native ``requirement`` has not kept.

    Raises :class:`~doorward.Misconfigured` (``invalid_policy``) for what is no requirement.
    """
    try:
        return Requirement(json.dumps(scopes, default=_twin))
    except Fault as fault:
        raise misconfigured(fault) from None


def _twin(part: object) -> object:
    if isinstance(part, AllOf):
        return {"all": part.parts}
    if isinstance(part, AnyOf):
        return {"any": part.parts}
    # A set has no order, and a challenge names scopes in the order of mention.
    expected = "a scope, a list of scopes, all_of(…) or any_of(…) expected"
    message = f"scopes: {expected}, not {type(part).__name__}"
    raise Misconfigured("invalid_policy", "scopes", message)
