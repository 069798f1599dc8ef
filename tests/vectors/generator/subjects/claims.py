"""Required claims, the form of identifiers, bound tokens, and what the principal says."""

from .. import fixtures
from ..casefile import VectorFile
from ..fixtures import ABSENT


def build() -> VectorFile:
    file = VectorFile(
        "claims", "Required claims, identifiers, cnf, and the principal", "RFC 7519 §4.1, RFC 7800 §3, RFC 9068 §2.2"
    )
    file.policy("plain", fixtures.policy())
    _required(file)
    _identifiers(file)
    _binding(file)
    _principal(file)
    return file


def _required(file: VectorFile) -> None:
    name = file.policy("required", fixtures.policy(required_claims=["sub", "tenant"]))
    payload = fixtures.claims(tenant="acme")
    file.granted(
        "required-there", "All required claims are there", name, fixtures.token(payload), fixtures.principal(payload)
    )
    file.refused(
        "required-own-missing", "A claim of the policy's own is missing", name, fixtures.token(), "missing_claim"
    )
    file.refused(
        "required-sub-missing", "sub is missing", name, fixtures.token(tenant="acme", sub=ABSENT), "missing_claim"
    )
    file.refused(
        "required-null", "null is no claim", name, fixtures.token(tenant=None), "missing_claim"
    )
    file.refused(
        "required-before-sub-form",
        "A missing claim is named before the form of sub",
        name,
        fixtures.token(sub=""),
        "missing_claim",
    )
    file.refused(
        "required-before-scopes",
        "A missing claim is named before a missing scope",
        name,
        fixtures.token(),
        "missing_claim",
        scopes="z",
    )
    file.refused(
        "required-other-case", "Claim names are case-sensitive", name, fixtures.token(Tenant="acme"), "missing_claim"
    )
    payload = fixtures.claims(tenant=False)
    file.granted(
        "required-false", "A required claim may be false", name, fixtures.token(payload), fixtures.principal(payload)
    )
    name = file.policy("nothing-required", fixtures.policy(required_claims=[]))
    payload = {name: value for name, value in fixtures.claims().items() if name in ("iss", "aud", "exp")}
    file.granted(
        "required-nothing",
        "iss, aud and exp alone",
        "nothing-required",
        fixtures.token(payload),
        fixtures.principal(payload),
    )


def _identifiers(file: VectorFile) -> None:
    values = {"empty": "", "number": 7, "array": ["agent-7"], "object": {}, "false": False}
    for claim in ("sub", "client_id", "azp", "jti"):
        payload = fixtures.claims(**{claim: None})
        id, about = f"{claim.replace('_', '-')}-null", f"{claim} is null, which is absent"
        file.granted(id, about, "plain", fixtures.token(payload), fixtures.principal(payload))
        for id, value in values.items():
            if (claim, id) == ("sub", "empty"):
                continue
            about = f"{claim} is {value!r}"
            token = fixtures.token(**{claim: value})
            file.refused(f"{claim.replace('_', '-')}-{id}", about, "plain", token, "invalid_claim")
    payload = fixtures.claims(sub="")
    about = "An empty sub names nobody, as Cloudflare Access writes it for a service token"
    file.granted("sub-empty", about, "plain", fixtures.token(payload), fixtures.principal(payload, subject=None))
    payload = fixtures.claims(client_id=None, azp="client-8")
    about = "A null client_id leaves the client to azp"
    principal = fixtures.principal(payload, client_id="client-8")
    file.granted("client-id-null-azp", about, "plain", fixtures.token(payload), principal)
    name = file.policy("sub-required", fixtures.policy(required_claims=["sub"]))
    for id, value in (("empty", ""), ("null", None)):
        about = f"A required sub that is {id} is missing"
        file.refused(f"sub-required-{id}", about, name, fixtures.token(sub=value), "missing_claim", row=51)
    token = fixtures.token(sub=7, scope=["a"], cnf={})
    file.refused("sub-before-cnf", "The form of sub is judged before cnf", "plain", token, "invalid_claim")


def _binding(file: VectorFile) -> None:
    values = {
        "jkt": {"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"},
        "x5t": {"x5t#S256": "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"},
        "jwk": {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}},
        "kid": {"kid": "key-1"},
        "unknown": {"https://example.com/binding": "x"},
        "known-and-unknown": {"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I", "new": 1},
        "empty": {},
        "null-member": {"jkt": None},
        "string": "jkt",
        "array": [],
        "false": False,
    }
    for id, value in values.items():
        about = f"A bound token is never taken as a bearer: cnf {id}"
        file.refused(f"cnf-{id}", about, "plain", fixtures.token(cnf=value), "binding_required", row=36)
    payload = fixtures.claims(cnf=None)
    about = "cnf is null, which is absent"
    file.granted("cnf-null", about, "plain", fixtures.token(payload), fixtures.principal(payload), row=36)
    token = fixtures.token(cnf={"jkt": "x"}, scope=[1])
    file.refused(
        "scope-claim-before-cnf", "A wrong scope claim is named before cnf", "plain", token, "invalid_claim", row=36
    )
    token = fixtures.token(cnf={"jkt": "x"}, act="a")
    file.refused("cnf-before-act", "cnf is judged before act", "plain", token, "binding_required", row=36)
    file.refused(
        "cnf-before-scope",
        "cnf is judged before scopes",
        "plain",
        fixtures.token(cnf={"jkt": "x"}),
        "binding_required",
        scopes="z",
        row=36,
    )
    file.refused(
        "cnf-expired",
        "Lifetime is judged before cnf",
        "plain",
        fixtures.token(cnf={"jkt": "x"}, exp=1),
        "expired",
        row=36,
    )


def _principal(file: VectorFile) -> None:
    cases = {
        "azp": ({"client_id": ABSENT, "azp": "client-azp"}, {}, "azp stands in for client_id"),
        "client-id-and-azp": ({"azp": "client-azp"}, {}, "client_id goes before azp"),
        "no-client": ({"client_id": ABSENT}, {}, "Neither client_id nor azp"),
        "no-subject": ({"sub": ABSENT}, {}, "No sub"),
        "no-token-id": ({"jti": ABSENT}, {}, "No jti"),
        "no-scope": ({"scope": ABSENT}, {}, "No scopes"),
        "subject-text": ({"sub": "agent \u00fc \u6771 \U0001f916"}, {}, "sub in any script"),
        "subject-uri": ({"sub": "spiffe://example.com/agent/7"}, {}, "sub a URI"),
        "subject-quotes": ({"sub": 'a "b" \\ / \u0001 \u007f'}, {}, "sub with characters JSON escapes"),
        "audience-order": ({"aud": ["z", fixtures.AUDIENCE, "a"]}, {}, "The whole audience, in its order"),
        "other-claims": (
            {
                "tenant": "acme",
                "n": 1.5,
                "neg": -3,
                "t": True,
                "nothing": None,
                "list": [1, [2, {"x": "y"}]],
                "": "empty name",
            },
            {},
            "All claims are handed on",
        ),
        "proto": (
            {"__proto__": "x", "constructor": "y", "toString": "z"},
            {},
            "Names that mean something to JavaScript",
        ),
        "tier-claim": (
            {"tier": "gold", "binding": "dpop", "credential": "api_key"},
            {},
            "Claims never become other members",
        ),
    }
    for id, (claims, members, about) in cases.items():
        payload = fixtures.claims(**claims)
        file.granted(f"principal-{id}", about, "plain", fixtures.token(payload), fixtures.principal(payload, **members))
