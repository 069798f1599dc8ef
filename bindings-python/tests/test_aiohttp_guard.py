"""The aiohttp guard over real HTTP, by aiohttp's own server."""

import asyncio
import threading
from contextlib import contextmanager

import tokens
from aiohttp import web
from doorward.aiohttp import Guard
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

guard = Guard(VERIFIER)


@contextmanager
def serving(app):
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def started():
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return runner

    def run(coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, loop).result(10)

    runner = run(started())
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        run(runner.cleanup())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def handler_of(route):
    async def handler(request):
        caller = request["principal"]
        own = {"Cache-Control": "no-store", "Vary": "Accept"} if route.own else {}
        return web.json_response({"agent": caller and caller.client_id}, headers=own)

    return handler


class TestHandlers(GuardTests):
    Guard = Guard

    def serve(self, routes):
        app = web.Application()
        for route in routes:
            handler = handler_of(route)
            for one in reversed(route.guards):
                handler = one(handler)
            app.router.add_route("*", route.path, handler)
        return serving(app)


class TestViews(GuardTests):
    Guard = Guard

    def serve(self, routes):
        app = web.Application()
        for route in routes:
            answer = handler_of(route)

            async def method(self, answer=answer):
                return await answer(self.request)

            for one in reversed(route.guards):
                method = one(method)
            names = [name.lower() for name in self.methods]
            app.router.add_view(route.path, type("Any", (web.View,), dict.fromkeys(names, method)))
        return serving(app)


class TestMiddleware(GuardTests):
    Guard = Guard

    def serve(self, routes):
        app = web.Application()
        for route in routes:
            # The path of the application within another one is its prefix.
            inner = web.Application(middlewares=[one.middleware for one in route.guards])
            inner.router.add_route("*", "", handler_of(route))
            app.add_subapp(route.path, inner)
        return serving(app)


def test_a_path_without_a_route_is_guarded_by_a_middleware():
    with serving(web.Application(middlewares=[guard().middleware])) as base:
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
    with serving(app) as base:
        status, headers, _ = send(base, Asked((COOKIE,), path="/moved"))
        assert (status, headers["vary"], headers["cache-control"]) == (
            302,
            "Accept, cookie",
            "private",
        )
        status, _, body = send(base, Asked((COOKIE,), path="/begun"))
        assert (status, body) == (200, b"begun")


def test_a_store_may_be_async():
    handler = Guard(tokens.verifier(AsyncStore()))()(handler_of(Route("/balance", [])))
    app = web.Application()
    app.add_routes([web.get("/balance", handler)])
    with serving(app) as base:
        assert send(base, Asked((KEY,)))[0] == 200


def test_what_stands_in_the_path_is_no_query():
    app = web.Application(middlewares=[guard().middleware])
    with serving(app) as base:
        for path in ("/a%3Faccess_token=x", "/caf%C3%A9"):
            assert send(base, Asked((bearer(),), path=path))[0] == 404
        assert send(base, Asked((bearer(),), path="/a?%61ccess_token=x"))[0] == 400
