"""The act chain: who acts for whom, and how far that may go (row 38)."""

from .. import fixtures
from ..casefile import VectorFile
from ..fixtures import ISSUER


def build() -> VectorFile:
    file = VectorFile("actors", "The act claim: shapes, depth and order", "RFC 8693 §4.1")
    file.policy("plain", fixtures.policy())
    for count in range(1, 5):
        payload = fixtures.claims(act=chain(count))
        actors = [{"subject": f"actor-{n}", "issuer": None} for n in range(1, count + 1)]
        about = f"{count} actors, outermost first"
        file.granted(
            f"act-{count}", about, "plain", fixtures.token(payload), fixtures.principal(payload, actors=actors), row=38
        )
    for count in (5, 6, 12):
        about = f"{count} actors are too many"
        file.refused(f"act-{count}", about, "plain", fixtures.token(act=chain(count)), "delegation_too_deep", row=38)
    payload = fixtures.claims(
        act={"iss": ISSUER, "sub": "actor-1", "act": {"sub": "actor-2", "iss": "https://b.example/"}}
    )
    actors = [{"subject": "actor-1", "issuer": ISSUER}, {"subject": "actor-2", "issuer": "https://b.example/"}]
    file.granted(
        "act-issuers",
        "Actors with issuers",
        "plain",
        fixtures.token(payload),
        fixtures.principal(payload, actors=actors),
        row=38,
    )
    payload = fixtures.claims(act={"sub": "actor-1", "client_id": "c", "extra": [1]})
    actors = [{"subject": "actor-1", "issuer": None}]
    file.granted(
        "act-extra-members",
        "Other members of an actor",
        "plain",
        fixtures.token(payload),
        fixtures.principal(payload, actors=actors),
        row=38,
    )
    payload = fixtures.claims(may_act={"sub": "actor-1"})
    file.granted(
        "may-act",
        "may_act says who could act, not who does",
        "plain",
        fixtures.token(payload),
        fixtures.principal(payload),
        row=38,
    )
    _shapes(file)
    _order(file)
    return file


def chain(count: int) -> dict:
    act: dict = {}
    for number in range(count, 0, -1):
        act = {"sub": f"actor-{number}"} | ({"act": act} if act else {})
    return act


def _shapes(file: VectorFile) -> None:
    shapes = {
        "string": "actor-1",
        "array": [{"sub": "actor-1"}],
        "number": 1,
        "true": True,
        "empty": {},
        "no-sub": {"iss": ISSUER},
        "sub-number": {"sub": 1},
        "sub-null": {"sub": None},
        "sub-array": {"sub": ["actor-1"]},
        "inner-string": {"sub": "actor-1", "act": "actor-2"},
        "inner-no-sub": {"sub": "actor-1", "act": {"act": {"sub": "actor-3"}}},
        "inner-sub-number": {"sub": "actor-1", "act": {"sub": 2}},
    }
    for id, act in shapes.items():
        file.refused(
            f"act-{id}", f"No chain of actors: {id}", "plain", fixtures.token(act=act), "invalid_claim", row=38
        )
    for id, act, actors in (
        ("null", None, []),
        ("inner-null", {"sub": "actor-1", "act": None}, [{"subject": "actor-1", "issuer": None}]),
        ("iss-null", {"sub": "actor-1", "iss": None}, [{"subject": "actor-1", "issuer": None}]),
    ):
        payload = fixtures.claims(act=act)
        principal = fixtures.principal(payload, actors=actors)
        about = f"null is absent in a chain of actors: {id}"
        file.granted(f"act-{id}", about, "plain", fixtures.token(payload), principal, row=38)
    cycle = {"sub": "a", "act": {"sub": "b", "act": {"sub": "a", "act": {"sub": "b", "act": {"sub": "a"}}}}}
    file.refused(
        "act-cycle",
        "Two actors in a circle, five deep",
        "plain",
        fixtures.token(act=cycle),
        "delegation_too_deep",
        row=38,
    )
    file.refused(
        "act-15-levels",
        "A chain as deep as JSON may be",
        "plain",
        fixtures.token(act=chain(15)),
        "delegation_too_deep",
        row=38,
    )
    file.refused(
        "act-16-levels",
        "A chain deeper than JSON may be",
        "plain",
        fixtures.token(act=chain(16)),
        "malformed_token",
        row=38,
    )


def _order(file: VectorFile) -> None:
    file.refused(
        "act-before-scope",
        "The chain is judged before scopes",
        "plain",
        fixtures.token(act=chain(5)),
        "delegation_too_deep",
        scopes="z",
        row=38,
    )
    file.refused(
        "act-scope",
        "A good chain without the scope",
        "plain",
        fixtures.token(act=chain(2)),
        "insufficient_scope",
        scopes="z",
        row=38,
    )
    file.refused(
        "act-scope-claim",
        "A wrong scope claim is named before the chain",
        "plain",
        fixtures.token(act=chain(5), scope=1),
        "invalid_claim",
        row=38,
    )
    forged = fixtures.token(act=chain(5), key="p256-2")
    file.refused("act-forged", "The signature is judged before the chain", "plain", forged, "invalid_signature", row=38)
