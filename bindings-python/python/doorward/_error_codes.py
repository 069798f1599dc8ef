"""The codes of errors, so that an editor completes them and a checker knows them."""

from __future__ import annotations

from typing import Literal, TypeAlias

RefusalCode: TypeAlias = Literal[
    "missing_credentials",
    "invalid_request",
    "malformed_token",
    "token_too_large",
    "algorithm_not_allowed",
    "unsupported_critical",
    "unknown_issuer",
    "unknown_key",
    "invalid_signature",
    "expired",
    "not_yet_valid",
    "issued_in_future",
    "too_old",
    "wrong_audience",
    "wrong_type",
    "missing_claim",
    "invalid_claim",
    "binding_required",
    "delegation_too_deep",
    "malformed_api_key",
    "unknown_api_key",
    "api_key_expired",
    "api_key_inactive",
    "insufficient_scope",
    "insufficient_claims",
    "origin_not_allowed",
    "keys_unavailable",
    "state_unavailable",
]
"""Why a request was refused; docs/errors.md has each with its status. Later versions may add
codes."""

ConfigErrorCode: TypeAlias = Literal["invalid_policy", "invalid_key", "weak_key"]
"""What is wrong with what the program gave."""

ErrorCode: TypeAlias = RefusalCode | ConfigErrorCode
"""The stable code of an error."""
