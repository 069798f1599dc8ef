"""API keys: their form, their record, and what each refusal is called."""

from .. import apikeys, fixtures, testkeys
from ..casefile import NOW, VectorFile, bearer, repeat, request
from ..encoding import b64url

PEPPER = ("p1", testkeys.secret("hs256-1"))
KEY = apikeys.key("first")
ID = apikeys.key_id("first")


def build() -> VectorFile:
    file = VectorFile(
        "api_keys", "API keys: form, checksum, lookup, digest, status, lifetime, scopes", "DESIGN, API keys"
    )
    peppers = [{"id": "p1", "secret": b64url(PEPPER[1])}, {"id": "p2", "secret": b64url(testkeys.secret("hs256-2"))}]
    file.policy("keys", {"api_keys": {"prefix": "sk_agent"}})
    file.policy("keys-and-tokens", fixtures.policy(api_keys={"prefix": "sk_agent"}))
    file.policy("peppered", {"api_keys": {"prefix": "sk_agent", "peppers": peppers}})
    file.policy("other-prefix", {"api_keys": {"prefix": "acme_live", "header": "x-acme-key"}})
    implied = {"implies": {"admin": ["billing:*"]}}
    file.policy("keys-implied", {"api_keys": {"prefix": "sk_agent"}, "scopes": implied})
    _good(file)
    _form(file)
    _lookup(file)
    _status(file)
    return file


def _good(file: VectorFile) -> None:
    record = apikeys.record(KEY, ID)
    expected = apikeys.principal(record)

    def granted(id, about, credential, policy="keys", record=record, expected=expected, **more):
        file.granted(f"api-key-{id}", about, policy, credential, expected, api_keys=[record], **more)

    granted("good", "A good key given to verify", KEY)
    granted("good-bearer", "As a bearer", bearer(KEY))
    granted("good-bearer-lower-case", "The scheme in lower case", bearer(KEY, "bearer"))
    granted("good-header", "In the x-api-key header", request(("x-api-key", KEY)))
    granted("good-header-case", "Header names have no case", request(("X-API-Key", KEY)))
    granted("good-beside-tokens", "Under a policy with issuers too", KEY, "keys-and-tokens")
    granted("good-scopes", "With the scopes needed", KEY, scopes=["users:read", "billing:read"])
    other = apikeys.record(apikeys.key("second"), apikeys.key_id("second"), agent_id="agent-8")
    file.granted("api-key-among-others", "One record among several", "keys", KEY, expected, api_keys=[other, record])
    plain = apikeys.record(KEY, ID, scopes=[], tier=None, metadata={})
    granted("bare-record", "No scopes, no tier, no metadata", KEY, record=plain, expected=apikeys.principal(plain))
    twice = apikeys.record(KEY, ID, scopes=["a", "b", "a"])
    once = apikeys.principal(twice) | {"scopes": ["a", "b"]}
    granted("scopes-twice", "Scopes without repetition", KEY, record=twice, expected=once)
    deep: dict = {}
    for _ in range(14):
        deep = {"deeper": deep}
    nested = apikeys.record(KEY, ID, metadata=deep)
    granted("deep-metadata", "16 levels, the record's own among them", KEY, record=nested, expected=apikeys.principal(nested))
    late = apikeys.record(KEY, ID, expires_at=NOW + 1)
    granted("last-second", "One second before it expires", KEY, record=late, expected=apikeys.principal(late), row=34)
    overlap = apikeys.record(KEY, ID, replaced_by=apikeys.key_id("second"), overlap_until=NOW + 1)
    granted(
        "overlap",
        "Replaced, one second before the overlap ends",
        KEY,
        record=overlap,
        expected=apikeys.principal(overlap),
        row=34,
    )
    admin = apikeys.record(KEY, ID, scopes=["admin"])
    granted(
        "implied",
        "Implication holds for keys too",
        KEY,
        "keys-implied",
        admin,
        apikeys.principal(admin),
        scopes="billing:read",
    )
    peppered = apikeys.record(KEY, ID, PEPPER)
    granted("peppered", "A digest under a pepper", KEY, "peppered", peppered, apikeys.principal(peppered))
    second = apikeys.record(KEY, ID, ("p2", testkeys.secret("hs256-2")))
    granted("second-pepper", "The record names its pepper", KEY, "peppered", second, apikeys.principal(second))
    granted("unpeppered-record", "A record from before the pepper", KEY, "peppered")
    text = apikeys.key("first", "acme_live")
    acme = apikeys.record(text, ID)
    granted(
        "other-prefix",
        "Another prefix, another header",
        request(("x-acme-key", text)),
        "other-prefix",
        acme,
        apikeys.principal(acme),
    )


def _form(file: VectorFile) -> None:
    prefix, id, secret = KEY[:9], ID, KEY[22:65]
    check = KEY[65:]
    assert f"{prefix}{id}_{secret}{check}" == KEY and len(KEY) == 71
    record = [apikeys.record(KEY, ID)]

    def refused(label, about, credential, policy="keys", row=33):
        file.refused(f"api-key-{label}", about, policy, credential, "malformed_api_key", api_keys=record, row=row)

    other_check = "0" if check[-1] != "0" else "1"
    refused("wrong-check", "The last character changed", KEY[:-1] + other_check)
    refused(
        "typo-in-secret", "One character of the secret changed", KEY[:30] + ("a" if KEY[30] != "a" else "b") + KEY[31:]
    )
    refused("typo-in-id", "One character of the id changed", KEY[:12] + ("a" if KEY[12] != "a" else "b") + KEY[13:])
    refused("other-case", "All after the prefix in lower case", prefix + KEY[9:].lower())
    refused(
        "other-case-prefix",
        "The prefix in upper case, in the key header",
        request(("x-api-key", KEY.replace("sk_agent", "SK_AGENT"))),
    )
    refused(
        "other-prefix-header",
        "Another prefix, in the key header",
        request(("x-api-key", apikeys.key("first", "sk_other"))),
    )
    refused("longer-prefix", "A prefix that goes on", request(("x-api-key", apikeys.key("first", "sk_agents"))))
    refused("empty-secret", "An empty secret", f"{prefix}{id}_")
    bodies = {
        "empty-secret-checked": ("An empty secret", f"{id}_"),
        "short-secret": ("A secret one character short", f"{id}_{secret[:-1]}"),
        "long-secret": ("A secret one character long", f"{id}_{secret}A"),
        "short-id": ("An id one character short", f"{id[:-1]}_{secret}"),
        "long-id": ("An id one character long", f"{id}A_{secret}"),
        "not-base62": ("A dash in the secret", f"{id}_{secret[:-1]}-"),
        "underscore-in-id": ("An underscore in the id", f"{id[:5]}_{id[6:]}_{secret}"),
    }
    for label, (about, body) in bodies.items():
        refused(label, f"{about}, with a good checksum", apikeys.with_check(prefix + body))
    refused("prefix-only", "The prefix alone", prefix)
    refused("trailing-newline", "A line end after the key", KEY + "\n")
    refused("no-check", "The checksum left away", KEY[:-6])
    refused("header-garbage", "Anything else in the key header", request(("x-api-key", "hello")))
    refused("header-token", "A token in the key header", request(("x-api-key", fixtures.token())), "keys-and-tokens")
    refused("one-mb", "A key of 1 MB", repeat("a", 1_000_000, prefix=prefix))
    refused(
        "one-mb-header",
        "A key of 1 MB in the key header",
        request(("x-api-key", repeat("a", 1_000_000, prefix=prefix))),
    )
    refused(
        "one-mb-bearer",
        "A key of 1 MB as a bearer",
        request(("authorization", repeat("a", 1_000_000, prefix=f"Bearer {prefix}"))),
    )
    down = KEY[:-1] + other_check
    about = "A wrong checksum is named even while the store is down: no lookup was needed"
    file.refused(
        "api-key-wrong-check-store-down", about, "keys", down, "malformed_api_key", api_keys="unavailable", row=33
    )


def _lookup(file: VectorFile) -> None:
    def refused(label, about, record, code="unknown_api_key", policy="keys", credential=KEY, row=33, **more):
        records = {"api_keys": record} if record is not None else {}
        file.refused(f"api-key-{label}", about, policy, credential, code, row=row, **records, **more)

    refused("no-record", "No such key", None)
    refused("no-record-header", "No such key, in the key header", None, credential=request(("x-api-key", KEY)))
    refused("empty-store", "An empty store", [])
    other = apikeys.record(apikeys.key("second"), apikeys.key_id("second"))
    refused("only-others", "Only other keys are known", [other])
    stolen = apikeys.key("first", id=apikeys.key_id("second"))
    refused("id-of-another", "The id of another key before one's own secret", [other], credential=stolen)
    swapped = apikeys.key("second", id=ID)
    refused(
        "secret-of-another",
        "One's own id before another's secret",
        [apikeys.record(KEY, ID), other],
        credential=swapped,
    )
    refused("zero-digest", "A record with a digest of zeros", [apikeys.record(KEY, ID, digest="0" * 64)])
    other_pepper = apikeys.record(KEY, ID, ("p1", testkeys.secret("hs256-2")))
    refused("other-pepper", "A digest under another pepper", [other_pepper], policy="peppered")
    unpeppered = apikeys.record(KEY, ID, pepper_id="p1")
    refused("plain-digest-named-pepper", "A plain digest where a pepper is named", [unpeppered], policy="peppered")
    unknown = apikeys.record(KEY, ID, ("p9", PEPPER[1]))
    refused("unknown-pepper", "A pepper the policy does not have", [unknown], policy="peppered")
    refused("unavailable", "The store does not answer", "unavailable", "state_unavailable", row=34)
    refused(
        "unavailable-bearer",
        "The store does not answer, as a bearer",
        "unavailable",
        "state_unavailable",
        credential=bearer(KEY),
        row=34,
    )
    refused(
        "unavailable-scope", "An outage is named, not the scope", "unavailable", "state_unavailable", row=34, scopes="z"
    )


def _status(file: VectorFile) -> None:
    second = apikeys.key_id("second")
    wrong = "0" * 64
    cases = {
        "inactive": ({"status": "inactive"}, "api_key_inactive", "Inactive"),
        "revoked": ({"status": "revoked"}, "api_key_inactive", "Revoked"),
        "expired": ({"expires_at": NOW - 1}, "api_key_expired", "Expired a second ago"),
        "expires-now": ({"expires_at": NOW}, "api_key_expired", "Expires this second; keys have no leeway"),
        "overlap-over": (
            {"replaced_by": second, "overlap_until": NOW - 1},
            "api_key_inactive",
            "Replaced, the overlap over",
        ),
        "overlap-ends-now": (
            {"replaced_by": second, "overlap_until": NOW},
            "api_key_inactive",
            "Replaced, the overlap ends this second",
        ),
        "replaced-no-overlap": ({"replaced_by": second}, "api_key_inactive", "Replaced without an overlap"),
        "inactive-and-expired": (
            {"status": "inactive", "expires_at": NOW - 1},
            "api_key_inactive",
            "Inactive and expired",
        ),
        "replaced-and-expired": (
            {"replaced_by": second, "expires_at": NOW - 1},
            "api_key_inactive",
            "Replaced and expired",
        ),
        "overlap-and-expired": (
            {"replaced_by": second, "overlap_until": NOW + 9, "expires_at": NOW},
            "api_key_expired",
            "Inside the overlap, but expired",
        ),
        "inactive-wrong-digest": (
            {"status": "inactive", "digest": wrong},
            "unknown_api_key",
            "Inactive, and the digest is wrong: status is not told",
        ),
        "expired-wrong-digest": (
            {"expires_at": 1, "digest": wrong},
            "unknown_api_key",
            "Expired, and the digest is wrong: expiry is not told",
        ),
    }
    for id, (members, code, about) in cases.items():
        file.refused(
            f"api-key-{id}", about, "keys", KEY, code, api_keys=[apikeys.record(KEY, ID, **members)], scopes="z", row=34
        )
    record = [apikeys.record(KEY, ID)]
    file.refused(
        "api-key-scope",
        "A scope the key does not have",
        "keys",
        KEY,
        "insufficient_scope",
        api_keys=record,
        scopes="billing:write",
    )
    file.refused(
        "api-key-scope-header",
        "A scope the key does not have, key header",
        "keys",
        request(("x-api-key", KEY)),
        "insufficient_scope",
        api_keys=record,
        scopes=["users:read", "users:write"],
    )
