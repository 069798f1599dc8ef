"""No token, key, API key or secret in anything that ends up in a log."""

import asyncio
import json
import logging
import traceback

import pytest
import tokens
from doorward import (
    ApiKey,
    ApiKeyLookup,
    ApiKeys,
    ConfigError,
    DoorwardError,
    FetchResponse,
    Issuer,
    Key,
    MemoryApiKeyStore,
    Policy,
    Request,
    Verifier,
)
from doorward._doorward import Engine, NativeRequirement
from doorward._requirement import LEFT_OUT
from doorward.fastapi import Guard

MADE = ApiKey.create("agent", ["a"], pepper=("p1", tokens.PEPPER))
SECRET_TEXT = Key.secret(tokens.SECRET)._members["secret"]
TOKEN = tokens.token()
EXPIRED = tokens.token(exp=1)
PASSWORD = "hunter-" + "2" * 9  # Not whole in any line that a traceback quotes.
DSN = f"postgres://doorward:{PASSWORD}@db.example.com/keys"


def secrets():
    """Return everything that must not be seen, whole and in telling parts."""
    yield from (MADE.key, MADE.key[-30:], MADE.record.digest)
    yield from (SECRET_TEXT, tokens.SECRET.decode(), repr(tokens.PEPPER))
    yield PASSWORD
    for token in (TOKEN, EXPIRED):
        yield from token.split(".")[1:]


def assert_clean(text):
    for secret in secrets():
        assert secret not in text


def described(error):
    """Return every text a log handler could make of an exception, its causes included."""
    return "".join(traceback.format_exception(error)) + repr(error) + str(vars(error))


def objects():
    store = MemoryApiKeyStore([MADE.record])
    api_keys = ApiKeys(store=store, peppers={"p1": tokens.PEPPER})
    policy = Policy([tokens.issuer()], api_keys=api_keys)
    verifier = Verifier(policy)
    yield from (store, store._native, api_keys, policy, policy._native, verifier, Guard(verifier))
    yield verifier._engine
    yield from (MADE, MADE.record, MADE.record._native, Key.secret(tokens.SECRET))
    yield from (tokens.issuer(), ApiKeyLookup(digest=MADE.record.digest), NativeRequirement('"a"'))
    yield Request("GET", f"/?access_token={TOKEN}", [("authorization", f"Bearer {TOKEN}")])
    yield from (verifier.verify(TOKEN), verifier.verify(MADE.key))
    yield verifier._begin_credential(MADE.key, LEFT_OUT, 1.8e9)
    yield verifier._begin_credential(EXPIRED, LEFT_OUT, 1.8e9)
    remote = Policy([Issuer("https://i.example", audience="a", algorithms=["ES256"])])
    [fetch] = Engine(remote._native, 0).warm(1.8e9)
    yield from (fetch, FetchResponse(200, {}, TOKEN.encode()))


@pytest.mark.parametrize("thing", list(objects()), ids=lambda thing: type(thing).__name__)
def test_nothing_shows_a_secret(thing):
    assert_clean(repr(thing) + str(thing) + f"{thing}")


@pytest.mark.parametrize(
    "credential",
    [EXPIRED, TOKEN + "x", MADE.key + "x", MADE.key, TOKEN + "\ud800", "\udcff" + TOKEN],
)
def test_no_refusal_shows_its_credential(credential, caplog):
    caplog.set_level(logging.DEBUG)

    class Failing:
        def find(self, lookup):
            raise ConnectionError(f"{DSN}: no record of {credential}")

    verifier = tokens.verifier(Failing())
    request = Request("GET", "/", [("authorization", f"Bearer {credential}")])
    for mode in (
        lambda: verifier.verify(credential),
        lambda: asyncio.run(verifier.verify_async(credential)),
        lambda: verifier.authenticate(request),
    ):
        with pytest.raises(DoorwardError) as caught:
            mode()
        error = caught.value
        # The traceback's own lines quote this file, not the values.
        assert_clean(described(error) + error.body + str(error.headers))
    assert_clean(caplog.text)


@pytest.mark.parametrize(
    "keys",
    [
        json.dumps({"kty": "oct", "k": SECRET_TEXT}) + "}",
        {"secret": SECRET_TEXT + "=", "alg": "HS256"},
        {"secret": SECRET_TEXT, "alg": "RS256"},
        {"kty": "oct", "k": SECRET_TEXT, "extra": b""},
        tokens.SECRET,
        Key.pem(SECRET_TEXT),
    ],
)
def test_no_misconfiguration_shows_a_key(keys):
    with pytest.raises(ConfigError) as caught:
        Policy([Issuer("i", audience="a", algorithms=["HS256"], keys=keys)])
    assert_clean(described(caught.value))
