"""The Django guard over real HTTP: by the WSGI server of `runserver`, and by uvicorn."""

import threading
import types
from contextlib import contextmanager

import django
import pytest
import tokens
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.http import HttpRequest, JsonResponse
from django.test.utils import override_settings
from django.urls import path as url
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from doorward import ConfigError
from doorward.django import DoorwardMiddleware, Guard
from guarded_web import (
    KEY,
    VERIFIER,
    Asked,
    AsyncStore,
    Counting,
    GuardTests,
    assert_answer,
    bearer,
    refusal_of,
    send,
)
from servers import serving

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    MIDDLEWARE=[
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ],
)
django.setup()
guard = Guard(VERIFIER)


@contextmanager
def wsgi(app):
    server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
    server.set_app(app)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def site(server, patterns, **changes):
    urls = types.ModuleType("urls")
    vars(urls)["urlpatterns"] = patterns
    with override_settings(ROOT_URLCONF=urls, **changes):
        made = wsgi(WSGIHandler()) if server == "wsgi" else serving(ASGIHandler(), lifespan="off")
        with made as base:
            yield base


def answer(request, own):
    assert request.body in {b"", b"body"}
    caller = request.principal
    headers = {"Cache-Control": "no-store", "Vary": "Accept"} if own else {}
    return JsonResponse({"agent": caller and caller.client_id}, headers=headers)


def view_of(route, *, is_async):
    def view(request):
        return answer(request, route.own)

    async def async_view(request):
        return answer(request, route.own)

    chosen = async_view if is_async else view
    for one in reversed(route.guards):
        chosen = one(chosen)
    return csrf_exempt(chosen)


class DjangoTests(GuardTests):
    Guard = Guard
    server, is_async = "wsgi", False

    def serve(self, routes):
        patterns = [url(route.path[1:], view_of(route, is_async=self.is_async)) for route in routes]
        return site(self.server, patterns)


class TestSyncViewsByWsgi(DjangoTests):
    pass


class TestAsyncViewsByWsgi(DjangoTests):
    is_async = True


class TestSyncViewsByAsgi(DjangoTests):
    server = "asgi"


class TestAsyncViewsByAsgi(DjangoTests):
    server, is_async = "asgi", True


class ApiGuard(DoorwardMiddleware):
    verifier = VERIFIER
    scopes = "billing:read"


COUNTING = Counting()


class CookieGuard(DoorwardMiddleware):
    verifier = COUNTING.verifier
    places = ("session", "api_key")
    optional = True


SERVERS = pytest.mark.parametrize("server", ["wsgi", "asgi"])


@SERVERS
@pytest.mark.parametrize("is_async", [False, True])
def test_a_middleware_guards_the_whole_site(server, is_async):
    async def async_view(request):
        return answer(request, own=False)

    def view(request):
        return answer(request, own=False)

    patterns = [url("balance", async_view if is_async else view)]
    middleware = [f"{__name__}.ApiGuard"]
    with site(server, patterns, MIDDLEWARE=middleware) as base:
        for path in ("/balance", "/nowhere"):
            assert_answer(send(base, Asked(path=path)), refusal_of(Asked()))
        assert send(base, Asked((bearer(),), path="/nowhere"))[0] == 404
        status, _, body = send(base, Asked((bearer(),)))
        assert (status, body) == (200, b'{"agent": "billing-agent"}')


@SERVERS
def test_a_middleware_and_a_guard_authenticate_once(server):
    inner = Guard(COUNTING.verifier, places=["session", "api_key"])("billing:read")
    patterns = [
        url("balance", inner(lambda request: answer(request, own=False))),
        url("open", lambda request: answer(request, own=False)),
    ]
    before = COUNTING.finds
    with site(server, patterns, MIDDLEWARE=[f"{__name__}.CookieGuard"]) as base:
        status, headers, _ = send(base, Asked((KEY,)))
        assert (status, COUNTING.finds - before) == (200, 1)
        assert headers["vary"].lower() == "cookie, x-api-key"
        assert send(base, Asked(path="/open"))[2] == b'{"agent": null}'
        assert send(base, Asked())[0] == 401


def test_a_middleware_that_is_faulty_raises_when_the_site_starts():
    class Faulty(DoorwardMiddleware):
        verifier = VERIFIER
        scopes = "two scopes"

    class Elsewhere(DoorwardMiddleware):
        verifier = VERIFIER
        places = ("x",)

    for faulty in (Faulty, Elsewhere):
        with pytest.raises(ConfigError):
            faulty(lambda request: None)


@SERVERS
def test_a_class_of_views(server):
    class Balance(View):
        def get(self, request):
            return answer(request, own=False)

    class AsyncBalance(View):
        async def get(self, request):
            return answer(request, own=False)

    views = {"sync": Balance, "async": AsyncBalance}
    patterns = [url(name, guard("billing:read")(one.as_view())) for name, one in views.items()]
    with site(server, patterns) as base:
        for name in views:
            assert_answer(send(base, Asked(path=f"/{name}")), refusal_of(Asked()))
            assert send(base, Asked((bearer(),), path=f"/{name}"))[0] == 200


def test_a_store_that_is_async_needs_an_async_view():
    one = Guard(tokens.verifier(AsyncStore()))()
    with pytest.raises(ConfigError, match="async"):
        one(lambda request: None)

    async def view(request):
        return answer(request, own=False)

    with site("asgi", [url("balance", one(view))]) as base:
        assert send(base, Asked((KEY,)))[0] == 200


def test_a_request_of_no_server_is_none():
    with pytest.raises(TypeError, match="HttpRequest"):
        guard()(lambda request: None)(HttpRequest())
