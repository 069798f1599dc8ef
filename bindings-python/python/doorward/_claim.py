"""A claim of the payload, and what it must say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from doorward._json import invalid_policy

ClaimValue: TypeAlias = str | int | bool
"""A value that a claim may have."""

_ABSENT: Any = object()


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """A claim that must have one of the values. :func:`claim` makes one."""

    name: str
    values: tuple[ClaimValue, ...]
    # Compared in place of the values, because True equals 1 in Python.
    _text: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_text", json.dumps([self.name, self.values]))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Claim) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)


def claim(
    name: str, value: ClaimValue = _ABSENT, *, any_of: Sequence[ClaimValue] | None = None
) -> Claim:
    """Return a claim that has this value, or one of several.

    ``claim("email_verified", True)``, ``claim("hd", any_of=["example.com", "example.org"])``. An
    array has a value when it holds it. Types are compared too: ``"true"`` is not ``True``.

    Beside scopes in a requirement it makes 403 ``insufficient_claims``; in ``required_claims`` of
    an issuer 401. Raises :class:`~doorward.ConfigError` when it gets neither form, or both.
    """
    if (value is _ABSENT) == (any_of is None):
        raise invalid_policy("claim", "one value, or any_of=[…], expected")
    values = (value,) if any_of is None else any_of
    if isinstance(values, str) or not isinstance(values, Sequence):
        raise invalid_policy("claim", f"any_of: a list expected, not {type(values).__name__}")
    if not isinstance(name, str):
        raise invalid_policy("claim", f"a name expected, not {type(name).__name__}")
    for one in values:
        if not isinstance(one, str | int):
            found = type(one).__name__
            expected = "a text, a whole number or a boolean expected"
            raise invalid_policy("claim", f"{expected}, not {found}")
    # Exact texts, because a subclass may call itself equal to another text.
    exact = (str.__str__(one) if isinstance(one, str) else one for one in values)
    return Claim(str.__str__(name), tuple(exact))


def claim_members(claim: Claim) -> dict[str, Any]:
    """Return the claim as JSON has it."""
    return {"claim": claim.name, "any_of": claim.values}
