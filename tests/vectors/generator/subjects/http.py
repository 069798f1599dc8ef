"""Requests that the guards of every framework answer over HTTP: whole answers, and what a guard adds to granted ones.

No case depends on the clock, because a guard has its own. A case is a vector like any other besides, so that every
engine decides it.
"""

from .. import apikeys, fixtures, refusals
from ..casefile import STATUS, VectorFile, request
from ..encoding import to_json
from ..refusals import BY_ANY_CLOCK, ID, KEY
from . import challenges

APP, API = "https://app.example.com", "https://api.example.com"
METADATA = f"{API}/.well-known/oauth-protected-resource/mcp"
KEYS_AT = "https://auth.example.com/jwks"
UUID = "919108f7-52d1-4320-9bac-f847db4148a8"
RECORD = apikeys.record(KEY, ID, created_at=BY_ANY_CLOCK.past)
VERIFIED = {"claim": "email_verified", "value": True}
# Sorted, because some runners sort a policy, and `Vary` keeps its order.
PLACES = {"edge": {"header": "cf-access-jwt-assertion"}, "session": {"cookie": "__Host-session", "origins": [APP]}}


def build() -> VectorFile:
    file = VectorFile(
        "http",
        "Whole answers over HTTP, which every guard gives byte for byte",
        "RFC 9110 §11.6.1, RFC 6750 §3, RFC 9728 §5.1, RFC 9111 §3.5",
    )
    _policies(file)
    one = Asking(file, "realm")
    _codes(file)
    _missing(file)
    _authorization(one)
    _api_keys(file)
    _requirements(one)
    _wording(file)
    _resource(file)
    _outages(file)
    _places(file)
    _granted(file)
    lacking = set(STATUS) - {case["expect"]["code"] for case in file.cases}
    assert not lacking, f"no answer over HTTP for {lacking}"
    return file


def _policies(file: VectorFile) -> None:
    policy = fixtures.policy
    resource = {"identifier": f"{API}/mcp", "authorization_servers": [fixtures.ISSUER]}
    places = {"places": PLACES}
    for name, members in {
        "plain": policy(),
        "realm": policy(realm="example", api_keys={}),
        "no-realm": policy(api_keys={}),
        "keys": {"api_keys": {}, "realm": "example"},
        "aged": policy(realm="example", max_age_seconds=3600),
        "resource": policy(realm="r", api_keys={}) | {"resource": resource},
        "resource-alone": policy() | {"resource": resource},
        "places": policy(api_keys={}) | places,
        "tokens-in-places": policy() | places,
        "forms": policy(api_keys={"schemes": ["Api-Key"], "unprefixed": "uuid", "header": "X-Token"}),
        "fetched": policy(realm="example", keys=fixtures.ABSENT, jwks_uri=KEYS_AT),
        "wide": policy(scopes={"implies": {"admin": ["billing:close"]}, "wildcards": True}),
        "named": policy(realm="example", required_claims=["rôle"]),
        "quoted": policy(realm="example", required_claims=['a"b\\c']),
    }.items():
        file.policy(name, members)


class Asking:
    """Requests at one policy, with one good token."""

    def __init__(self, file: VectorFile, policy: str, **more):
        self.file, self.name, self.more = file, policy, more
        self.policy = file.policies[policy]
        self.payload = fixtures.claims(**BY_ANY_CLOCK.good)
        self.token = fixtures.token(self.payload)
        self.bearer = ("authorization", f"Bearer {self.token}")
        self.cookie = ("cookie", f"theme=dark; __Host-session={self.token}")

    def refused(self, id, code, *headers, named=None, scope=None, sentence=None, asked=None, **more) -> None:
        metadata = METADATA if "resource" in self.policy else None
        answer = refusals.answer(self.policy, code, named, scope, metadata, sentence)
        asked = asked or _request(headers, more)
        self.file.refused(f"http-{id}", _about(id), self.name, asked, code, *answer, **self.more | more)

    def granted(self, id, *headers, vary=None, principal=None, **more) -> None:
        """`vary`: the fields that the guard looks at besides `Authorization`."""
        asked = _request(headers, more)
        more = self.more | more
        more["granted_headers"] = {} if vary is None else {"vary": vary, "cache-control": "private"}
        expected = principal or fixtures.principal(self.payload)
        self.file.granted(f"http-{id}", _about(id), self.name, asked, expected, **more)

    def passes(self, id, *headers, vary=None, **more) -> None:
        """Nobody, where a credential is optional."""
        asked, expect = _request(headers, more), {"code": None, "status": 200, "principal": None}
        added = {} if vary is None else {"vary": vary, "cache-control": "private"}
        more = self.more | more | {"granted_headers": added}
        self.file._add(f"http-{id}", _about(id), self.name, asked, expect, more)


def _request(headers: tuple, more: dict) -> dict:
    return request(*headers, url=more.pop("url", "/invoices"), method=more.pop("method", "GET"))


def _about(id: str) -> str:
    return f"Over HTTP: {id.replace('-', ' ')}"


def _codes(file: VectorFile) -> None:
    forms = ("malformed_token", "expired", "missing_claim", "insufficient_scope", "insufficient_claims", "api_key_expired")
    for code, (asked, more) in refusals.requests(BY_ANY_CLOCK).items():
        policy = "aged" if code == "too_old" else "realm"
        Asking(file, policy).refused(code.replace("_", "-"), code, asked=asked, **more)
        if code in forms:
            Asking(file, "no-realm").refused(f"{code.replace('_', '-')}-no-realm", code, asked=asked, **more)


def _missing(file: VectorFile) -> None:
    for policy in ("plain", "realm", "no-realm", "keys"):
        one = Asking(file, policy)
        one.refused(f"nothing-{policy}", "missing_credentials")
        one.refused(f"basic-{policy}", "missing_credentials", ("authorization", "Basic YTpi"))
    one = Asking(file, "realm")
    one.refused("dpop", "missing_credentials", ("authorization", f"DPoP {one.token}"))
    one.refused("scheme-alone", "missing_credentials", ("authorization", "Negotiate"))
    one.refused("nothing-needs", "missing_credentials", scopes=["a", "b"])
    for method in ("HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"):
        one.refused(f"nothing-{method.lower()}", "missing_credentials", method=method)
    one.refused("expired-head", "expired", ("authorization", f"Bearer {_expired()}"), method="HEAD")
    one.refused("header-that-is-none", "missing_credentials", ("x-authorization", f"Bearer {one.token}"))


def _expired() -> str:
    return fixtures.token(iat=BY_ANY_CLOCK.old, exp=BY_ANY_CLOCK.past)


def _authorization(one: Asking) -> None:
    token, bad = one.token, "invalid_request"
    for id, value in {
        "empty": "",
        "bearer-alone": "Bearer",
        "bearer-tab": f"Bearer\t{token}",
        "bearer-equals": f"Bearer={token}",
        "bearer-two-words": f"Bearer {token} x",
        "bearer-two-by-comma": f"Bearer {token}, Bearer {token}",
        "bearer-quoted": f'Bearer "{token}"',
        "latin-token": "Bearer é",
        "latin-after-token": f"Bearer {token}é",
        "latin-scheme": f"Béarer {token}",
        "utf-8-token": "Bearer €".encode().decode("latin-1"),
    }.items():
        one.refused(id, bad, ("authorization", value))
    one.refused("two-fields", bad, one.bearer, one.bearer)
    one.refused("two-fields-by-case", bad, one.bearer, ("AUTHORIZATION", f"Bearer {token}"))
    one.refused("two-fields-one-empty", bad, one.bearer, ("authorization", ""))
    one.refused("two-fields-one-basic", bad, ("authorization", "Basic YTpi"), one.bearer)
    for id, url in {
        "query": "/invoices?access_token=x",
        "query-escaped": "/invoices?a=1&access%5Ftoken=x",
        "query-without-value": "/invoices?access_token",
    }.items():
        one.refused(id, bad, one.bearer, url=url)
    one.refused("query-alone", bad, url=f"/invoices?access_token={token}")
    more = {"vary": "authorization, x-api-key"}
    for scheme in ("bearer", "BEARER", "bEaReR"):
        one.granted(f"scheme-{scheme}", ("authorization", f"{scheme} {token}"), **more)
    one.granted("scheme-two-spaces", ("Authorization", f"Bearer  {token}"), **more)
    one.granted("query-value", one.bearer, url="/invoices?q=access_token&access_token_hint=1", **more)


def _api_keys(file: VectorFile) -> None:
    one = Asking(file, "realm", api_keys=[RECORD])
    more = {"principal": apikeys.principal(RECORD), "vary": "authorization, x-api-key"}
    one.granted("key-bearer", ("authorization", f"Bearer {KEY}"), **more)
    one.granted("key-header", ("x-api-key", KEY), **more)
    one.granted("key-header-case", ("X-API-KEY", KEY), **more)
    for id, headers in {
        "key-and-token": (one.bearer, ("x-api-key", KEY)),
        "key-twice": (("x-api-key", KEY), ("X-Api-Key", KEY)),
        "key-two-by-comma": (("x-api-key", f"{KEY},{KEY}"),),
        "key-two-words": (("x-api-key", f"{KEY} x"),),
        "key-latin": (("x-api-key", f"{KEY}é"),),
    }.items():
        one.refused(id, "invalid_request", *headers)
    one.refused("key-empty", "malformed_api_key", ("x-api-key", ""))
    one.refused("key-is-token", "malformed_api_key", ("x-api-key", one.token))
    one.refused("key-lacks-scope", "insufficient_scope", ("x-api-key", KEY), scopes=["a", "b"], scope="a b", named="a and b")
    uuid = apikeys.record(UUID, "r-1", created_at=BY_ANY_CLOCK.past)
    forms = Asking(file, "forms", api_keys=[RECORD, uuid])
    forms.granted("key-scheme", ("authorization", f"api-KEY {KEY}"), **more | {"vary": "authorization, x-token"})
    forms.granted("key-own-header", ("x-token", UUID), principal=apikeys.principal(uuid), vary="authorization, x-token")
    forms.refused("key-scheme-alone", "invalid_request", ("authorization", "Api-Key"))
    forms.refused("key-scheme-unknown", "unknown_api_key", ("authorization", f"Api-Key {apikeys.key('other')}"))
    forms.refused("key-usual-header", "missing_credentials", ("x-api-key", KEY))


def _requirements(one: Asking) -> None:
    for id, (scopes, scope, named) in challenges.NEEDS.items():
        one.refused(f"needs-{id}", "insufficient_scope", one.bearer, scopes=scopes, scope=scope, named=named)
    mixed = ["a", {"any": ["b", "c"]}, "d"]
    named = "a and (b or c) and d"
    one.refused("needs-group-between", "insufficient_scope", one.bearer, scopes=mixed, scope="a b d", named=named)
    for id, scopes, named in (
        ("claim", VERIFIED, "the claim email_verified"),
        ("scope-and-claim", ["billing:read", VERIFIED], "billing:read and the claim email_verified"),
        ("claim-and-scope", [VERIFIED, "billing:read"], "the claim email_verified and billing:read"),
        ("claim-of-any-name", {"claim": "rôle", "any_of": ["é", "a"]}, "the claim rôle"),
    ):
        one.refused(f"needs-{id}", "insufficient_claims", one.bearer, scopes=scopes, named=named)
    both = "billing:write and the claim email_verified"
    scopes = ["billing:write", VERIFIED]
    one.refused("needs-both", "insufficient_scope", one.bearer, scopes=scopes, scope="billing:write", named=both)
    wide = Asking(one.file, "wide")
    needed = {"scopes": "billing:*", "scope": "billing:*", "named": "billing:*"}
    wide.refused("needs-wildcard", "insufficient_scope", wide.bearer, **needed)
    for id, held in {"wildcard": "billing:*", "implied": "admin"}.items():
        wide.payload = fixtures.claims(**BY_ANY_CLOCK.good | {"scope": held})
        bearer = ("authorization", f"Bearer {fixtures.token(wide.payload)}")
        wide.granted(f"held-{id}", bearer, scopes="billing:close")
        one_of = ["billing:close", "users:read"]
        wide.refused(f"held-{id}-partly", "insufficient_scope", bearer, scopes=one_of, scope=" ".join(one_of), named=" and ".join(one_of))


def _wording(file: VectorFile) -> None:
    """Sentences that the code has besides, and characters that a challenge must not have."""
    one = Asking(file, "realm")
    opaque = "The token is no JWT: it may be an opaque token, which is not accepted here."
    one.refused("opaque", "malformed_token", ("authorization", "Bearer abc"), sentence=opaque)
    bearer = ("authorization", f"Bearer {fixtures.token(**BY_ANY_CLOCK.good, nonce='n')}")
    one.refused("type-by-claim", "wrong_type", bearer, named="nonce")
    for policy, claim in {"named": "rôle", "quoted": 'a"b\\c'}.items():
        one = Asking(file, policy)
        one.refused(f"claim-{policy}", "missing_claim", one.bearer, named=claim)


def _resource(file: VectorFile) -> None:
    both = {"scopes": ["read", "write"], "scope": "read write"}
    one, alone = Asking(file, "resource"), Asking(file, "resource-alone")
    expired = ("authorization", f"Bearer {_expired()}")
    one.refused("resource-nothing", "missing_credentials")
    one.refused("resource-nothing-needs", "missing_credentials", **both)
    one.refused("resource-any", "missing_credentials", scopes={"any": ["a", "b"]}, scope="a")
    one.refused("resource-expired", "expired", expired)
    one.refused("resource-expired-needs", "expired", expired, **both)
    one.refused("resource-bad-request", "invalid_request", one.bearer, one.bearer, scopes="read")
    one.refused("resource-lacking", "insufficient_scope", one.bearer, named="read and write", **both)
    one.refused("resource-key", "malformed_api_key", ("x-api-key", "x"), scopes="read", scope="read")
    named = "the claim email_verified"
    one.refused("resource-claim", "insufficient_claims", one.bearer, scopes=VERIFIED, named=named)
    alone.refused("resource-alone-nothing", "missing_credentials")
    alone.refused("resource-alone-lacking", "insufficient_scope", alone.bearer, named="read and write", **both)
    alone.refused("resource-optional", "missing_credentials", ("authorization", "Basic YTpi"), optional=True)


def _outages(file: VectorFile) -> None:
    down = Asking(file, "realm", api_keys="unavailable")
    for id, more in {"": {}, "-needs": {"scopes": "a"}, "-optional": {"optional": True}, "-post": {"method": "POST"}}.items():
        down.refused(f"store-down{id}", "state_unavailable", ("x-api-key", KEY), **more)
    down.granted("store-down-token", down.bearer, vary="authorization, x-api-key")
    set_ = {"status": 200, "headers": {"content-type": "application/json"}}
    known = {KEYS_AT: set_ | {"body": to_json(fixtures.es256_jwks()).decode()}}
    one = Asking(file, "fetched")
    for id, answer in {"down": "unavailable", "error": set_ | {"status": 500, "body": ""}, "empty": set_ | {"body": "{}"}}.items():
        one.refused(f"keys-{id}", "keys_unavailable", one.bearer, fetches={KEYS_AT: answer})
    one.refused("keys-down-needs", "keys_unavailable", one.bearer, fetches={KEYS_AT: "unavailable"}, scopes="a")
    one.granted("keys-fetched", one.bearer, fetches=known)
    lacking = {"scopes": "a", "scope": "a", "named": "a"}
    one.refused("keys-fetched-lacking", "insufficient_scope", one.bearer, fetches=known, **lacking)


def _places(file: VectorFile) -> None:
    one = Asking(file, "places", places=["session"])
    own, foreign = ("origin", APP), ("origin", "https://evil.example")
    one.granted("cookie", one.cookie, vary="cookie")
    one.granted("cookie-own-page", one.cookie, own, method="POST", vary="cookie")
    one.granted("cookie-same-origin", one.cookie, ("sec-fetch-site", "same-origin"), method="DELETE", vary="cookie")
    for id, headers in {"foreign-page": (foreign,), "no-origin": (), "null-origin": (("origin", "null"),)}.items():
        one.refused(f"cookie-{id}", "origin_not_allowed", one.cookie, *headers, method="POST")
    twice = ("cookie", f"__Host-session={one.token}")
    for id, headers in {
        "twice": (one.cookie, twice),
        "and-token": (one.cookie, one.bearer),
        "and-basic": (one.cookie, ("authorization", "Basic YTpi")),
        "empty": (("cookie", "__Host-session="),),
        "latin": (("cookie", f"__Host-session={one.token}é"),),
    }.items():
        one.refused(f"cookie-{id}", "invalid_request", *headers)
    one.refused("cookie-nothing", "missing_credentials", ("cookie", "theme=dark"))
    one.refused("cookie-expired", "expired", ("cookie", f"__Host-session={_expired()}"))
    one.refused("cookie-lacking", "insufficient_scope", one.cookie, scopes="a", scope="a", named="a")
    Asking(file, "places").refused("cookie-not-looked-at", "missing_credentials", one.cookie)
    edge = Asking(file, "tokens-in-places", places=["edge"])
    header = ("cf-access-jwt-assertion", edge.token)
    edge.granted("header", header, vary="cf-access-jwt-assertion")
    edge.refused("header-twice", "invalid_request", header, header)
    edge.refused("header-latin", "invalid_request", ("cf-access-jwt-assertion", "é"))
    every = Asking(file, "places", places=["authorization", "api_key", "session", "edge"], api_keys=[RECORD])
    vary = "authorization, cf-access-jwt-assertion, cookie, x-api-key"
    every.granted("every-place", every.bearer, vary=vary)
    every.granted("every-place-key", ("x-api-key", KEY), vary=vary, principal=apikeys.principal(RECORD))
    every.refused("every-place-two", "invalid_request", every.cookie, header)


def _granted(file: VectorFile) -> None:
    one = Asking(file, "plain")
    one.granted("token", one.bearer)
    one.granted("token-post", one.bearer, method="POST")
    one.granted("token-scopes", one.bearer, scopes=["billing:read", "users:read"])
    one.granted("token-any", one.bearer, scopes={"any": ["z", "users:read"]})
    one.payload = fixtures.claims(**BY_ANY_CLOCK.good, email_verified=True)
    one.granted("token-claim", ("authorization", f"Bearer {fixtures.token(one.payload)}"), scopes=[VERIFIED, "billing:read"])
    optional = Asking(file, "plain", optional=True)
    optional.passes("optional-nothing")
    optional.passes("optional-needs", scopes="a")
    optional.granted("optional-token", optional.bearer)
    optional.refused("optional-bad", "expired", ("authorization", f"Bearer {_expired()}"))
    optional.refused("optional-lacking", "insufficient_scope", optional.bearer, scopes="a", scope="a", named="a")
    optional.refused("optional-empty", "invalid_request", ("authorization", ""))
    cookie = Asking(file, "places", optional=True, places=["session"])
    cookie.passes("optional-cookie", ("cookie", "theme=dark"), vary="cookie")
    cookie.refused("optional-cookie-foreign", "origin_not_allowed", cookie.cookie, method="POST")
