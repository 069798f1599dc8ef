"""Writes configuration as JSON without reading it: what is given as text goes to the core as it is.

``json.loads`` would let duplicate members through, and the core would never see them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from doorward._errors import Misconfigured


@dataclass(frozen=True, slots=True)
class Text:
    """A value that is JSON text already."""

    text: str = field(repr=False)


def written(value: object, path: str) -> str:
    """Write ``value`` as JSON; ``path`` says where in the document it stands.

    Raises :class:`~doorward.Misconfigured` for what has no JSON form.
    """
    if isinstance(value, Text):
        return _checked(value.text, path)
    if isinstance(value, Mapping):
        members = (_member(name, member, path) for name, member in value.items())
        return "{" + ",".join(members) + "}"
    if isinstance(value, list | tuple):
        elements = (written(one, f"{path}[{index}]") for index, one in enumerate(value))
        return "[" + ",".join(elements) + "]"
    if isinstance(value, float) and not math.isfinite(value):
        raise refused(path, "a finite number expected")
    if value is None or isinstance(value, str | int | float):
        return json.dumps(value)
    raise refused(path, f"a JSON value expected, not {type(value).__name__}")


def refused(path: str, message: str) -> Misconfigured:
    """Refuse what stands at ``path`` for its Python type, in the words of the core's errors."""
    return Misconfigured("invalid_policy", path, f"{path}: {message}" if path else message)


def _member(name: object, value: object, path: str) -> str:
    if not isinstance(name, str):
        raise refused(path, f"member names are str, not {type(name).__name__}")
    return f"{json.dumps(name)}:{written(value, f'{path}.{name}' if path else name)}"


def _checked(text: str, path: str) -> str:
    """Make sure that the text is one value, so that it cannot reach into the document around it."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        # The cause holds the text, and the text may hold a secret.
        hint = "a str is JSON text of a JWK or JWKS; give a PEM with Key.pem, bytes with Key.secret"
        raise Misconfigured("invalid_key", path, f"{path}: not JSON; {hint}") from None
    return text
