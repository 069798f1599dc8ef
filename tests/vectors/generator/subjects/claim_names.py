"""Which claims carry scopes, client and audience, where the policy names others than the usual ones."""

from .. import fixtures
from ..casefile import VectorFile
from ..fixtures import ABSENT


def build() -> VectorFile:
    file = VectorFile(
        "claim_names",
        "Scopes, client and audience in claims the policy names",
        "RFC 7519 §4.1.3, RFC 8693 §4.2 and §4.3",
    )
    _scope_paths(file)
    _role_names(file)
    _client_ids(file)
    _audiences(file)
    return file


def _scope_paths(file: VectorFile) -> None:
    policy = fixtures.policy(scope_claims=["scope", ["realm", "access", "roles"]])
    name = file.policy("scope-path", policy)
    held = {
        "deep": ({"access": {"roles": ["a", "b"]}}, ["billing:read", "users:read", "a", "b"]),
        "text": ({"access": {"roles": "a b"}}, ["billing:read", "users:read", "a", "b"]),
        "again": ({"access": {"roles": ["users:read", "a"]}}, ["billing:read", "users:read", "a"]),
        "no-leaf": ({"access": {}}, ["billing:read", "users:read"]),
        "no-branch": ({}, ["billing:read", "users:read"]),
        # A role or a group may be named by any text; one that is no scope grants none.
        "role-names": (
            {"access": {"roles": ["team lead", "K\u00e4ufer", 'a"b', "", "a\u00a0b", "b"]}},
            ["billing:read", "users:read", "b"],
        ),
    }
    for id, (value, scopes) in held.items():
        payload = fixtures.claims(realm=value)
        expected = fixtures.principal(payload, scopes=scopes)
        file.granted(f"scope-path-{id}", f"Scopes at the end of a path: {id}", name, fixtures.token(payload), expected)
    dotted = {"realm.access.roles": ["admin"], "realm": {"access.roles": ["admin"]}}
    payload = fixtures.claims(**dotted)
    about = "A path is no text with dots"
    file.granted("scope-path-dots", about, name, fixtures.token(payload), fixtures.principal(payload))
    for id, value in {"number": 5, "object": {"a": True}, "mixed": ["a", 5], "true": True}.items():
        token = fixtures.token(realm={"access": {"roles": value}})
        file.refused(f"scope-path-{id}", f"At the end of the path: {id}", name, token, "invalid_claim", row=29)


def _role_names(file: VectorFile) -> None:
    name = file.policy("role-claims", fixtures.policy(scope_claims=["roles", "scopes"]))
    payload = fixtures.claims(roles=["team lead", "a"], scopes=["b"])
    about = "Of roles only those are scopes that have the form of one"
    file.granted("role-claims", about, name, fixtures.token(payload), fixtures.principal(payload, scopes=["a", "b"]))
    token = fixtures.token(roles=["a"], scopes=["team lead"])
    about = "A claim of scopes holds nothing else"
    file.refused("role-claims-scopes", about, name, token, "invalid_claim", row=29)
    token = fixtures.token(roles="a\u00a0b", scopes=["b"])
    about = "Roles joined by another space than the one there is"
    file.refused("role-claims-joined", about, name, token, "invalid_claim", row=29)


def _client_ids(file: VectorFile) -> None:
    name = file.policy("client-claims", fixtures.policy(client_id_claims=["appid", "cid"]))
    for id, claims, client in (
        ("first", {"appid": "a", "cid": "c"}, "a"),
        ("second", {"cid": "c"}, "c"),
        ("neither", {}, None),
    ):
        payload = fixtures.claims(azp="z", **claims)
        about = f"The client's id by the policy's claims: {id}"
        expected = fixtures.principal(payload, client_id=client)
        file.granted(f"client-claims-{id}", about, name, fixtures.token(payload), expected)
    token = fixtures.token(appid=5, cid="c")
    file.refused("client-claims-number", "A client's id that is no string", name, token, "invalid_claim", row=19)


def _audiences(file: VectorFile) -> None:
    name = file.policy("audience-claim", fixtures.policy(audience_claim="client_id", audience="client-9"))
    for id, aud in {"absent": ABSENT, "null": None, "ours": "client-9", "array": ["x", "client-9"]}.items():
        payload = fixtures.claims(aud=aud)
        about = f"The audience in another claim, and aud is {id}"
        expected = fixtures.principal(payload, audience=["client-9"])
        file.granted(f"audience-claim-{id}", about, name, fixtures.token(payload), expected)
    about = "An aud that names another service"
    for id, aud in {"text": "https://other.example", "array": ["https://other.example", "x"], "none": []}.items():
        token = fixtures.token(aud=aud)
        file.refused(f"audience-claim-other-{id}", about, name, token, "wrong_audience", row=60)
    for id, aud in {"number": 7, "object": {}}.items():
        file.refused(f"audience-claim-{id}", f"aud is {id}", name, fixtures.token(aud=aud), "invalid_claim", row=60)
    other = "https://other.example"
    members = {"audience_claim": "client_id", "audience": "client-9", "also_audience": [other]}
    also = file.policy("also-audience", fixtures.policy(**members))
    payload = fixtures.claims(aud=other)
    about = "An aud that the policy knows"
    expected = fixtures.principal(payload, audience=["client-9"])
    file.granted("audience-claim-also", about, also, fixtures.token(payload), expected)
    token = fixtures.token(aud="https://third.example")
    file.refused("audience-claim-also-other", about, also, token, "wrong_audience", row=60)
    token = fixtures.token(aud=other, client_id="client-8")
    file.refused("audience-claim-also-alone", about, also, token, "wrong_audience", row=60)
    token = fixtures.token(client_id="client-8", aud="client-9")
    about = "aud does not stand for the other claim"
    file.refused("audience-claim-aud", about, name, token, "wrong_audience", row=24)
    token = fixtures.token(client_id=ABSENT, aud="client-9")
    file.refused("audience-claim-missing", about, name, token, "missing_claim", row=24)
