"""Checked by mypy --strict, never run: the guards as applications of each framework use them."""

from typing import Any, assert_type

import doorward.aiohttp
import doorward.django
import doorward.flask
import doorward.litestar
from aiohttp import web
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from doorward import Policy, Verifier, any_of
from doorward.django import DjangoGuard, DoorwardMiddleware
from flask import Flask, g
from litestar import Litestar, Request, get

verifier = Verifier(Policy())

flask_guard = doorward.flask.Guard(verifier, places=["session"])
flask_app = Flask(__name__)
flask_app.before_request(flask_guard.optional().check)


@flask_app.get("/balance/<int:number>")
@flask_guard("billing:read", any_of("a", "b"))
def flask_balance(number: int) -> dict[str, Any]:
    return {"agent": g.principal.client_id, "number": number}


flask_balance("1")  # type: ignore[arg-type]

django_guard = doorward.django.Guard(verifier)
assert_type(django_guard("billing:read"), DjangoGuard)


@django_guard("billing:read")
def django_balance(request: HttpRequest) -> HttpResponse:
    return JsonResponse({})


@django_guard.optional()
async def django_async(request: HttpRequest) -> HttpResponse:
    return JsonResponse({})


urlpatterns = [path("balance", django_balance), path("async", django_async)]


class ApiGuard(DoorwardMiddleware):
    verifier = verifier
    scopes = "billing:read"
    optional = True


litestar_guard = doorward.litestar.Guard(verifier)


@get("/balance", middleware=[litestar_guard("billing:read")])
async def litestar_balance(request: Request[Any, Any, Any]) -> dict[str, Any]:
    return {"agent": request.auth.client_id}


litestar_app = Litestar([litestar_balance], middleware=[litestar_guard.optional()])

aiohttp_guard = doorward.aiohttp.Guard(verifier)


@aiohttp_guard("billing:read")
async def aiohttp_balance(request: web.Request) -> web.Response:
    return web.json_response({"agent": request["principal"].client_id})


aiohttp_app = web.Application(middlewares=[aiohttp_guard("admin").middleware])
aiohttp_app.add_routes([web.get("/balance", aiohttp_balance)])

doorward.flask.Guard("a")  # type: ignore[arg-type]
flask_guard(1)  # type: ignore[arg-type]
django_guard("billing:read", optional=True)  # type: ignore[call-arg]
