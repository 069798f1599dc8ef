"""The whole answer to a refused request: status, challenge, and the headers beside it."""

from .. import apikeys, fixtures, refusals
from ..casefile import VectorFile, bearer
from ..refusals import ID, KEY

# A requirement, the scopes of its challenge, and how its sentence says it.
NEEDS = {
    "list": (["a", "b", "c"], "a b c", "a and b and c"),
    "list-partly-held": (["billing:read", "a"], "billing:read a", "billing:read and a"),
    "all": ({"all": ["z", "y"]}, "z y", "z and y"),
    "any": ({"any": ["b", "a"]}, "b", "b or a"),
    "list-of-one-group": ([{"any": ["b", "a"]}], "b", "b or a"),
    "groups-of-one": ({"all": ["a", {"all": [{"any": ["b", "c"]}]}]}, "a b", "a and (b or c)"),
    "any-of-all": ({"any": [{"all": ["x", "y"]}, "z"]}, "x y", "(x and y) or z"),
    "all-of-any": ({"all": ["a", {"any": ["b", "c"]}, "d"]}, "a b d", "a and (b or c) and d"),
    "nested": ({"all": [{"any": [{"any": ["p", "q"]}, "r"]}, {"all": ["s"]}]}, "p s", "((p or q) or r) and s"),
}


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
        for code, (asked, more) in refusals.requests(refusals.BY_VECTOR).items():
            _refused(file, f"challenge-{code.replace('_', '-')}-{policy}", policy, code, asked, **more)
    _scopes(file)
    _hints(file)
    return file


def _refused(file, id, policy, code, asked, named=None, scope=None, about=None, **more) -> None:
    headers, body = refusals.answer(file.policies[policy], code, named, scope)
    file.refused(id, about or f"The whole answer of {code}", policy, asked, code, headers, body, **more)


def _scopes(file: VectorFile) -> None:
    """The challenge names all scopes the operation needs; of an `any`, its first branch."""
    asked = bearer(fixtures.token())
    for id, (scopes, scope, named) in NEEDS.items():
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
    realm = file.policies["realm"]
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
        headers, body_ = refusals.answer(realm, "malformed_token", sentence=sentence)
        file.refused(f"hint-{id}", f"A hint: {id}", "realm", credential, "malformed_token", headers, body_)
    for id, members, claim in (
        ("nonce", {"nonce": "n"}, "nonce"),
        ("token-use", {"token_use": "id"}, "token_use"),
        ("events", {"events": {}}, "events"),
    ):
        headers, body_ = refusals.answer(realm, "wrong_type", claim)
        file.refused(f"hint-type-{id}", f"The claim is named: {id}", "realm", fixtures.token(**members), "wrong_type", headers, body_)
