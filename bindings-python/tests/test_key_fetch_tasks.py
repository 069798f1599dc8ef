"""One fetch for each issuer, however many wait, from wherever, and whoever gives up."""

import asyncio
import contextvars
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest
import tokens
from doorward import Issuer, Policy, UnavailableError, Verifier, _transport
from key_servers import FORMS, KeyServer, remote, verifier

TOKEN = tokens.es256_token()
MANY = 1000


@pytest.fixture(params=FORMS)
def form(request):
    return request.param


def closed(form="sync", **options):
    server = KeyServer()
    server.gate.clear()
    return server, verifier(server.fetcher(form), **options)


async def asked(server):
    while not server.requests:
        await asyncio.sleep(0.005)


async def test_a_thousand_cold_requests_cause_one_fetch(form):
    server, one = closed(form)
    waiting = [asyncio.create_task(one.verify_async(TOKEN)) for _ in range(MANY)]
    await asked(server)
    server.gate.set()
    principals = await asyncio.gather(*waiting)
    assert {principal.key_id for principal in principals} == {"ec-1"}
    assert len(server.requests) == 1
    assert one.key_status()[0].fetches == 1


def test_many_cold_threads_cause_one_fetch(form):
    server, one = closed(form)
    with ThreadPoolExecutor(64) as pool:
        waiting = [pool.submit(one.verify, TOKEN) for _ in range(64)]
        time.sleep(0.2)
        server.gate.set()
        assert all(one.result(5).key_id == "ec-1" for one in waiting)
    assert len(server.requests) == 1


def test_event_loops_and_threads_wait_for_the_same_fetch(form):
    server, one = closed(form)

    async def some():
        return await asyncio.gather(*(one.verify_async(TOKEN) for _ in range(20)))

    with ThreadPoolExecutor(12) as pool:
        loops = [pool.submit(asyncio.run, some()) for _ in range(4)]
        threads = [pool.submit(one.verify, TOKEN) for _ in range(8)]
        time.sleep(0.3)
        server.gate.set()
        assert sum(len(loop.result(5)) for loop in loops) == 80
        assert all(thread.result(5) for thread in threads)
    assert len(server.requests) == 1


async def test_the_fetch_outlives_the_request_that_started_it(form):
    server, one = closed(form)
    leader = asyncio.create_task(one.verify_async(TOKEN))
    await asked(server)
    joiners = [asyncio.create_task(one.verify_async(TOKEN)) for _ in range(10)]
    await asyncio.sleep(0)
    leader.cancel()
    joiners[0].cancel()
    with pytest.raises(asyncio.CancelledError):
        await leader
    server.gate.set()
    assert all(await asyncio.gather(*joiners[1:]))
    assert len(server.requests) == 1


async def test_the_fetch_lands_though_everybody_has_gone(form):
    server, one = closed(form)
    leader = asyncio.create_task(one.verify_async(TOKEN))
    await asked(server)
    leader.cancel()
    server.gate.set()
    while one.key_status()[0].state != "fresh":
        await asyncio.sleep(0.01)
    assert await one.verify_async(TOKEN)
    assert len(server.requests) == 1


def test_an_event_loop_that_closes_leaves_nobody_waiting(form):
    server, one = closed(form)
    closes = threading.Event()

    async def leads():
        task = asyncio.create_task(one.verify_async(TOKEN))
        await asked(server)
        while not closes.is_set():
            await asyncio.sleep(0.01)
        return task  # Cancelled by asyncio.run, and with it the fetch.

    with ThreadPoolExecutor(2) as pool:
        loop = pool.submit(asyncio.run, leads())
        while not server.requests:
            time.sleep(0.005)
        joiner = pool.submit(one.verify, TOKEN)
        time.sleep(0.1)
        closes.set()
        loop.result(5)
        server.gate.set()
        assert joiner.result(5).key_id == "ec-1"
    assert len(server.requests) <= 2


def test_an_event_loop_that_closes_before_the_fetch_began(form):
    server, one = closed(form)

    async def leads():
        task = asyncio.create_task(one.verify_async(TOKEN))
        await asyncio.sleep(0)
        for other in asyncio.all_tasks() - {asyncio.current_task(), task}:
            other.cancel()

    asyncio.run(leads())
    server.gate.set()
    assert one.verify(TOKEN).key_id == "ec-1"
    assert len(server.requests) <= 2


def test_an_event_loop_that_stops_without_a_word_keeps_nobody_for_long():
    server, one = closed("asynchronous", timeout_seconds=1)
    loop = asyncio.new_event_loop()

    async def leads():
        task = asyncio.ensure_future(one.verify_async(TOKEN))
        await asked(server)
        return task

    held = loop.run_until_complete(leads())
    start = time.monotonic()
    with pytest.raises(UnavailableError):
        one.verify(TOKEN)
    assert time.monotonic() - start < 2
    server.gate.set()
    time.sleep(1)  # Until the core gives the first fetch up.
    assert one.verify(TOKEN).key_id == "ec-1"
    held.cancel()
    loop.run_until_complete(asyncio.sleep(0.05))
    loop.close()


@pytest.mark.parametrize("progress", ["loop", "thread"])
async def test_a_sync_verify_in_an_event_loop_does_not_hold_it_up(form, progress):
    server, one = closed(form)
    start = time.monotonic()
    with pytest.raises(UnavailableError) as caught:
        one.verify(TOKEN)
    assert time.monotonic() - start < 0.5
    assert caught.value.code == "keys_unavailable"
    server.gate.set()
    bound = form in {"asynchronous", "as_object"}  # These need the loop that is held up here.
    for _ in range(200):
        if one.key_status()[0].state == "fresh":
            break
        await asyncio.sleep(0.01) if progress == "loop" or bound else time.sleep(0.01)
    assert one.verify(TOKEN).key_id == "ec-1"
    assert len(server.requests) == 1


async def test_a_client_that_is_bound_to_a_loop_is_used_there_from_threads():
    server = KeyServer()
    one = verifier(server.asynchronous)
    await one.verify_async(TOKEN)
    two_issuers = Policy([remote(), remote(issuer="https://two.example.com")])
    both = Verifier(two_issuers, fetcher=server.asynchronous)
    await both.verify_async(TOKEN)
    token = tokens.es256_token(iss="https://two.example.com")
    assert await asyncio.to_thread(both.verify, token)
    assert set(server.threads) == {threading.current_thread()}


async def test_the_fetch_is_not_in_the_context_of_a_request():
    request_id = contextvars.ContextVar("request_id", default=None)
    seen = []
    server = KeyServer()

    async def fetch(request):
        seen.append(request_id.get())
        return await server.asynchronous(request)

    request_id.set("first")
    await verifier(fetch).verify_async(TOKEN)
    assert seen == [None]


def test_without_asyncio_the_event_loop_is_not_held_up():
    server, one = closed()
    start = time.monotonic()
    coroutine = one.verify_async(TOKEN)
    with pytest.raises(UnavailableError):
        coroutine.send(None)  # As a loop would that is not asyncio's.
    assert time.monotonic() - start < 0.5
    server.gate.set()
    assert one.verify(TOKEN)


def test_sync_fetchers_that_never_come_back_are_bounded(monkeypatch):
    monkeypatch.setattr(_transport, "_threads", threading.BoundedSemaphore(16))
    stuck = threading.Event()
    begun = []

    def fetch(_request):
        begun.append(1)
        stuck.wait(30)

    verifiers = [verifier(fetch, timeout_seconds=1) for _ in range(24)]
    try:
        with ThreadPoolExecutor(24) as pool:
            waiting = [pool.submit(one.verify, TOKEN) for one in verifiers]
            for one in waiting:
                with pytest.raises(UnavailableError):
                    one.result(5)
        assert len(begun) == 16
        words = [one.key_status()[0].last_error.split(":")[0] for one in verifiers]
        assert sorted(set(words)) == ["other", "timeout"]
    finally:
        stuck.set()
    time.sleep(0.2)
    assert verifier(KeyServer().sync).verify(TOKEN)


def issuers(count, **changes):
    names = [f"https://{number}.example.com" for number in range(count)]
    return [remote(issuer=name, jwks_uri=f"{name}/jwks", **changes) for name in names]


class Counting(KeyServer):
    """Remembers how many were asked at once."""

    now = most = 0

    async def asynchronous(self, request):
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await asyncio.sleep(0.02)
            return await super().asynchronous(request)
        finally:
            self.now -= 1


def warm(one, mode):
    return asyncio.run(one.warm_async()) if mode == "async" else one.warm()


@pytest.mark.parametrize("mode", ["async", "sync"])
def test_warming_loads_every_issuer_a_few_at_a_time(mode):
    server = Counting()
    one = verifier(server.asynchronous, *issuers(40))
    warm(one, mode)
    assert {status.state for status in one.key_status()} == {"fresh"}
    assert len(server.requests) == 40
    assert 1 < server.most <= 16
    warm(one, mode)
    assert len(server.requests) == 40


@pytest.mark.parametrize("mode", ["async", "sync"])
def test_warming_fails_only_if_all_fail(mode):
    server = KeyServer()

    def fetch(request):
        if "//0." in request.url:
            return server.sync(request)
        raise OSError

    warm(verifier(fetch, *issuers(3)), mode)
    bad = verifier(fetch, *issuers(3)[1:])
    with pytest.raises(UnavailableError) as caught:
        warm(bad, mode)
    error = caught.value
    assert (error.code, error.status) == ("keys_unavailable", 503)
    assert error.headers["retry-after"]
    assert '"code":"keys_unavailable"' in error.body
    assert all(one.last_error.startswith("connection: ") for one in bad.key_status())


@pytest.mark.parametrize("mode", ["async", "sync"])
def test_warming_static_keys_is_nothing(mode):
    warm(tokens.verifier(), mode)
    static = Issuer("i", audience="a", algorithms=["ES256"], keys=tokens.EC_JWK)
    warm(Verifier(Policy([static])), mode)


async def test_warming_waits_for_a_fetch_in_progress():
    server, one = closed()
    request = asyncio.create_task(one.verify_async(TOKEN))
    await asked(server)
    warming = asyncio.create_task(one.warm_async())
    await asyncio.sleep(0.05)
    assert not warming.done()
    server.gate.set()
    await warming
    await request
    assert len(server.requests) == 1


@pytest.mark.parametrize("mode", ["async", "sync"])
def test_warming_one_verifier_warms_no_other_of_the_policy(mode):
    server = KeyServer()
    server.gate.clear()
    policy = Policy([remote()])
    first, second = (Verifier(policy, fetcher=server.sync) for _ in range(2))
    with ThreadPoolExecutor(2) as pool:
        leading = pool.submit(first.verify, TOKEN)
        while not server.requests:
            time.sleep(0.005)
        warming = pool.submit(warm, second, mode)
        while len(server.requests) < 2:
            time.sleep(0.005)
        server.gate.set()
        warming.result(5)
        assert leading.result(5)
    assert len(server.requests) == 2


@pytest.mark.parametrize("mode", ["async", "sync"])
def test_warming_waits_for_a_request_in_another_thread(mode):
    server, one = closed()
    with ThreadPoolExecutor(2) as pool:
        leading = pool.submit(one.verify, TOKEN)
        while not server.requests:
            time.sleep(0.005)
        warming = pool.submit(warm, one, mode)
        time.sleep(0.1)
        assert not warming.done()
        server.gate.set()
        warming.result(5)
        assert leading.result(5)
    assert len(server.requests) == 1


def test_warming_leaves_the_event_loop_of_its_thread_alone():
    def in_thread():
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        verifier(KeyServer().sync).warm()
        assert asyncio.get_event_loop() is loop
        loop.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(in_thread).result(5)


async def test_warming_in_an_event_loop_is_awaited():
    with pytest.raises(RuntimeError, match="await warm_async"):
        verifier(KeyServer().sync).warm()


@pytest.fixture
def trio():
    """Run an async call in trio's event loop."""
    return lambda call, *args: anyio.run(call, *args, backend="trio")


def test_a_cold_request_in_trio_fetches_and_waits(trio, form):
    server = KeyServer()
    one = verifier(server.fetcher(form))
    assert trio(one.verify_async, TOKEN).key_id == "ec-1"
    assert trio(one.verify_async, TOKEN).key_id == "ec-1"
    assert len(server.requests) == 1


def test_warming_in_trio(trio):
    server = KeyServer()
    one = verifier(server.sync, *issuers(3))
    trio(one.warm_async)
    assert {status.state for status in one.key_status()} == {"fresh"}
    assert len(server.requests) == 3
