"""What a principal is, and what it refuses to be."""

import copy
import pickle

import pytest
import tokens
from doorward import Actor, ApiKey, MemoryApiKeyStore, Principal

VERIFIER = tokens.verifier()


def principal(**changes):
    return VERIFIER.verify(tokens.token(**changes))


def test_only_a_verifier_makes_one():
    with pytest.raises(TypeError):
        Principal()
    with pytest.raises(TypeError):
        type("Fake", (Principal,), {})


def test_it_is_frozen():
    with pytest.raises(AttributeError):
        principal().subject = "admin"
    with pytest.raises(AttributeError):
        principal().extra = 1


def test_it_refuses_to_be_pickled_and_says_why():
    with pytest.raises(TypeError, match="could forge a caller"):
        pickle.dumps(principal())


def test_a_copy_is_the_thing_itself():
    one = principal()
    assert copy.copy(one) is one


def test_a_deep_copy_has_claims_of_its_own():
    one = principal(nested={"n": [1]})
    one.claims["nested"]["n"].append(2)
    again = copy.deepcopy({"caller": one})["caller"]
    assert again.claims["nested"] == {"n": [1]}
    again.claims["nested"]["n"].append(3)
    assert one.claims["nested"] == {"n": [1, 2]}
    assert (repr(again), again.claims_json) == (repr(one), one.claims_json)
    assert again.allows("billing:read")


def test_claims_are_parsed_once():
    one = principal(nested={"n": [1, 2.5, None, True]})
    assert one.claims["nested"] == {"n": [1, 2.5, None, True]}
    assert one.claims is one.claims
    assert one.claims_json.startswith('{"iss"')


def test_actors_come_outermost_first():
    one = principal(act={"sub": "front", "iss": "i", "act": {"sub": "back"}})
    assert [(actor.subject, actor.issuer) for actor in one.actors] == [
        ("front", "i"),
        ("back", None),
    ]
    again = principal(act={"sub": "front", "iss": "i"}).actors[0]
    assert isinstance(again, Actor)
    assert again == one.actors[0]
    assert hash(again) == hash(one.actors[0])
    assert repr(again) == "Actor(subject='front', issuer='i')"


def test_allows_knows_implication_and_never_raises_for_text():
    one = principal(scope="admin")
    assert one.allows("billing:read")
    assert not one.allows("billing")
    assert not one.allows("a b")
    assert not one.allows("\ud800")


def test_an_api_key_has_no_token_members():
    made = ApiKey.create("agent", ["a"], tier="gold", expires_at=4_000_000_000)
    one = tokens.verifier(MemoryApiKeyStore([made.record])).verify(made.key)
    assert (one.issuer, one.token_id, one.audience, one.actors) == (None, None, (), ())
    assert (one.tier, one.expires_at, one.bindings) == ("gold", 4_000_000_000, frozenset())


def test_repr_names_the_caller_and_no_claims():
    text = repr(principal(email="a@b.example", sub="o'neil"))
    assert text.startswith('Principal(subject="o\'neil", issuer=')
    assert "a@b.example" not in text
