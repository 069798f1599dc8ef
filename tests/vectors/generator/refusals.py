"""The whole answer to a refused request, said a second time; and for each code a request that is refused with it."""

from typing import NamedTuple

from . import apikeys, fixtures
from .casefile import NOW, STATUS, UNAVAILABLE, bearer, challenge, repeat, request
from .fixtures import ABSENT
from .wording import SENTENCE

BESIDE = {"content-type": "application/json", "cache-control": "no-store"}
# Another credential would not help.
UNCHALLENGED = ("insufficient_claims", "origin_not_allowed", *UNAVAILABLE)
# To a caller these look alike, so that nobody can probe which keys exist.
ALIKE = ("unknown_api_key", "api_key_expired", "api_key_inactive")
KEY = apikeys.key("first")
ID = apikeys.key_id("first")


def answer(policy: dict, code: str, named=None, scope=None, metadata=None, sentence=None) -> tuple[dict, dict]:
    """Header fields and body. `named`: what the sentence names; `sentence`: one that the code has besides."""
    description = sentence or SENTENCE[code].format(_sent(policy) if code == "missing_credentials" else named)
    word = _word(code)
    headers = dict(BESIDE)
    if code not in UNCHALLENGED:
        # A challenge without `error` describes none (RFC 6750 §3.1), and takes the characters of §3 alone.
        said = None if word is None else "".join(c if " " <= c <= "~" and c not in '"\\' else "?" for c in description)
        headers["www-authenticate"] = challenge(word, policy.get("realm"), said, scope, metadata)
    if code in UNAVAILABLE:
        headers["retry-after"] = "1"
    body = {"error": word, "error_description": description, "code": "invalid_api_key" if code in ALIKE else code}
    return headers, {name: value for name, value in body.items() if value is not None}


def _word(code: str) -> str | None:
    if code == "missing_credentials":
        return None
    return {401: "invalid_token", 503: "temporarily_unavailable"}.get(STATUS[code], code)


def _sent(policy: dict) -> str:
    """What a caller without a credential is told to send: only what is accepted."""
    tokens, keys = "issuers" in policy, "api_keys" in policy
    return "an access token or an API key" if tokens and keys else "an access token" if tokens else "an API key"


class Times(NamedTuple):
    """The members of time of a good token, and times that are none for one."""

    good: dict
    past: int
    future: int
    old: int
    ended: int


# For the clock of a vector.
BY_VECTOR = Times({}, NOW - 60, NOW + 60, NOW - 7200, NOW)
# For any clock from 2021 to 2098, because a server that is asked over HTTP has its own.
_2020, _2099 = 1_577_836_800, 4_070_908_800
BY_ANY_CLOCK = Times({"iat": _2020, "exp": _2099 + 1}, _2020 + 60, _2099, _2020, _2020 + 60)


def requests(times: Times) -> dict:
    """One request for every code that a token or an API key is refused with, and what the case needs beside it."""

    def token(**members) -> str:
        return fixtures.token(**times.good | members)

    act = {"sub": "5"}
    for number in "4321":
        act = {"sub": number, "act": act}
    record = apikeys.record(KEY, ID)

    return {
        "invalid_request": (bearer("a b"), {}),
        "malformed_token": (bearer("a.b"), {}),
        "token_too_large": (request(("authorization", repeat("a", 20_000, prefix="Bearer "))), {}),
        "algorithm_not_allowed": (bearer(token(head=fixtures.header("none"))), {}),
        "unsupported_critical": (bearer(token(head=fixtures.header(crit=["x"]))), {}),
        "unknown_issuer": (bearer(token(iss="https://evil.example/")), {}),
        "unknown_key": (bearer(token(head=fixtures.header(kid="x"))), {}),
        "invalid_signature": (bearer(token(key="p256-2")), {}),
        "expired": (bearer(token(exp=times.past)), {}),
        "not_yet_valid": (bearer(token(nbf=times.future)), {}),
        "issued_in_future": (bearer(token(iat=times.future)), {}),
        "too_old": (bearer(token(iat=times.old)), {}),
        "wrong_audience": (bearer(token(aud="https://other.example")), {}),
        "wrong_type": (bearer(token(head=fixtures.header(typ="dpop+jwt"))), {"named": "typ in its header"}),
        "missing_claim": (bearer(token(exp=ABSENT)), {"named": "exp"}),
        "invalid_claim": (bearer(token(sub=7)), {"named": "sub"}),
        "binding_required": (bearer(token(cnf={"jkt": "x"})), {}),
        "delegation_too_deep": (bearer(token(act=act)), {}),
        "insufficient_scope": (
            bearer(token()),
            {"scopes": "billing:write", "scope": "billing:write", "named": "billing:write"},
        ),
        "insufficient_claims": (
            bearer(token()),
            {
                "scopes": {"any": ["admin", {"claim": "email_verified", "value": True}]},
                "named": "admin or the claim email_verified",
            },
        ),
        "malformed_api_key": (bearer(KEY[:-1]), {}),
        "unknown_api_key": (bearer(KEY), {}),
        "api_key_expired": (bearer(KEY), {"api_keys": [record | {"expires_at": times.ended}]}),
        "api_key_inactive": (bearer(KEY), {"api_keys": [record | {"status": "revoked"}]}),
    }
