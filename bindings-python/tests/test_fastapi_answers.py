"""How FastAPI answers a refusal: by itself, by `install`, and by handlers of the program."""

import json

import httpx
import pytest
import tokens
from doorward import (
    DoorwardError,
    MissingCredentialsError,
    RejectedError,
)
from doorward.fastapi import install
from fastapi import Depends, FastAPI, HTTPException, WebSocket
from fastapi.responses import JSONResponse
from guarded import OWN_HEADERS, REFUSED, VERIFIER, application, expected_of, guard
from servers import raw, serving
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request as StarletteRequest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect


@pytest.fixture(scope="module", params=["h11", "httptools"])
def base(request):
    with serving(application(), http=request.param) as url:
        yield url


@pytest.mark.parametrize("lines", REFUSED.values(), ids=REFUSED.keys())
def test_a_refusal_is_the_cores_byte_for_byte(base, lines):
    expected = expected_of(lines)
    status, headers, body = raw(base, *lines)
    assert status == expected.status
    assert body == expected.body.encode()
    for name, value in expected.headers.items():
        assert headers[name] == value
    assert set(headers) - set(expected.headers) == OWN_HEADERS


@pytest.mark.parametrize("kind", [DoorwardError, RejectedError, MissingCredentialsError])
@pytest.mark.parametrize("installed", ["before", "after", "not"])
def test_a_handler_of_the_application_comes_first(kind, installed):
    app = application()

    async def own(_request, error):
        return JSONResponse({"problem": error.code}, error.status)

    if installed == "before" and kind is not DoorwardError:
        install(app)
    app.add_exception_handler(kind, own)
    if installed == "after":
        install(app)
    with serving(app) as base:
        answer = httpx.get(base + "/balance")
        assert (answer.status_code, answer.json()) == (401, {"problem": "missing_credentials"})


def test_a_handler_for_every_exception_is_not_asked():
    app = application()

    @app.exception_handler(Exception)
    async def own(_request, _error):
        raise AssertionError

    with serving(app) as base:
        assert httpx.get(base + "/balance").status_code == 401


@pytest.mark.parametrize("lines", REFUSED.values(), ids=REFUSED.keys())
def test_an_installed_handler_gives_the_same_bytes(lines):
    app = application()
    install(app)
    install(app)
    expected = expected_of(lines)
    with serving(app) as base:
        status, headers, body = raw(base, *lines)
    assert (status, body) == (expected.status, expected.body.encode())
    assert expected.headers.items() <= headers.items()
    assert set(headers) - set(expected.headers) == OWN_HEADERS


def test_an_installed_handler_answers_for_a_programs_own_call():
    app = FastAPI()
    install(app)

    @app.get("/balance")
    async def balance(request: StarletteRequest):
        await VERIFIER.authenticate_async(request, "billing:read")

    @app.websocket("/ws")
    async def socket(ws: WebSocket):
        await VERIFIER.authenticate_async(ws, "billing:read")

    with serving(app) as base:
        status, headers, body = raw(base, *REFUSED["expired"])
        expected = expected_of(REFUSED["expired"])
        assert (status, body) == (expected.status, expected.body.encode())
        assert expected.headers.items() <= headers.items()
        with pytest.raises(InvalidStatus) as caught:
            connect(base.replace("http", "ws") + "/ws")
    assert caught.value.response.status_code == 401


def test_installing_is_for_start_up():
    app = application()
    with serving(app) as base:
        assert httpx.get(base + "/balance").status_code == 401
        with pytest.raises(RuntimeError, match="before the first request"):
            install(app)


def shared_handlers(app):
    """Return copies of the handlers that all requests share, of every middleware that has some."""
    found, layer = [dict(app.exception_handlers)], app.middleware_stack
    while layer is not None:
        if isinstance(layer, ExceptionMiddleware):
            found += [dict(layer._exception_handlers), dict(layer._status_handlers)]
        layer = getattr(layer, "app", None)
    assert len(found) == 3
    return found


def test_a_refusal_changes_nothing_of_the_application():
    app = application()
    with serving(app) as base:
        assert httpx.get(base + "/missing").status_code == 404
        before = shared_handlers(app)
        for path in ("/balance", "/any", "/routed"):
            assert httpx.get(base + path).status_code == 401
        with pytest.raises(InvalidStatus):
            connect(base.replace("http", "ws") + "/ws")
        assert shared_handlers(app) == before
        # Nor does a refusal outlive its request.
        for _ in range(2):
            held = tokens.bearer(tokens.token())
            assert httpx.get(base + "/balance", headers=held).status_code == 200
            assert httpx.get(base + "/balance").status_code == 401


def with_dependencies_that_yield(seen):
    app = FastAPI()

    async def outer():
        try:
            yield
        except RejectedError as error:
            seen.append(("outer", error.code))
            raise
        finally:
            seen.append("outer closed")

    async def converts():
        try:
            yield
        except RejectedError as error:
            raise HTTPException(418, error.code) from None

    @app.get("/balance", dependencies=[Depends(outer), guard("billing:read")])
    async def balance():
        return {}

    @app.get("/tea", dependencies=[Depends(outer), Depends(converts), guard("billing:read")])
    async def tea():
        return {}

    return app


def test_dependencies_that_yield_see_the_error_and_may_replace_it():
    seen = []
    with serving(with_dependencies_that_yield(seen)) as base:
        status, _, body = raw(base)
        assert (status, json.loads(body)["code"]) == (401, "missing_credentials")
        assert seen == [("outer", "missing_credentials"), "outer closed"]
        answer = httpx.get(base + "/tea")
        assert (answer.status_code, answer.json()) == (418, {"detail": "missing_credentials"})
        held = tokens.bearer(tokens.token())
        assert httpx.get(base + "/balance", headers=held).status_code == 200


def test_middleware_around_the_guard_sees_a_whole_response():
    app, inner = FastAPI(), application()
    app.add_middleware(GZipMiddleware, minimum_size=1)
    app.mount("/inner", GZipMiddleware(inner.router, minimum_size=1))
    app.mount("/app", inner)

    @app.middleware("http")
    async def marked(request, call_next):
        response = await call_next(request)
        response.headers["x-marked"] = "1"
        return response

    with serving(app) as base:
        for path in ("/inner/balance", "/app/balance"):
            answer = httpx.get(base + path)
            assert answer.status_code == 401
            assert answer.headers["x-marked"] == "1"
            assert answer.headers["content-encoding"] == "gzip"
            assert answer.json()["code"] == "missing_credentials"
        assert httpx.get(base + "/app/balance", headers=tokens.bearer(tokens.token())).is_success


def test_a_refusal_is_no_error_in_the_servers_log(capfd):
    with serving(application()) as base:
        assert httpx.get(base + "/balance").status_code == 401
    assert capfd.readouterr().err == ""
