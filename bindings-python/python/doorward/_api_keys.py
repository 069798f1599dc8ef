"""API keys: how to make one, its record, and stores of records."""

from __future__ import annotations

import json
import os
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Literal, Protocol, TypeAlias

from doorward._clock import now_or_clock
from doorward._doorward import (
    MemoryApiKeys,
    NativeConfigError,
    Record,
    create_api_key,
    limits,
)
from doorward._errors import ConfigError, config_error

_ENTROPY_BYTES = limits()["api_key_entropy_bytes"]


@dataclass(frozen=True, kw_only=True)
class ApiKeyRecord:
    """What a store holds for one API key: everything except the key itself.

    Times are whole Unix seconds. ``digest`` is lower-case hexadecimal: the SHA-256 of the key, or
    its HMAC-SHA-256 under the pepper whose id is ``pepper_id``. A key with ``replaced_by`` works
    until ``overlap_until``. ``metadata`` becomes the principal's ``claims``.

    Raises :class:`~doorward.ConfigError` (``invalid_policy``) with the path of the fault. Not
    checked: whether a key with this digest exists.
    """

    id: str
    agent_id: str
    scopes: Sequence[str]
    digest: str = field(repr=False)
    created_at: int
    expires_at: int | None = None
    status: Literal["active", "inactive", "revoked"]
    tier: str | None = None
    pepper_id: str | None = None
    replaced_by: str | None = None
    overlap_until: int | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        # The core parses the record here, so that a bad one fails where the program makes it.
        members = {one.name: getattr(self, one.name) for one in fields(self)}
        object.__setattr__(self, "_native", _native(members))
        object.__setattr__(self, "scopes", tuple(self.scopes))

    def __hash__(self) -> int:
        return hash((self.id, self.digest))

    def __reduce__(self) -> tuple[Any, ...]:
        return (ApiKeyRecord.from_json, (self.to_json(),))

    def to_json(self) -> str:
        """Return the record as one JSON object with all members."""
        return native(self).to_json()

    @classmethod
    def from_json(cls, text: str) -> ApiKeyRecord:
        """Read the JSON of :meth:`to_json`.

        Raises :class:`~doorward.ConfigError`, also for unknown members.
        """
        try:
            return from_native(Record(text))
        except NativeConfigError as error:
            raise config_error(error) from None


@dataclass(frozen=True, slots=True)
class ApiKeyLookup:
    """How a store finds a record: by the id or by the digest. The other one is ``None``."""

    id: str | None = None
    """The public id inside the key."""
    digest: str | None = field(default=None, repr=False)
    """The SHA-256 of a legacy key, lower-case hexadecimal."""


FindResult: TypeAlias = ApiKeyRecord | Awaitable[ApiKeyRecord | None] | None


class ApiKeyStore(Protocol):
    """A store of records. ``find`` may be ``def`` or ``async def``.

    It returns ``None`` when there is no such key, and raises when it cannot tell: the caller then
    gets 503. It need not check the record, because the core checks status, expiry and digest::

        class Table:
            async def find(self, lookup: ApiKeyLookup, /) -> ApiKeyRecord | None:
                row = await database.fetch_one(lookup.id, lookup.digest)
                return row and ApiKeyRecord.from_json(row["record"])
    """

    def find(self, lookup: ApiKeyLookup, /) -> FindResult:
        """Return the record, or ``None``."""


class MemoryApiKeyStore:
    """A store in memory for at most 100,000 records: for tests, examples and small services.

    It loses all records at a restart. Several threads may use it at the same time.
    """

    def __init__(self, records: Iterable[ApiKeyRecord] = ()) -> None:
        if hasattr(self, "_native"):
            raise RuntimeError("MemoryApiKeyStore.__init__ was called before")
        self._native = MemoryApiKeys()
        for record in records:
            self.insert(record)

    def insert(self, record: ApiKeyRecord) -> None:
        """Add a record, or replace the one with the same id.

        Raises :class:`~doorward.ConfigError` when the store is full, or when another id has the
        same digest, because revoking the one would not revoke the other.
        """
        try:
            self._native.insert(native(record))
        except NativeConfigError as error:
            raise config_error(error) from None

    def remove(self, id: str) -> ApiKeyRecord | None:  # noqa: A002 - the member's name
        """Remove a record and return it; ``None`` when there is none."""
        record = self._native.remove(id)
        return record and from_native(record)

    def find(self, lookup: ApiKeyLookup, /) -> ApiKeyRecord | None:
        """Return the record, or ``None``."""
        if lookup.id is not None:
            record = self._native.by_id(lookup.id)
        else:
            record = self._native.by_digest(lookup.digest or "")
        return record and from_native(record)

    def __len__(self) -> int:
        return len(self._native)

    def __repr__(self) -> str:
        return f"MemoryApiKeyStore({len(self)} records)"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A new API key and its record. Show ``key`` once, and store ``record`` only."""

    key: str = field(repr=False)
    record: ApiKeyRecord

    @classmethod
    def create(
        cls,
        agent_id: str,
        scopes: Sequence[str],
        *,
        prefix: str = "sk_agent",
        expires_at: int | None = None,
        tier: str | None = None,
        pepper: tuple[str, bytes] | None = None,
        metadata: Mapping[str, Any] | None = None,
        now: float | None = None,
    ) -> ApiKey:
        """Make a key from 41 bytes of ``os.urandom``: 32 for the secret, 9 for the public id.

        ``pepper`` is the id and the bytes (at least 32) of a pepper of the policy; the record's
        digest is an HMAC under it. Times are Unix seconds; ``now`` is the present by default.

        Raises :class:`~doorward.ConfigError` for a malformed prefix, agent id, scope or pepper. Not
        checked: whether a policy accepts the prefix and has the pepper.

        ::

            made = ApiKey.create("cron-agent", ["billing:read"])
            store.insert(made.record)
        """
        if isinstance(scopes, str):
            message = "scopes: a list of scopes expected, not str"
            raise ConfigError("invalid_policy", "scopes", message)
        entropy = os.urandom(_ENTROPY_BYTES)
        try:
            key, record = create_api_key(
                prefix, agent_id, list(scopes), entropy, pepper, now_or_clock(now)
            )
        except NativeConfigError as error:
            raise config_error(error) from None
        members = json.loads(record.to_json())
        members |= {"expires_at": expires_at, "tier": tier, "metadata": metadata or {}}
        return cls(key, ApiKeyRecord(**members))


def native(record: ApiKeyRecord) -> Record:
    """Return the native form of a record."""
    found: Record = record.__dict__["_native"]
    return found


def from_native(record: Record) -> ApiKeyRecord:
    """Return the public form of a native record."""
    return ApiKeyRecord(**json.loads(record.to_json()))


def _native(members: Mapping[str, Any]) -> Record:
    try:
        return Record(json.dumps(members, default=_plain))
    except NativeConfigError as error:
        raise config_error(error) from None
    except (TypeError, ValueError):
        message = "a record holds JSON values only: str, int, float, bool, list, dict, None"
        raise ConfigError("invalid_policy", "", message) from None


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError
