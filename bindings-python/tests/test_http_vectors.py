"""Every vector of tests/vectors/http.json through the guards of every framework, byte for byte."""

from functools import partial

import doorward.aiohttp
import doorward.django
import doorward.fastapi
import doorward.flask
import doorward.litestar
import frameworks
import pytest
from doorward.asgi import DoorwardMiddleware
from http_vectors import CASES, FOUND, Framework, serving_all
from starlette.middleware import Middleware

CASES_AT_LEAST = 150
FIELD_BYTES = 65_536


class AsgiGuard:
    """Makes :class:`DoorwardMiddleware` of what the guards of other frameworks take."""

    def __init__(self, verifier, places):
        self._options = {"verifier": verifier, "places": places}

    def __call__(self, *scopes, **options):
        needed = {"scopes": list(scopes)} if scopes else {}
        return Middleware(DoorwardMiddleware, **self._options, **needed, **options)

    def optional(self, *scopes):
        return self(*scopes, optional=True)


FRAMEWORKS = {
    "FastAPI": Framework(doorward.fastapi.Guard, frameworks.fastapi),
    "FastAPI, install": Framework(
        doorward.fastapi.Guard, partial(frameworks.fastapi, arrange=doorward.fastapi.install)
    ),
    "Starlette": Framework(AsgiGuard, frameworks.starlette),
    "Starlette, h11": Framework(AsgiGuard, partial(frameworks.starlette, http="h11")),
    "Flask": Framework(doorward.flask.Guard, frameworks.flask, sync=True),
    "Flask, async": Framework(
        doorward.flask.Guard, partial(frameworks.flask, is_async=True), sync=True
    ),
    "Django, WSGI": Framework(doorward.django.Guard, frameworks.django_views, sync=True),
    "Django, ASGI": Framework(
        doorward.django.Guard, partial(frameworks.django_views, server="asgi", is_async=True)
    ),
    "Litestar": Framework(doorward.litestar.Guard, frameworks.litestar),
    # A longer field than aiohttp takes by itself.
    "aiohttp": Framework(
        doorward.aiohttp.Guard, partial(frameworks.aiohttp, max_field_size=FIELD_BYTES)
    ),
}

# What a server answers by itself, before any guard: the status, and why.
UNDELIVERABLE: dict[str, dict[str, tuple[int, str]]] = {}


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_every_answer_is_the_vectors(name):
    by_server = UNDELIVERABLE.get(name, {})
    compared, different = 0, []
    with serving_all(FRAMEWORKS[name]) as ask:
        for case in CASES:
            found = ask(case)
            if case.id in by_server:
                assert found.status == by_server[case.id][0], case.id
                continue
            compared += 1
            if found != case.expected:
                different.append(f"{case.id}\n  expected {case.expected}\n  found    {found}")
    print(f"{name}: {compared} of {len(CASES)} cases")
    assert compared == len(FOUND) - len(by_server) >= CASES_AT_LEAST
    assert not different, f"{len(different)} of {compared} differ\n" + "\n".join(different)
