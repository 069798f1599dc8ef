"""Doorward, the doorkeeper for AI agents: decides who is calling and what they may do.

Make a :class:`Policy` and a :class:`Verifier` once, and ask the verifier for each request::

    verifier = Verifier(Policy(issuers=[Issuer("https://auth.example.com/",
                                               audience="https://api.example.com",
                                               algorithms=["ES256"])]))
    principal = verifier.verify(token, scopes="billing:read")

The verifier finds the issuer's keys by discovery and keeps them up to date, or the policy has them
(``keys=jwks``). ``doorward.presets`` knows the tokens of several providers. ``doorward.fastapi``,
``flask``, ``django``, ``litestar``, ``aiohttp`` and ``asgi`` bring the same decision into web
frameworks.
"""

from doorward._api_keys import ApiKey, ApiKeyLookup, ApiKeyRecord, ApiKeyStore, MemoryApiKeyStore
from doorward._binding import Binding
from doorward._claim import Claim, claim
from doorward._decision_event import DecisionEvent, OnDecision
from doorward._doorward import Actor, Principal
from doorward._error_codes import ErrorCode
from doorward._errors import (
    ConfigError,
    DoorwardError,
    Fault,
    ForbiddenError,
    InsufficientScopeError,
    InvalidApiKeyError,
    InvalidProofError,
    InvalidRequestError,
    InvalidTokenError,
    MissingCredentialsError,
    RateLimitedError,
    RejectedError,
    UnauthenticatedError,
    UnavailableError,
)
from doorward._fetch_types import Fetcher, FetchRequest, FetchResponse
from doorward._key_status import KeyStatus, UnusableKey
from doorward._keys import Algorithm, HmacAlgorithm, Key, KeySource
from doorward._policy import Policy
from doorward._request import AnyRequest, Request
from doorward._requirement import AllOf, AnyOf, Requirement, all_of, any_of
from doorward._resource_metadata import ResourceMetadata
from doorward._scope_claim import ScopeClaim
from doorward._settings import ApiKeys, Issuer, KeyRefresh, Place, Resource, ScopeRules, TokenCache
from doorward._verifier import Verifier

__all__ = [
    "Actor",
    "Algorithm",
    "AllOf",
    "AnyOf",
    "AnyRequest",
    "ApiKey",
    "ApiKeyLookup",
    "ApiKeyRecord",
    "ApiKeyStore",
    "ApiKeys",
    "Binding",
    "Claim",
    "ConfigError",
    "DecisionEvent",
    "DoorwardError",
    "ErrorCode",
    "Fault",
    "FetchRequest",
    "FetchResponse",
    "Fetcher",
    "ForbiddenError",
    "HmacAlgorithm",
    "InsufficientScopeError",
    "InvalidApiKeyError",
    "InvalidProofError",
    "InvalidRequestError",
    "InvalidTokenError",
    "Issuer",
    "Key",
    "KeyRefresh",
    "KeySource",
    "KeyStatus",
    "MemoryApiKeyStore",
    "MissingCredentialsError",
    "OnDecision",
    "Place",
    "Policy",
    "Principal",
    "RateLimitedError",
    "RejectedError",
    "Request",
    "Requirement",
    "Resource",
    "ResourceMetadata",
    "ScopeClaim",
    "ScopeRules",
    "TokenCache",
    "UnauthenticatedError",
    "UnavailableError",
    "UnusableKey",
    "Verifier",
    "all_of",
    "any_of",
    "claim",
]
