"""The dataclasses, the presets and the error classes have what the core's tables list.

``tests/tables.json`` comes from the core.
"""

import inspect
import json
from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest
from doorward import (
    ApiKeys,
    ConfigError,
    Issuer,
    Key,
    KeyRefresh,
    Place,
    Policy,
    Resource,
    ScopeClaim,
    ScopeRules,
    TokenCache,
    UnavailableError,
    presets,
)
from doorward._error_codes import ConfigErrorCode, RefusalCode
from doorward._errors import CLASSES
from doorward._policy import _api_keys

TABLES = json.loads(
    (Path(__file__).resolve().parents[2] / "tests" / "tables.json").read_text("utf-8")
)
MEMBERS = TABLES["members"]
# Members that stand for something else in Python, and what is Python's own.
PYTHON_ONLY = {"issuer": {"preset_parameters"}, "api_keys": {"store"}}
SETTINGS = {
    "issuer": Issuer,
    "api_keys": ApiKeys,
    "key_refresh": KeyRefresh,
    "token_cache": TokenCache,
    "scopes": ScopeRules,
    "scope_claim": ScopeClaim,
    "place": Place,
    "resource": Resource,
}


def parameters(callable_):
    return [name for name in inspect.signature(callable_).parameters if name != "self"]


def test_every_group_of_the_table_is_compared_here():
    assert set(MEMBERS) == {*SETTINGS, "policy", "pem", "secret", "pepper"}


@pytest.mark.parametrize("group", SETTINGS)
def test_a_dataclass_has_the_members_of_its_group(group):
    names = {one.name for one in fields(SETTINGS[group])} - PYTHON_ONLY.get(group, set())
    assert names == set(MEMBERS[group])


def test_a_policy_has_the_members_of_the_table():
    assert set(parameters(Policy.__init__)) == set(MEMBERS["policy"])


def test_keys_are_written_with_the_members_of_the_table():
    assert set(Key.pem("")._members) == set(MEMBERS["pem"])
    assert set(Key.secret(b"")._members) == set(MEMBERS["secret"])
    [pepper] = _api_keys(ApiKeys(store=None, peppers={"p": b""}))["peppers"]
    assert set(pepper) == set(MEMBERS["pepper"])


def test_every_member_is_written_under_its_name():
    written = _api_keys(ApiKeys(store=None))
    assert set(written) == set(MEMBERS["api_keys"])


def test_there_is_a_function_for_each_preset():
    assert set(TABLES["presets"]) == {name for name in presets.__all__ if name.islower()}


TENANTS = {
    key: {"tenants": ["x"], "danger_any_tenant": True}
    for key in ["entra_tenants", "entra_v1_tenants"]
}


@pytest.mark.parametrize("name", TABLES["presets"])
def test_a_preset_takes_the_parameters_of_the_table(name):
    function = getattr(presets, name)
    own = [one for one in parameters(function) if one not in {"audience", "options"}]
    assert set(TABLES["presets"][name]) == set(own) - set(MEMBERS["issuer"])
    # What it takes by name reaches the core as a parameter of the preset.
    given = {one: "x" for one in parameters(function) if one != "options"} | TENANTS.get(name, {})
    made = function(**given)
    assert made.preset == name
    assert set(made.preset_parameters) == set(TABLES["presets"][name])


def test_options_of_presets_are_members_of_an_issuer():
    options = set(presets.IssuerOptions.__annotations__)
    home_made = {"danger_no_issuer", "danger_no_audience"}
    of_one_preset = {"tenants", "danger_any_tenant"}
    others = home_made | of_one_preset | {"preset", "audience"}
    assert options == set(MEMBERS["issuer"]) - others


def test_every_category_of_the_core_has_a_class_and_no_other():
    assert list(CLASSES) == TABLES["categories"]


@pytest.mark.parametrize("code", TABLES["codes"], ids=lambda code: code["code"])
def test_every_code_has_a_class_of_its_kind(code):
    found = CLASSES[code["category"]]
    assert issubclass(found, UnavailableError) == (code["kind"] == "unavailable")
    assert not issubclass(found, ConfigError)


def test_the_types_have_every_code():
    assert list(get_args(RefusalCode)) == [code["code"] for code in TABLES["codes"]]
    assert list(get_args(ConfigErrorCode)) == TABLES["config_codes"]


@pytest.mark.parametrize("code", TABLES["config_codes"])
def test_the_codes_of_constructors_are_documented(code):
    assert f"``{code}``" in ConfigError.__doc__
