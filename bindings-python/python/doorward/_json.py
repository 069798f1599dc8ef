"""Writes configuration as JSON. Text that is JSON already goes to the core as it is.

``json.loads`` would accept duplicate members, and the core would never see them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from doorward._errors import ConfigError


@dataclass(frozen=True, slots=True)
class JsonText:
    """A value that is JSON text already."""

    text: str = field(repr=False)


def to_json(value: object, path: str) -> str:
    """Return ``value`` as JSON; ``path`` is its place in the whole document.

    Raises :class:`~doorward.ConfigError` when the value has no JSON form.
    """
    if isinstance(value, JsonText):
        return _checked(value.text, path)
    if isinstance(value, Mapping):
        members = (_member(name, member, path) for name, member in value.items())
        return "{" + ",".join(members) + "}"
    if isinstance(value, list | tuple):
        elements = (to_json(one, f"{path}[{index}]") for index, one in enumerate(value))
        return "[" + ",".join(elements) + "]"
    if isinstance(value, float) and not math.isfinite(value):
        raise invalid_policy(path, "a finite number expected")
    if value is None or isinstance(value, str | int | float):
        return json.dumps(value)
    raise invalid_policy(path, f"a JSON value expected, not {type(value).__name__}")


def invalid_policy(path: str, message: str) -> ConfigError:
    """Return the error for a value of a wrong Python type, in the words of the core's errors."""
    return ConfigError("invalid_policy", path, f"{path}: {message}" if path else message)


def _member(name: object, value: object, path: str) -> str:
    if not isinstance(name, str):
        raise invalid_policy(path, f"member names are str, not {type(name).__name__}")
    return f"{json.dumps(name)}:{to_json(value, f'{path}.{name}' if path else name)}"


def _checked(text: str, path: str) -> str:
    """Check that the text is one JSON value, so that it cannot add members around itself."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        # Without a cause, because the cause holds the text, and the text may hold a secret.
        hint = "a str is JSON text of a JWK or JWKS; give a PEM with Key.pem, bytes with Key.secret"
        raise ConfigError("invalid_key", path, f"{path}: not JSON; {hint}") from None
    return text
