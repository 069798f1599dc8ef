"""What a token may do: scope claims, requirements, implication and wildcards."""

from .. import fixtures
from ..casefile import VectorFile
from ..fixtures import ABSENT

ANY, ALL = "any", "all"


def build() -> VectorFile:
    file = VectorFile(
        "scopes",
        "Scope claims, requirements, implication and wildcards",
        "RFC 6749 §3.3, RFC 6750 §3.1",
    )
    file.policy("plain", fixtures.policy())
    _requirements(file)
    _implication(file)
    _wildcards(file)
    _claims(file)
    _claim_requirements(file)
    _custom_claims(file)
    _characters(file)
    return file


def _granted(file, id, about, scope, required, policy="plain", row=None) -> None:
    payload = fixtures.claims(scope=scope)
    more = {"row": row} if row else {}
    if required is not ABSENT:
        more["scopes"] = required
    file.granted(id, about, policy, fixtures.token(payload), fixtures.principal(payload), **more)


def _refused(file, id, about, scope, required, policy="plain", row=None) -> None:
    more = {"row": row} if row else {}
    file.refused(id, about, policy, fixtures.token(scope=scope), "insufficient_scope", scopes=required, **more)


def _requirements(file: VectorFile) -> None:
    nested = {ALL: ["a", {ANY: ["b", {ALL: ["c", "d"]}]}]}
    good = {
        "none": ("a", ABSENT, "No requirement: authentication only"),
        "one": ("a b", "a", "One scope"),
        "list": ("a b c", ["a", "c"], "A list means all"),
        "all": ("a b c", {ALL: ["c", "a"]}, "All, in another order"),
        "any-first": ("a", {ANY: ["a", "b"]}, "Any, the first"),
        "any-last": ("b", {ANY: ["a", "b"]}, "Any, the last"),
        "nested-short": ("a b", nested, "Nested, by the short branch"),
        "nested-long": ("a c d", nested, "Nested, by the long branch"),
        "deep": ("a", {ALL: [{ANY: [{ALL: [{ANY: ["a"]}]}]}]}, "Four levels of one scope"),
    }
    for id, (scope, required, about) in good.items():
        _granted(file, f"require-{id}", about, scope, required)
    bad = {
        "one": ("a b", "c", "One scope that is missing"),
        "no-scopes": (ABSENT, "a", "A token without any scope"),
        "list": ("a", ["a", "b"], "One of two is missing"),
        "all": ("b", {ALL: ["a", "b"]}, "One of all is missing"),
        "any": ("c", {ANY: ["a", "b"]}, "None of any is there"),
        "nested": ("a c", nested, "Nested, each branch one short"),
        "nested-outer": ("b c d", nested, "Nested, the outer one missing"),
        "case": ("Billing:Read", "billing:read", "Scopes are case-sensitive"),
        "prefix": ("billing:readonly", "billing:read", "A scope that begins with the needed one"),
        "shorter": ("billing", "billing:read", "A scope the needed one begins with"),
    }
    for id, (scope, required, about) in bad.items():
        _refused(file, f"lacks-{id}", about, scope, required)
    deep = "a"
    for _ in range(8):
        deep = {ALL: [deep]}
    wrong = {
        "space": ("a b", "scopes", "A string is one scope, never split on spaces"),
        "empty": ("", "scopes", "An empty scope"),
        "nbsp": ("a\u00a0b", "scopes", "A character outside scope-token"),
        "null": (None, "scopes", "A requirement that is given and null: a setting is missing"),
        "empty-list": ([], "scopes", "An empty list would let everybody in"),
        "empty-all": ({ALL: []}, "scopes.all", "An all of nothing would let everybody in"),
        "empty-object": ({}, "scopes.all", "An object without all and any"),
        "true": (True, "scopes", "A value that is no requirement"),
        "any-of-nothing": ({ANY: []}, "scopes.any", "An any that can never be met"),
        "any-null": ({ANY: [None, "admin"]}, "scopes.any[0]", "A part that needs nothing opens an any"),
        "any-empty": ({ANY: ["admin", []]}, "scopes.any[1]", "A part that needs nothing opens an any"),
        "any-empty-all": ({ANY: ["admin", {ALL: []}]}, "scopes.any[1].all", "The same, spelt out"),
        "all-null": ({ALL: ["admin", None]}, "scopes.all[1]", "A part that needs nothing is a mistake"),
        "list-null": ([None], "scopes[0]", "A part that needs nothing is a mistake"),
        "number": (["a", 1], "scopes[1]", "A scope that is no string"),
        "nested": ({ALL: ["a", {ANY: ["b", "c d"]}]}, "scopes.all[1].any[1]", "The fault lies deep"),
        "both": ({ALL: ["a"], ANY: ["b"]}, "scopes.all", "All and any side by side"),
        "too-deep": (deep, "scopes.all", "Nine levels"),
        "too-many": ([f"s{number}" for number in range(65)], "scopes", "65 scopes"),
    }
    for id, (scopes, path, about) in wrong.items():
        file.misrequired(f"requirement-{id}", about, "plain", scopes, path)


def _implication(file: VectorFile) -> None:
    implies = {
        "admin": ["billing:*", "users:read"],
        "root": ["admin"],
        "ping": ["pong"],
        "pong": ["ping", "table"],
    }
    name = file.policy("implies", fixtures.policy(scopes={"implies": implies}))
    good = {
        "exact": ("admin", "users:read", "An implied scope"),
        "pattern": ("admin", "billing:read", "An implied pattern"),
        "pattern-long": ("admin", "billing:read:all", "A pattern goes over further colons"),
        "transitive": ("root", "users:read", "Implication is transitive"),
        "transitive-pattern": ("root", ["billing:write", "admin"], "Transitive, to a pattern"),
        "cycle": ("ping", "table", "A cycle ends"),
        "itself": ("root", "root", "A scope satisfies itself"),
        "mixed": ("admin files:read", ["billing:read", "files:read"], "Implied and own scopes together"),
    }
    for id, (scope, required, about) in good.items():
        _granted(file, f"implies-{id}", about, scope, required, name)
    bad = {
        "other": ("admin", "users:write", "A scope that is not implied"),
        "upwards": ("users:read", "admin", "Implication does not go upwards"),
        "bare-prefix": ("admin", "billing", "billing:* does not match billing"),
        "nothing-after": ("admin", "billing:", "billing:* needs something after the colon"),
        "longer-word": ("admin", "billings:read", "billing:* does not match billings:read"),
        "cycle": ("ping", "chair", "A cycle ends without the scope"),
        "own-wildcard": ("billing:*", "billing:read", "A token's own wildcard is only a name"),
    }
    for id, (scope, required, about) in bad.items():
        _refused(file, f"implies-not-{id}", about, scope, required, name)


def _wildcards(file: VectorFile) -> None:
    on = file.policy("wildcards-on", fixtures.policy(scopes={"wildcards": True}))
    off = file.policy("wildcards-off", fixtures.policy(scopes={"wildcards": False}))
    _granted(file, "wildcard-on", "A token's wildcard, turned on", "billing:*", "billing:read", on)
    _granted(file, "wildcard-on-long", "Over further colons", "billing:*", "billing:read:all", on)
    _granted(file, "wildcard-on-literal", "A wildcard satisfies itself", "billing:*", "billing:*", on)
    _refused(file, "wildcard-on-other", "Another family", "billing:*", "users:read", on)
    _refused(file, "wildcard-on-bare", "The family's bare name", "billing:*", "billing", on)
    _refused(file, "wildcard-on-longer-word", "A family whose name is longer", "billing:*", "billings:read", on)
    _refused(file, "wildcard-on-inner", "A star inside is only a letter", "bill*:read", "billing:read", on)
    _refused(file, "wildcard-off", "A token's wildcard, turned off", "billing:*", "billing:read", off)
    _refused(file, "wildcard-default", "A token's wildcard, off by default", "billing:*", "billing:read")
    _granted(file, "wildcard-off-literal", "Turned off, it is still its own name", "billing:*", "billing:*", off)


def _claims(file: VectorFile) -> None:
    good = {
        "scp-string": ({"scp": "a b"}, ["a", "b"], "scp a string"),
        "scp-array": ({"scp": ["a", "b"]}, ["a", "b"], "scp an array"),
        "scopes-array": ({"scopes": ["a", "b"]}, ["a", "b"], "scopes an array"),
        "union": (
            {"scope": "a b", "scp": ["b", "c"], "scopes": ["d", "a"]},
            ["a", "b", "c", "d"],
            "The union of all three",
        ),
        "repeated": ({"scope": "b a b a"}, ["b", "a"], "Repeated scopes are taken once, in order"),
        "punctuation": (
            {"scope": "https://x.example/!#$%&'()*+,-./:;<=>?@[]^_`{|}~"},
            None,
            "All that scope-token allows",
        ),
        "thousand": ({"scope": " ".join(f"s{n}" for n in range(1000))}, None, "A thousand scopes"),
        "scp-empty-array": ({"scp": []}, [], "No scopes at all"),
        "scope-array": ({"scope": ["a", "b"]}, ["a", "b"], "scope as an array (Duende, Spring, UAA)"),
        "scopes-string": ({"scopes": "a b"}, ["a", "b"], "scopes as text"),
        "scope-null": ({"scope": None}, [], "scope is null, which is absent"),
        "null-and-array": ({"scope": None, "scp": ["a"]}, ["a"], "One claim is null, another is not"),
    }
    for id, (members, scopes, about) in good.items():
        payload = fixtures.claims(**{"scope": ABSENT} | members)
        expected = members["scope"].split(" ") if scopes is None else scopes
        file.granted(
            f"scope-claim-{id}", about, "plain", fixtures.token(payload), fixtures.principal(payload, scopes=expected)
        )
    bad = {
        "scope-array-space": {"scope": ["a b"]},
        "scope-array-number": {"scope": ["a", 1]},
        "scope-array-null": {"scope": ["a", None]},
        "scope-array-empty": {"scope": ["a", ""]},
        "scope-array-nested": {"scope": [["a"]]},
        "scope-object": {"scope": {"a": True}},
        "scope-number": {"scope": 1},
        "scope-true": {"scope": True},
        "scp-object": {"scp": {"a": 1}},
        "scp-number": {"scp": 7},
        "scp-mixed": {"scp": ["a", 1]},
        "scp-nested": {"scp": [["a"]]},
        "scp-space": {"scp": ["a b"]},
        "scopes-array-space": {"scopes": ["read write"]},
        "scopes-mixed": {"scopes": ["a", None]},
        "scopes-object": {"scopes": {"0": "a"}},
    }
    for id, members in bad.items():
        about = f"Not a list of scopes: {id}"
        file.refused(f"scope-claim-{id}", about, "plain", fixtures.token(**members), "invalid_claim", row=29)
    flood = fixtures.token(scope=" ".join(["a"] * 10_000))
    file.refused(
        "scope-claim-ten-thousand", "Ten thousand scopes are too many bytes", "plain", flood, "token_too_large", row=29
    )
    about = "A wrong scope claim is named even where no scope is needed, before the requirement"
    file.refused(
        "scope-claim-before-requirement",
        about,
        "plain",
        fixtures.token(scope=[1]),
        "invalid_claim",
        scopes="z",
        row=29,
    )


def _claim_requirements(file: VectorFile) -> None:
    """Claims beside scopes in a requirement (403 insufficient_claims)."""
    verified = {"claim": "email_verified", "value": True}
    of_us = {"claim": "hd", "any_of": ["example.com", "example.org"]}
    level = {"claim": "level", "any_of": [2, 3]}
    cases = (
        ("true", verified, {"email_verified": True}, None),
        ("text-true", verified, {"email_verified": "true"}, "insufficient_claims"),
        ("one", verified, {"email_verified": 1}, "insufficient_claims"),
        ("false", verified, {"email_verified": False}, "insufficient_claims"),
        ("null", verified, {"email_verified": None}, "insufficient_claims"),
        ("absent", verified, {}, "insufficient_claims"),
        ("any-of", of_us, {"hd": "example.org"}, None),
        ("any-of-other", of_us, {"hd": "example.net"}, "insufficient_claims"),
        ("any-of-case", of_us, {"hd": "Example.org"}, "insufficient_claims"),
        ("array", of_us, {"hd": ["x", "example.com"]}, None),
        ("array-other", of_us, {"hd": ["x", None, 1]}, "insufficient_claims"),
        ("nested-array", of_us, {"hd": [["example.com"]]}, "insufficient_claims"),
        ("number", level, {"level": 3}, None),
        ("number-other", level, {"level": 4}, "insufficient_claims"),
        ("number-text", level, {"level": "3"}, "insufficient_claims"),
        ("number-float", level, {"level": 3.5}, "insufficient_claims"),
        ("and-scope", ["billing:read", verified], {"email_verified": True}, None),
        ("and-scope-claim-lacks", ["billing:read", verified], {}, "insufficient_claims"),
        ("and-scope-scope-lacks", ["billing:write", verified], {"email_verified": True}, "insufficient_scope"),
        ("and-scope-both-lack", ["billing:write", verified], {}, "insufficient_scope"),
        ("or-scope", {"any": ["billing:read", verified]}, {}, None),
        ("or-claim", {"any": ["billing:write", verified]}, {"email_verified": True}, None),
        ("or-neither", {"any": ["billing:write", verified]}, {}, "insufficient_claims"),
        ("nested", {"any": [{"all": ["billing:read", of_us]}, "admin"]}, {"hd": "example.com"}, None),
    )
    for id, requirement, members, code in cases:
        payload = fixtures.claims(**members)
        about = f"A claim that an operation needs: {id}"
        token = fixtures.token(payload)
        if code is None:
            file.granted(f"claim-{id}", about, "plain", token, fixtures.principal(payload), scopes=requirement)
        else:
            file.refused(f"claim-{id}", about, "plain", token, code, scopes=requirement)
    for id, requirement, path in (
        ("no-value", {"claim": "a"}, "scopes"),
        ("two", {"claim": "a", "value": 1, "any_of": [1]}, "scopes"),
        ("empty", {"claim": "a", "any_of": []}, "scopes"),
        ("empty-name", {"claim": "", "value": 1}, "scopes.claim"),
        ("null", {"claim": "a", "value": None}, "scopes"),
        ("float", {"claim": "a", "value": 0.5}, "scopes.value"),
        ("object", {"claim": "a", "value": {}}, "scopes.value"),
        ("name-number", {"claim": 1, "value": 1}, "scopes.claim"),
        ("in-a-group", {"all": ["a", {"claim": "a"}]}, "scopes.all[1]"),
        ("other-member", {"claim": "a", "value": 1, "min": 1}, "scopes.min"),
        ("too-many", {"claim": "a", "any_of": list(range(65))}, "scopes"),
    ):
        file.misrequired(f"claim-requirement-{id}", f"A requirement that is refused: {id}", "plain", requirement, path)


def _custom_claims(file: VectorFile) -> None:
    name = file.policy("permissions", fixtures.policy(scope_claims=["permissions"]))
    for id, value in (("array", ["read", "write"]), ("string", "read write")):
        payload = fixtures.claims(permissions=value, scope="admin")
        expected = fixtures.principal(payload, scopes=["read", "write"])
        about = f"Another claim named by the policy, {id}; scope is not read"
        file.granted(f"permissions-{id}", about, name, fixtures.token(payload), expected, scopes="write")
    token = fixtures.token(scope="admin", permissions=["read"])
    file.refused(
        "permissions-only",
        "scope is not read when the policy names another claim",
        name,
        token,
        "insufficient_scope",
        scopes="admin",
    )
    token = fixtures.token(permissions={"read": True})
    file.refused("permissions-object", "The named claim is an object", name, token, "invalid_claim", row=29)
    token = fixtures.token(permissions=5)
    file.refused("permissions-number", "The named claim is a number", name, token, "invalid_claim", row=29)


def _characters(file: VectorFile) -> None:
    characters = {
        "nbsp": "billing\u00a0read",
        "line-separator": "billing\u2028read",
        "homoglyph": "b\u0456lling:read",
        "nfd": "cafe\u0301:read",
        "nfc": "caf\u00e9:read",
        "zero-width": "billing:\u200bread",
        "quote": 'a"b',
        "backslash": "a\\b",
        "tab": "a\tb",
        "newline": "a\nb",
        "nul": "a\u0000b",
        "delete": "a\u007fb",
        "emoji": "\U0001f600",
    }
    for id, scope in characters.items():
        about = f"A scope with a character outside scope-token: {id}"
        file.refused(f"scope-{id}", about, "plain", fixtures.token(scope=scope), "invalid_claim", row=29)
        file.refused(
            f"scp-{id}",
            f"{about}, in an array",
            "plain",
            fixtures.token(scope=ABSENT, scp=["a", scope]),
            "invalid_claim",
            row=29,
        )
