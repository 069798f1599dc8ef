"""Keys that are fetched: cold, refreshed, rotated, unreachable. Sync and async."""

import asyncio
import gzip
import json
import logging
import threading
import time
import zlib

import jwt
import key_servers
import pytest
import tokens
from cryptography.hazmat.primitives.asymmetric import ec
from doorward import (
    ConfigError,
    FetchResponse,
    InvalidTokenError,
    KeyRefresh,
    KeyStatus,
    Policy,
    UnavailableError,
    Verifier,
)
from key_servers import FORMS, JWKS_URI, KeyServer, remote, verifier

BYTES_MAX = 1024 * 1024  # The contract's 1 MiB.
# Refreshed ahead after 1.6 seconds, fresh for two; the longest back-off is two.
BRIEF = {"ttl_seconds": 2}


def by_sync(one, credential, *args, **options):
    return one.verify(credential, *args, **options)


def by_async(one, credential, *args, **options):
    return asyncio.run(one.verify_async(credential, *args, **options))


@pytest.fixture(params=[by_sync, by_async])
def verify(request):
    return request.param


@pytest.fixture(params=FORMS)
def form(request):
    return request.param


def rotated():
    key = ec.generate_private_key(ec.SECP256R1())
    jwk = jwt.algorithms.ECAlgorithm.to_jwk(key.public_key(), as_dict=True) | {"kid": "ec-2"}
    headers = {"typ": "at+jwt", "kid": "ec-2"}
    return jwk, jwt.encode(tokens.claims(), key, "ES256", headers=headers)


def with_key_id(key_id):
    headers = {"typ": "at+jwt", "kid": key_id}
    return jwt.encode(tokens.claims(), tokens.EC_KEY, "ES256", headers=headers)


def test_a_cold_verifier_fetches_once_and_grants(verify, form):
    server = KeyServer()
    one = verifier(server.fetcher(form))
    assert verify(one, tokens.es256_token(), "billing:read").key_id == "ec-1"
    assert verify(one, tokens.es256_token()).key_id == "ec-1"
    [asked] = server.requests
    assert (asked.url, asked.timeout_seconds, asked.bytes_max) == (JWKS_URI, 5.0, BYTES_MAX)
    assert asked.headers["accept"] == "application/json, application/jwk-set+json"
    assert asked.headers["accept-encoding"] == "identity"
    assert not {"cookie", "authorization"} & {name.lower() for name in asked.headers}


def test_a_sync_fetcher_does_not_hold_up_the_event_loop():
    server = KeyServer()
    by_async(verifier(server.sync), tokens.es256_token())
    assert server.threads[0] is not threading.current_thread()


def test_keys_are_found_by_discovery(verify):
    server = KeyServer()
    metadata = json.dumps({"issuer": tokens.ISSUER, "jwks_uri": JWKS_URI}).encode()
    moved = "https://auth.example.com/.well-known/openid-configuration"
    server.answers[moved] = FetchResponse(302, {"LOCATION": "/elsewhere.json"}, b"")
    there = FetchResponse(200, key_servers.JSON, metadata)
    server.answers["https://auth.example.com/elsewhere.json"] = there
    one = verifier(server.sync, remote(discovery=True))
    assert verify(one, tokens.es256_token()).key_id == "ec-1"
    urls = [request.url for request in server.requests]
    assert urls == [moved, "https://auth.example.com/elsewhere.json", JWKS_URI]
    assert one.key_status()[0].source == "metadata"


FAILURES = [
    (TimeoutError(), "timeout"),
    (ConnectionError("postgres://doorward:hunter2@db"), "connection"),
    (RuntimeError(), "connection"),
    (StopIteration(1), "connection"),
    (SystemExit(1), "connection"),
    (asyncio.CancelledError(), "connection"),
]


@pytest.mark.parametrize(("failure", "word"), FAILURES, ids=lambda one: type(one).__name__)
def test_a_fetcher_that_raises_is_an_outage(verify, failure, word, caplog):
    server = KeyServer()
    server.failure = failure
    one = verifier(server.sync)
    with pytest.raises(UnavailableError) as caught:
        verify(one, tokens.es256_token())
    error = caught.value
    assert (error.code, error.status, error.retryable) == ("keys_unavailable", 503, True)
    assert 1 <= int(error.headers["retry-after"]) <= 60
    assert json.loads(error.body)["error"] == "temporarily_unavailable"
    assert one.key_status()[0].last_error.startswith(f"{word}: ")
    [line] = caplog.messages
    assert word in line
    assert "hunter2" not in line


@pytest.mark.parametrize("failure", [asyncio.CancelledError(), OSError()], ids=["cancels", "fails"])
def test_an_async_fetcher_that_raises_is_an_outage(verify, failure):
    server = KeyServer()
    server.failure = failure
    one = verifier(server.asynchronous)
    with pytest.raises(UnavailableError):
        verify(one, tokens.es256_token())
    assert one.key_status()[0].last_error.startswith("connection: ")


GOOD_BODY = json.dumps({"keys": [tokens.EC_JWK]}).encode()
ENCODED = {**key_servers.JSON, "content-ENCODING": "br"}


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (None, "other"),
        ((200, {}, b""), "other"),
        (FetchResponse("200", key_servers.JSON, GOOD_BODY), "other"),
        (FetchResponse(0, key_servers.JSON, GOOD_BODY), "other"),
        (FetchResponse(2000, key_servers.JSON, GOOD_BODY), "other"),
        (FetchResponse(200, [("content-type", "application/json")], GOOD_BODY), "other"),
        (FetchResponse(200, key_servers.JSON, GOOD_BODY.decode()), "other"),
        (FetchResponse(200, ENCODED, GOOD_BODY), "content_encoding"),
        (FetchResponse(200, key_servers.JSON, GOOD_BODY + b" " * BYTES_MAX), "too_large"),
        (FetchResponse(500, {}), "status"),
        (FetchResponse(500, key_servers.JSON, GOOD_BODY + b" " * BYTES_MAX), "status"),
        (FetchResponse(200, {"content-type": "application/jwt"}, GOOD_BODY), "content_type"),
    ],
)
def test_an_answer_that_breaks_the_contract_is_an_outage(verify, answer, word):
    one = verifier(lambda _request: answer)
    with pytest.raises(UnavailableError) as caught:
        verify(one, tokens.es256_token())
    assert caught.value.code == "keys_unavailable"
    assert one.key_status()[0].last_error.startswith(f"{word}: ")


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "GZIP ", "deflate", "identity"])
@pytest.mark.parametrize("unpacked", [True, False])
def test_a_body_in_a_coding_is_read_whoever_unpacks_it(verify, coding, unpacked):
    packed = {"gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress}
    pack = packed.get(coding.strip().lower(), bytes)
    headers = {**key_servers.JSON, "content-encoding": coding}
    body = GOOD_BODY if unpacked else pack(GOOD_BODY)
    one = verifier(lambda _request: FetchResponse(200, headers, body))
    assert verify(one, tokens.es256_token()).subject


@pytest.mark.slow
def test_nobody_waits_longer_than_the_timeout(verify, form):
    server = KeyServer()
    server.gate.clear()
    one = verifier(server.fetcher(form), timeout_seconds=1)
    start = time.monotonic()
    with pytest.raises(UnavailableError) as caught:
        verify(one, tokens.es256_token())
    server.gate.set()
    assert 0.9 < time.monotonic() - start < 2
    assert caught.value.code == "keys_unavailable"
    assert one.key_status()[0].last_error.startswith("timeout: ")


def test_back_off_asks_nobody(verify):
    server = KeyServer()
    server.failure = OSError()
    one = verifier(server.sync)
    for _ in range(20):
        with pytest.raises(UnavailableError):
            verify(one, tokens.es256_token())
    assert len(server.requests) <= 2
    assert one.key_status()[0].failures == len(server.requests)


@pytest.mark.slow
def test_a_refresh_ahead_holds_up_nobody(verify, form):
    server = KeyServer()
    one = verifier(server.fetcher(form), **BRIEF)
    verify(one, tokens.es256_token())
    time.sleep(1.7)
    server.gate.clear()
    start = time.monotonic()
    for _ in range(50):
        assert verify(one, tokens.es256_token())
    assert time.monotonic() - start < 0.8
    server.gate.set()
    assert eventually(lambda: one.key_status()[0].age_seconds == 0 and len(server.requests) > 1)
    # By asyncio.run the event loop of each request closes at its end: the fetch is made again.
    assert one.key_status()[0].fetches == 2
    assert len(server.requests) <= 3


@pytest.mark.slow
def test_a_key_server_that_is_gone_refuses_no_good_token(verify):
    server = KeyServer()
    one = verifier(server.sync, **BRIEF)
    verify(one, tokens.es256_token())
    server.failure = OSError()
    end = time.monotonic() + 3
    while time.monotonic() < end:
        assert verify(one, tokens.es256_token())
        time.sleep(0.05)
    [status] = one.key_status()
    assert (status.state, status.keys) == ("stale", 1)
    assert status.failures > 0
    assert status.last_error.startswith("connection: ")


def test_a_key_that_is_rotated_in_works_and_one_that_is_withdrawn_does_not(verify):
    server = KeyServer()
    one = verifier(server.sync)
    verify(one, tokens.es256_token())
    jwk, token = rotated()
    server.keys = [jwk]
    assert verify(one, token).key_id == "ec-2"
    with pytest.raises(UnavailableError):  # Nobody may look for it yet.
        verify(one, tokens.es256_token())
    time.sleep(1.1)
    with pytest.raises(InvalidTokenError) as caught:
        verify(one, tokens.es256_token())
    assert caught.value.code == "unknown_key"


def test_a_flood_of_made_up_keys_costs_few_fetches_and_harms_nobody(verify):
    server = KeyServer()
    one = verifier(server.sync)
    verify(one, tokens.es256_token())
    codes = set()
    for number in range(200):
        with pytest.raises((InvalidTokenError, UnavailableError)) as caught:
            verify(one, with_key_id(f"made-up-{number}"))
        codes.add(caught.value.code)
    assert codes <= {"unknown_key", "keys_unavailable"}
    assert len(server.requests) <= 11
    assert verify(one, tokens.es256_token())


def test_a_flood_while_the_key_server_is_down_wipes_nothing(verify):
    server = KeyServer()
    one = verifier(server.sync)
    verify(one, tokens.es256_token())
    server.failure = OSError()
    for number in range(100):
        with pytest.raises(UnavailableError) as caught:
            verify(one, with_key_id(f"made-up-{number}"))
        assert caught.value.code == "keys_unavailable"
    assert verify(one, tokens.es256_token())
    assert len(server.requests) <= 4


def test_status_tells_what_is_held():
    server = KeyServer()
    one = verifier(server.sync, remote(), tokens_issuer())
    cold, static = one.key_status()
    assert isinstance(cold, KeyStatus)
    assert (cold.issuer, cold.source, cold.url) == (tokens.ISSUER, "jwks_uri", JWKS_URI)
    assert (cold.state, cold.keys, cold.fetches, cold.failures) == ("cold", 0, 0, 0)
    assert (cold.age_seconds, cold.last_error) == (None, None)
    assert (static.source, static.url, static.state, static.keys) == ("static", None, "static", 1)
    server.keys.append({"kty": "LATTICE"})
    one.verify(tokens.es256_token())
    fresh, _ = one.key_status()
    assert (fresh.state, fresh.keys, fresh.unusable_keys) == ("fresh", 1, 1)
    assert (fresh.age_seconds, fresh.fetches, fresh.last_error) == (0, 1, None)
    assert 400 < fresh.next_refresh_seconds <= 480


def tokens_issuer():
    return remote(issuer="https://static.example.com", jwks_uri=None, keys=tokens.EC_JWK)


def test_figures_that_make_no_sense_together_are_refused():
    with pytest.raises(ConfigError) as caught:
        Policy([remote()], key_refresh=KeyRefresh(ttl_seconds=600, ttl_max_seconds=60))
    assert caught.value.path == "key_refresh.ttl_seconds"
    with pytest.raises(ConfigError) as caught:
        Policy([remote()], key_refresh=KeyRefresh(timeout_seconds=0.5))
    assert caught.value.path == "key_refresh.timeout_seconds"
    with pytest.raises(ConfigError) as caught:
        Policy([remote()], key_refresh={"timeout_seconds": 5})
    assert caught.value.path == "key_refresh"


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"metadata_url": "https://auth.example.com/m", "jwks_uri": JWKS_URI}, "issuers[0]"),
        ({"jwks_uri": "http://auth.example.com/jwks.json"}, "issuers[0].jwks_uri"),
        ({"jwks_uri": "file:///etc/passwd"}, "issuers[0].jwks_uri"),
        ({"algorithms": ["ES256", "HS256"]}, "issuers[0].algorithms"),
        ({"issuer": "auth.example.com", "discovery": True}, "issuers[0].issuer"),
        ({"issuer": None}, "issuers[0].issuer"),
        ({"algorithms": None}, "issuers[0].algorithms"),
    ],
)
def test_a_bad_source_of_keys_is_refused_with_its_path(changes, path):
    with pytest.raises(ConfigError) as caught:
        Policy([remote(**changes)])
    assert caught.value.path.startswith(path)


def test_plain_http_is_for_loopback_and_for_the_brave():
    assert Policy([remote(jwks_uri="http://127.0.0.1:1/jwks")])
    assert Policy([remote(jwks_uri="http://keys.internal/jwks", danger_allow_http=True)])


def test_the_log_names_the_kind_and_nothing_more(caplog):
    caplog.set_level(logging.DEBUG, "doorward")

    def fetch(_request):
        raise ConnectionError(f"no route; {tokens.es256_token()}")

    with pytest.raises(UnavailableError):
        verifier(fetch).verify(tokens.es256_token())
    expected = f"fetching keys of {tokens.ISSUER} failed: connection (ConnectionError)"
    assert caplog.messages == [expected]


def test_two_verifiers_of_one_policy_share_no_state(verify):
    policy = Policy([remote()])
    servers = [KeyServer(), KeyServer()]
    first, second = (Verifier(policy, fetcher=server.sync) for server in servers)
    token = tokens.es256_token()
    assert verify(first, token)
    assert [len(server.requests) for server in servers] == [1, 0]
    assert [one.key_status()[0].state for one in (first, second)] == ["fresh", "cold"]
    # A token that the first one knows needs the second one's own keys, and its own check.
    servers[1].failure = OSError()
    with pytest.raises(UnavailableError):
        verify(second, token)
    assert verify(first, token)
    [status], [other] = first.key_status(), second.key_status()
    assert (status.failures, other.failures) == (0, 1)


def eventually(holds, seconds=5.0):
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True
