"""Doorward, the doorkeeper for AI agents: tells who is calling and what they may do.

Make a :class:`Policy` and a :class:`Verifier` once; ask the verifier for each request::

    verifier = Verifier(Policy(issuers=[Issuer("https://auth.example.com/",
                                               audience="https://api.example.com",
                                               algorithms=["ES256"])]))
    principal = verifier.verify(token, scopes="billing:read")

The keys are found below the issuer's address and kept up to date; or they are given
(``keys=jwks``). ``doorward.presets`` knows the forms of several providers' tokens;
``doorward.fastapi`` and
``doorward.asgi`` carry the same decision into web frameworks.
"""

from doorward._api_keys import ApiKey, ApiKeyLookup, ApiKeyRecord, ApiKeyStore, MemoryApiKeyStore
from doorward._doorward import Actor, Principal
from doorward._errors import (
    DoorwardError,
    InsufficientScope,
    InvalidApiKey,
    InvalidRequest,
    InvalidToken,
    Misconfigured,
    MissingCredentials,
    Rejected,
    Unauthenticated,
    Unavailable,
)
from doorward._exchange import KeySetFetcher, KeySetRequest, KeySetResponse
from doorward._key_sets import KeyStatus
from doorward._keys import Algorithm, Key, KeySource
from doorward._policy import ApiKeys, Issuer, KeyRefresh, Policy, Scopes, TokenCache
from doorward._request import AnyRequest, Request
from doorward._scopes import AllOf, AnyOf, ScopesArgument, all_of, any_of
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
    "DoorwardError",
    "InsufficientScope",
    "InvalidApiKey",
    "InvalidRequest",
    "InvalidToken",
    "Issuer",
    "Key",
    "KeyRefresh",
    "KeySetFetcher",
    "KeySetRequest",
    "KeySetResponse",
    "KeySource",
    "KeyStatus",
    "MemoryApiKeyStore",
    "Misconfigured",
    "MissingCredentials",
    "Policy",
    "Principal",
    "Rejected",
    "Request",
    "Scopes",
    "ScopesArgument",
    "TokenCache",
    "Unauthenticated",
    "Unavailable",
    "Verifier",
    "all_of",
    "any_of",
]
