"""What this server accepts. Written down here, checked by the core, parsed once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from doorward._api_keys import ApiKeyStore
from doorward._doorward import Engine, Fault
from doorward._errors import misconfigured
from doorward._json import refused, written
from doorward._keys import Algorithm, KeySource, base64url, key_members

_TIMEOUT_SECONDS_MAX = 300  # Nobody waits longer for an answer to a request.


@dataclass(frozen=True, slots=True)
class Issuer:
    """An authorization server whose tokens are accepted.

    ``issuer`` is compared with ``iss`` exactly. Every list needs at least one element. ``profile``
    is ``"rfc9068"`` for access tokens of type ``at+jwt`` (RFC 9068 §2.1), else ``"jwt"``.
    ``required_claims`` must be present and not null, besides those the profile requires.
    ``leeway_seconds`` is 0 to 300; ``max_age_seconds`` counts from ``iat``. Checked by
    :class:`Policy`, which raises :class:`~doorward.Misconfigured`.

    Keys are static: they are not fetched, and a key that the issuer withdraws stays accepted until
    a new policy is made.
    """

    issuer: str
    audience: str | Sequence[str] = field(kw_only=True)
    algorithms: Sequence[Algorithm] = field(kw_only=True)
    keys: KeySource | Sequence[KeySource] = field(kw_only=True, repr=False)
    profile: Literal["jwt", "rfc9068"] = field(default="jwt", kw_only=True)
    required_claims: Sequence[str] | None = field(default=None, kw_only=True)
    scope_claims: Sequence[str] | None = field(default=None, kw_only=True)
    leeway_seconds: int = field(default=5, kw_only=True)
    max_age_seconds: int | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeys:
    """How this server's API keys look and where their records are.

    ``header`` carries a key alone, beside ``Authorization: Bearer``. ``peppers`` maps an id to at
    least 32 secret bytes. ``legacy_prefixes`` admits keys of an older form, found by their
    SHA-256. An async lookup that takes longer than ``timeout_seconds`` counts as an outage (503);
    a sync one cannot be interrupted, so give the store's client a timeout of its own.
    """

    store: ApiKeyStore
    prefix: str = "sk_agent"
    header: str = "x-api-key"
    peppers: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    legacy_prefixes: Sequence[str] = ()
    timeout_seconds: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scopes:
    """Which scopes stand for others.

    ``implies`` maps a scope to scopes or patterns such as ``billing:*``, transitively. With
    ``wildcards`` a token's own ``billing:*`` is a pattern too; without, it is only a name.
    """

    implies: Mapping[str, Sequence[str]] = field(default_factory=dict)
    wildcards: bool = False


class Policy:
    """What this server accepts, checked whole when it is made and immutable afterwards.

    ``api_keys`` is a store (any object with ``find``) or :class:`ApiKeys`; without it API keys are
    no credential here. ``realm`` is put into challenges (RFC 9110 §11.5).

    Raises :class:`~doorward.Misconfigured` for the first fault, with its path.
    """

    def __init__(
        self,
        issuers: Sequence[Issuer] = (),
        *,
        api_keys: ApiKeys | ApiKeyStore | None = None,
        scopes: Scopes | None = None,
        realm: str | None = None,
    ) -> None:
        if api_keys is not None and not isinstance(api_keys, ApiKeys):
            api_keys = ApiKeys(store=api_keys)
        self._settle(_document(issuers, api_keys, scopes, realm), api_keys)

    @classmethod
    def from_json(cls, text: str, api_key_store: ApiKeyStore | None = None) -> Policy:
        """Read policy JSON (snake_case members; unknown ones are refused).

        ``api_key_store`` goes with the member ``api_keys``: either both or none.
        """
        policy = cls.__new__(cls)
        api_keys = None if api_key_store is None else ApiKeys(store=api_key_store)
        policy._settle(text, api_keys)
        return policy

    def _settle(self, text: str, api_keys: ApiKeys | None) -> None:
        try:
            self._engine = Engine(text)
        except Fault as fault:
            raise misconfigured(fault) from None
        if (self._engine.api_key_header is None) != (api_keys is None):
            raise refused("api_keys", "this member and a store of API keys go together")
        if api_keys is not None and not callable(getattr(api_keys.store, "find", None)):
            found = type(api_keys.store).__name__
            raise refused("api_keys", f"a store with find(lookup) expected, not {found}")
        if api_keys is not None and not _is_timeout(api_keys.timeout_seconds):
            expected = f"a number above 0 and below {_TIMEOUT_SECONDS_MAX} expected"
            raise refused("api_keys.timeout_seconds", expected)
        self._api_keys = api_keys

    @property
    def unusable_keys(self) -> int:
        """Keys of the sets that were passed over because they cannot be used here."""
        return self._engine.unusable_keys

    def __repr__(self) -> str:
        accepts = "no API keys" if self._api_keys is None else "API keys"
        return f"<doorward.Policy, {accepts}>"


def _is_timeout(seconds: object) -> bool:
    return isinstance(seconds, int | float) and 0 < seconds < _TIMEOUT_SECONDS_MAX


def _document(
    issuers: object, api_keys: ApiKeys | None, scopes: Scopes | None, realm: str | None
) -> str:
    if not isinstance(issuers, list | tuple):
        raise refused("issuers", f"a list of Issuer expected, not {type(issuers).__name__}")
    members = {
        "issuers": [_issuer(one, f"issuers[{index}]") for index, one in enumerate(issuers)],
        "api_keys": None if api_keys is None else _api_keys(api_keys),
        "scopes": None if scopes is None else _members(scopes, Scopes, "scopes"),
        "realm": realm,
    }
    return written(members, "")


def _members(value: object, expected: type, path: str) -> dict[str, Any]:
    if not isinstance(value, expected):
        raise refused(path, f"{expected.__name__} expected, not {type(value).__name__}")
    return {one.name: getattr(value, one.name) for one in fields(expected)}


def _issuer(issuer: object, path: str) -> dict[str, Any]:
    members = _members(issuer, Issuer, path)
    return members | {"keys": key_members(members["keys"])}


def _api_keys(api_keys: ApiKeys) -> dict[str, Any]:
    peppers = []
    for index, (id_, secret) in enumerate(api_keys.peppers.items()):
        if not isinstance(secret, bytes | bytearray):
            path = f"api_keys.peppers[{index}]"
            raise refused(path, f"bytes expected, not {type(secret).__name__}")
        peppers.append({"id": id_, "secret": base64url(secret)})
    return {
        "prefix": api_keys.prefix,
        "header": api_keys.header,
        "peppers": peppers,
        "legacy_prefixes": api_keys.legacy_prefixes,
    }
