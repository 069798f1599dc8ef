"""The class tree, and errors that travel."""

import pickle
import re
from pathlib import Path

import doorward
import pytest
import tokens
from doorward import ConfigError, DoorwardError, InsufficientScopeError, Policy, RejectedError
from doorward._errors import CLASSES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "errors.md"
LINE = re.compile(r"^(?P<indent>[│├└─ ]*)(?P<name>\w+Error) *(?P<rest>.*)$", re.MULTILINE)


def documented():
    """Return name, base and the rest of the line for each class of the tree in docs/errors.md."""
    [tree] = re.findall(r"^```\n(DoorwardError\n.*?)```", PAGE.read_text("utf-8"), re.M | re.S)
    above = {}
    for line in LINE.finditer(tree):
        depth = len(line["indent"]) // 3
        above[depth] = line["name"]
        yield line["name"], above.get(depth - 1), line["rest"]


def test_the_tree_is_the_one_that_is_documented():
    found = list(documented())
    for name, base, _ in found[1:]:
        assert getattr(doorward, name).__base__ is getattr(doorward, base), name
    assert issubclass(ConfigError, ValueError)
    public = {name for name in doorward.__all__ if name.endswith("Error")}
    assert public == {name for name, _, _ in found}


def test_the_documented_categories_are_those_of_the_classes():
    lines = {name: set(re.findall(r"[a-z_]{3,}", rest)) for name, _, rest in documented()}
    for category, one in CLASSES.items():
        assert category in lines[one.__name__]


def test_errors_can_be_pickled():
    with pytest.raises(DoorwardError) as caught:
        tokens.verifier().verify(tokens.token(), "users:read")
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert type(again) is InsufficientScopeError
    assert vars(again) == vars(caught.value)
    assert str(again) == str(caught.value)
    assert (again.store_failure, again.category) == (None, "insufficient_scope")
    with pytest.raises(ConfigError) as caught:
        Policy()
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert (again.code, again.path, str(again)) == ("invalid_policy", "", str(caught.value))
    assert again.category == "misconfigured"


def test_the_text_is_code_and_description():
    with pytest.raises(RejectedError) as caught:
        tokens.verifier().verify(tokens.token(exp=1))
    assert str(caught.value) == "expired: The token expired; obtain a new one."
