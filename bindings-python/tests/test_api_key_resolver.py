"""API key stores: sync, async, failing, slow. Nobody gets in by an outage."""

import asyncio
import logging
import threading
import time
import traceback

import anyio
import pytest
import tokens
from doorward import (
    ApiKey,
    ApiKeyLookup,
    ApiKeys,
    InvalidApiKeyError,
    MemoryApiKeyStore,
    Policy,
    UnavailableError,
    Verifier,
)

NOW = 1_800_000_000
KEY = ApiKey.create("cron-agent", ["billing:read"], now=NOW, metadata={"team": "billing"})


class SyncStore:
    def __init__(self, *records):
        self.held = MemoryApiKeyStore(records)
        self.threads = []

    def find(self, lookup):
        self.threads.append(threading.current_thread())
        return self.held.find(lookup)


class AsyncStore(SyncStore):
    async def find(self, lookup):
        await asyncio.sleep(0)
        return super().find(lookup)


class AwaitableStore(SyncStore):
    """Async, but its find does not say so."""

    def find(self, lookup):
        return AsyncStore(KEY.record).find(lookup)


def failing(error):
    class Failing:
        def find(self, lookup):
            raise error

    return Failing()


def verify(store, credential=KEY.key, **options):
    return tokens.verifier(store).verify(credential, now=NOW, **options)


async def verify_async(store, credential=KEY.key, **options):
    return await tokens.verifier(store).verify_async(credential, now=NOW, **options)


@pytest.mark.parametrize("kind", [MemoryApiKeyStore, lambda records: SyncStore(*records)])
def test_a_sync_store_answers_a_sync_verify(kind):
    principal = verify(kind([KEY.record]), scopes="billing:read")
    assert principal.credential == "api_key"
    assert principal.subject == principal.client_id == "cron-agent"
    assert principal.key_id == KEY.record.id
    assert principal.claims == {"team": "billing"}
    with pytest.raises(InvalidApiKeyError) as caught:
        verify(kind([]))
    assert caught.value.code == "unknown_api_key"
    assert '"code":"invalid_api_key"' in caught.value.body


@pytest.mark.parametrize("kind", [SyncStore, AsyncStore, AwaitableStore])
async def test_any_store_answers_an_async_verify(kind):
    assert (await verify_async(kind(KEY.record))).client_id == "cron-agent"


class DenyList(MemoryApiKeyStore):
    def find(self, _lookup):
        return None


class AsyncDenyList(MemoryApiKeyStore):
    async def find(self, _lookup):
        return None


class Broken(MemoryApiKeyStore):
    def find(self, _lookup):
        raise ConnectionError


class AsyncBroken(MemoryApiKeyStore):
    async def find(self, _lookup):
        raise ConnectionError


def patched(records):
    store = MemoryApiKeyStore(records)
    store.find = lambda _lookup: None
    return store


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (DenyList, InvalidApiKeyError),
        (AsyncDenyList, InvalidApiKeyError),
        (Broken, UnavailableError),
        (AsyncBroken, UnavailableError),
        (patched, InvalidApiKeyError),
    ],
)
async def test_a_memory_store_with_a_find_of_its_own_is_asked_by_it(kind, error):
    store = kind([KEY.record])
    with pytest.raises(error):
        await verify_async(store)
    if not kind.__name__.startswith("Async"):
        with pytest.raises(error):
            verify(store)


def test_a_find_that_is_replaced_later_is_asked_too():
    store = MemoryApiKeyStore([KEY.record])
    verifier = tokens.verifier(store)
    assert verifier.verify(KEY.key, now=NOW)
    store.find = lambda _lookup: None
    with pytest.raises(InvalidApiKeyError):
        verifier.verify(KEY.key, now=NOW)


async def test_a_sync_store_does_not_hold_up_the_event_loop():
    store = SyncStore(KEY.record)
    await verify_async(store)
    assert store.threads[0] is not threading.current_thread()


@pytest.mark.parametrize("credential", [KEY.key, tokens.token()])
def test_a_sync_verify_with_an_async_store_is_a_type_error(credential):
    with pytest.raises(TypeError, match="use verify_async, not verify"):
        verify(AsyncStore(KEY.record), credential)


def test_a_store_that_turns_out_to_be_async_is_a_type_error():
    with pytest.raises(TypeError, match="find is async"):
        verify(AwaitableStore(KEY.record))


@pytest.mark.parametrize(
    "error", [ConnectionError("secret dsn"), KeyError(1), TimeoutError(), StopIteration(KEY)]
)
async def test_a_store_that_raises_is_an_outage(error, caplog):
    refused = []
    with pytest.raises(UnavailableError) as caught:
        verify(failing(error))
    refused.append(caught.value)
    with pytest.raises(UnavailableError) as caught:
        await verify_async(failing(error))
    refused.append(caught.value)
    for one in refused:
        assert (one.code, one.status, one.retryable) == ("state_unavailable", 503, True)
        assert one.headers["retry-after"] == "1"
        assert one.store_failure is error
        assert (one.__cause__, one.__context__) == (None, None)
        assert "secret dsn" not in "".join(traceback.format_exception(one)) + str(vars(one))
    assert "gave no usable answer" in caplog.text
    assert "secret dsn" not in caplog.text


@pytest.mark.parametrize("found", [{"id": KEY.record.id}, True, "record", KEY])
async def test_a_store_that_returns_something_else_is_an_outage(found):
    class Wrong:
        def find(self, _lookup):
            return found

    with pytest.raises(UnavailableError):
        verify(Wrong())
    with pytest.raises(UnavailableError):
        await verify_async(Wrong())


@pytest.mark.parametrize("is_async", [True, False])
async def test_a_store_that_takes_too_long_is_an_outage(is_async):
    release = threading.Event()

    class Slow:
        def find(self, _lookup):
            release.wait(5)

    class SlowAsync:
        async def find(self, _lookup):
            await asyncio.sleep(5)

    store = SlowAsync() if is_async else Slow()
    verifier = tokens.verifier(api_keys=ApiKeys(store=store, timeout_seconds=0.05))
    start = time.monotonic()
    with pytest.raises(UnavailableError) as caught:
        await verifier.verify_async(KEY.key)
    release.set()
    assert isinstance(caught.value.store_failure, TimeoutError)
    assert time.monotonic() - start < 2


async def test_the_timeout_may_stand_in_policy_json():
    class Slow:
        async def find(self, _lookup):
            await asyncio.sleep(5)

    policy = Policy.from_json('{"api_keys":{"timeout_seconds":0.05}}', api_key_store=Slow())
    start = time.monotonic()
    with pytest.raises(UnavailableError):
        await Verifier(policy).verify_async(KEY.key)
    assert time.monotonic() - start < 2


async def test_cancelling_the_caller_is_not_an_outage():
    class Slow:
        async def find(self, _lookup):
            await asyncio.sleep(5)

    task = asyncio.create_task(verify_async(Slow()))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_a_typo_asks_no_store():
    store = SyncStore(KEY.record)
    with pytest.raises(InvalidApiKeyError) as caught:
        verify(store, KEY.key[:-1] + ("0" if KEY.key[-1] != "0" else "1"))
    assert caught.value.code == "malformed_api_key"
    assert store.threads == []


def test_the_log_says_what_failed_and_nothing_more(caplog):
    caplog.set_level(logging.DEBUG, "doorward")
    with pytest.raises(UnavailableError):
        verify(failing(ValueError(KEY.key)))
    assert caplog.messages == ["API key store Failing gave no usable answer: ValueError"]


def test_time_goes_on_while_a_store_is_asked():
    brief = ApiKey.create("agent", [], expires_at=int(time.time()) + 1)

    class Slow:
        def find(self, _lookup):
            time.sleep(1.1)
            return brief.record

    with pytest.raises(InvalidApiKeyError) as caught:
        tokens.verifier(Slow()).verify(brief.key)
    assert caught.value.code == "api_key_expired"


def test_the_memory_store_finds_inserts_and_removes():
    store = MemoryApiKeyStore([KEY.record])
    by_id = ApiKeyLookup(id=KEY.record.id)
    assert store.find(by_id) == KEY.record
    assert store.find(ApiKeyLookup(digest=KEY.record.digest)) == KEY.record
    assert len(store) == 1
    assert store.remove(KEY.record.id) == KEY.record
    assert store.remove(KEY.record.id) is None
    assert store.find(by_id) is None
    store.insert(KEY.record)
    assert store.find(by_id) == KEY.record


class TrioStore(SyncStore):
    async def find(self, lookup):
        await anyio.sleep(0)
        return super().find(lookup)


@pytest.mark.parametrize("kind", [MemoryApiKeyStore, SyncStore, TrioStore])
def test_a_store_answers_in_trio(kind):
    store = kind([KEY.record]) if kind is MemoryApiKeyStore else kind(KEY.record)
    principal = anyio.run(tokens.verifier(store).verify_async, KEY.key, backend="trio")
    assert principal.client_id == "cron-agent"


async def test_what_one_verifier_sees_another_of_the_policy_does_not():
    """They share the policy and its store, not the tokens that they remember."""
    policy = Policy([tokens.issuer()], api_keys=MemoryApiKeyStore([KEY.record]))
    first, second = Verifier(policy), Verifier(policy)
    assert first._engine is not second._engine
    for one in (first, second):
        assert one.verify(KEY.key, now=NOW).client_id == "cron-agent"
        assert (await one.verify_async(tokens.token())).client_id == "billing-agent"
