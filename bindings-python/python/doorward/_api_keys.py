"""API keys: making one, its record, and where records are kept."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Literal, Protocol, TypeAlias

from doorward._doorward import Fault, MemoryApiKeys, Record, create_api_key
from doorward._errors import Misconfigured, misconfigured

_ENTROPY_BYTES = 41


@dataclass(frozen=True, kw_only=True)
class ApiKeyRecord:
    """What a store keeps of an API key: everything but the key.

    Times are whole Unix seconds. ``digest`` is lower-case hexadecimal: SHA-256 of the key, or
    HMAC-SHA-256 of it under the pepper named by ``pepper_id``. A key with ``replaced_by`` works
    until ``overlap_until``. ``metadata`` becomes the principal's ``claims``.

    Raises :class:`~doorward.Misconfigured` (``invalid_policy``) with the path of the fault.
    """

    id: str
    agent_id: str
    scopes: Sequence[str]
    digest: str = field(repr=False)
    created_at: int
    expires_at: int | None = None
    status: Literal["active", "inactive", "revoked"] = "active"
    tier: str | None = None
    pepper_id: str | None = None
    replaced_by: str | None = None
    overlap_until: int | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        # Read by the core here, so that a bad record is found where it is made.
        members = {one.name: getattr(self, one.name) for one in fields(self)}
        object.__setattr__(self, "_native", _native(members))
        object.__setattr__(self, "scopes", tuple(self.scopes))

    def __hash__(self) -> int:
        return hash((self.id, self.digest))

    def __reduce__(self) -> tuple[Any, ...]:
        return (ApiKeyRecord.from_json, (self.to_json(),))

    def to_json(self) -> str:
        """Return the record as one JSON object, every member present."""
        return native(self).to_json()

    @classmethod
    def from_json(cls, text: str) -> ApiKeyRecord:
        """Read what :meth:`to_json` wrote. Unknown members are refused."""
        try:
            return of(Record(text))
        except Fault as fault:
            raise misconfigured(fault) from None


@dataclass(frozen=True, slots=True)
class ApiKeyLookup:
    """By what to find a record; exactly one of the two is set."""

    id: str | None = None
    """The public id inside the key."""
    digest: str | None = field(default=None, repr=False)
    """SHA-256 of a legacy key, lower-case hexadecimal."""


FindResult: TypeAlias = ApiKeyRecord | Awaitable[ApiKeyRecord | None] | None


class ApiKeyStore(Protocol):
    """Where records are found. ``find`` may be ``def`` or ``async def``.

    It answers ``None`` when there is no such key, and raises when it cannot tell: the caller then
    gets 503, and is let in by nobody. It need not check anything of the record.
    """

    def find(self, lookup: ApiKeyLookup, /) -> FindResult:
        """Return the record, or ``None``."""


class MemoryApiKeyStore:
    """Records in memory, at most 100,000: for tests, examples and a handful of keys.

    Nothing survives a restart. Safe to use from several threads.
    """

    def __init__(self, records: Iterable[ApiKeyRecord] = ()) -> None:
        self._native = MemoryApiKeys()
        for record in records:
            self.insert(record)

    def insert(self, record: ApiKeyRecord) -> None:
        """Add a record, or replace the one with the same id.

        Raises :class:`~doorward.Misconfigured` when the store is full.
        """
        try:
            self._native.insert(native(record))
        except Fault as fault:
            raise misconfigured(fault) from None

    def remove(self, id: str) -> ApiKeyRecord | None:  # noqa: A002 - the word of the contract
        """Take a record out; return it if there was one."""
        record = self._native.remove(id)
        return record and of(record)

    def find(self, lookup: ApiKeyLookup, /) -> ApiKeyRecord | None:
        """Return the record, or ``None``."""
        if lookup.id is not None:
            record = self._native.by_id(lookup.id)
        else:
            record = self._native.by_digest(lookup.digest or "")
        return record and of(record)

    def __len__(self) -> int:
        return len(self._native)

    def __repr__(self) -> str:
        return f"MemoryApiKeyStore({len(self)} records)"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A new API key with its record. Show ``key`` once, store ``record``, keep ``key`` nowhere."""

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
        """Make a key from 328 bits of ``os.urandom``.

        ``pepper`` is the id and the bytes (at least 32) of a pepper of the policy; the record's
        digest is made under it. Times are Unix seconds; ``now`` is the present unless given.
        Raises :class:`~doorward.Misconfigured` for a malformed prefix, agent id, scope or pepper.
        """
        moment = time.time() if now is None else now
        if isinstance(scopes, str):
            message = "scopes: a list of scopes expected, not str"
            raise Misconfigured("invalid_policy", "scopes", message)
        entropy = os.urandom(_ENTROPY_BYTES)
        try:
            key, record = create_api_key(prefix, agent_id, list(scopes), entropy, pepper, moment)
        except Fault as fault:
            raise misconfigured(fault) from None
        members = json.loads(record.to_json())
        members |= {"expires_at": expires_at, "tier": tier, "metadata": metadata or {}}
        return cls(key, ApiKeyRecord(**members))


def native(record: ApiKeyRecord) -> Record:
    """Return the native side of a record."""
    held: Record = record.__dict__["_native"]
    return held


def of(record: Record) -> ApiKeyRecord:
    """Return the Python side of a record."""
    return ApiKeyRecord(**json.loads(record.to_json()))


def _native(members: Mapping[str, Any]) -> Record:
    try:
        return Record(json.dumps(members, default=_plain))
    except Fault as fault:
        raise misconfigured(fault) from None
    except (TypeError, ValueError):
        message = "a record holds JSON values only: str, int, list, dict, None"
        raise Misconfigured("invalid_policy", "", message) from None


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError
