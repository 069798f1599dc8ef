"""A verifier that is renewed while it serves. What stays is decided, and tested, in the core."""

import asyncio
import threading

import pytest
import tokens
from doorward import (
    ApiKey,
    ApiKeys,
    ConfigError,
    InsufficientScopeError,
    InvalidApiKeyError,
    InvalidTokenError,
    KeyRefresh,
    MemoryApiKeyStore,
    Place,
    Policy,
    ScopeRules,
    Verifier,
)
from doorward.fastapi import Guard
from fastapi import FastAPI
from key_servers import KeyServer, remote
from servers import raw, serving

OTHER = "https://other.example.com/"


def both(*issuers, **members):
    return Policy([tokens.issuer(), *issuers], **members)


def codes(verifier, *credentials):
    def code(credential):
        try:
            verifier.verify(credential)
        except (InvalidTokenError, InsufficientScopeError) as error:
            return error.code
        return None

    return [code(one) for one in credentials]


def test_the_next_call_decides_by_the_new_policy():
    one, credential = tokens.verifier(), tokens.token()
    assert codes(one, credential, credential, credential) == [None] * 3
    one.renew(tokens.policy(issuers=[tokens.issuer(audience="another")]))
    assert codes(one, credential) == ["wrong_audience"]
    one.renew(tokens.policy())
    assert codes(one, credential) == [None]
    one.renew(Policy([tokens.issuer()], scopes=ScopeRules(implies={"admin": ["other"]})))
    with pytest.raises(InsufficientScopeError):
        one.verify(tokens.token(scope="admin"), "billing:read")


def test_keys_stay_and_a_new_issuer_fetches_its_own():
    server = KeyServer()
    one = Verifier(Policy([remote()]), fetcher=server.sync)
    one.verify(tokens.es256_token())
    one.renew(Policy([remote(issuer=OTHER, jwks_uri="https://other.example.com/jwks"), remote()]))
    assert [status.state for status in one.key_status()] == ["cold", "fresh"]
    one.verify(tokens.es256_token())
    assert len(server.requests) == 1
    one.verify(tokens.es256_token(iss=OTHER))
    assert len(server.requests) == 2


def test_a_verifier_without_fetched_keys_learns_to_fetch():
    server = KeyServer()
    one = Verifier(Policy([tokens.issuer(keys=[tokens.EC_JWK])]), fetcher=server.sync)
    one.renew(Policy([remote()]))
    one.verify(tokens.es256_token())
    assert len(server.requests) == 1


@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_decision_that_waits_ends_under_its_own_policy(asynchronous):
    server = KeyServer()
    server.gate.clear()
    one = Verifier(Policy([remote()]), fetcher=server.sync)
    decided = []

    def verify():
        verified = one.verify_async(tokens.es256_token()) if asynchronous else None
        decided.append(asyncio.run(verified) if verified else one.verify(tokens.es256_token()))

    thread = threading.Thread(target=verify)
    thread.start()
    while not server.requests:
        pass
    one.renew(tokens.policy(issuers=[remote(issuer=OTHER)]))
    server.gate.set()
    thread.join(10)
    assert [caller.subject for caller in decided] == ["agent-7"]
    assert codes(one, tokens.es256_token()) == ["unknown_issuer"]


def test_a_decision_that_waits_for_a_record_asks_the_store_it_began_with():
    created = ApiKey.create("a", ["read"])
    started, gate = threading.Event(), threading.Event()

    class Slow:
        def find(self, _lookup):
            started.set()
            gate.wait(10)
            return created.record

    one = Verifier(Policy(api_keys=Slow()))
    decided = []
    thread = threading.Thread(target=lambda: decided.append(one.verify(created.key)))
    thread.start()
    assert started.wait(10)
    one.renew(Policy(api_keys=MemoryApiKeyStore()))
    gate.set()
    thread.join(10)
    assert [caller.client_id for caller in decided] == ["a"]
    with pytest.raises(InvalidApiKeyError):
        one.verify(created.key)


def test_a_renewal_that_is_refused_changes_nothing():
    cookie = {"session": Place(cookie="__Host-session", origins=["https://app.example.com"])}
    one = tokens.verifier(places=cookie)
    Guard(one, places=["session"])
    with pytest.raises(ConfigError, match="session"):
        one.renew(tokens.policy(issuers=[tokens.issuer(audience="another")]))

    class Async:
        async def find(self, _lookup):
            return None

    for policy, error in [
        (tokens.policy(places=cookie, api_keys=ApiKeys(store=Async())), TypeError),
        ({"issuers": []}, TypeError),
        (None, TypeError),
    ]:
        with pytest.raises(error):
            one.renew(policy)
    assert codes(one, tokens.token()) == [None]


def test_a_place_keeps_its_meaning_when_the_policy_names_others_before_it():
    header = Place(header="x-token")
    one = tokens.verifier(places={"mine": header})
    request = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "query_string": b"",
        "headers": [(b"x-token", tokens.token().encode())],
    }
    assert one.authenticate(request, places=["mine"])
    one.renew(tokens.policy(places={"first": Place(header="x-first"), "mine": header}))
    assert one.authenticate(request, places=["mine"])


def test_guards_of_a_server_follow():
    one = tokens.verifier()
    app = FastAPI()
    guard = Guard(one)
    app.get("/balance", dependencies=[guard("billing:read")])(lambda: {})
    good = f"Authorization: Bearer {tokens.token()}"
    with serving(app) as base:
        assert raw(base, good)[0] == 200
        one.renew(tokens.policy(realm="renewed", issuers=[tokens.issuer(audience="another")]))
        status, headers, _ = raw(base, good)
        assert (status, "renewed" in headers["www-authenticate"]) == (401, True)
        one.renew(tokens.policy(key_refresh=KeyRefresh(ttl_seconds=60)))
        assert raw(base, good)[0] == 200


def test_threads_decide_while_the_policy_changes():
    one, credential = tokens.verifier(), tokens.token()
    policies = [tokens.policy(), tokens.policy(issuers=[tokens.issuer(audience="another")])]
    stop, wrong = threading.Event(), []

    def ask():
        while not stop.is_set():
            [code] = codes(one, credential)
            if code not in {None, "wrong_audience"}:
                wrong.append(code)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(200):
        one.renew(policies[number % 2])
        assert codes(one, credential) == [None if number % 2 == 0 else "wrong_audience"]
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
