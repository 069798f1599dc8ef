"""A bad policy, key, requirement or record is refused where it is made, with its path."""

import json

import pytest
import tokens
from doorward import (
    ApiKey,
    ApiKeyRecord,
    ApiKeys,
    ConfigError,
    DoorwardError,
    Issuer,
    Key,
    MemoryApiKeyStore,
    Policy,
    ScopeRules,
    Verifier,
    any_of,
)


def refusal(**changes):
    with pytest.raises(ConfigError) as caught:
        Policy(**changes)
    return caught.value


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"algorithms": ["HS256", "HS257"]}, "invalid_policy", "issuers[0].algorithms[1]"),
        ({"algorithms": []}, "invalid_policy", "issuers[0].algorithms"),
        ({"algorithms": "HS256"}, "invalid_policy", "issuers[0].algorithms"),
        ({"audience": 5}, "invalid_policy", "issuers[0].audience"),
        ({"leeway_seconds": 301}, "invalid_policy", "issuers[0].leeway_seconds"),
        ({"profile": "oidc"}, "invalid_policy", "issuers[0].profile"),
        ({"keys": [Key.secret(b"short")]}, "weak_key", "issuers[0].keys[0]"),
        ({"keys": Key.pem("no pem")}, "invalid_key", "issuers[0].keys"),
        ({"keys": tokens.EC_PEM}, "invalid_key", "issuers[0].keys"),
        ({"keys": b"secret bytes"}, "invalid_policy", "issuers[0].keys"),
        ({"keys": {"keys": []}}, "invalid_key", "issuers[0].keys"),
        ({"keys": {1: 2}}, "invalid_policy", "issuers[0].keys"),
        ({"required_claims": {"sub"}}, "invalid_policy", "issuers[0].required_claims"),
    ],
)
def test_a_bad_issuer_is_refused_with_code_and_path(changes, code, path):
    error = refusal(issuers=[tokens.issuer(**changes)])
    assert (error.code, error.path) == (code, path)
    assert error.message.startswith(f"{path}: ")
    assert str(error) == error.message == error.description


def test_the_message_says_what_was_expected():
    error = refusal(issuers=[tokens.issuer(algorithms=["ES256", "HS257"])])
    assert error.message.startswith('issuers[0].algorithms[1]: "HS257" is not a supported')


def test_a_policy_needs_an_issuer_or_api_keys():
    assert refusal(issuers=[]).code == "invalid_policy"


def test_issuers_are_a_list_of_issuer():
    assert refusal(issuers=tokens.issuer()).path == "issuers"
    assert refusal(issuers=[{"issuer": "x"}]).path == "issuers[0]"


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"prefix": "No"}, "api_keys.prefix"),
        ({"header": "authorization"}, "api_keys.header"),
        ({"peppers": {"p": b"short"}}, "api_keys.peppers[0]"),
        ({"peppers": {"p": "text"}}, "api_keys.peppers[0]"),
        ({"legacy_prefixes": ["!"]}, "api_keys.legacy_prefixes[0]"),
        ({"timeout_seconds": "5"}, "api_keys.timeout_seconds"),
        ({"timeout_seconds": 0}, "api_keys.timeout_seconds"),
        ({"timeout_seconds": 300.5}, "api_keys.timeout_seconds"),
        ({"timeout_seconds": float("nan")}, "api_keys.timeout_seconds"),
    ],
)
def test_bad_api_key_settings_are_refused(changes, path):
    error = refusal(api_keys=ApiKeys(store=MemoryApiKeyStore(), **changes))
    assert error.path == path


def test_a_store_has_find():
    assert refusal(api_keys=object()).path == "api_keys"


def test_bad_scope_rules_are_refused():
    error = refusal(issuers=[tokens.issuer()], scopes=ScopeRules(implies={"admin": ["*"]}))
    assert error.path == "scopes.implies.admin[0]"
    assert refusal(issuers=[tokens.issuer()], scopes={"admin": []}).path == "scopes"


def test_text_cannot_reach_out_of_its_place_in_the_policy():
    reach = json.dumps(tokens.EC_JWK) + ', "leeway_seconds": 300'
    error = refusal(issuers=[tokens.issuer(keys=reach)])
    assert (error.code, error.path) == ("invalid_key", "issuers[0].keys")


def test_a_duplicate_member_in_key_text_is_seen():
    twice = '{"kty":"oct","kty":"EC"}'
    assert refusal(issuers=[tokens.issuer(keys=twice)]).code == "invalid_policy"


def test_keys_come_as_dict_text_key_or_list():
    text = json.dumps({"keys": [tokens.EC_JWK]})
    pem = Key.pem(tokens.EC_PEM, kid="ec-1", algorithm="ES256")
    forms = [tokens.EC_JWK, {"keys": [tokens.EC_JWK]}, text, [pem], Key.jwk(tokens.EC_JWK)]
    for keys in [*forms, Key.jwk(json.dumps(tokens.EC_JWK))]:
        verifier = Verifier(Policy([tokens.issuer(keys=keys, algorithms=["ES256"])]))
        assert verifier.verify(tokens.es256_token()).key_id == "ec-1"


def test_unusable_keys_of_a_set_are_counted():
    keys = {"keys": [tokens.EC_JWK, {"kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA"}]}
    assert Policy([tokens.issuer(keys=keys, algorithms=["ES256"])]).unusable_keys == 1


def test_a_secret_is_bytes():
    with pytest.raises(TypeError, match="bytes, not str"):
        Key.secret("text")


def test_policy_json_and_a_store_go_together():
    with pytest.raises(ConfigError) as caught:
        Policy.from_json('{"api_keys":{}}')
    assert caught.value.path == "api_keys"
    issuers = [{"issuer": "i", "audience": "a", "algorithms": ["ES256"], "keys": tokens.EC_JWK}]
    text = json.dumps({"issuers": issuers})
    assert Policy.from_json(text).unusable_keys == 0
    with pytest.raises(ConfigError):
        Policy.from_json(text, api_key_store=MemoryApiKeyStore())


def test_policy_json_is_strict():
    with pytest.raises(ConfigError) as caught:
        Policy.from_json('{"issuers":[],"isuers":[]}')
    assert (caught.value.code, caught.value.path) == ("invalid_policy", "isuers")


@pytest.mark.parametrize(
    "scopes", ["a b", "", ["a", 1], any_of(), {"a"}, b"a", 5, ["a", ["b c"]], all, {"none": []}]
)
def test_what_is_no_requirement_is_refused(scopes):
    with pytest.raises(ConfigError) as caught:
        tokens.verifier().verify(tokens.token(), scopes)
    assert caught.value.path.startswith("scopes")


def test_a_bad_record_is_refused_with_its_path():
    good = {"id": "i", "agent_id": "a", "scopes": [], "digest": "0" * 64, "created_at": 0}
    with pytest.raises(TypeError, match="status"):
        ApiKeyRecord(**good)
    good["status"] = "active"
    assert ApiKeyRecord(**good).status == "active"
    for member, value in [
        ("status", "off"),
        ("status", None),
        ("digest", "00"),
        ("scopes", "billing:read"),
        ("created_at", "now"),
        ("agent_id", ""),
    ]:
        with pytest.raises(ConfigError) as caught:
            ApiKeyRecord(**{**good, member: value})
        assert caught.value.path == member


@pytest.mark.parametrize("name", ["issuer", "jwks_uri", "keys", "algorithms", "danger_any_type"])
def test_a_preset_parameter_never_stands_for_a_member_of_the_issuer(name):
    parameters = {"domain": "tenant.eu.auth0.com", name: "https://evil.example.com/"}
    with pytest.raises(ConfigError) as caught:
        Policy([Issuer(preset="auth0", preset_parameters=parameters, audience="a")])
    assert caught.value.path == f"issuers[0].{name}"


def test_what_stands_where_a_store_or_the_text_of_a_pem_belongs_is_named():
    with pytest.raises(ConfigError, match="not the class MemoryApiKeyStore: make an instance"):
        Policy(api_keys=MemoryApiKeyStore)
    with pytest.raises(TypeError, match="the text of a PEM, not bytes: decode it first"):
        Key.pem(b"-----BEGIN PUBLIC KEY-----")


def test_a_constructor_that_is_called_again_changes_nothing():
    created = ApiKey.create("a", scopes=["x"])
    store = MemoryApiKeyStore([created.record])
    policy = Policy(api_keys=store)
    verifier = Verifier(policy)
    other = Policy(api_keys=MemoryApiKeyStore([]))
    for call in (
        lambda: verifier.__init__(other),
        lambda: policy.__init__(api_keys=MemoryApiKeyStore([])),
        lambda: policy._load("{}", None),
        lambda: store.__init__([]),
    ):
        with pytest.raises(RuntimeError, match="before"):
            call()
    assert verifier.verify(created.key, "x").client_id == "a"
    assert Verifier(policy).verify(created.key, "x").client_id == "a"


def test_misconfigured_is_a_value_error_and_answers_500():
    error = refusal(issuers=[])
    assert isinstance(error, DoorwardError)
    assert isinstance(error, ValueError)
    assert (error.status, error.headers, error.body, error.retryable) == (500, {}, "", False)


def test_a_verifier_takes_a_policy():
    with pytest.raises(TypeError, match="takes a Policy"):
        Verifier(Issuer("x", audience="a", algorithms=["ES256"], keys={}))
