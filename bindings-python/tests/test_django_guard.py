"""The Django guard over real HTTP: by the WSGI server of `runserver`, and by uvicorn."""

import pytest
import tokens
from django.http import HttpRequest
from django.urls import path as url
from django.views import View
from doorward import ConfigError
from doorward.django import DoorwardMiddleware, Guard
from frameworks import django_answer, django_site, django_views
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

guard = Guard(VERIFIER)


class DjangoTests(GuardTests):
    Guard = Guard
    server, is_async = "wsgi", False

    def serve(self, routes):
        return django_views(routes, server=self.server, is_async=self.is_async)


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
def test_a_middleware_guards_the_whole_django_site(server, is_async):
    async def async_view(request):
        return django_answer(request)

    def view(request):
        return django_answer(request)

    patterns = [url("balance", async_view if is_async else view)]
    middleware = [f"{__name__}.ApiGuard"]
    with django_site(server, patterns, MIDDLEWARE=middleware) as base:
        for path in ("/balance", "/nowhere"):
            assert_answer(send(base, Asked(path=path)), refusal_of(Asked()))
        assert send(base, Asked((bearer(),), path="/nowhere"))[0] == 404
        status, _, body = send(base, Asked((bearer(),)))
        assert (status, body) == (200, b'{"agent": "billing-agent"}')


@SERVERS
def test_a_middleware_and_a_guard_authenticate_once(server):
    inner = Guard(COUNTING.verifier, places=["session", "api_key"])("billing:read")
    patterns = [
        url("balance", inner(django_answer)),
        url("open", django_answer),
    ]
    before = COUNTING.finds
    with django_site(server, patterns, MIDDLEWARE=[f"{__name__}.CookieGuard"]) as base:
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
            return django_answer(request)

    class AsyncBalance(View):
        async def get(self, request):
            return django_answer(request)

    views = {"sync": Balance, "async": AsyncBalance}
    patterns = [url(name, guard("billing:read")(one.as_view())) for name, one in views.items()]
    with django_site(server, patterns) as base:
        for name in views:
            assert_answer(send(base, Asked(path=f"/{name}")), refusal_of(Asked()))
            assert send(base, Asked((bearer(),), path=f"/{name}"))[0] == 200


def test_a_store_that_is_async_needs_an_async_view():
    one = Guard(tokens.verifier(AsyncStore()))()
    with pytest.raises(ConfigError, match="async"):
        one(lambda request: None)

    async def view(request):
        return django_answer(request)

    with django_site("asgi", [url("balance", one(view))]) as base:
        assert send(base, Asked((KEY,)))[0] == 200


def test_a_request_of_no_server_is_none():
    with pytest.raises(TypeError, match="HttpRequest"):
        guard()(lambda request: None)(HttpRequest())
