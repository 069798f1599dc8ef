"""One module for each vector file; `build()` returns it. Order here is the order of the files on disk."""

from . import (
    actors,
    algorithms,
    api_keys,
    audience_issuer,
    authorization,
    challenges,
    claims,
    header,
    key_selection,
    lifetime,
    malformed,
    policy,
    rfc,
    scopes,
    signatures,
    token_type,
)

ALL = (
    actors,
    algorithms,
    api_keys,
    audience_issuer,
    authorization,
    challenges,
    claims,
    header,
    key_selection,
    lifetime,
    malformed,
    policy,
    rfc,
    scopes,
    signatures,
    token_type,
)
