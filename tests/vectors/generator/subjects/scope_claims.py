"""How a policy says that a claim holds scopes: by path, keys, member or separator; and what is no wildcard."""

from .. import fixtures
from ..casefile import VectorFile
from ..fixtures import ABSENT

OURS, THEIRS = "237216584123456789", "999999999999999999"
ZITADEL = "urn:zitadel:iam:org:project:roles"
KEYS = {"claim": "roles", "keys": True}
ORG = {"claim": ["a", ZITADEL], "keys": True, "org": [OURS, "o2"]}
MEMBER = {"claim": "roles", "member": "name"}
COMMAS = {"claim": "roles", "separator": ","}


def build() -> VectorFile:
    file = VectorFile(
        "scope_claims", "Claims that hold scopes in a form that the policy names", "RFC 6749 §3.3, RFC 9068 §2.2.3.1"
    )
    _keys(file)
    _organizations(file)
    _members(file)
    _separators(file)
    _paths(file)
    _wildcards(file)
    _policies(file)
    return file


class Reading:
    """Cases of one policy that differ in a claim."""

    def __init__(self, file: VectorFile, name: str, scope_claims: list, **members):
        self.file = file
        self.prefix = name
        self.policy = file.policy(name, fixtures.policy(scope_claims=scope_claims, **members))

    def holds(self, id: str, scopes: list, needed=ABSENT, **members) -> None:
        payload = fixtures.claims(**{"scope": "admin"} | members)
        more = {} if needed is ABSENT else {"scopes": needed}
        expected = fixtures.principal(payload, scopes=scopes)
        about = f"{self.prefix}: {id}"
        self.file.granted(f"{self.prefix}-{id}", about, self.policy, fixtures.token(payload), expected, **more)

    def refuses(self, id: str, code: str = "invalid_claim", row=None, needed=ABSENT, **members) -> None:
        more = ({} if needed is ABSENT else {"scopes": needed}) | ({"row": row} if row else {})
        token = fixtures.token(**{"scope": "admin"} | members)
        self.file.refused(f"{self.prefix}-{id}", f"{self.prefix}: {id}", self.policy, token, code, **more)


def _keys(file: VectorFile) -> None:
    one = Reading(file, "keys", [KEYS])
    one.holds("several", ["admin", "reader"], "reader", roles={"admin": {"o": "a.example"}, "reader": True})
    one.holds("text-and-array", ["a", "b"], roles={"a": "yes", "b": [0]})
    for id, value in {"false": False, "null": None, "object": {}, "array": [], "text": "", "one": 1}.items():
        one.refuses(f"grants-nothing-{id}", "insufficient_scope", 62, "admin", scope=ABSENT, roles={"admin": value})
        one.holds(f"beside-{id}", ["b"], "b", roles={"admin": value, "b": True})
    one.holds("absent", [])
    one.holds("null", [], roles=None)
    one.holds("empty", [], roles={})
    one.holds("no-scope", ["b"], roles={"Account Manager": True, "b": True, "": True})
    for id, value in {"array": ["admin"], "text": "admin", "true": True, "number": 1}.items():
        one.refuses(f"is-{id}", roles=value)


def _organizations(file: VectorFile) -> None:
    one = Reading(file, "org", [ORG])

    def granted(by) -> dict:
        return {"a": {ZITADEL: {"admin": by}}}

    one.holds("ours", ["admin"], "admin", **granted({OURS: "ours.example"}))
    one.holds("second", ["admin"], "admin", **granted({THEIRS: "x", "o2": "x"}))
    for id, by in {
        "theirs": {THEIRS: "theirs.example"},
        "value": {THEIRS: OURS},
        "null": {OURS: None},
        "none": {},
        "true": True,
        "text": OURS,
        "array": [OURS],
        "deeper": {THEIRS: {OURS: "x"}},
        "longer": {f"{OURS}0": "x"},
    }.items():
        one.refuses(f"grants-nothing-{id}", "insufficient_scope", 62, "admin", scope=ABSENT, **granted(by))


def _members(file: VectorFile) -> None:
    one = Reading(file, "member", [MEMBER])
    one.holds("several", ["admin", "reader"], "admin", roles=[{"name": "admin"}, {"owner": "x", "name": "reader"}])
    one.holds("without", ["b"], roles=[{"title": "admin"}, {"name": None}, {"name": "b"}, {}])
    one.holds("no-scope", ["b"], roles=[{"name": "Account Manager"}, {"name": ""}, {"name": "b"}])
    one.holds("none", [], roles=[])
    one.holds("absent", [])
    for id, value in {
        "object": {"name": "admin"},
        "text": "admin",
        "element-text": [{"name": "b"}, "admin"],
        "element-null": [None],
        "element-array": [[{"name": "admin"}]],
        "name-number": [{"name": 1}],
        "name-array": [{"name": ["admin"]}],
        "name-object": [{"name": {"name": "admin"}}],
    }.items():
        one.refuses(f"is-{id}", roles=value)


def _separators(file: VectorFile) -> None:
    one = Reading(file, "commas", [COMMAS])
    one.holds("several", ["admin", "billing:read"], "admin", roles="admin,billing:read")
    one.holds("one", ["admin"], roles="admin")
    one.holds("empty", [], roles="")
    one.holds("repeated", ["b", "a"], roles="b,a,b")
    one.holds("no-scope", ["b"], roles="Account Manager,b, c")
    one.holds("array", ["x,y", "b"], roles=["x,y", "b"])
    one.refuses("array-is-not-split", "insufficient_scope", 61, "x", roles=["x,y"])
    for id, value in {
        "two": "admin,,x",
        "first": ",admin",
        "last": "admin,",
        "only": ",",
        "array-number": ["a", 1],
        "object": {"a": True},
        "number": 1,
    }.items():
        one.refuses(f"is-{id}", row=61, roles=value)
    longer = Reading(file, "longer-separator", [{"claim": "roles", "separator": ", "}])
    longer.holds("several", ["admin", "b,c"], roles="admin, b,c")
    scope = Reading(file, "scope-commas", [{"claim": "scope", "separator": ","}])
    scope.holds("several", ["a", "b"], scope="a,b")
    scope.refuses("is-space", row=61, scope="a,b c")
    scope.refuses("is-empty-part", row=61, scope="a,,b")


def _paths(file: VectorFile) -> None:
    one = Reading(file, "paths", [{"claim": ["a", "b"], "keys": True}, {"claim": "c", "member": "d"}, "scope"])
    one.holds("union", ["x", "y", "admin"], a={"b": {"x": True}}, c=[{"d": "y"}, {"d": "x"}])
    one.holds("null-on-the-way", ["admin"], a={"b": None})
    one.holds("null-at-the-start", ["admin"], a=None)
    one.holds("absent-on-the-way", ["admin"], a={})
    for id, value in {"text": "b", "array": [], "array-of-it": [{"b": {"x": True}}], "number": 1}.items():
        one.refuses(f"through-{id}", a=value)


def _wildcards(file: VectorFile) -> None:
    """A role is a name and never a wildcard, whatever it is called."""
    on = {"scopes": {"wildcards": True, "implies": {"admin": ["users:*"], "team:lead": ["logs:read"]}}}
    roles = "scope", "permissions", KEYS
    one = Reading(file, "roles-wildcards", list(roles), **on)
    for id, needed in {"itself": "billing:*", "implied": "users:read"}.items():
        one.holds(f"grants-{id}", ["admin", "billing:*"], needed, permissions=["billing:*"])
    for id, members in {
        "array": {"permissions": ["billing:*"]},
        "text": {"permissions": "billing:*"},
        "key": {"roles": {"billing:*": True}},
        "both": {"permissions": ["billing:*"], "roles": {"billing:*": True}},
    }.items():
        one.refuses(f"covers-nothing-{id}", "insufficient_scope", 63, "billing:read", **members)
    about = "insufficient_scope", 63, "logs:read"
    one.refuses("implies-nothing", *about, permissions=["team:*"])
    one.holds("of-scope", ["team:*"], "logs:read", scope="team:*")
    # The same name from a scope claim is a wildcard, in whatever order the two are read.
    one.holds("of-both", ["team:*"], "team:x", scope="team:*", permissions=["team:*"])
    other = Reading(file, "wildcards-roles", ["permissions", "scope"], **on)
    other.holds("of-both", ["team:*"], "team:x", scope="team:*", permissions=["team:*"])
    other.holds("of-others", ["x:*", "y:*", "team:*"], "team:x", scope="team:*", permissions=["x:*", "y:*"])
    for name in "xy":
        members = {"scope": "team:*", "permissions": ["x:*", "y:*"]}
        other.refuses(f"of-others-{name}", "insufficient_scope", 63, f"{name}:read", **members)
    many = [f"r{number}:*" for number in range(40)]
    other.refuses("many", "insufficient_scope", 63, "r39:x", scope="team:*", permissions=many)
    other.holds("many-and-one", [*many, "team:*"], "team:x", scope="team:*", permissions=many)


def _policies(file: VectorFile) -> None:
    wrong = {
        "claim-absent": ({"keys": True}, ".claim"),
        "claim-number": ({"claim": 1}, ".claim"),
        "claim-empty": ({"claim": "", "keys": True}, ""),
        "claim-empty-path": ({"claim": [], "keys": True}, ""),
        "keys-text": ({"claim": "a", "keys": "true"}, ".keys"),
        "two": ({"claim": "a", "keys": True, "member": "name"}, ""),
        "two-others": ({"claim": "a", "separator": ",", "member": "name"}, ""),
        "org-alone": ({"claim": "a", "org": "o"}, ".org"),
        "org-without-keys": ({"claim": "a", "keys": False, "org": "o"}, ".org"),
        "org-of-member": ({"claim": "a", "member": "name", "org": "o"}, ""),
        "org-of-nothing": ({"claim": "a", "keys": True, "org": []}, ".org"),
        "org-empty": ({"claim": "a", "keys": True, "org": ["o", ""]}, ".org"),
        "org-number": ({"claim": "a", "keys": True, "org": 1}, ".org"),
        "org-too-many": ({"claim": "a", "keys": True, "org": [f"o{n}" for n in range(65)]}, ".org"),
        "member-empty": ({"claim": "a", "member": ""}, ".member"),
        "member-path": ({"claim": "a", "member": ["a", "b"]}, ".member"),
        "separator-empty": ({"claim": "a", "separator": ""}, ".separator"),
        "separator-array": ({"claim": "a", "separator": [","]}, ".separator"),
        "unknown": ({"claim": "a", "value": True}, ".value"),
        "number": (1, ""),
    }
    for id, (claim, path) in wrong.items():
        policy = fixtures.policy(scope_claims=["scope", claim])
        about = f"A scope claim that is refused: {id}"
        file.misconfigured(f"scope-claim-{id}", about, policy, "invalid_policy", f"issuers[0].scope_claims[1]{path}")
    twice = fixtures.policy(scope_claims=["a", {"claim": ["a"], "keys": True}])
    about = "One claim cannot be read in two ways"
    file.misconfigured("scope-claim-twice", about, twice, "invalid_policy", "issuers[0].scope_claims[1]")
