"""`doorward.testing`: fake callers through guards, tokens that are signed, never in production."""

import subprocess
import sys
import threading
from typing import Annotated

import httpx
import pytest
from doorward import (
    ConfigError,
    InvalidTokenError,
    MissingCredentialsError,
    Policy,
    Principal,
    ScopeRules,
    Verifier,
    any_of,
)
from doorward.fastapi import Guard
from doorward.flask import Guard as FlaskGuard
from doorward.testing import SigningIssuer, acting_as, make_principal
from fastapi import FastAPI
from flask import Flask
from servers import serving

ISSUER = SigningIssuer(audience="https://api.example.com")
READER = make_principal("agent-7", scopes=["billing:read"], client_id="client-9")


def verifier():
    rules = ScopeRules(implies={"admin": ["billing:*"]})
    return Verifier(Policy([ISSUER.issuer()], scopes=rules, realm="test"))


def application(one):
    app, guard = FastAPI(), Guard(one)

    @app.get("/balance")
    async def balance(caller: Annotated[Principal, guard("billing:read")]):
        return {"agent": caller.client_id}

    @app.get("/any")
    async def group(caller: Annotated[Principal, guard(any_of("x", "billing:read"))]):
        return {"agent": caller.client_id}

    @app.get("/prices")
    async def prices(caller: Annotated[Principal | None, guard.optional()]):
        return {"agent": caller and caller.client_id}

    return app


def answers(base):
    got = [httpx.get(base + path) for path in ("/balance", "/any", "/prices")]
    return [one.status_code for one in got], got[2].json()


def test_a_fake_caller_passes_the_guards_of_fastapi_that_its_scopes_allow():
    one = verifier()
    with serving(application(one)) as base:
        assert answers(base) == ([401, 401, 200], {"agent": None})
        with acting_as(one, READER):
            assert answers(base) == ([200, 200, 200], {"agent": "client-9"})
            assert httpx.get(base + "/balance").json() == {"agent": "client-9"}
        with acting_as(one, make_principal("agent-7")):
            assert answers(base)[0] == [403, 403, 200]
            refused = httpx.get(base + "/balance")
        with acting_as(one, make_principal("boss", scopes=["admin"])):
            assert answers(base)[0] == [200, 200, 200]
        with acting_as(one, None):
            assert answers(base) == ([401, 401, 200], {"agent": None})
        real = httpx.get(base + "/balance", headers=ISSUER.headers())
        assert answers(base)[0] == [401, 401, 200]
    # The same bytes as of a caller who really came.
    assert (refused.status_code, refused.content) == (real.status_code, real.content)
    assert refused.headers["www-authenticate"] == real.headers["www-authenticate"]


def test_a_fake_caller_passes_the_guards_of_flask():
    one = verifier()
    app = Flask(__name__)
    guard = FlaskGuard(one)
    app.get("/balance")(guard("billing:read")(lambda: "ok"))
    client = app.test_client()
    with acting_as(one, READER):
        assert client.get("/balance").status_code == 200
        with acting_as(one, make_principal()):
            assert client.get("/balance").status_code == 403
        assert client.get("/balance").status_code == 200
    assert client.get("/balance").status_code == 401


def test_a_test_that_fails_gives_the_guards_back():
    one = verifier()
    with pytest.raises(ZeroDivisionError), acting_as(one, READER):
        raise ZeroDivisionError
    with pytest.raises(MissingCredentialsError):
        one.authenticate({"type": "http", "path": "/", "query_string": b"", "headers": []})
    with pytest.raises(TypeError), acting_as(one, "agent-7"):
        pass


def test_a_principal_is_what_a_verifier_returns():
    assert type(READER) is Principal
    assert (READER.subject, READER.client_id) == ("agent-7", "client-9")
    assert READER.allows("billing:read")
    assert not READER.allows("billing:write")
    caller = make_principal("a", issuer="https://other.test/", act={"sub": "b"}, tier_hint=3)
    assert (caller.issuer, caller.actors[0].subject) == ("https://other.test/", "b")
    assert caller.claims["tier_hint"] == 3
    with pytest.raises(TypeError):
        make_principal("a", scopes="billing:read")


def test_tokens_are_verified_as_in_production():
    one = verifier()
    caller = one.verify(ISSUER.token("agent-8", scopes=["billing:read"]), "billing:read")
    assert (caller.subject, caller.client_id) == ("agent-8", "agent-8")
    for token, code in [
        (ISSUER.token(expires_in=-60), "expired"),
        (ISSUER.forged_token(), "invalid_signature"),
        (ISSUER.token(aud="another"), "wrong_audience"),
        (ISSUER.token(exp=None), "missing_claim"),
        (SigningIssuer("https://b.test/").token(), "unknown_issuer"),
    ]:
        with pytest.raises(InvalidTokenError) as refused:
            one.verify(token)
        assert refused.value.code == code
    with pytest.raises(ConfigError):
        Policy([ISSUER.issuer(algorithms=["ES256"])])


def test_a_verifier_of_an_application_learns_to_know_the_issuer():
    one = Verifier(Policy([SigningIssuer("https://real.test/").issuer()]))
    one.renew(Policy([ISSUER.issuer()]))
    assert one.verify(ISSUER.token())


def test_threads_see_the_same_caller():
    one = verifier()
    seen = []
    request = {"type": "http", "path": "/", "query_string": b"", "headers": []}
    with acting_as(one, READER):
        threads = [
            threading.Thread(target=lambda: seen.append(one.authenticate(request)))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [caller.subject for caller in seen] == ["agent-7"] * 4


@pytest.mark.parametrize(
    ("name", "value", "loads"),
    [
        ("DOORWARD_ENV", "production", False),
        ("APP_ENV", "Production ", False),
        ("ENVIRONMENT", "prod", False),
        ("PYTHON_ENV", "production", False),
        ("APP_ENV", "test", True),
    ],
)
def test_it_refuses_to_load_in_production(name, value, loads):
    command = [sys.executable, "-c", "import doorward.testing"]
    ran = subprocess.run(  # noqa: S603 - the command is this file's own
        command, env={name: value}, capture_output=True, text=True, check=False
    )
    assert (ran.returncode == 0) == loads
    assert loads or f"{name} says production" in ran.stderr
