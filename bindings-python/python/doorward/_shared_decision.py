"""What several guards of one verifier share: one authentication of a request."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from doorward._doorward import Principal
    from doorward._errors import DoorwardError
    from doorward._verifier import Verifier

_KEY = "doorward.decisions"


@dataclass(frozen=True, slots=True)
class Presented:
    """What a decision rests on. Where one of these differs, the request is authenticated anew."""

    decided_by: tuple[int, int]
    """The identities of the verifier that decided and of its policy."""
    scope: int
    """The identity of the ASGI scope: a copy of it belongs to another request."""
    places: tuple[str, ...]
    method: str | None
    url: tuple[Any, ...]
    headers: tuple[Any, ...]
    kept: object = field(compare=False, repr=False)
    """Verifier and policy: while they live, no others have their identities."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: a caller, nobody because no credential is needed, or a refusal."""

    caller: Principal | None
    refusal: DoorwardError | None = None


class _Decisions:
    """Compared by its type, so that nothing else in the scope is taken for it."""

    __slots__ = ("by_presented",)

    def __init__(self) -> None:
        self.by_presented: dict[Presented, Outcome] = {}


def presented(
    verifier: Verifier, scope: MutableMapping[str, Any], places: tuple[str, ...]
) -> Presented:
    """Return what counts of a connection."""
    policy, names = verifier._policy, verifier._header_names
    headers = tuple(pair for pair in map(tuple, scope["headers"]) if pair[0].lower() in names)
    path = scope.get("raw_path") or scope.get("path")
    url = (scope.get("root_path"), path, scope.get("query_string"))
    decided_by, kept = (id(verifier), id(policy)), (verifier, policy)
    return Presented(decided_by, id(scope), places, scope.get("method"), url, headers, kept)


def earlier(scope: MutableMapping[str, Any], of: Presented) -> Outcome | None:
    """Return what an earlier guard found out."""
    shared = scope.get(_KEY)
    return shared.by_presented.get(of) if type(shared) is _Decisions else None


def share(scope: MutableMapping[str, Any], of: Presented, outcome: Outcome) -> None:
    """Keep an outcome for the guards that the request passes later."""
    shared = scope.get(_KEY)
    if type(shared) is not _Decisions:
        shared = scope[_KEY] = _Decisions()
    shared.by_presented[of] = outcome
