"""What every preset takes besides its parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias, TypedDict

from doorward._claim import Claim
from doorward._keys import Algorithm, KeySource
from doorward._scope_claim import ScopeClaim
from doorward._settings import Issuer

Audience: TypeAlias = str | Sequence[str]


class CommonIssuerOptions(TypedDict, total=False):
    """Members of :class:`~doorward.Issuer` that a preset can take, without addresses."""

    algorithms: Sequence[Algorithm]
    keys: KeySource | Sequence[KeySource]
    danger_allow_http: bool
    profile: Literal["jwt", "rfc9068"]
    required_claims: Sequence[str | Claim]
    scope_claims: Sequence[str | Sequence[str] | ScopeClaim]
    audience_claim: str
    also_audience: Sequence[str]
    guess_type: bool
    accepts_id_tokens: bool
    token_bytes_max: int
    danger_any_type: bool
    client_id_claims: Sequence[str]
    leeway_seconds: int
    max_age_seconds: int


class KeySourceOptions(CommonIssuerOptions, total=False):
    """The same members, and the addresses of keys."""

    jwks_uri: str
    metadata_url: str


class IssuerOptions(KeySourceOptions, total=False):
    """The same members, and the issuer's name, for a provider behind a domain of your own."""

    issuer: str


def preset_issuer(
    preset: str, audience: Audience, options: Mapping[str, Any], **parameters: str
) -> Issuer:
    """Return the issuer of a preset."""
    return Issuer(audience=audience, preset=preset, preset_parameters=parameters, **options)
