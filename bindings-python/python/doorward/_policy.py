"""What this server accepts. Written down here, checked by the core, parsed once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from secrets import randbits
from typing import Any, Literal

from doorward._api_keys import ApiKeyStore
from doorward._doorward import Engine, Fault
from doorward._errors import misconfigured
from doorward._json import refused, written
from doorward._keys import Algorithm, KeySource, base64url, key_members

_SEED_BITS = 64


@dataclass(frozen=True, slots=True)
class Issuer:
    """An authorization server whose tokens are accepted.

    ``issuer`` is compared with ``iss`` exactly. Every list needs at least one element. ``profile``
    is ``"rfc9068"`` for access tokens of type ``at+jwt`` (RFC 9068 §2.1), else ``"jwt"``, the
    default. ``required_claims`` must be present and not null, besides those the profile and the
    preset require. An element of ``scope_claims`` is a claim's name, or the path of a nested one:
    ``("realm_access", "roles")``. ``audience_claim`` is ``aud`` unless given, ``client_id_claims``
    are ``client_id``, then ``azp``. ``leeway_seconds`` is 0 to 300; ``max_age_seconds`` counts from
    ``iat``.

    Keys come from one of three places. ``keys`` are static: one that the issuer withdraws is
    accepted until a new policy is made. ``jwks_uri`` is where a JWK Set is fetched (RFC 7517 §5).
    ``metadata_url`` is where a document is fetched that names it (RFC 8414 §3, OpenID Connect
    Discovery §4); its ``issuer`` must equal this one exactly. Without any of them that document is
    looked for below ``issuer``. Fetched keys are refreshed as :class:`KeyRefresh` says; they serve
    public-key algorithms only. Addresses are https, or http on loopback;
    ``danger_allow_http`` admits http anywhere, where whoever is on the way can sign tokens.

    ``preset`` and its ``preset_parameters`` give what is not given here; :mod:`doorward.presets`
    has a function for each. Without one, ``issuer`` and ``algorithms`` are needed.

    Checked by :class:`Policy`, which raises :class:`~doorward.Misconfigured`.
    """

    issuer: str | None = None
    audience: str | Sequence[str] = field(kw_only=True)
    algorithms: Sequence[Algorithm] | None = field(default=None, kw_only=True)
    keys: KeySource | Sequence[KeySource] | None = field(default=None, kw_only=True, repr=False)
    jwks_uri: str | None = field(default=None, kw_only=True)
    metadata_url: str | None = field(default=None, kw_only=True)
    danger_allow_http: bool = field(default=False, kw_only=True)
    profile: Literal["jwt", "rfc9068"] | None = field(default=None, kw_only=True)
    required_claims: Sequence[str] | None = field(default=None, kw_only=True)
    scope_claims: Sequence[str | Sequence[str]] | None = field(default=None, kw_only=True)
    audience_claim: str | None = field(default=None, kw_only=True)
    client_id_claims: Sequence[str] | None = field(default=None, kw_only=True)
    leeway_seconds: int = field(default=5, kw_only=True)
    max_age_seconds: int | None = field(default=None, kw_only=True)
    preset: str | None = field(default=None, kw_only=True)
    preset_parameters: Mapping[str, str] = field(default_factory=dict, kw_only=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRefresh:
    """When fetched keys are fetched again. Whole seconds, but for ``ahead_percent``.

    A set is fresh for ``ttl_seconds``, or for what its answer says (``max-age`` less ``Age``,
    RFC 9111 §4.2) between ``ttl_min_seconds`` and ``ttl_max_seconds``. At ``ahead_percent`` of that
    it is fetched again, and no request waits. When fetches fail they are tried again after
    ``backoff_min_seconds``, then twice as long each time, to ``backoff_max_seconds``; the set is
    used until ``stale_seconds`` after the last good answer, then tokens are refused with 503.
    ``stale_seconds`` is also how long a stolen key may serve when the key server cannot be reached.

    A key id that the set lacks has it fetched too, from a budget of its own: ``unknown_key_burst``
    times, one more every ``unknown_key_interval_seconds``, at least ``unknown_key_gap_seconds``
    apart; one that was looked for in vain is not looked for again for
    ``unknown_key_memory_seconds``.

    One fetch takes at most ``timeout_seconds``.
    """

    ttl_seconds: int = 600
    ttl_min_seconds: int = 60
    ttl_max_seconds: int = 86_400
    ahead_percent: int = 80
    stale_seconds: int = 3600
    backoff_min_seconds: int = 1
    backoff_max_seconds: int = 60
    unknown_key_burst: int = 10
    unknown_key_interval_seconds: int = 5
    unknown_key_gap_seconds: int = 1
    unknown_key_memory_seconds: int = 30
    timeout_seconds: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenCache:
    """How many verified tokens are kept, so that the same one need not be verified again.

    At most ``tokens`` (0 keeps none) and ``bytes`` in all. Whether its key is still the issuer's,
    its lifetime and its scopes are checked each time all the same; refusals are not kept.
    """

    tokens: int = 10_000
    bytes: int = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeys:
    """How this server's API keys look and where their records are.

    ``header`` carries a key alone, beside ``Authorization: Bearer``. ``peppers`` maps an id to at
    least 32 secret bytes. ``legacy_prefixes`` admits keys of an older form, found by their
    SHA-256. An async lookup that takes longer than ``timeout_seconds`` (above 0, at most 300)
    counts as an outage (503); a sync one cannot be interrupted, so give the store's client a
    timeout of its own.
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
    no credential here. ``key_refresh`` says when fetched keys are fetched again; without it the
    figures are :class:`KeyRefresh`'s own. ``token_cache`` bounds how many verified tokens are kept;
    without it as many as :class:`TokenCache` says. ``realm`` is put into challenges (RFC 9110
    §11.5).

    Raises :class:`~doorward.Misconfigured` for the first fault, with its path.
    """

    def __init__(
        self,
        issuers: Sequence[Issuer] = (),
        *,
        api_keys: ApiKeys | ApiKeyStore | None = None,
        scopes: Scopes | None = None,
        key_refresh: KeyRefresh | None = None,
        token_cache: TokenCache | None = None,
        realm: str | None = None,
    ) -> None:
        if api_keys is not None and not isinstance(api_keys, ApiKeys):
            api_keys = ApiKeys(store=api_keys)
        members = {
            "issuers": _issuers(issuers),
            "api_keys": None if api_keys is None else _api_keys(api_keys),
            "scopes": _settings(scopes, Scopes, "scopes"),
            "key_refresh": _settings(key_refresh, KeyRefresh, "key_refresh"),
            "token_cache": _settings(token_cache, TokenCache, "token_cache"),
            "realm": realm,
        }
        store = None if api_keys is None else api_keys.store
        self._settle(written(_present(members), ""), store)

    @classmethod
    def from_json(cls, text: str, api_key_store: ApiKeyStore | None = None) -> Policy:
        """Read policy JSON (snake_case members; unknown ones are refused).

        ``api_key_store`` goes with the member ``api_keys``: either both or none.
        """
        policy = cls.__new__(cls)
        policy._settle(text, api_key_store)
        return policy

    def _settle(self, text: str, store: ApiKeyStore | None) -> None:
        try:
            # So that the retries of many processes do not fall together.
            self._engine = Engine(text, randbits(_SEED_BITS))
        except Fault as fault:
            raise misconfigured(fault) from None
        if (self._engine.api_key_header is None) != (store is None):
            raise refused("api_keys", "this member and a store of API keys go together")
        if store is not None and not callable(getattr(store, "find", None)):
            found = type(store).__name__
            raise refused("api_keys", f"a store with find(lookup) expected, not {found}")
        self._store = store

    @property
    def unusable_keys(self) -> int:
        """Keys of the static sets that were passed over because they cannot be used here.

        Of fetched sets ``Verifier.key_status`` tells the number.
        """
        return self._engine.unusable_keys

    def __repr__(self) -> str:
        accepts = "no API keys" if self._store is None else "API keys"
        return f"<doorward.Policy, {accepts}>"


def _present(members: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is not given, so that a default or a preset can stand there."""
    return {name: value for name, value in members.items() if value is not None}


def _members(value: object, expected: type, path: str) -> dict[str, Any]:
    if not isinstance(value, expected):
        raise refused(path, f"{expected.__name__} expected, not {type(value).__name__}")
    return _present({one.name: getattr(value, one.name) for one in fields(expected)})


def _issuers(issuers: object) -> list[dict[str, Any]]:
    if not isinstance(issuers, list | tuple):
        raise refused("issuers", f"a list of Issuer expected, not {type(issuers).__name__}")
    return [_issuer(one, f"issuers[{index}]") for index, one in enumerate(issuers)]


def _issuer(issuer: object, path: str) -> dict[str, Any]:
    members = _members(issuer, Issuer, path)
    parameters = members.pop("preset_parameters")
    if not isinstance(parameters, Mapping):
        raise refused(path, "preset_parameters: a mapping of names to text expected")
    if "keys" in members:
        members["keys"] = key_members(members["keys"])
    for name, value in parameters.items():
        if name in members:
            raise refused(f"{path}.{name}", "given twice, here and in preset_parameters")
        members[name] = value
    return members


def _settings(value: object, expected: type, path: str) -> dict[str, Any] | None:
    return None if value is None else _members(value, expected, path)


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
        "timeout_seconds": api_keys.timeout_seconds,
    }
