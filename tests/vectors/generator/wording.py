"""The sentences of `error_description`. The contract leaves the words open; `challenges.json` alone compares them."""

API_KEY = "The API key is not valid."
SENTENCE = {
    "invalid_request": "The request carries its credential in a way that is not allowed.",
    "malformed_token": "The token is not a well-formed JWT.",
    "token_too_large": "The token is too large.",
    "algorithm_not_allowed": "The token's algorithm is not allowed.",
    "unsupported_critical": "The token demands an extension that is not supported.",
    "unknown_issuer": "The token's issuer is not known.",
    "unknown_key": "No known key fits the token.",
    "invalid_signature": "The token's signature is not valid.",
    "expired": "The token has expired.",
    "not_yet_valid": "The token is not valid yet.",
    "issued_in_future": "The token was issued in the future.",
    "too_old": "The token is too old.",
    "wrong_audience": "The token is meant for another audience.",
    "wrong_type": "The token is not an access token.",
    "missing_claim": "The token lacks a required claim.",
    "invalid_claim": "A claim of the token is not valid.",
    "malformed_api_key": "The API key is not well-formed.",
    "unknown_api_key": API_KEY,
    "api_key_expired": API_KEY,
    "api_key_inactive": API_KEY,
    "binding_required": "The token is bound to a key, and no proof of possession was given.",
    "delegation_too_deep": "The token's chain of actors is too long.",
    "insufficient_scope": "The credential lacks a scope that this operation needs.",
}
