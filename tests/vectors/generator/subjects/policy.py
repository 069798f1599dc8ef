"""Policies that must not be accepted: code and path of what is wrong."""

from .. import fixtures, testkeys
from ..casefile import VectorFile
from ..encoding import b64url
from ..fixtures import ABSENT, issuer

BAD, WEAK = "invalid_policy", "weak_key"


def build() -> VectorFile:
    file = VectorFile(
        "policy", "Policies refused at construction, with code and path", "RFC 8725 §3.1 to §3.5, FIPS 186-5 §A.1"
    )
    file.misconfigured("policy-empty", "Neither issuers nor api_keys", {}, BAD, "")
    file.misconfigured("policy-only-realm", "Neither issuers nor api_keys, but a realm", {"realm": "example"}, BAD, "")
    _members(file)
    _issuer(file)
    _api_keys(file)
    _token_cache(file)
    return file


def _policy(**members) -> dict:
    return {"issuers": [issuer(**members)]}


def _members(file: VectorFile) -> None:
    good = fixtures.policy()
    cases = {
        "unknown-top": (good | {"leeway": 5}, "leeway"),
        "unknown-issuer": (_policy(audiences=["x"]), "issuers[0].audiences"),
        "unknown-api-keys": ({"api_keys": {"prefix": "sk_agent", "store": "memory"}}, "api_keys.store"),
        "unknown-scopes": (good | {"scopes": {"implied": {}}}, "scopes.implied"),
        "camel-case": (_policy(leewaySeconds=5), "issuers[0].leewaySeconds"),
        "wildcards-string": (good | {"scopes": {"wildcards": "yes"}}, "scopes.wildcards"),
        "realm-number": (good | {"realm": 5}, "realm"),
        "second-issuer": (
            {"issuers": [issuer(), issuer(issuer="https://b.example/", audience=ABSENT)]},
            "issuers[1].audience",
        ),
    }
    for id, (policy, path) in cases.items():
        file.misconfigured(f"policy-{id}", f"Refused at {path}", policy, BAD, path)


def _issuer(file: VectorFile) -> None:
    for member in ("issuer", "audience", "algorithms"):
        about = f"{member} is mandatory"
        file.misconfigured(f"issuer-no-{member}", about, _policy(**{member: ABSENT}), BAD, f"issuers[0].{member}")
    cases = {
        "issuer-number": ({"issuer": 5}, "issuer"),
        "audience-empty-list": ({"audience": []}, "audience"),
        "audience-number": ({"audience": 5}, "audience"),
        "audience-mixed": ({"audience": ["https://api.example.com", 5]}, "audience[1]"),
        "algorithms-empty": ({"algorithms": []}, "algorithms"),
        "algorithms-string": ({"algorithms": "ES256"}, "algorithms"),
        "algorithms-unknown": ({"algorithms": ["ES256", "HS257"]}, "algorithms[1]"),
        "algorithms-none": ({"algorithms": ["none"]}, "algorithms[0]"),
        "algorithms-lower-case": ({"algorithms": ["es256"]}, "algorithms[0]"),
        "algorithms-number": ({"algorithms": ["ES256", 5]}, "algorithms[1]"),
        "algorithms-twice": ({"algorithms": ["ES256", "RS256", "ES256"]}, "algorithms[2]"),
        "algorithms-encryption": ({"algorithms": ["RSA-OAEP"]}, "algorithms[0]"),
        "profile-unknown": ({"profile": "oidc"}, "profile"),
        "leeway-301": ({"leeway_seconds": 301}, "leeway_seconds"),
        "leeway-negative": ({"leeway_seconds": -1}, "leeway_seconds"),
        "leeway-string": ({"leeway_seconds": "5"}, "leeway_seconds"),
        "leeway-fraction": ({"leeway_seconds": 1.5}, "leeway_seconds"),
        "max-age-negative": ({"max_age_seconds": -1}, "max_age_seconds"),
        "max-age-string": ({"max_age_seconds": "3600"}, "max_age_seconds"),
        "required-claims-string": ({"required_claims": "sub"}, "required_claims"),
        "required-claims-number": ({"required_claims": ["sub", 5]}, "required_claims[1]"),
        "scope-claims-string": ({"scope_claims": "scope"}, "scope_claims"),
    }
    for id, (members, path) in cases.items():
        file.misconfigured(f"issuer-{id}", f"Refused at {path}", _policy(**members), BAD, f"issuers[0].{path}")


def _api_keys(file: VectorFile) -> None:
    pepper = {"id": "p1", "secret": b64url(testkeys.secret("hs256-1"))}
    prefixes = ("Sk_agent", "s", "1sk", "sk-agent", "_sk", "a" * 25, "")
    for number, prefix in enumerate(prefixes, 1):
        about = f"The prefix {prefix!r} is not of the form"
        file.misconfigured(f"api-keys-prefix-{number}", about, {"api_keys": {"prefix": prefix}}, BAD, "api_keys.prefix")
    for id, legacy, path in (
        ("jwt", ["eyJ"], "[0]"),
        ("present", ["old-", "sk_agent_x"], "[1]"),
        ("shorter-than-present", ["sk_"], "[0]"),
        ("too-many", [f"old{number}-" for number in range(17)], "[16]"),
    ):
        policy = {"api_keys": {"prefix": "sk_agent", "legacy_prefixes": legacy}}
        path = f"api_keys.legacy_prefixes{path}"
        file.misconfigured(f"api-keys-legacy-{id}", "An older prefix that would catch others", policy, BAD, path)
    short = pepper | {"secret": b64url(b"p" * 31)}
    file.misconfigured(
        "api-keys-short-pepper",
        "A pepper of 31 bytes",
        {"api_keys": {"prefix": "sk_agent", "peppers": [pepper, short | {"id": "p2"}]}},
        WEAK,
        "api_keys.peppers[1]",
    )


def _token_cache(file: VectorFile) -> None:
    good = fixtures.policy()
    cases = {
        "tokens-negative": {"tokens": -1},
        "tokens-too-many": {"tokens": 1_000_001},
        "tokens-string": {"tokens": "100"},
        "tokens-fraction": {"tokens": 0.5},
        "tokens-huge": {"tokens": 2**53},
        "bytes-zero": {"bytes": 0},
        "bytes-negative": {"bytes": -1},
        "bytes-too-many": {"bytes": 2**30 + 1},
        "bytes-string": {"bytes": "1 MiB"},
    }
    for id, members in cases.items():
        path = f"token_cache.{next(iter(members))}"
        file.misconfigured(f"cache-{id}", f"Refused at {path}", good | {"token_cache": members}, BAD, path)
    more = {"unknown": ({"ttl": 5}, "token_cache.ttl"), "list": ([], "token_cache"), "number": (0, "token_cache")}
    for id, (value, path) in more.items():
        file.misconfigured(f"cache-{id}", f"Refused at {path}", good | {"token_cache": value}, BAD, path)
    payload = fixtures.claims()
    for id, members in {"off": {"tokens": 0}, "most": {"tokens": 1_000_000, "bytes": 2**30}, "usual": {}}.items():
        name = file.policy(f"cache-{id}", good | {"token_cache": members})
        about = f"Verified tokens kept: {id}"
        file.granted(f"cache-{id}", about, name, fixtures.token(payload), fixtures.principal(payload))
