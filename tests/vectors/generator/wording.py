"""The sentences of `error_description`. No standard words them: they are taken from the core's table, so that a
change of wording shows here and is made on purpose.

`challenges.json` and `http.json` alone compare them. Where a sentence names a claim or the scopes needed, the case
says which.
"""

API_KEY = "The API key is not valid."
SENTENCE = {
    "missing_credentials": "Send {} in the Authorization header.",
    "invalid_request": "Send exactly one credential, as Authorization: Bearer <token>.",
    "malformed_token": "The token is not a well-formed compact JWT.",
    "token_too_large": "The token is longer than 16 KiB.",
    "algorithm_not_allowed": "The token is signed with an algorithm that is not accepted here.",
    "unsupported_critical": "The token demands a critical header extension that is not supported.",
    "unknown_issuer": "The token comes from an issuer that is not accepted here.",
    "unknown_key": "The token is signed with a key that its issuer does not publish.",
    "invalid_signature": "The token's signature is not valid.",
    "expired": "The token expired; obtain a new one.",
    "not_yet_valid": "The token is not valid yet; check the clocks.",
    "issued_in_future": "The token was issued in the future; check the clocks.",
    "too_old": "The token was issued too long ago; obtain a new one.",
    "wrong_audience": "The token was issued for another audience.",
    "wrong_type": "The token is not an access token of the accepted type: see {}.",
    "missing_claim": "The token lacks the required claim {}.",
    "invalid_claim": "The claim {} has the wrong type or value.",
    "malformed_api_key": "The API key is mistyped or cut off; copy it again.",
    "unknown_api_key": API_KEY,
    "api_key_expired": API_KEY,
    "api_key_inactive": API_KEY,
    "binding_required": "The token is bound to a key and cannot be used as a bearer token.",
    "delegation_too_deep": "The token's delegation chain is too long.",
    "insufficient_scope": "The operation needs {}.",
    "insufficient_claims": "The operation needs {}.",
    "origin_not_allowed": "The credential came in a cookie, and the page that sent it is not allowed here.",
    "keys_unavailable": "The issuer's keys cannot be fetched right now; try again.",
    "state_unavailable": "The credential cannot be checked right now; try again.",
}
