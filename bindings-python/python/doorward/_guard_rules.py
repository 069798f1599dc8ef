"""Where a guard looks for the credential, and whether there must be one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from doorward._doorward import GuardRules, NativeConfigError
from doorward._errors import config_error
from doorward._json import invalid_policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from doorward._doorward import NativePolicy


def place_names(places: Sequence[str] | None) -> tuple[str, ...] | None:
    """Return the names of places. Raises :class:`~doorward.ConfigError` for a text alone."""
    if places is not None and (
        isinstance(places, str) or not all(isinstance(one, str) for one in places)
    ):
        raise invalid_policy("places", "a list of names expected")
    return None if places is None else tuple(places)


def guard_rules(
    policy: NativePolicy, places: tuple[str, ...] | None, optional: object
) -> GuardRules:
    """Return the rules. Raises :class:`~doorward.ConfigError` for a place that is none."""
    if not isinstance(optional, bool):
        raise invalid_policy("optional", f"a bool expected, not {type(optional).__name__}")
    try:
        return GuardRules(policy, None if places is None else list(places), optional)
    except NativeConfigError as error:
        raise config_error(error) from None
