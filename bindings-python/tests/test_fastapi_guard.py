"""The FastAPI guard over real HTTP, nothing installed but the guard."""

import json
from typing import Annotated

import httpx
import pytest
import tokens
from doorward import (
    ConfigError,
    Policy,
    Principal,
    RejectedError,
    Verifier,
    any_of,
)
from doorward.fastapi import Guard
from fastapi import Depends, FastAPI, Security
from fastapi.concurrency import run_in_threadpool
from fastapi.security import SecurityScopes
from guarded import MADE, REFUSED, VERIFIER, application, guard
from servers import raw, serving
from starlette.requests import HTTPConnection
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect


@pytest.fixture(scope="module", params=["h11", "httptools"])
def base(request):
    with serving(application(), http=request.param) as url:
        yield url


def test_a_good_token_and_a_good_api_key_get_in(base):
    for path in ("/balance", "/sync", "/me"):
        answer = httpx.get(base + path, headers=tokens.bearer(tokens.token()))
        assert (answer.status_code, answer.json()) == (200, {"agent": "billing-agent"})
        for headers in (tokens.bearer(MADE.key), {"X-Api-Key": MADE.key}):
            answer = httpx.get(base + path, headers=headers)
            assert (answer.status_code, answer.json()) == (200, {"agent": "cron-agent"})


def test_two_authorization_headers_are_refused(base):
    status, headers, body = raw(base, *REFUSED["two authorizations"])
    assert status == 400
    assert headers["www-authenticate"].startswith('Bearer realm="test", error="invalid_request"')
    assert json.loads(body)["code"] == "invalid_request"


def test_a_token_in_the_query_is_refused(base):
    for query in ("?access_token=x", "?a=1&access%5Ftoken=x"):
        answer = httpx.get(base + "/balance" + query, headers=tokens.bearer(tokens.token()))
        assert answer.status_code == 400


@pytest.mark.parametrize(
    ("path", "scope", "needed"),
    [
        ("/nested", "billing:read", "users:read billing:read"),
        ("/nested", "users:read", "users:read billing:read"),
        ("/any", "billing:read", "billing:read x"),
        ("/any", "x", "billing:read x"),
        ("/routed", "billing:read", "billing:write"),
    ],
)
def test_scopes_of_the_whole_tree_are_needed(base, path, scope, needed):
    answer = httpx.get(base + path, headers=tokens.bearer(tokens.token(scope=scope)))
    assert answer.status_code == 403
    assert f'scope="{needed}"' in answer.headers["www-authenticate"]
    held = tokens.bearer(tokens.token(scope="users:read admin y"))
    assert httpx.get(base + path, headers=held).status_code == 200


def test_a_head_request_is_refused_without_a_body(base):
    answer = httpx.head(base + "/balance")
    assert answer.status_code == 405
    assert httpx.get(base + "/missing").status_code == 404


def test_websockets_are_guarded(base):
    url = base.replace("http", "ws") + "/ws"
    with connect(url, additional_headers=tokens.bearer(tokens.token())) as socket:
        assert socket.recv() == "billing-agent"
    with pytest.raises(InvalidStatus) as caught:
        connect(url)
    response = caught.value.response
    assert response.status_code == 401
    assert json.loads(response.body)["code"] == "missing_credentials"


def test_an_outage_is_503():
    class Failing:
        async def find(self, lookup):
            raise ConnectionError

    app = FastAPI()
    down = Guard(tokens.verifier(Failing()))

    @app.get("/balance", dependencies=[Security(down)])
    async def balance():
        return {}

    with serving(app) as base:
        answer = httpx.get(base + "/balance", headers=tokens.bearer(MADE.key))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert answer.json()["code"] == "state_unavailable"


def test_the_guard_can_be_overridden_in_tests():
    app = application()
    fake = VERIFIER.verify(tokens.token(client_id="fake"))
    app.dependency_overrides[guard] = lambda: fake
    with serving(app) as base:
        assert httpx.get(base + "/balance").json() == {"agent": "fake"}


def test_a_guard_with_groups_can_be_overridden_in_tests():
    app = application()
    fake = VERIFIER.verify(tokens.token(client_id="fake"))
    dependency = guard(any_of("x", "y")).dependency
    assert dependency is guard("billing:read", any_of("x", "y")).dependency
    assert dependency is not guard(any_of("y", "x")).dependency
    assert dependency is not Guard(VERIFIER)(any_of("x", "y")).dependency
    app.dependency_overrides[dependency] = lambda: fake
    with serving(app) as base:
        assert httpx.get(base + "/any").json() == {"agent": "fake"}
        assert httpx.get(base + "/balance").status_code == 401


def test_the_parts_of_a_requirement_are_named_in_the_order_of_the_guard():
    app = FastAPI()
    parts = ("billing:read", any_of("x", "y"), "z", any_of("v", "w"))

    async def caller(principal: Annotated[Principal, guard(*parts)]):
        return principal

    @app.get("/balance", dependencies=[guard(*parts)])
    async def balance():
        return {}

    @app.get("/nested", dependencies=[Security(caller, scopes=["users:read"])])
    async def nested():
        return {}

    named = "billing:read and (x or y) and z and (v or w)"
    with serving(app) as base:
        for path, outer in (("/balance", ""), ("/nested", "users:read and ")):
            answer = httpx.get(base + path, headers=tokens.bearer(tokens.token(scope="other")))
            expected = f"The operation needs {outer}{named}."
            assert answer.json()["error_description"] == expected
            for scope, status in (
                ("users:read billing:read x z w", 200),
                ("billing:read x w", 403),
            ):
                held = tokens.bearer(tokens.token(scope=scope))
                assert httpx.get(base + path, headers=held).status_code == status


def test_a_group_as_json_has_it_guards_too():
    app = FastAPI()

    @app.get("/balance", dependencies=[guard({"any": ["x", "y"]})])
    async def balance():
        return {}

    with serving(app) as base:
        for scope, expected in (("x", 200), ("y", 200), ("z", 403)):
            answer = httpx.get(base + "/balance", headers=tokens.bearer(tokens.token(scope=scope)))
            assert answer.status_code == expected


@pytest.mark.parametrize("is_async", [True, False])
@pytest.mark.parametrize("place", ["handler", "dependency"])
def test_a_marker_that_is_made_inside_a_request_is_an_error(is_async, place):
    app = FastAPI()

    def check():
        return guard("billing:read")

    async def check_async():
        return check()

    used = check_async if is_async else check
    if place == "handler":
        app.get("/")(used)
    else:

        @app.get("/", dependencies=[Depends(used)])
        async def served():
            return "unguarded"

    with serving(app) as base:
        assert httpx.get(base).status_code == 500


async def test_a_marker_used_as_a_check_is_an_error():
    marker = guard("billing:read")
    with pytest.raises(RuntimeError, match=r"verifier\.authenticate"):
        assert marker
    with pytest.raises(RuntimeError, match=r"verifier\.authenticate"):
        await marker
    with pytest.raises(AttributeError, match=r"verifier\.authenticate"):
        _ = marker.subject


def test_what_stands_where_a_verifier_belongs_is_named():
    with pytest.raises(ConfigError, match="verifier: a Verifier expected, not NoneType"):
        Guard(None)  # type: ignore[arg-type]


async def test_a_guard_that_is_run_in_a_thread_still_guards():
    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}
    values = {"connection": HTTPConnection(scope), "security_scopes": SecurityScopes([])}
    with pytest.raises(RejectedError):
        await run_in_threadpool(guard, **values)
    scope["headers"] = [(b"authorization", f"Bearer {tokens.token()}".encode())]
    assert isinstance(await run_in_threadpool(guard, **values), Principal)


def test_a_verifiers_own_authenticate_is_what_the_guard_asks():
    class Strict(Verifier):
        async def authenticate_async(self, request, scopes=None, *, now=None):
            principal = await super().authenticate_async(request, scopes, now=now)
            other = principal.client_id == "other"
            return principal if other else await super().authenticate_async({})

    app = FastAPI()

    @app.get("/balance", dependencies=[Depends(Guard(Strict(Policy([tokens.issuer()]))))])
    async def balance():
        return {}

    with serving(app) as base:
        for client, expected in (("other", 200), ("billing-agent", 500)):
            headers = tokens.bearer(tokens.token(client_id=client))
            assert httpx.get(base + "/balance", headers=headers).status_code == expected
