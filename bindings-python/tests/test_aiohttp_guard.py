"""The aiohttp guard over real HTTP, by aiohttp's own server."""

import frameworks
import tokens
from aiohttp import web
from doorward.aiohttp import Guard
from frameworks import aiohttp_handler
from guarded_web import (
    COOKIE,
    KEY,
    VERIFIER,
    Asked,
    AsyncStore,
    GuardTests,
    Route,
    assert_answer,
    bearer,
    refusal_of,
    send,
)
from servers import serving_by_aiohttp

guard = Guard(VERIFIER)


class TestHandlers(GuardTests):
    Guard = Guard

    def serve(self, routes):
        return frameworks.aiohttp(routes)


class TestViews(GuardTests):
    Guard = Guard

    def serve(self, routes):
        app = web.Application()
        for route in routes:
            answer = aiohttp_handler(route)

            async def method(self, answer=answer):
                return await answer(self.request)

            for one in reversed(route.guards):
                method = one(method)
            names = [name.lower() for name in self.methods]
            app.router.add_view(route.path, type("Any", (web.View,), dict.fromkeys(names, method)))
        return serving_by_aiohttp(app)


class TestMiddleware(GuardTests):
    Guard = Guard

    def serve(self, routes):
        app = web.Application()
        for route in routes:
            # The path of the application within another one is its prefix.
            inner = web.Application(middlewares=[one.middleware for one in route.guards])
            inner.router.add_route("*", "", aiohttp_handler(route))
            app.add_subapp(route.path, inner)
        return serving_by_aiohttp(app)


def test_a_path_without_a_route_is_guarded_by_a_middleware():
    with serving_by_aiohttp(web.Application(middlewares=[guard().middleware])) as base:
        assert_answer(send(base, Asked()), refusal_of(Asked()))
        assert send(base, Asked((bearer(),)))[0] == 404


def test_responses_that_are_raised_or_have_begun():
    private = Guard(VERIFIER, places=["session"])()

    @private
    async def moved(_request):
        raise web.HTTPFound("/", headers={"Vary": "Accept"})

    @private
    async def begun(request):
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write_eof(b"begun")
        return response

    app = web.Application()
    app.add_routes([web.get("/moved", moved), web.get("/begun", begun)])
    with serving_by_aiohttp(app) as base:
        status, headers, _ = send(base, Asked((COOKIE,), path="/moved"))
        assert (status, headers["vary"], headers["cache-control"]) == (
            302,
            "Accept, cookie",
            "private",
        )
        status, _, body = send(base, Asked((COOKIE,), path="/begun"))
        assert (status, body) == (200, b"begun")


def test_a_store_may_be_async():
    handler = Guard(tokens.verifier(AsyncStore()))()(aiohttp_handler(Route("/balance", [])))
    app = web.Application()
    app.add_routes([web.get("/balance", handler)])
    with serving_by_aiohttp(app) as base:
        assert send(base, Asked((KEY,)))[0] == 200


def test_what_stands_in_the_path_is_no_query():
    app = web.Application(middlewares=[guard().middleware])
    with serving_by_aiohttp(app) as base:
        for path in ("/a%3Faccess_token=x", "/caf%C3%A9"):
            assert send(base, Asked((bearer(),), path=path))[0] == 404
        assert send(base, Asked((bearer(),), path="/a?%61ccess_token=x"))[0] == 400
