"""How an application of each framework is served, with guards around its routes.

Each function takes routes and yields the address. A route is a guard or several for a path, for
every method. It answers ``{"agent": …}``, the client of the principal or null; ``own`` says that it
sets header fields too, except in FastAPI and Starlette.
"""

import types
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import django
from aiohttp import web
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import JsonResponse
from django.test.utils import override_settings
from django.urls import path as url
from django.views.decorators.csrf import csrf_exempt
from fastapi import FastAPI
from flask import Flask, g, jsonify, make_response, request
from litestar import Litestar, Request, Response
from litestar import route as litestar_route
from servers import serving, serving_by_aiohttp, serving_by_runserver, serving_by_werkzeug
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route as StarletteRoute

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
OWN = {"Cache-Control": "no-store", "Vary": "Accept"}

# Before Django is used by any test.
settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    MIDDLEWARE=[
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ],
)
django.setup()


@dataclass
class Route:
    """``guards`` are of the framework, the outermost first."""

    path: str
    guards: list[Any]
    own: bool = False


def _agent(caller: Any) -> dict[str, Any]:
    return {"agent": caller and caller.client_id}


def guarded(view: Any, guards: list[Any]) -> Any:
    """The view behind guards that are decorators."""
    for one in reversed(guards):
        view = one(view)
    return view


def flask_answer(*, own: bool) -> Any:
    request.get_data()
    response = make_response(jsonify(_agent(g.principal)))
    if own:
        response.headers.update(OWN)
    return response


def flask_view(route: Route, *, is_async: bool = False) -> Any:
    def view() -> Any:
        return flask_answer(own=route.own)

    async def async_view() -> Any:
        return flask_answer(own=route.own)

    return guarded(async_view if is_async else view, route.guards)


@contextmanager
def flask(routes: list[Route], *, is_async: bool = False) -> Iterator[str]:
    app = Flask(__name__)
    # Flask adds HEAD, and the guard OPTIONS.
    methods = [name for name in METHODS if name not in {"HEAD", "OPTIONS"}]
    for route in routes:
        view = flask_view(route, is_async=is_async)
        app.add_url_rule(route.path, route.path, view, methods=methods)
    with serving_by_werkzeug(app) as base:
        yield base


def django_answer(request: Any, *, own: bool = False) -> JsonResponse:
    assert request.body in {b"", b"body"}
    return JsonResponse(_agent(request.principal), headers=OWN if own else {})


@contextmanager
def django_site(server: str, patterns: list[Any], **changes: Any) -> Iterator[str]:
    """A site by the server ``wsgi`` or ``asgi``."""
    urls = types.ModuleType("urls")
    vars(urls)["urlpatterns"] = patterns
    with override_settings(ROOT_URLCONF=urls, **changes):
        by_wsgi = server == "wsgi"
        handler = WSGIHandler() if by_wsgi else ASGIHandler()
        made = serving_by_runserver(handler) if by_wsgi else serving(handler, lifespan="off")
        with made as base:
            yield base


@contextmanager
def django_views(
    routes: list[Route], *, server: str = "wsgi", is_async: bool = False
) -> Iterator[str]:
    def view_of(route: Route) -> Any:
        def view(request: Any) -> JsonResponse:
            return django_answer(request, own=route.own)

        async def async_view(request: Any) -> JsonResponse:
            return django_answer(request, own=route.own)

        return csrf_exempt(guarded(async_view if is_async else view, route.guards))

    with django_site(server, [url(route.path[1:], view_of(route)) for route in routes]) as base:
        yield base


def litestar_handler(asked: Route, middleware: list[Any]) -> Any:
    @litestar_route(asked.path, http_method=list(METHODS), middleware=middleware, status_code=200)
    async def handler(request: Request[Any, Any, Any]) -> Response[Any]:
        caller = request.auth
        assert request.state.principal is caller
        content = None if request.method == "HEAD" else _agent(caller)
        return Response(content, headers=OWN if asked.own else {})

    return handler


@contextmanager
def litestar(routes: list[Route]) -> Iterator[str]:
    with serving(Litestar([litestar_handler(one, one.guards) for one in routes])) as base:
        yield base


def aiohttp_handler(route: Route) -> Any:
    async def handler(request: web.Request) -> web.Response:
        return web.json_response(_agent(request["principal"]), headers=OWN if route.own else {})

    return handler


@contextmanager
def aiohttp(routes: list[Route], **options: Any) -> Iterator[str]:
    app = web.Application()
    for route in routes:
        handler = guarded(aiohttp_handler(route), route.guards)
        app.router.add_route("*", route.path, handler)
    with serving_by_aiohttp(app, **options) as base:
        yield base


@contextmanager
def fastapi(routes: list[Route], arrange: Any = None) -> Iterator[str]:
    """The last guard of a route gives it its principal. ``arrange`` takes the application."""
    app = FastAPI()

    def handler_of(guard: Any) -> Any:
        async def handler(principal: Any = guard) -> dict[str, Any]:
            return _agent(principal)

        return handler

    for route in routes:
        *others, last = route.guards
        app.api_route(route.path, methods=list(METHODS), dependencies=others)(handler_of(last))
    if arrange is not None:
        arrange(app)
    with serving(app) as base:
        yield base


@contextmanager
def starlette(routes: list[Route], **options: Any) -> Iterator[str]:
    async def handler(request: Any) -> JSONResponse:
        return JSONResponse(_agent(request.state.principal))

    made = [
        StarletteRoute(one.path, handler, methods=list(METHODS), middleware=one.guards)
        for one in routes
    ]
    with serving(Starlette(routes=made), **options) as base:
        yield base
