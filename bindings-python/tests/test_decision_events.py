"""``on_decision``: what it hears, in threads, in asyncio and through guards; it changes nothing."""

import asyncio
import json
import logging
import threading
import time
from functools import partial

import pytest
import tokens
from doorward import (
    ConfigError,
    DecisionEvent,
    DoorwardError,
    Fault,
    InvalidTokenError,
    Request,
    UnavailableError,
    Verifier,
)
from doorward.fastapi import Guard
from fastapi import FastAPI
from starlette.testclient import TestClient


class Heard:
    """A verifier, and the events that its hook heard."""

    def __init__(self, store=None, **options):
        self.events: list[DecisionEvent] = []
        policy = tokens.policy(store)
        self.verifier = Verifier(policy, on_decision=self.events.append, **options)


@pytest.fixture(params=["sync", "async"])
def verify(request):
    def call(verifier, credential, *scopes):
        if request.param == "sync":
            return verifier.verify(credential, *scopes)
        return asyncio.run(verifier.verify_async(credential, *scopes))

    return call


def test_hears_who_was_granted_what(verify):
    heard = Heard()
    act = {"sub": "agent-8", "iss": tokens.ISSUER}
    for _ in range(3):
        verify(heard.verifier, tokens.es256_token(act=act), "billing:read")
    assert len(heard.events) == 3
    for event in heard.events:
        assert 0 <= event.duration_seconds < 10
        assert abs(event.time - time.time()) < 60
        assert event == DecisionEvent(
            time=event.time,
            outcome="granted",
            code=None,
            requirement="billing:read",
            method=None,
            client_address=None,
            request_id=None,
            credential="jwt",
            issuer=tokens.ISSUER,
            subject="agent-7",
            client_id="billing-agent",
            key_id="ec-1",
            actors=({"subject": "agent-8", "issuer": tokens.ISSUER},),
            bindings=(),
            fault=None,
            duration_seconds=event.duration_seconds,
        )
        assert json.loads(json.dumps(event.to_dict()))["actors"] == list(event.actors)


def test_hears_who_was_refused_and_the_exception_has_the_same_fault(verify):
    heard = Heard()
    other = tokens.token(aud=["b", "c"])
    with pytest.raises(InvalidTokenError) as raised:
        verify(heard.verifier, other)
    [event] = heard.events
    assert (event.outcome, event.code, event.subject) == ("rejected", "wrong_audience", "agent-7")
    fault = Fault(
        claim="aud", expected=f'"{tokens.AUDIENCE}"', received='["b","c"]', unverified=False
    )
    assert event.fault == fault == raised.value.fault
    assert "expected" not in raised.value.body
    assert other.split(".")[2] not in repr(event)


def test_what_a_token_says_before_its_signature_is_checked_is_one_escaped_line():
    heard = Heard()
    with pytest.raises(InvalidTokenError):
        heard.verifier.verify(tokens.token(iss="https://x/\n2026 granted\u2028" + "x" * 100))
    [event] = heard.events
    assert event.subject is None
    assert event.fault is not None
    assert event.fault.unverified
    assert event.fault.received is not None
    assert event.fault.received.startswith('"https://x/\\n2026 granted\ufffd')
    assert len(event.fault.received) <= 65


def test_hears_of_an_outage(verify):
    class Down:
        def find(self, _lookup):
            raise OSError

    heard = Heard(Down())
    key = "sk_agent_PtFr6KyprKF8_NJcGRlqSc0FN0lp6gX4g1dLQeeM1WQKBAJ2sqnKYB0T3UJqID"
    with pytest.raises(UnavailableError):
        verify(heard.verifier, key)
    assert [(one.outcome, one.code) for one in heard.events] == [
        ("unavailable", "state_unavailable")
    ]


def test_a_hook_that_raises_changes_nothing_and_the_log_has_its_type_alone(caplog, verify):
    def hook(_event):
        message = "secret"
        raise RuntimeError(message)

    verifier = Verifier(tokens.policy(), on_decision=hook)
    assert verify(verifier, tokens.token()).subject == "agent-7"
    with pytest.raises(InvalidTokenError):
        verify(verifier, "x")
    assert caplog.messages == ["on_decision raised RuntimeError; the decision stands"] * 2
    assert "secret" not in caplog.text


def test_a_slow_hook_delays_its_own_request_and_no_other():
    async def hook(event):
        await asyncio.sleep(0.2 if event.requirement else 0)

    verifier = Verifier(tokens.policy(), on_decision=hook)

    async def timed(*scopes):
        begun = time.monotonic()
        await verifier.verify_async(tokens.token(), *scopes)
        return time.monotonic() - begun

    async def both():
        return await asyncio.gather(timed("billing:read"), timed())

    slow, fast = asyncio.run(both())
    assert slow >= 0.19
    assert fast < 0.15


def test_an_async_hook_needs_the_async_methods(caplog):
    async def hook(_event):
        pass

    verifier = Verifier(tokens.policy(), on_decision=hook)
    with pytest.raises(TypeError, match="verify_async"):
        verifier.verify(tokens.token())
    # One that does not look async is found out when it is called; the decision stands.
    hidden = Verifier(tokens.policy(), on_decision=partial(lambda other, event: other(event), hook))
    with caplog.at_level(logging.ERROR, "doorward"):
        assert hidden.verify(tokens.token()).subject == "agent-7"
    assert "on_decision is async" in caplog.text


@pytest.mark.parametrize(
    "options",
    [{"on_decision": "x"}, {"request_id_header": "a b"}, {"request_id_header": 1}],
    ids=str,
)
def test_options_that_are_none_are_refused(options):
    with pytest.raises(ConfigError):
        Verifier(tokens.policy(), **options)


def test_each_request_has_its_own_description():
    heard = Heard(request_id_header="X-Request-Id")
    bearer = ("Authorization", f"Bearer {tokens.token()}")
    named = Request("PATCH", "/x", [bearer, ("x-request-id", "a\nb")], client_address="203.0.113.7")
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/x",
        "client": ("2001:db8::1", 5),
        "headers": [(b"authorization", bearer[1].encode()), (b"x-request-id", b"c" * 300)],
    }
    heard.verifier.authenticate(named)
    heard.verifier.authenticate(scope)
    heard.verifier.verify(tokens.token())
    heard.verifier.authenticate(Request("GET", "/x", [bearer], client_address="a\nb"))
    described = [(one.method, one.client_address, one.request_id) for one in heard.events]
    assert described == [
        ("PATCH", "203.0.113.7", "a\ufffdb"),
        ("POST", "2001:db8::1", "c" * 128),
        (None, None, None),
        ("GET", "a\ufffdb", None),
    ]


def test_threads_hear_of_their_own_decisions():
    heard = Heard()
    wrong = []

    def work(number):
        for _ in range(200):
            with pytest.raises(DoorwardError) as raised:
                heard.verifier.verify(tokens.token(sub=f"agent-{number}"), f"scope:{number}")
            if raised.value.fault is None or raised.value.fault.expected != f"scope:{number}":
                wrong.append(raised.value.fault)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(heard.events), wrong) == (1600, [])
    for event in heard.events:
        assert event.subject is not None
        assert event.requirement == event.subject.replace("agent-", "scope:")


def test_a_guarded_application_answers_as_before_and_the_hook_hears_of_it():
    heard = Heard(request_id_header="x-request-id")
    app = FastAPI()
    guard = Guard(heard.verifier)

    @app.post("/write", dependencies=[guard("billing:close")])
    def write() -> None:
        pass

    headers = {"authorization": f"Bearer {tokens.token()}", "x-request-id": "r-1"}
    response = TestClient(app).post("/write", headers=headers)
    assert response.status_code == 403
    assert response.json()["error"] == "insufficient_scope"
    assert "billing:read" not in response.text
    [event] = heard.events
    assert (event.method, event.request_id, event.code) == ("POST", "r-1", "insufficient_scope")
