"""Requirements that the core has parsed, by what the program wrote."""

from __future__ import annotations

import json

from doorward._claim import Claim, claim_members
from doorward._doorward import NativeConfigError, NativeRequirement, RequirementCache
from doorward._errors import ConfigError, config_error
from doorward._requirement import LEFT_OUT, AllOf, AnyOf

_EXPECTED = "a scope, a list of scopes, all_of(…), any_of(…) or claim(…) expected"


def _parsed(scopes: object) -> NativeRequirement:
    """Parse a requirement.

    Raises :class:`~doorward.ConfigError` (``invalid_policy``) when ``scopes`` is not
    a valid requirement.
    """
    try:
        return NativeRequirement(json.dumps(scopes, default=_group))
    except NativeConfigError as error:
        raise config_error(error) from None


def _group(part: object) -> object:
    if isinstance(part, AllOf):
        return {"all": part.parts}
    if isinstance(part, AnyOf):
        return {"any": part.parts}
    if isinstance(part, Claim):
        return claim_members(part)
    # A set is refused too, because a challenge names scopes in the order of the requirement.
    message = f"scopes: {_EXPECTED}, not {type(part).__name__}"
    raise ConfigError("invalid_policy", "scopes", message)


requirements = RequirementCache(_parsed, LEFT_OUT, (AllOf, AnyOf, Claim))
"""The cache of all verifiers. It parses a requirement that it does not have yet."""
