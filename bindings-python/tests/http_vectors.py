"""The vectors that guards answer over HTTP: what is asked, and the whole answer that is due.

Cases that ask one guard share it, and each guard has a path of its own, so that one server of a
framework answers all of them.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import verdicts
from frameworks import Route
from guarded_web import Asked, Serve, exchange

FOUND = verdicts.cases("http.json")
ADDED = ("www-authenticate", "retry-after", "cache-control", "vary")
# The type of a granted response is the program's.
COMPARED = {True: ADDED, False: (*ADDED, "content-type")}


@dataclass(frozen=True)
class Answer:
    status: int
    fields: dict[str, list[str]]
    body: Any


@dataclass(frozen=True)
class Case:
    id: str
    asked: Asked
    expected: Answer
    is_granted: bool


@dataclass(frozen=True)
class Framework:
    """``guard`` takes a verifier and places, as the guards' factories do."""

    guard: Callable[..., Any]
    serve: Serve
    sync: bool = False


def _guard_text(case: dict[str, Any]) -> str:
    """What the guard of a case is made of. A verifier that fetches answers one case alone."""
    names = ("policy", "scopes", "places", "optional", "api_keys", "fetches")
    made_of = {name: case[name] for name in names if name in case}
    return json.dumps([made_of, case["id"] if "fetches" in case else None])


_PATHS: dict[str, str] = {}
for _case, _ in FOUND:
    _PATHS.setdefault(_guard_text(_case), f"/guard-{len(_PATHS)}")


def _read(case: dict[str, Any]) -> Case:
    request, expect = case["request"], case["expect"]
    path = _PATHS[_guard_text(case)]
    lines = tuple(f"{name}: {verdicts.text(value)}" for name, value in request["headers"])
    asked = Asked(lines, request["method"], path + request["url"].removeprefix("/invoices"))
    is_granted = expect["code"] is None
    if is_granted:
        caller = expect["principal"]
        headers, body = case["granted_headers"], {"agent": caller and caller["client_id"]}
    else:
        headers, body = expect["headers"], expect["body"].encode()
        if request["method"] == "HEAD":
            body = b""
    fields = {name: [headers[name]] for name in COMPARED[is_granted] if name in headers}
    return Case(case["id"], asked, Answer(expect["status"], fields, body), is_granted)


CASES = [_read(case) for case, _ in FOUND]


def _routes(framework: Framework) -> list[Route]:
    routes = {}
    for case, policy in FOUND:
        path = _PATHS[_guard_text(case)]
        if path in routes:
            continue
        verifier = verdicts.made(case, policy, sync=framework.sync)
        needed = verdicts.scopes(case.get("scopes", []))
        factory = framework.guard(verifier, places=case.get("places"))
        make = factory.optional if case.get("optional") else factory
        guard = make(*needed) if isinstance(needed, list) else make(needed)
        routes[path] = Route(path, [guard])
    return list(routes.values())


@contextmanager
def serving_all(framework: Framework) -> Iterator[Callable[[Case], Answer]]:
    """Yield what asks a server of the framework for the answer to a case."""
    with framework.serve(_routes(framework)) as base:

        def ask(case: Case) -> Answer:
            status, pairs, body = exchange(base, case.asked)
            names = COMPARED[case.is_granted]
            fields = {name: [value for own, value in pairs if own == name] for name in names}
            said = {name: values for name, values in fields.items() if values}
            granted = case.is_granted and status == 200
            return Answer(status, said, json.loads(body) if granted else body)

        yield ask
