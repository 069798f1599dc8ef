"""One module for each vector file; `build()` returns it."""

from . import algorithms, api_keys, authorization, lifetime, malformed, policy, scopes

ALL = (algorithms, api_keys, authorization, lifetime, malformed, policy, scopes)
