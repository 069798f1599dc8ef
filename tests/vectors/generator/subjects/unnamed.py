"""Tokens without `iss` or `aud`, behind members that begin with `danger_` (GOOD_INPUTS G7, RULES)."""

from .. import fixtures, testkeys
from ..casefile import VectorFile
from ..encoding import b64url
from ..fixtures import ABSENT

SECRET = {"secret": b64url(testkeys.secret("hs256-1")), "alg": "HS256"}
OTHER = {"secret": b64url(testkeys.secret("hs256-2")), "alg": "HS256"}
ACCESS = {"claim": "type", "value": "access_token"}
NAME = "home-made"


def home(**members) -> dict:
    base = {"issuer": NAME, "algorithms": ["HS256"], "keys": SECRET, "required_claims": [ACCESS]}
    return fixtures.without_absent(base | {"danger_no_issuer": True, "danger_no_audience": True} | members)


def payload(**members) -> dict:
    base = {"sub": "agent-7", "scopes": ["billing:read"], "exp": 1_800_000_300, "iat": 1_799_999_940}
    return fixtures.without_absent(base | {"type": "access_token"} | members)


def token(claims: dict, key: str = "hs256-1") -> str:
    return fixtures.token(claims, key, "HS256", {"alg": "HS256", "typ": "JWT"})


def principal(claims: dict, **members) -> dict:
    base = {"scopes": claims.get("scopes", []), "issuer": NAME}
    return fixtures.principal(claims | {"iss": NAME}, None, claims=claims, **(base | members))


def build() -> VectorFile:
    file = VectorFile("unnamed", "Tokens that name no issuer or no audience", "RFC 7519 §4.1.1 and §4.1.3")
    file.policy("home", {"issuers": [home()]})
    file.policy("beside", {"issuers": [fixtures.issuer(), home()]})
    file.policy("named", {"issuers": [home(danger_no_audience=ABSENT, audience="api")]})
    file.policy("issuer-only", fixtures.policy(danger_no_audience=True, danger_any_type=True))
    _granted(file)
    _refused(file)
    _policies(file)
    return file


def _granted(file: VectorFile) -> None:
    for name in ("home", "beside"):
        for id, claims in {
            "plain": payload(),
            "null": payload(iss=None, aud=None),
            "text": payload(scope="a b", scopes=ABSENT),
        }.items():
            scopes = ["a", "b"] if id == "text" else claims["scopes"]
            expected = principal(claims, scopes=scopes, audience=[])
            file.granted(f"unnamed-{name}-{id}", f"A home-made token: {id}", name, token(claims), expected)
    claims = payload(aud="api")
    expected = principal(claims)
    file.granted("unnamed-audience", "An audience that is there and fits", "named", token(claims), expected)
    claims = fixtures.claims()
    about = "Beside it, tokens that name their issuer"
    file.granted("unnamed-other-issuer", about, "beside", fixtures.token(claims), fixtures.principal(claims))
    claims = fixtures.claims(aud=ABSENT)
    expected = fixtures.principal(claims, audience=[])
    file.granted("unnamed-no-audience", "iss, and no aud", "issuer-only", fixtures.token(claims), expected)


def _refused(file: VectorFile) -> None:
    for id, iss in {"name": NAME, "other": "https://other.example", "empty": "", "known": fixtures.ISSUER}.items():
        code = "algorithm_not_allowed" if id == "known" else "unknown_issuer"
        about = f"A token that has iss never falls to it: {id}"
        file.refused(f"unnamed-iss-{id}", about, "beside", token(payload(iss=iss)), code, row=53)
    for id, iss in {"number": 7, "array": [], "object": {}}.items():
        about = f"iss is {id}"
        file.refused(f"unnamed-iss-{id}", about, "beside", token(payload(iss=iss)), "invalid_claim", row=53)
    about = "iss null, without such an issuer"
    file.refused("unnamed-iss-null-elsewhere", about, "issuer-only", fixtures.token(iss=None), "invalid_claim", row=53)
    for id, aud, code in (
        ("empty-array", [], "wrong_audience"),
        ("null-array", [None], "invalid_claim"),
        ("empty-text", "", "wrong_audience"),
        ("other", "other", "wrong_audience"),
        ("number", 7, "invalid_claim"),
    ):
        for name, make in (("home", lambda aud: token(payload(aud=aud))), ("issuer-only", lambda aud: fixtures.token(aud=aud))):
            about = f"An aud that is there must match: {id}"
            file.refused(f"unnamed-aud-{id}-{name}", about, name, make(aud), code, row=52)
    for id, aud in (("absent", ABSENT), ("null", None)):
        about = f"Without danger_no_audience: {id}"
        file.refused(f"unnamed-aud-{id}-named", about, "named", token(payload(aud=aud)), "missing_claim", row=52)
    for id, members, code in (
        ("refresh", {"type": "refresh"}, "wrong_type"),
        ("reset", {"type": "password_reset"}, "wrong_type"),
        ("token-type", {"type": "access_token", "token_type": "refresh"}, "wrong_type"),
        ("no-type", {"type": ABSENT}, "missing_claim"),
        ("other-type", {"type": "session"}, "invalid_claim"),
        ("expired", {"exp": 1}, "expired"),
        ("no-exp", {"exp": ABSENT}, "missing_claim"),
    ):
        about = f"The same secret signs other tokens: {id}"
        file.refused(f"unnamed-{id}", about, "home", token(payload(**members)), code, row=56)
    about = "Another secret"
    file.refused("unnamed-forged", about, "home", token(payload(), "hs256-2"), "invalid_signature")


def _policies(file: VectorFile) -> None:
    danger = "danger_no_issuer"
    second = home(issuer="other", keys=OTHER)
    spiffe = {"preset": "spiffe", "trust_domain": "example.org", "audience": "api", "jwks_uri": "https://k.example/"}
    same = {"issuer": "https://x.example", "audience": "api", "algorithms": ["HS256"], "keys": SECRET}
    key = fixtures.es256_jwks()
    twin = fixtures.issuer(issuer="https://twin.example/")
    for id, issuers, path in (
        ("no-type", [home(required_claims=ABSENT)], f"issuers[0].{danger}"),
        ("name-only", [home(required_claims=["type"])], f"issuers[0].{danger}"),
        ("no-audience-no-type", [fixtures.issuer(danger_no_audience=True)], "issuers[0].danger_no_audience"),
        ("two", [home(), second], "issuers[1]"),
        ("two-kinds", [home(danger_no_audience=ABSENT, audience="a"), fixtures.issuer(danger_no_audience=True, danger_any_type=True)], "issuers[1]"),
        ("same-secret", [home(), same], "issuers[1]"),
        ("same-secret-before", [same, home()], "issuers[0]"),
        ("same-key", [home(algorithms=["ES256"], keys=key), twin], "issuers[1]"),
        ("fetched", [home(keys=ABSENT, algorithms=["ES256"], jwks_uri="https://k.example/")], f"issuers[0].{danger}"),
        ("discovered", [home(keys=ABSENT, algorithms=["ES256"])], f"issuers[0].{danger}"),
        ("spiffe", [home(), spiffe], "issuers[0]"),
        ("id-tokens", [home(accepts_id_tokens=True)], f"issuers[0].{danger}"),
        ("no-audience", [home(danger_no_audience=ABSENT)], "issuers[0].audience"),
        ("empty-audience", [home(danger_no_audience=ABSENT, audience=[])], "issuers[0].audience"),
    ):
        about = f"A policy that is refused: {id}"
        file.misconfigured(f"unnamed-policy-{id}", about, {"issuers": issuers}, "invalid_policy", path, 57)
