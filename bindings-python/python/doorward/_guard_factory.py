"""What a program calls to make the guards of one verifier."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Generic, TypeVar

from doorward._guard import ConnectionGuard
from doorward._json import invalid_policy
from doorward._requirement import LEFT_OUT
from doorward._verifier import Verifier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from doorward._requirement import RequirementPart

Made = TypeVar("Made")


class GuardFactory(ABC, Generic[Made]):
    """Makes guards that ask one verifier and look for the credential in the same places."""

    def __init__(self, verifier: Verifier, *, places: Sequence[str] | None = None) -> None:
        if not isinstance(verifier, Verifier):
            found = type(verifier).__name__
            raise invalid_policy("verifier", f"a Verifier expected, not {found}")
        self._verifier, self._places = verifier, places
        ConnectionGuard(verifier, places=places)  # Raises now for places that are none.

    def __call__(self, *scopes: RequirementPart) -> Made:
        """Return a guard: each of ``scopes`` is necessary; without one, any genuine caller passes.

        Raises :class:`~doorward.ConfigError` for a malformed scope.
        """
        return self._guard(scopes, optional=False)

    def optional(self, *scopes: RequirementPart) -> Made:
        """Return a guard that lets callers without a credential pass too.

        For them the principal is ``None``. A credential that is there and bad is refused all the
        same, and a caller with one needs each of ``scopes``. Where a request passes several guards,
        each must let it pass.
        """
        return self._guard(scopes, optional=True)

    def __repr__(self) -> str:
        return f"<{type(self).__module__}.Guard>"

    def _guard(self, scopes: tuple[RequirementPart, ...], *, optional: bool) -> Made:
        needed = list(scopes) or LEFT_OUT
        guard = ConnectionGuard(self._verifier, needed, places=self._places, optional=optional)
        return self._made(guard)

    @abstractmethod
    def _made(self, guard: ConnectionGuard) -> Made:
        """Return the guard in the form of the framework."""
