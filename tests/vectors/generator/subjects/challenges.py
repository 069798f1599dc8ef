"""The whole answer to a refused request: status, challenge, and the headers beside it."""

from .. import apikeys, fixtures
from ..casefile import NOW, STATUS, VectorFile, bearer, challenge, repeat, request
from ..fixtures import ABSENT
from ..wording import SENTENCE

KEY = apikeys.key("first")
ID = apikeys.key_id("first")
BESIDE = {"content-type": "application/json", "cache-control": "no-store"}


def build() -> VectorFile:
    file = VectorFile(
        "challenges",
        "WWW-Authenticate compared whole, for every code a request can be refused with",
        "RFC 6750 §3, RFC 9110 §11.6.1",
    )
    keys = {"prefix": "sk_agent"}
    file.policy("realm", fixtures.policy(realm="example", api_keys=keys, max_age_seconds=3600))
    file.policy("no-realm", fixtures.policy(api_keys=keys, max_age_seconds=3600))
    for policy in ("realm", "no-realm"):
        for code, (asked, more) in _requests().items():
            _refused(file, f"challenge-{code.replace('_', '-')}-{policy}", policy, code, asked, **more)
    _scopes(file)
    _hints(file)
    return file


def _refused(file, id, policy, code, asked, named=None, scope=None, about=None, **more) -> None:
    realm = file.policies[policy].get("realm")
    word = "invalid_token" if STATUS[code] == 401 else code
    headers = BESIDE | {"www-authenticate": challenge(word, realm, SENTENCE[code].format(named), scope)}
    if code == "insufficient_claims":
        # Another credential would not help, so that nothing is challenged.
        headers = dict(BESIDE)
    # To a caller these look alike, so that nobody can probe which keys exist.
    public = "invalid_api_key" if code in ("unknown_api_key", "api_key_expired", "api_key_inactive") else code
    body = {"error": word, "error_description": SENTENCE[code].format(named), "code": public}
    file.refused(id, about or f"The whole answer of {code}", policy, asked, code, headers, body, **more)


def _requests() -> dict:
    """One request for every code, with what the case needs beside it."""
    token = fixtures.token
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
        "expired": (bearer(token(exp=NOW - 60)), {}),
        "not_yet_valid": (bearer(token(nbf=NOW + 60)), {}),
        "issued_in_future": (bearer(token(iat=NOW + 60)), {}),
        "too_old": (bearer(token(iat=NOW - 7200)), {}),
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
        "api_key_expired": (bearer(KEY), {"api_keys": [record | {"expires_at": NOW}]}),
        "api_key_inactive": (bearer(KEY), {"api_keys": [record | {"status": "revoked"}]}),
    }


def _scopes(file: VectorFile) -> None:
    """The challenge names all scopes the operation needs; of an `any`, its first branch."""
    needs = {
        "list": (["a", "b", "c"], "a b c", "a and b and c"),
        "list-partly-held": (["billing:read", "a"], "billing:read a", "billing:read and a"),
        "all": ({"all": ["z", "y"]}, "z y", "z and y"),
        "any": ({"any": ["b", "a"]}, "b", "b or a"),
        "any-of-all": ({"any": [{"all": ["x", "y"]}, "z"]}, "x y", "(x and y) or z"),
        "all-of-any": ({"all": ["a", {"any": ["b", "c"]}, "d"]}, "a b d", "a and (b or c) and d"),
        "nested": ({"all": [{"any": [{"any": ["p", "q"]}, "r"]}, {"all": ["s"]}]}, "p s", "((p or q) or r) and s"),
    }
    asked = bearer(fixtures.token())
    for id, (scopes, scope, named) in needs.items():
        about = f"The scopes named for: {id}"
        _refused(file, f"challenge-scope-{id}", "realm", "insufficient_scope", asked, named, scope, about, scopes=scopes)
    record = [apikeys.record(KEY, ID)]
    about = "The scopes named to an API key"
    _refused(
        file,
        "challenge-scope-api-key",
        "realm",
        "insufficient_scope",
        bearer(KEY),
        "a and b",
        "a b",
        about,
        scopes=["a", "b"],
        api_keys=record,
    )


def _hints(file: VectorFile) -> None:
    """What is no signed JWT is refused with a hint that shows nothing of it (GOOD_INPUTS G12)."""
    head, body, signature = fixtures.token().split(".")
    scheme = "The token begins with the name of a scheme; give the token alone."
    opaque = "The token is no JWT: it may be an opaque token, which is not accepted here."
    much = "The token's JSON has too many members or elements, or is nested too deeply."
    for id, credential, sentence in (
        ("encrypted", f"{head}..{body}.{signature}.{signature}", "The token is encrypted (RFC 7516); only signed tokens are accepted."),
        ("opaque", "gho_16C7e42F292c6912E7710c838347Ae178B4a", opaque),
        ("opaque-short", "abc", opaque),
        ("scheme", f"Bearer {fixtures.token()}", scheme),
        ("scheme-case", f"bEARER {fixtures.token()}", scheme),
        ("scheme-dpop", f"DPoP {fixtures.token()}", scheme),
        ("scheme-opaque", "Bearer abc", scheme),
        ("two-parts", f"{head}.{body}", "The token is not a well-formed compact JWT."),
        ("deep", fixtures.token(b'{"a":' + b"[" * 17 + b"]" * 17 + b"}"), much),
    ):
        body_ = {"error": "invalid_token", "error_description": sentence, "code": "malformed_token"}
        headers = BESIDE | {"www-authenticate": challenge("invalid_token", "example", sentence)}
        file.refused(f"hint-{id}", f"A hint: {id}", "realm", credential, "malformed_token", headers, body_)
    for id, members, claim in (
        ("nonce", {"nonce": "n"}, "nonce"),
        ("token-use", {"token_use": "id"}, "token_use"),
        ("events", {"events": {}}, "events"),
    ):
        sentence = SENTENCE["wrong_type"].format(claim)
        body_ = {"error": "invalid_token", "error_description": sentence, "code": "wrong_type"}
        headers = BESIDE | {"www-authenticate": challenge("invalid_token", "example", sentence)}
        file.refused(f"hint-type-{id}", f"The claim is named: {id}", "realm", fixtures.token(**members), "wrong_type", headers, body_)
