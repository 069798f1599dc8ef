"""iss and aud: equality and nothing else, and issuers that must not sign for each other."""

from .. import fixtures, signing, testkeys
from ..casefile import VectorFile
from ..fixtures import ABSENT, AUDIENCE, ISSUER

OTHER = "https://other.example.com/"


def build() -> VectorFile:
    file = VectorFile(
        "audience_issuer",
        "iss and aud compared exactly; several issuers under one policy",
        "RFC 7519 §4.1.1 and §4.1.3, RFC 8725 §3.8 and §3.9",
    )
    file.policy("one", fixtures.policy())
    _issuer(file)
    _audience(file)
    _several(file)
    return file


def _issuer(file: VectorFile) -> None:
    def refused(id, about, code, **members):
        file.refused(f"iss-{id}", about, "one", fixtures.token(**members), code, row=23)

    unknown = {
        "substring": ISSUER[:-2],
        "superstring": ISSUER + "x",
        "empty": "",
        "upper-case-host": "https://AUTH.example.com/",
        "upper-case-scheme": "HTTPS://auth.example.com/",
        "no-trailing-slash": ISSUER[:-1],
        "two-slashes": ISSUER + "/",
        "port": "https://auth.example.com:443/",
        "http": "http://auth.example.com/",
        "path": ISSUER + "tenant",
        "query": ISSUER + "?",
        "userinfo": "https://auth.example.com@evil.example/",
        "subdomain": "https://auth.example.com.evil.example/",
        "space-after": ISSUER + " ",
        "space-before": " " + ISSUER,
        "list-text": f"{ISSUER},{OTHER}",
        "other": OTHER,
        "homoglyph": "https://\u0430uth.example.com/",
        "nul": ISSUER + "\u0000",
    }
    for id, value in unknown.items():
        refused(id, f"Nearly the issuer: {id}", "unknown_issuer", iss=value)
    refused("missing", "No iss at all", "missing_claim", iss=ABSENT)
    wrong = {"array": [ISSUER], "null": None, "number": 1, "object": {"iss": ISSUER}, "true": True}
    for id, value in wrong.items():
        refused(id, f"iss is no string: {id}", "invalid_claim", iss=value)
    forged = fixtures.token(iss=OTHER, key="p256-2")
    file.refused(
        "iss-before-signature",
        "An unknown issuer is named before the signature",
        "one",
        forged,
        "unknown_issuer",
        row=23,
    )
    forged = fixtures.token(iss=[ISSUER], key="p256-2")
    file.refused(
        "iss-array-before-signature",
        "iss an array is named before the signature",
        "one",
        forged,
        "invalid_claim",
        row=23,
    )


def _audience(file: VectorFile) -> None:
    file.policy("two-audiences", fixtures.policy(audience=[AUDIENCE, "api-2"]))
    good = {
        "string": ("one", AUDIENCE),
        "array": ("one", [AUDIENCE]),
        "array-last": ("one", ["https://a.example", "https://b.example", AUDIENCE]),
        "second-of-policy": ("two-audiences", "api-2"),
        "both": ("two-audiences", ["api-2", AUDIENCE]),
    }
    for id, (policy, value) in good.items():
        payload = fixtures.claims(aud=value)
        file.granted(
            f"aud-{id}",
            f"The audience fits: {id}",
            policy,
            fixtures.token(payload),
            fixtures.principal(payload),
            row=24,
        )
    other = {
        "other": "https://other-api.example.com",
        "others": ["https://a.example", "https://b.example"],
        "empty-array": [],
        "empty-string": "",
        "substring": AUDIENCE[:-1],
        "superstring": AUDIENCE + "/",
        "case": AUDIENCE.upper(),
        "list-text": f"{AUDIENCE} https://a.example",
        "nested-text": f'["{AUDIENCE}"]',
        "issuer": ISSUER,
    }
    for id, value in other.items():
        file.refused(
            f"aud-not-{id}",
            f"Another service's token: {id}",
            "one",
            fixtures.token(aud=value),
            "wrong_audience",
            row=24,
        )
    _audience_form(file)


def _audience_form(file: VectorFile) -> None:
    file.refused("aud-missing", "No aud", "one", fixtures.token(aud=ABSENT), "missing_claim", row=24)
    file.refused("aud-null", "aud is null, which is absent", "one", fixtures.token(aud=None), "missing_claim", row=52)
    wrong = {
        "number": 1,
        "object": {"aud": AUDIENCE},
        "true": True,
        "array-number": [AUDIENCE, 1],
        "array-null": [None, AUDIENCE],
        "array-nested": [[AUDIENCE]],
        "array-object": [AUDIENCE, {}],
    }
    for id, value in wrong.items():
        file.refused(f"aud-{id}", f"aud is {id}", "one", fixtures.token(aud=value), "invalid_claim", row=24)
    head = fixtures.header(typ="dpop+jwt")
    file.refused(
        "aud-before-typ",
        "aud is judged before typ",
        "one",
        fixtures.token(aud="x", head=head),
        "wrong_audience",
        row=24,
    )
    file.refused(
        "aud-before-scope",
        "aud is judged before scopes",
        "one",
        fixtures.token(aud="x"),
        "wrong_audience",
        scopes="z",
        row=24,
    )
    file.refused(
        "aud-and-forged",
        "Another audience and forged: the signature is named",
        "one",
        fixtures.token(aud="x", key="p256-2"),
        "invalid_signature",
        row=27,
    )


def _several(file: VectorFile) -> None:
    """Two issuers: own keys, own algorithms, own audiences. One kid stands in both key sets."""
    first = fixtures.issuer(keys=fixtures.es256_jwks("p256-1", "shared"))
    rsa = testkeys.public_jwk("rsa-1", kid="rsa", alg="RS256")
    ec = testkeys.public_jwk("p256-2", kid="shared", alg="ES256")
    second = {"issuer": OTHER, "audience": "api-2", "algorithms": ["RS256", "ES256"], "keys": {"keys": [ec, rsa]}}
    name = file.policy("two", {"issuers": [first, second]})
    shared, own = fixtures.header(kid="shared"), fixtures.header("RS256", kid="rsa")
    mine, theirs = fixtures.claims(), fixtures.claims(iss=OTHER, aud="api-2")

    def granted(id, about, payload, key, head):
        token = signing.token(payload, key, head["alg"], head)
        file.granted(f"issuers-{id}", about, name, token, fixtures.principal(payload, head["kid"]))

    def refused(id, about, payload, key, head, code):
        token = signing.token(payload, key, head["alg"], head)
        file.refused(f"issuers-{id}", about, name, token, code, row=23)

    granted("first", "The first issuer by its key", mine, "p256-1", shared)
    granted("second", "The second issuer by its EC key", theirs, "p256-2", shared)
    granted("second-rsa", "The second issuer by its RSA key", theirs, "rsa-1", own)
    refused(
        "second-signs-first",
        "The second's key signs for the first, same kid",
        mine,
        "p256-2",
        shared,
        "invalid_signature",
    )
    refused(
        "first-signs-second",
        "The first's key signs for the second, same kid",
        theirs,
        "p256-1",
        shared,
        "invalid_signature",
    )
    refused("rsa-signs-first", "The second's algorithm is not the first's", mine, "rsa-1", own, "algorithm_not_allowed")
    refused(
        "kid-of-second", "A kid that only the second has", mine, "p256-1", fixtures.header(kid="rsa"), "unknown_key"
    )
    crossed = fixtures.claims(aud="api-2")
    refused("audience-of-second", "The second's audience under the first", crossed, "p256-1", shared, "wrong_audience")
    crossed = fixtures.claims(iss=OTHER)
    refused("audience-of-first", "The first's audience under the second", crossed, "p256-2", shared, "wrong_audience")
    neither = fixtures.claims(iss="https://third.example.com/")
    refused("neither", "A third issuer by the first's key", neither, "p256-1", shared, "unknown_issuer")
