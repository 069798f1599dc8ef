"""The state of the keys that a verifier has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from doorward._doorward import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusableKey:
    """A key of a set that is not used."""

    key_id: str | None
    """The key's ``kid``: at most 64 characters, control characters replaced."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyStatus:
    """The state of one issuer's keys in one verifier. Times are whole seconds."""

    issuer: str
    source: Literal["static", "jwks_uri", "metadata"]
    url: str | None
    """The policy's ``jwks_uri``, or the metadata URL; ``None`` for static keys."""
    state: Literal["static", "cold", "fresh", "stale", "expired"]
    """``stale``: older than its lifetime, still in use. ``cold`` and ``expired``: not usable."""
    keys: int
    """Keys that verify tokens, given ones and fetched ones."""
    unpublished_keys: int
    """Public keys that the policy gives beside a fetched set, and that the set lacks. They go on
    serving."""
    unusable_keys: int
    """Keys of the set that this verifier cannot use."""
    unusable: tuple[UnusableKey, ...]
    """The first 32 of them, each with the reason."""
    age_seconds: int | None
    """The time since the last good response."""
    next_refresh_seconds: int | None
    """The time until the next planned fetch, rounded down. 0: the next token causes it. ``None``:
    nothing is planned."""
    failures: int
    """Failed fetches since the last good response."""
    fetches: int
    """All fetches that began."""
    last_error: str | None
    """``<word>: <sentence>``. The words are ``timeout``, ``connection``, ``too_large``, ``other``,
    ``status``, ``content_type``, ``content_encoding``, ``redirect``, ``malformed``,
    ``issuer_mismatch``, ``no_usable_key``, ``too_many_keys`` and ``insecure_url``."""


def key_status(engine: Engine, now: float) -> list[KeyStatus]:
    """Return the state of every issuer's keys, in the order of the policy."""

    def status(one: dict[str, Any]) -> KeyStatus:
        unusable = tuple(UnusableKey(**key) for key in one.pop("unusable"))
        return KeyStatus(**one, unusable=unusable)

    return [status(one) for one in engine.key_status(now)]
