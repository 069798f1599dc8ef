"""What this server accepts: text and checks, no state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from doorward._api_keys import ApiKeyStore
from doorward._claim import Claim, claim_members
from doorward._doorward import NativeConfigError, NativePolicy
from doorward._errors import config_error
from doorward._json import invalid_policy, to_json
from doorward._keys import base64url, key_members
from doorward._scope_claim import ScopeClaim
from doorward._settings import ApiKeys, Issuer, KeyRefresh, Place, Resource, ScopeRules, TokenCache


class Policy:
    """What this server accepts. The constructor checks all of it; afterwards it never changes.

    A policy holds no keys and no caches of its own: several verifiers may share one.

    ``api_keys`` is a store (any object with ``find``) or :class:`ApiKeys`; without it, this server
    accepts no API keys. ``scopes`` says which scopes imply others. ``key_refresh`` says when
    Doorward fetches keys again, ``token_cache`` how many verified tokens it remembers. ``realm``
    stands in challenges (RFC 9110 §11.5). ``places`` are where a credential may stand besides
    ``Authorization`` and the API key header, by name. ``resource`` is this server as a protected
    resource (RFC 9728).

    Raises :class:`~doorward.ConfigError` for the first fault, with its path. Not checked: whether
    an address answers, and whether a key is the issuer's.

    ::

        Policy([Issuer("https://auth.example.com/", audience="https://api.example.com",
                       algorithms=["ES256"])], realm="billing")
    """

    def __init__(
        self,
        issuers: Sequence[Issuer] = (),
        *,
        api_keys: ApiKeys | ApiKeyStore | None = None,
        scopes: ScopeRules | None = None,
        key_refresh: KeyRefresh | None = None,
        token_cache: TokenCache | None = None,
        realm: str | None = None,
        places: Mapping[str, Place] | None = None,
        resource: Resource | None = None,
    ) -> None:
        if api_keys is not None and not isinstance(api_keys, ApiKeys):
            api_keys = ApiKeys(store=api_keys)
        members = {
            "issuers": _issuers(issuers),
            "api_keys": None if api_keys is None else _api_keys(api_keys),
            "scopes": _settings(scopes, ScopeRules, "scopes"),
            "key_refresh": _settings(key_refresh, KeyRefresh, "key_refresh"),
            "token_cache": _settings(token_cache, TokenCache, "token_cache"),
            "realm": realm,
            "places": _places(places),
            "resource": _settings(resource, Resource, "resource"),
        }
        store = None if api_keys is None else api_keys.store
        self._load(to_json(_present(members), ""), store)

    @classmethod
    def from_json(cls, text: str, api_key_store: ApiKeyStore | None = None) -> Policy:
        """Read policy JSON with snake_case members, as docs/policy.md lists them.

        ``api_key_store`` belongs to the member ``api_keys``: give both or none. Raises
        :class:`~doorward.ConfigError`, also for unknown members.
        """
        policy = cls.__new__(cls)
        policy._load(text, api_key_store)
        return policy

    def _load(self, text: str, store: ApiKeyStore | None) -> None:
        if hasattr(self, "_native"):
            raise RuntimeError("Policy.__init__ was called before")
        try:
            checked = NativePolicy(text)
        except NativeConfigError as error:
            raise config_error(error) from None
        if (checked.api_key_header is None) != (store is None):
            raise invalid_policy("api_keys", "this member and a store of API keys belong together")
        if isinstance(store, type):
            message = f"a store expected, not the class {store.__name__}: make an instance"
            raise invalid_policy("api_keys", message)
        if store is not None and not callable(getattr(store, "find", None)):
            found = type(store).__name__
            raise invalid_policy("api_keys", f"a store with find(lookup) expected, not {found}")
        self._native, self._store = checked, store

    @property
    def unusable_keys(self) -> int:
        """The number of keys in static key sets that Doorward cannot use.

        ``Verifier.key_status`` gives the number for fetched key sets.
        """
        return self._native.unusable_keys

    def __repr__(self) -> str:
        accepts = "no API keys" if self._store is None else "API keys"
        return f"<doorward.Policy, {accepts}>"


def _present(members: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the members that are ``None``, so that a default or a preset applies."""
    return {name: value for name, value in members.items() if value is not None}


def _members(value: object, expected: type, path: str) -> dict[str, Any]:
    if not isinstance(value, expected):
        raise invalid_policy(path, f"{expected.__name__} expected, not {type(value).__name__}")
    return _present({one.name: getattr(value, one.name) for one in fields(expected)})


def _issuers(issuers: object) -> list[dict[str, Any]]:
    if not isinstance(issuers, list | tuple):
        raise invalid_policy("issuers", f"a list of Issuer expected, not {type(issuers).__name__}")
    return [_issuer(one, f"issuers[{index}]") for index, one in enumerate(issuers)]


_ISSUER_MEMBERS = {one.name for one in fields(Issuer)}


def _issuer(issuer: object, path: str) -> dict[str, Any]:
    members = _members(issuer, Issuer, path)
    parameters = members.pop("preset_parameters")
    if not isinstance(parameters, Mapping):
        raise invalid_policy(path, "preset_parameters: a mapping of names to text expected")
    if "keys" in members:
        members["keys"] = key_members(members["keys"])
    if isinstance(required := members.get("required_claims"), list | tuple):
        members["required_claims"] = [
            claim_members(one) if isinstance(one, Claim) else one for one in required
        ]
    if isinstance(scope_claims := members.get("scope_claims"), list | tuple):
        members["scope_claims"] = [
            _members(one, ScopeClaim, path) if isinstance(one, ScopeClaim) else one
            for one in scope_claims
        ]
    for name, value in parameters.items():
        if name in _ISSUER_MEMBERS:
            raise invalid_policy(f"{path}.{name}", "a member of the issuer, no preset parameter")
        members[name] = value
    return members


def _settings(value: object, expected: type, path: str) -> dict[str, Any] | None:
    return None if value is None else _members(value, expected, path)


def _places(places: object) -> dict[object, Any] | None:
    if places is None:
        return None
    if not isinstance(places, Mapping):
        raise invalid_policy("places", f"a mapping expected, not {type(places).__name__}")
    return {name: _members(one, Place, f"places.{name}") for name, one in places.items()}


def _api_keys(api_keys: ApiKeys) -> dict[str, Any]:
    peppers = []
    for index, (id_, secret) in enumerate(api_keys.peppers.items()):
        if not isinstance(secret, bytes | bytearray):
            path = f"api_keys.peppers[{index}]"
            raise invalid_policy(path, f"bytes expected, not {type(secret).__name__}")
        peppers.append({"id": id_, "secret": base64url(secret)})
    return {
        "prefix": api_keys.prefix,
        "header": api_keys.header,
        "peppers": peppers,
        "legacy_prefixes": api_keys.legacy_prefixes,
        "schemes": api_keys.schemes,
        "unprefixed": api_keys.unprefixed,
        "timeout_seconds": api_keys.timeout_seconds,
    }
