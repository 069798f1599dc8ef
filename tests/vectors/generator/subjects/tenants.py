"""Microsoft Entra for several tenants: whose tokens count, by which keys, and which policies do not construct."""

from ..answers import answer, jwks, key
from ..casefile import VectorFile
from ..fixtures import ABSENT
from ..preset_cases import granted_of, refused_of
from ..providers import BY_NAME, OTHER_TENANT, TENANT, THIRD_TENANT

BASE = "https://login.microsoftonline.com"
TEMPLATE = f"{BASE}/{{tenantid}}/v2.0"
LISTED, CONSUMERS = THIRD_TENANT, OTHER_TENANT
STRANGE = "82229342-1101-4ab6-817b-70c0747630f3"
MULTI, ANY = BY_NAME["entra_tenants"], BY_NAME["entra_v1_tenants"]
BAD = "invalid_policy"


def of(tenant: str) -> str:
    return TEMPLATE.replace("{tenantid}", tenant)


def v1_of(tenant: str) -> str:
    return f"https://sts.windows.net/{tenant}/"


def build() -> VectorFile:
    file = VectorFile(
        "tenants",
        "Microsoft Entra: tokens of several tenants under one policy",
        "Microsoft Entra documentation, access tokens, Validate the issuer; OpenID Connect Core §3.1.3.7",
    )
    for provider in (BY_NAME["entra"], BY_NAME["entra_v1"], MULTI, ANY):
        file.fetches |= provider.fetches()
        file.policy(provider.name, {"issuers": [provider.members]})
    _listed(file)
    _any(file)
    _keys(file)
    _one_tenant(file)
    _faults(file)
    return file


def _listed(file: VectorFile) -> None:
    granted_of(file, "tenants-first", "A tenant that is listed", MULTI)
    other = {"iss": of(LISTED), "tid": LISTED}
    granted_of(file, "tenants-second", "Another one", MULTI, expected={"issuer": of(LISTED)}, **other)
    cases = {
        "not-listed": ("unknown_issuer", {"iss": of(STRANGE), "tid": STRANGE}),
        "consumers": ("unknown_issuer", {"iss": of(CONSUMERS), "tid": CONSUMERS}),
        "template": ("unknown_issuer", {"iss": TEMPLATE}),
        "common": ("unknown_issuer", {"iss": of("common")}),
        "upper-case": ("unknown_issuer", {"iss": of(TENANT.upper()), "tid": TENANT.upper()}),
        "version-1": ("unknown_issuer", {"iss": v1_of(TENANT)}),
        "longer": ("unknown_issuer", {"iss": of(TENANT) + "/"}),
        "other-host": ("unknown_issuer", {"iss": of(TENANT).replace(".com", ".com.evil.example")}),
        "two-tenants": ("unknown_issuer", {"iss": of(f"{TENANT}/{LISTED}")}),
        "null": ("invalid_claim", {"iss": None}),
        "tid-of-another": ("invalid_claim", {"tid": LISTED}),
        "tid-upper-case": ("invalid_claim", {"tid": TENANT.upper()}),
        "tid-list": ("invalid_claim", {"tid": [TENANT]}),
        "tid-number": ("invalid_claim", {"tid": 5}),
        "tid-null": ("missing_claim", {"tid": None}),
        "tid-absent": ("missing_claim", {"tid": ABSENT}),
        "without-azp": ("missing_claim", {"azp": ABSENT}),
        "audience": ("wrong_audience", {"aud": "ef1da9d4-ff77-4c3e-a005-840c3f830746"}),
    }
    for id, (code, claims) in cases.items():
        refused_of(file, f"tenants-{id}", f"Not a listed tenant's token: {id}", MULTI, code, more={"row": 64}, **claims)
    upper = MULTI.members | {"tenants": [TENANT.upper()]}
    name = file.policy("upper-case", {"issuers": [upper]})
    granted_of(file, "tenants-policy-upper", "A tenant in upper case in the policy, as portals show it", MULTI, name)


def _any(file: VectorFile) -> None:
    granted_of(file, "tenants-any", "Any tenant", ANY)
    strange = {"iss": v1_of(STRANGE), "tid": STRANGE}
    granted_of(file, "tenants-any-other", "Any other tenant", ANY, expected={"issuer": v1_of(STRANGE)}, **strange)
    consumers = {"iss": v1_of(CONSUMERS), "tid": CONSUMERS}
    about = "Personal accounts are not among any tenant"
    refused_of(file, "tenants-any-consumers", about, ANY, "unknown_issuer", more={"row": 64}, **consumers)
    for id, text in (
        ("name", "contoso.onmicrosoft.com"),
        ("upper-case", STRANGE.upper()),
        ("braces", f"{{{STRANGE}}}"),
        ("short", STRANGE[:-1]),
        ("empty", ""),
    ):
        claims = {"iss": v1_of(text), "tid": text}
        about = f"A tenant that is no GUID: {id}"
        refused_of(file, f"tenants-any-{id}", about, ANY, "unknown_issuer", more={"row": 64}, **claims)
    listed = ANY.members | {"tenants": [CONSUMERS]}
    name = file.policy("any-and-consumers", {"issuers": [listed]})
    about = "Personal accounts, listed by name"
    granted_of(file, "tenants-consumers-listed", about, ANY, name, expected={"issuer": v1_of(CONSUMERS)}, **consumers)
    granted_of(file, "tenants-any-beside", "Any tenant beside them", ANY, name)


def _keys(file: VectorFile) -> None:
    """A key says whose tokens it signs; `key-1` is the token's."""
    consumers = {"iss": of(CONSUMERS), "tid": CONSUMERS}
    name = file.policy("with-consumers", {"issuers": [MULTI.members | {"tenants": [TENANT, CONSUMERS]}]})
    head = {"kid": "key-2"}
    about = "A key of personal accounts signs their tokens"
    expected = {"issuer": of(CONSUMERS), "key_id": "key-2"}
    granted_of(file, "tenants-key-own", about, MULTI, name, head, "rsa-2", expected=expected, **consumers)
    about = "A key of personal accounts signs no other tenant's tokens"
    refused_of(file, "tenants-key-other", about, MULTI, "unknown_key", name, head, "rsa-2", more={"row": 64})
    for id, issuer, code in (
        ("template", TEMPLATE, None),
        ("one", of(TENANT), None),
        ("another", of(LISTED), "unknown_key"),
        ("absent", None, "unknown_key"),
        ("empty", "", "unknown_key"),
        ("number", 5, "unknown_key"),
        ("elsewhere", f"https://evil.example/{TENANT}/v2.0", "unknown_key"),
        ("in-query", f"{BASE}/{LISTED}/v2.0?{TENANT}", "unknown_key"),
        ("template-in-query", f"{BASE}/{LISTED}/v2.0?{{tenantid}}", "unknown_key"),
        ("name", of("contoso.onmicrosoft.com"), "unknown_key"),
        ("longer", of(TENANT) + "/", "unknown_key"),
    ):
        keys = jwks(key("rsa-1", alg=None, issuer=issuer), key("rsa-2", "key-2", alg=None, issuer=TEMPLATE))
        more = {"fetches": {MULTI.jwks_uri: answer(keys)}, "row": 64}
        about = f"The issuer of the key: {id}"
        if code is None:
            granted_of(file, f"tenants-key-{id}", about, MULTI, more=more)
        else:
            refused_of(file, f"tenants-key-{id}", about, MULTI, code, more=more)
    # Without `kid`, of two keys the one that may sign for the tenant.
    keys = jwks(key("rsa-2", alg=None, kid=None, issuer=of(LISTED)), key("rsa-1", alg=None, kid=None, issuer=of(TENANT)))
    more = {"fetches": {MULTI.jwks_uri: answer(keys)}}
    granted_of(file, "tenants-key-no-kid", "Keys without kid", MULTI, None, {"kid": ABSENT}, more=more)


def _one_tenant(file: VectorFile) -> None:
    """The presets for one tenant compare too."""
    for name in ("entra", "entra_v1"):
        one, id = BY_NAME[name], name.replace("_", "-")
        for what, code, tid in (
            ("other", "invalid_claim", LISTED),
            ("null", "missing_claim", None),
            ("absent", "missing_claim", ABSENT),
        ):
            about = f"{name}: `tid` is {what}"
            refused_of(file, f"{id}-tid-{what}", about, one, code, more={"row": 64}, tid=tid)
    entra = BY_NAME["entra"]
    for id, issuer in (
        ("elsewhere", f"https://evil.example/{TENANT}/v2.0"),
        ("in-query", f"{BASE}/{LISTED}/v2.0?{TENANT}"),
    ):
        keys = jwks(key("rsa-1", alg=None, issuer=issuer), key("rsa-2", "key-2", alg=None))
        more = {"fetches": {entra.jwks_uri: answer(keys)}, "row": 64}
        about = f"The tenant in another part of the key's issuer: {id}"
        refused_of(file, f"entra-key-issuer-{id}", about, entra, "unknown_key", more=more)


def _faults(file: VectorFile) -> None:
    cases = {
        "none": ({"tenants": []}, "tenants"),
        "absent": ({"tenants": None}, "tenants"),
        "name": ({"tenants": ["contoso.onmicrosoft.com"]}, "tenants[0]"),
        "common": ({"tenants": [TENANT, "common"]}, "tenants[1]"),
        "text": ({"tenants": TENANT}, "tenants"),
        "twice": ({"tenants": [TENANT, TENANT.upper()]}, "tenants[1]"),
        "issuer": ({"issuer": of(TENANT)}, "issuer"),
        "issuer-twice": ({"issuer": f"{TEMPLATE}/{{tenantid}}"}, "issuer"),
        "keys": ({"keys": [key("rsa-1")]}, "keys"),
        "tenant": ({"tenant": TENANT}, "tenant"),
    }
    for id, (members, path) in cases.items():
        policy = {"issuers": [MULTI.members | members]}
        file.misconfigured(f"tenants-bad-{id}", f"Refused: {id}", policy, BAD, f"issuers[0].{path}")
    entra = BY_NAME["entra"].members
    for id, members, path in (
        ("single", {"tenants": [TENANT]}, "tenants"),
        ("single-any", {"danger_any_tenant": True}, "danger_any_tenant"),
    ):
        policy = {"issuers": [entra | members]}
        file.misconfigured(f"tenants-bad-{id}", "With another preset", policy, BAD, f"issuers[0].{path}")
    policy = {"issuers": [entra, MULTI.members]}
    about = "A tenant that has an issuer of its own"
    file.misconfigured("tenants-bad-listed-twice", about, policy, BAD, "issuers[1].tenants")
    policy = {"issuers": [MULTI.members, MULTI.members | {"tenants": [STRANGE]}]}
    file.misconfigured("tenants-bad-two", "The same preset twice", policy, BAD, "issuers[1].issuer")
