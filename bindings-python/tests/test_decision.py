"""The loop around a decision, with a kind of need that does not exist."""

import asyncio
import time

import anyio
import pytest
import tokens
from doorward import Issuer, Policy, Principal, UnavailableError
from doorward._decision import Unanswered, decide, run, run_async
from doorward._doorward import Engine

GRANTED = tokens.verifier().verify(tokens.token())
REMOTE = Policy([Issuer("https://i.example", audience="a", algorithms=["ES256"])])
REFUSED = Engine(REMOTE._native, 0).cold_start_rejection(0.0)


class FakePending:
    """Waits for answers as the core does: what has no answer ends in 503."""

    def __init__(self, *rounds):
        self.needs, *self.rounds = rounds
        self.seen = []

    def resume(self, answers, now):
        self.seen.append((answers, now))
        if answers.keys() != self.needs.keys():
            return REFUSED
        if not self.rounds:
            return GRANTED
        self.needs, *self.rounds = self.rounds
        return self


class Weather:
    """Answers with the question and the time of the call."""

    def answer(self, need):
        return need.question["city"], need.now

    async def answer_async(self, need):
        await asyncio.sleep(0)
        return self.answer(need)


class Meeting:
    """Answers only when several are asked at the same time."""

    def __init__(self, count):
        self.barrier = asyncio.Barrier(count)

    async def answer_async(self, need):
        async with asyncio.timeout(5):
            await self.barrier.wait()
        return need.question


class Silent:
    def __init__(self, failure=None):
        self.failure = failure

    def answer(self, _need):
        return Unanswered(self.failure)

    async def answer_async(self, need):
        return self.answer(need)


def nothing_deferred(_fetches):
    raise AssertionError


def by_sync(pending, answerers, now=1.5):
    return run(decide(pending, now, nothing_deferred), answerers)


def by_async(pending, answerers, now=1.5):
    return asyncio.run(run_async(decide(pending, now, nothing_deferred), answerers))


@pytest.fixture(params=[by_sync, by_async])
def decided(request):
    return request.param


WET = {"weather": {"city": "Bergen"}}
DRY = {"weather": {"city": "Arica"}}


def test_a_need_is_answered_through_the_table(decided):
    pending = FakePending(WET)
    assert isinstance(decided(pending, {"weather": Weather()}), Principal)
    assert pending.seen == [({"weather": ("Bergen", 1.5)}, 1.5)]


def test_the_loop_goes_on_until_the_core_ends_it(decided):
    pending = FakePending(*[WET, DRY] * 50)
    assert decided(pending, {"weather": Weather()}) is GRANTED
    assert len(pending.seen) == 100


def test_a_need_that_nobody_answers_is_503(decided):
    pending = FakePending(WET)
    with pytest.raises(UnavailableError) as caught:
        decided(pending, {"tides": Weather()})
    assert (caught.value.status, caught.value.store_failure) == (503, None)
    assert pending.seen == [({}, 1.5)]


def test_an_answerer_that_fails_is_503_and_says_why(decided):
    failure = ConnectionError()
    pending = FakePending(WET)
    with pytest.raises(UnavailableError) as caught:
        decided(pending, {"weather": Silent(failure)})
    assert caught.value.store_failure is failure
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)
    assert pending.seen == [({}, 1.5)]


def test_of_two_needs_one_may_be_unanswered(decided):
    pending = FakePending({**WET, "tides": "Bergen"})
    with pytest.raises(UnavailableError):
        decided(pending, {"weather": Weather(), "tides": Silent()})
    assert pending.seen == [({"weather": ("Bergen", 1.5)}, 1.5)]


def test_two_needs_are_answered(decided):
    pending = FakePending({**WET, "tides": {"city": "Bergen"}})
    assert decided(pending, {"weather": Weather(), "tides": Weather()}) is GRANTED


async def test_two_needs_are_answered_concurrently():
    pending = FakePending({"weather": "Bergen", "tides": "Arica"})
    meeting = Meeting(2)
    answerers = {"weather": meeting, "tides": meeting}
    assert await run_async(decide(pending, 1.5, nothing_deferred), answerers) is GRANTED
    assert pending.seen == [({"weather": "Bergen", "tides": "Arica"}, 1.5)]


async def test_cancelling_the_call_cancels_every_answerer():
    cancelled = []

    class Endless:
        async def answer_async(self, need):
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                cancelled.append(need.question)
                raise

    pending = FakePending({"weather": 1, "tides": 2})
    answerers = {"weather": Endless(), "tides": Endless()}
    call = asyncio.create_task(run_async(decide(pending, 1.5, nothing_deferred), answerers))
    await asyncio.sleep(0.01)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert sorted(cancelled) == [1, 2]
    assert pending.seen == []


def test_an_answerers_own_error_is_the_callers(decided):
    class Broken:
        def answer(self, _need):
            raise TypeError("no such city")

        async def answer_async(self, need):
            return self.answer(need)

    with pytest.raises(TypeError, match="no such city"):
        decided(FakePending(WET), {"weather": Broken()})


def test_an_answerer_that_raises_stop_iteration_does_not_end_the_loop(decided):
    class Broken:
        def answer(self, _need):
            raise StopIteration(GRANTED)

        async def answer_async(self, need):
            return self.answer(need)

    with pytest.raises((StopIteration, RuntimeError)):
        decided(FakePending(WET), {"weather": Broken()})


def test_the_clock_is_read_again_after_the_answers(decided, monkeypatch):
    class Late(Weather):
        def answer(self, need):
            monkeypatch.setattr(time, "time", lambda: 2000.0)
            return super().answer(need)

    monkeypatch.setattr(time, "time", lambda: 1000.0)
    pending = FakePending(WET)
    decided(pending, {"weather": Late()}, now=None)
    assert pending.seen == [({"weather": ("Bergen", None)}, 2000.0)]


class FakeDecided:
    """Not made by the core, so the loop must take it for a decision that waits."""

    needs = WET

    def resume(self, _answers, _now):
        return REFUSED


def test_what_is_no_decision_grants_nothing(decided):
    with pytest.raises(UnavailableError):
        decided(FakeDecided(), {"weather": Weather()})


def test_outside_asyncio_needs_are_answered_concurrently():
    answered = []

    class Meets:
        async def answer_async(self, need):
            answered.append(need.question)
            with anyio.fail_after(5):
                while len(answered) < 2:
                    await anyio.sleep(0.01)
            return need.question

    pending = FakePending({"weather": 1, "tides": 2})
    answerers = {"weather": Meets(), "tides": Meets()}
    decision = decide(pending, 1.5, nothing_deferred)
    assert anyio.run(run_async, decision, answerers, backend="trio") is GRANTED
    assert pending.seen == [({"weather": 1, "tides": 2}, 1.5)]
