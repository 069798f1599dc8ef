"""Keys of the older form, found by their digest, and servers that take no API keys."""

from .. import apikeys, fixtures
from ..casefile import NOW, VectorFile, bearer, request

LEGACY = "sk-agent-3f9c0d5e7a1b48d2a6c4e8f01b2d3c4f"
KEY = apikeys.key("first")
ID = apikeys.key_id("first")


def build() -> VectorFile:
    file = VectorFile("api_keys_legacy", "API keys of the older form; policies without API keys", "DESIGN, API keys")
    file.policy("keys", {"api_keys": {"prefix": "sk_agent"}})
    file.policy("legacy", {"api_keys": {"prefix": "sk_agent", "legacy_prefixes": ["sk-agent-"]}})
    file.policy("other-prefix", {"api_keys": {"prefix": "acme_live", "header": "x-acme-key"}})
    file.policy("tokens-only", fixtures.policy())
    _legacy(file)
    _without(file)
    return file


def _legacy(file: VectorFile) -> None:
    record = apikeys.record(LEGACY, "legacy-42")
    file.granted(
        "legacy-good",
        "A key of the older form, found by its digest",
        "legacy",
        LEGACY,
        apikeys.principal(record),
        api_keys=[record],
    )
    file.granted(
        "legacy-header",
        "In the key header",
        "legacy",
        request(("x-api-key", LEGACY)),
        apikeys.principal(record),
        api_keys=[record],
        scopes="users:read",
    )
    file.granted("legacy-bearer", "As a bearer", "legacy", bearer(LEGACY), apikeys.principal(record), api_keys=[record])
    longest = "sk-agent-" + "x" * 247
    long = apikeys.record(longest, "legacy-43")
    file.granted("legacy-256", "256 bytes are the longest", "legacy", longest, apikeys.principal(long), api_keys=[long])
    new = apikeys.record(KEY, ID)
    file.granted(
        "legacy-beside-new",
        "The new form under a policy with the older one",
        "legacy",
        KEY,
        apikeys.principal(new),
        api_keys=[record, new],
    )
    _legacy_refused(file, record)


def _legacy_refused(file: VectorFile, record: dict) -> None:
    longest = "sk-agent-" + "x" * 247
    for id, key, about in (
        ("257", longest + "x", "257 bytes"),
        ("space", "sk-agent-3f9c 0d5e", "A space inside"),
        ("control", "sk-agent-3f9c\u00010d5e", "A control character inside"),
        ("not-ascii", "sk-agent-3f9c\u00e90d5e", "A character outside ASCII"),
    ):
        file.refused(
            f"legacy-{id}",
            about,
            "legacy",
            key,
            "malformed_api_key",
            api_keys=[apikeys.record(key, "legacy-44")],
            row=33,
        )
    file.refused("legacy-unknown", "No such key", "legacy", LEGACY + "0", "unknown_api_key", api_keys=[record], row=33)
    file.refused(
        "legacy-other-case",
        "Another case is another key",
        "legacy",
        LEGACY.replace("3f9c", "3F9C"),
        "unknown_api_key",
        api_keys=[record],
        row=33,
    )
    file.refused(
        "legacy-unavailable", "The store does not answer", "legacy", LEGACY, "state_unavailable", api_keys="unavailable"
    )
    for status, code, members in (
        ("inactive", "api_key_inactive", {"status": "inactive"}),
        ("expired", "api_key_expired", {"expires_at": NOW}),
        ("replaced", "api_key_inactive", {"replaced_by": ID, "overlap_until": NOW}),
    ):
        old = apikeys.record(LEGACY, "legacy-42", **members)
        file.refused(f"legacy-{status}", f"An older key, {status}", "legacy", LEGACY, code, api_keys=[old], row=34)
    file.refused(
        "legacy-scope",
        "A scope it does not have",
        "legacy",
        LEGACY,
        "insufficient_scope",
        api_keys=[record],
        scopes="z",
    )
    file.refused(
        "legacy-not-allowed",
        "The older form where the policy does not name it",
        "keys",
        request(("x-api-key", LEGACY)),
        "malformed_api_key",
        api_keys=[record],
        row=33,
    )


def _without(file: VectorFile) -> None:
    record = [apikeys.record(KEY, ID)]
    file.refused(
        "no-api-keys-bearer",
        "Without api_keys a key is no credential",
        "tokens-only",
        bearer(KEY),
        "malformed_token",
        api_keys=record,
    )
    file.refused(
        "no-api-keys-verify",
        "Without api_keys a key is no credential, given to verify",
        "tokens-only",
        KEY,
        "malformed_token",
        api_keys=record,
    )
    file.refused(
        "no-api-keys-header",
        "Without api_keys the key header is not looked at",
        "tokens-only",
        request(("x-api-key", KEY)),
        "missing_credentials",
        api_keys=record,
    )
    payload = fixtures.claims()
    both = request(("authorization", f"Bearer {fixtures.token(payload)}"), ("x-api-key", KEY))
    file.granted(
        "no-api-keys-both",
        "Without api_keys the key header beside a token is not looked at",
        "tokens-only",
        both,
        fixtures.principal(payload),
    )
    wrong = request(("x-api-key", apikeys.key("first", "acme_live")))
    file.refused(
        "other-header-ignored",
        "Only the header the policy names is looked at",
        "other-prefix",
        wrong,
        "missing_credentials",
    )
