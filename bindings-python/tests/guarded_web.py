"""What the guards of every web framework do: requests, and what the core answers to them.

A test file of a framework says how its application is served: a function that takes routes and
yields the address, as in :mod:`frameworks`.
"""

import json
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
import tokens
from doorward import (
    ApiKey,
    ConfigError,
    DoorwardError,
    MemoryApiKeyStore,
    Place,
    Request,
    Verifier,
)
from frameworks import METHODS, Route

APP = "https://app.example.com"
PLACES = {"session": Place(cookie="__Host-session", origins=[APP])}
MADE = ApiKey.create("cron-agent", ["billing:read"])
FIELDS = ("www-authenticate", "retry-after", "content-type", "cache-control")


class Counting:
    """A verifier whose store counts look-ups."""

    def __init__(self) -> None:
        self.finds = 0
        self._records = MemoryApiKeyStore([MADE.record])
        self.verifier = tokens.verifier(self, places=PLACES)

    def find(self, lookup):
        self.finds += 1
        return self._records.find(lookup)


class Down:
    def find(self, _lookup):
        raise ConnectionError


class AsyncStore:
    async def find(self, lookup):
        return MemoryApiKeyStore([MADE.record]).find(lookup)


VERIFIER = Counting().verifier
DOWN = tokens.verifier(Down(), places=PLACES)


Serve = Callable[[list[Route]], AbstractContextManager[str]]


@dataclass
class Asked:
    headers: tuple[str, ...] = ()
    method: str = "GET"
    path: str = "/balance"
    verifier: Verifier = VERIFIER
    places: tuple[str, ...] | None = None
    optional: bool = False


def bearer(**claims):
    return f"Authorization: Bearer {tokens.token(**claims)}"


COOKIE = f"Cookie: theme=dark; __Host-session={tokens.token()}"
KEY = f"X-Api-Key: {MADE.key}"
REFUSED = {
    "nothing": Asked(),
    "basic": Asked(("Authorization: Basic YTpi",)),
    "malformed": Asked(("Authorization: Bearer a.b.c",)),
    "latin": Asked(("Authorization: Bearer \xe9",)),
    "empty": Asked(("Authorization: ",)),
    "expired": Asked((bearer(exp=1),)),
    "no scope": Asked((bearer(scope="users:read"),)),
    "two authorizations": Asked((bearer(), bearer())),
    "token and key": Asked((bearer(), KEY)),
    "query": Asked(path="/balance?access_token=x"),
    "escaped query": Asked((bearer(),), path="/balance?a=1&access%5Ftoken=x"),
    "store down": Asked((KEY,), verifier=DOWN),
    "optional and bad": Asked(("Authorization: Bearer x",), optional=True),
    "optional, no scope": Asked((bearer(scope="x"),), optional=True),
    "foreign page": Asked((COOKIE, "Origin: https://evil.example"), "POST", places=("session",)),
    "cookie and token": Asked((COOKIE, bearer()), places=("session", "authorization")),
    "two cookies": Asked((COOKIE, COOKIE), places=("session",)),
}
STATUSES = {"store down": 503, "foreign page": 403, "no scope": 403, "two authorizations": 400}


def send(base: str, asked: Asked) -> tuple[int, dict[str, str], bytes]:
    """Send a request byte for byte; return status, headers and body."""
    status, fields, body = exchange(base, asked)
    headers: dict[str, str] = {}
    for name, value in fields:
        known = headers.get(name)
        headers[name] = value if known is None else f"{known}, {value}"
    return status, headers, body


def exchange(base: str, asked: Asked) -> tuple[int, list[tuple[str, str]], bytes]:
    """Send a request byte for byte; return status, header fields one by one, and body."""
    address = urlsplit(base)
    length = [] if asked.method == "GET" else ["Content-Length: 4", "Content-Type: text/plain"]
    lines = [f"Host: {address.netloc}", "Connection: close", *length, *asked.headers]
    head = "\r\n".join([f"{asked.method} {asked.path} HTTP/1.1", *lines])
    body = "body" if length else ""
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(f"{head}\r\n\r\n{body}".encode("latin-1"))
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    start, _, rest = answer.partition(b"\r\n\r\n")
    status, *fields = start.decode("latin-1").split("\r\n")
    pairs = [(name.lower(), value) for name, value in (one.split(": ", 1) for one in fields)]
    if ("transfer-encoding", "chunked") in pairs:
        rest = _unchunked(rest)
    return int(status.split()[1]), pairs, rest


def _unchunked(body: bytes) -> bytes:
    whole = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        whole, body = whole + body[: int(size, 16)], body[int(size, 16) + 2 :]
    return whole


def refusal_of(asked: Asked) -> DoorwardError:
    fields = [tuple(line.split(": ", 1)) for line in asked.headers]
    request = Request(asked.method, asked.path, fields)
    options: dict[str, Any] = {"places": asked.places, "optional": asked.optional}
    with pytest.raises(DoorwardError) as caught:
        asked.verifier.authenticate(request, "billing:read", **options)
    return caught.value


def assert_answer(answer, expected: DoorwardError, method: str = "GET") -> None:
    status, headers, body = answer
    found = [status, *(headers.get(name) for name in FIELDS), body]
    text = "" if method == "HEAD" else expected.body
    fields = [expected.headers.get(name) for name in FIELDS]
    assert found == [expected.status, *fields, text.encode()]


class GuardTests:
    """The tests. A subclass has ``Guard`` and ``serve``."""

    Guard: Any
    methods = METHODS

    def serve(self, routes: list[Route]) -> AbstractContextManager[str]:
        raise NotImplementedError

    def one(self, asked: Asked, *scopes: Any, own: bool = False) -> AbstractContextManager[str]:
        factory = self.Guard(asked.verifier, places=asked.places)
        make = factory.optional if asked.optional else factory
        return self.serve([Route("/balance", [make(*scopes)], own)])

    def agent(self, base: str, asked: Asked) -> Any:
        status, _, body = send(base, asked)
        assert status == 200, body
        return json.loads(body)["agent"]

    def test_the_principal_of_a_genuine_caller(self):
        with self.one(Asked(), "billing:read") as base:
            assert self.agent(base, Asked((bearer(),))) == "billing-agent"
            assert self.agent(base, Asked((KEY,))) == "cron-agent"

    @pytest.mark.parametrize("name", REFUSED)
    def test_a_refusal_is_the_answer_of_the_core(self, name):
        asked = REFUSED[name]
        expected = refusal_of(asked)
        assert expected.status == STATUSES.get(name, expected.status)
        with self.one(asked, "billing:read") as base:
            assert_answer(send(base, asked), expected)

    def test_every_method_is_guarded_alike(self):
        with self.one(Asked(), "billing:read") as base:
            for method in self.methods:
                asked = Asked(method=method)
                assert_answer(send(base, asked), refusal_of(asked), method)
                assert send(base, Asked((bearer(),), method))[0] in {200, 204}, method

    def test_an_optional_credential(self):
        with self.one(Asked(optional=True), "billing:read") as base:
            assert self.agent(base, Asked()) is None
            assert self.agent(base, Asked((bearer(),))) == "billing-agent"

    def test_a_cookie_from_a_page_that_the_policy_names(self):
        with self.one(Asked(places=("session",))) as base:
            asked = Asked((COOKIE, f"Origin: {APP}"), "POST")
            assert self.agent(base, asked) == "billing-agent"
            _, headers, _ = send(base, Asked((COOKIE,)))
            assert (headers["vary"].lower(), headers["cache-control"]) == ("cookie", "private")

    def test_the_headers_of_the_handler_stay(self):
        with self.one(Asked(places=("session",)), own=True) as base:
            _, headers, _ = send(base, Asked((COOKIE,)))
            assert headers["cache-control"] == "no-store"
            assert "accept" in headers["vary"].lower()

    def test_two_guards_authenticate_once_and_each_checks_its_requirement(self):
        counting = Counting()
        guard = self.Guard(counting.verifier)
        routes = [
            Route("/read", [guard(), guard("billing:read")]),
            Route("/close", [guard("billing:read"), guard("billing:close")]),
        ]
        with self.serve(routes) as base:
            assert self.agent(base, Asked((KEY,), path="/read")) == "cron-agent"
            assert counting.finds == 1
            refused = send(base, Asked((KEY,), path="/close"))
            expected = VERIFIER.refusal("insufficient_scope", scopes=["billing:close"])
            assert_answer(refused, expected)
            assert counting.finds == 2

    def test_what_is_faulty_raises_when_the_guard_is_made(self):
        guard = self.Guard(VERIFIER)
        for scopes in ((None,), ("two scopes",), ([],), ("",), ("a", None)):
            for make in (guard, guard.optional):
                with pytest.raises(ConfigError):
                    make(*scopes)
        for places in (["x"], [], "session"):
            with pytest.raises(ConfigError):
                self.Guard(VERIFIER, places=places)
        with pytest.raises(ConfigError):
            self.Guard("a")
