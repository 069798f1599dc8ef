"""The class tree, and errors that travel."""

import pickle

import doorward
import pytest
import tokens
from doorward import DoorwardError, InsufficientScope, Misconfigured, Policy, Rejected


def test_the_tree_is_the_one_that_is_documented():
    bases = {
        "Rejected": "DoorwardError",
        "InvalidRequest": "Rejected",
        "Unauthenticated": "Rejected",
        "MissingCredentials": "Unauthenticated",
        "InvalidToken": "Unauthenticated",
        "InvalidApiKey": "Unauthenticated",
        "InsufficientScope": "Rejected",
        "Unavailable": "DoorwardError",
        "Misconfigured": "DoorwardError",
    }
    for name, base in bases.items():
        assert getattr(doorward, name).__base__ is getattr(doorward, base), name


def test_errors_can_be_pickled():
    with pytest.raises(DoorwardError) as caught:
        tokens.verifier().verify(tokens.token(), "users:read")
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert type(again) is InsufficientScope
    assert vars(again) == vars(caught.value)
    assert str(again) == str(caught.value)
    assert again.store_failure is None
    with pytest.raises(Misconfigured) as caught:
        Policy()
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert (again.code, again.path, str(again)) == ("invalid_policy", "", str(caught.value))


def test_the_text_is_code_and_description():
    with pytest.raises(Rejected) as caught:
        tokens.verifier().verify(tokens.token(exp=1))
    assert str(caught.value) == "expired: The token expired; obtain a new one."
