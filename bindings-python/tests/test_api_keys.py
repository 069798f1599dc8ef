"""Making API keys, and their records."""

import copy
import hashlib
import hmac
import json
import pickle
import re
import zlib

import pytest
import tokens
from doorward import ApiKey, ApiKeyRecord, ConfigError, MemoryApiKeyStore

NOW = 1_800_000_000


def test_a_key_has_the_documented_form_and_its_digest_is_stored():
    made = ApiKey.create("agent", ["a"], now=NOW)
    assert re.fullmatch(r"sk_agent_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}", made.key)
    check, digits = zlib.crc32(made.key[:-6].encode()), ""
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    for _ in range(6):
        check, digit = divmod(check, 62)
        digits = alphabet[digit] + digits
    assert made.key.endswith(digits)
    assert made.record.id == made.key.split("_")[2]
    assert made.record.digest == hashlib.sha256(made.key.encode()).hexdigest()
    assert made.record.created_at == NOW


def test_no_two_keys_are_alike():
    assert len({ApiKey.create("agent", []).key for _ in range(100)}) == 100


def test_a_peppered_key_needs_the_pepper():
    made = ApiKey.create("agent", [], pepper=("p1", tokens.PEPPER))
    expected = hmac.digest(tokens.PEPPER, made.key.encode(), "sha256").hex()
    assert (made.record.digest, made.record.pepper_id) == (expected, "p1")
    assert tokens.verifier(MemoryApiKeyStore([made.record])).verify(made.key).subject == "agent"


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        ({"agent_id": ""}, "agent_id"),
        ({"scopes": ["a b"]}, "scopes[0]"),
        ({"scopes": "billing:read"}, "scopes"),
        ({"prefix": "SK"}, "prefix"),
        ({"expires_at": "soon"}, "expires_at"),
        ({"metadata": [1]}, "metadata"),
    ],
)
def test_bad_arguments_are_refused_with_their_path(arguments, path):
    with pytest.raises(ConfigError) as caught:
        ApiKey.create(**{"agent_id": "agent", "scopes": [], **arguments})
    assert caught.value.path == path


def test_a_short_pepper_is_refused_before_a_key_is_out():
    with pytest.raises(ConfigError) as caught:
        ApiKey.create("agent", [], pepper=("p1", b"short"))
    assert caught.value.code == "weak_key"


def test_a_record_survives_json_pickle_and_copy():
    record = ApiKey.create("agent", ["a"], metadata={"n": [1, "x"]}, tier="t").record
    assert ApiKeyRecord.from_json(record.to_json()) == record
    assert ApiKeyRecord(**json.loads(record.to_json())) == record
    assert pickle.loads(pickle.dumps(record)) == record  # noqa: S301 - our own
    assert copy.deepcopy(record) == record
    assert hash(copy.copy(record)) == hash(record)
    assert MemoryApiKeyStore([record, record]).__len__() == 1


def test_unknown_members_of_stored_json_are_refused():
    text = ApiKey.create("agent", []).record.to_json()[:-1] + ',"admin":true}'
    with pytest.raises(ConfigError) as caught:
        ApiKeyRecord.from_json(text)
    assert caught.value.path == "admin"
