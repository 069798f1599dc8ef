"""A key server that misbehaves, over real HTTP: rows 30 and 39 of the table of bad inputs.

What is expected stands in the contract: an outage is 503 and never 401, it harms no token whose key
is in hand, and nothing is fetched from anywhere else, waited for without end or read without bound.
"""

import asyncio
import json
import ssl
import time
import tracemalloc
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from doorward import (
    DoorwardError,
    FetchResponse,
    Issuer,
    KeyRefresh,
    Policy,
    Verifier,
    _httpx,
)
from key_servers import service

# It waits for servers that hang: left out of `make dev-python`.
pytestmark = pytest.mark.slow

TIMEOUT_SECONDS = 1
TIMEOUT_COLD_SECONDS = 2  # Where all faults are met at once.
LATE_SECONDS = 2.0  # What a busy machine adds.
BYTES_HELD_MAX = 12 * 1024 * 1024  # 1 MiB, copies of it, and what a client has in hand.

# What a key set with this fault comes to: an error of the list in the contract, or none.
FAULTS = {
    "ok": None,
    "status-500": "status",
    "status-404": "status",
    "html-200": "malformed",
    "empty": "malformed",
    "truncated": "connection",
    "endless": "too_large",
    "huge": "too_large",
    "redirect-elsewhere": "redirect",
    "redirect-within": None,
    "redirect-loop": "redirect",
    "slow-headers": "timeout",
    "slow-body": "timeout",
    "reset": "connection",
    "wrong-content-type": None,
    "no-content-type": None,
    "not-json": "malformed",
    "gzip-bomb": "too_large",
    "gzip": None,
    "gzip-in-capitals": None,
    "deflate": None,
    "deflate-raw": "malformed",
    "br": "content_encoding",
    "gzip-twice": "content_encoding",
    "gzip-two-members": "other",
    "gzip-and-more": "other",
    "gzip-cut-off": "other",
    "unknown-coding": "content_encoding",
    "location-with-space": None,
    "many-keys": "too_many_keys",
    "exotic-key": None,
    "oct-key": None,
    "empty-set": "no_usable_key",
    # Two keys of one name: each is tried.
    "duplicate-kids": None,
}
SIGNED_BY = {"duplicate-kids": "&key=second"}
# The metadata has the fault, and what it names has not.
METADATA_FAULTS = {
    fault: word for fault, word in FAULTS.items() if word not in {"too_many_keys", "no_usable_key"}
} | {
    "other-issuer": "issuer_mismatch",
    # Metadata says that it is JSON (RFC 8414 §3.2).
    "html-200": "content_type",
    "wrong-content-type": "content_type",
    "no-content-type": "content_type",
}


@dataclass(frozen=True)
class KeyServer:
    origin: str
    audience: str

    def get(self, path: str, method: str = "GET") -> str:
        asked = urllib.request.Request(self.origin + path, method=method)  # noqa: S310 - loopback
        with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310 - loopback
            return answer.read().decode()

    def token(self, fault: str, more: str = "") -> str:
        return self.get(f"/token?fault={fault}{more}{SIGNED_BY.get(fault, '')}")

    def switched(self, more: str = "") -> str:
        return self.get(f"/token?iss={self.origin}/switched{more}")

    def switch(self, fault: str) -> None:
        self.get(f"/switch?fault={fault}", "POST")

    def issuer(self, fault: str, **source: Any) -> Issuer:
        source = source or {"jwks_uri": f"{self.origin}/{fault}/jwks.json"}
        name = f"{self.origin}/{fault}"
        return Issuer(name, audience=self.audience, algorithms=["ES256"], **source)

    def metadata(self, fault: str) -> Issuer:
        return self.issuer(fault, metadata_url=f"{self.origin}/{fault}/metadata.json")


@pytest.fixture(scope="module")
def server():
    with service("faulty-key-server.js") as described:
        assert set(FAULTS) | {"other-issuer", "rfc8414-only"} == set(described["faults"])
        yield KeyServer(described["origin"], described["audience"])


@pytest.fixture(autouse=True)
def _nobody_else_is_asked(server):
    yield
    assert json.loads(server.get("/counts"))["elsewhere"] == 0


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args):
        return None


def by_urllib(request):
    """A fetcher of one's own that keeps to the contract as far as a sync one can."""
    opener = urllib.request.build_opener(NoRedirect)
    asked = urllib.request.Request(request.url, headers=dict(request.headers))  # noqa: S310 - loopback
    try:
        with opener.open(asked, timeout=request.timeout_seconds) as answer:
            body = answer.read(request.bytes_max + 1)
            if len(body) <= request.bytes_max and answer.length:
                raise ConnectionError("truncated")
            return FetchResponse(answer.status, dict(answer.headers), body)
    except urllib.error.HTTPError as answer:
        return FetchResponse(answer.code, dict(answer.headers))


async def by_function(request):
    """One that leaves every limit to Doorward."""
    async with (
        httpx.AsyncClient(verify=CERTIFICATES) as client,
        client.stream("GET", request.url, headers=dict(request.headers)) as answer,
    ):
        body = b""
        async for chunk in answer.aiter_raw():
            body += chunk
            if len(body) > request.bytes_max:
                break
        return FetchResponse(answer.status_code, dict(answer.headers), body)


LOOPS: list[asyncio.Runner] = []  # The one in use, if any: fixtures of a module may come again.
CERTIFICATES = ssl.create_default_context()  # Read once: there are none to look at here.


@dataclass(frozen=True)
class Mode:
    """A fetcher, and the sync or the async way to a decision."""

    fetcher: Callable[[], Any]
    library: str = "httpx"
    is_sync: bool = False

    def decide(self, verifier: Verifier, tokens: list[str]) -> list[str | None]:
        """Return the code of every refusal, all asked for at once."""
        if self.is_sync:
            with ThreadPoolExecutor(len(tokens)) as pool:
                return list(pool.map(lambda token: code(lambda: verifier.verify(token)), tokens))
        # One event loop for all, as an async client wants it.
        return LOOPS[-1].run(self._decide(verifier, tokens))

    async def _decide(self, verifier: Verifier, tokens: list[str]) -> list[str | None]:
        found = await asyncio.gather(
            *(verifier.verify_async(token) for token in tokens), return_exceptions=True
        )
        return [code(lambda one=one: raised(one)) for one in found]


def raised(found: Any) -> Any:
    if isinstance(found, BaseException):
        raise found
    return found


def code(decide: Callable[[], Any]) -> str | None:
    try:
        decide()
    except DoorwardError as error:
        return error.code
    return None


MODES = {
    "async-httpx": Mode(lambda: None),
    "async-httpx2": Mode(lambda: None, "httpx2"),
    "sync-httpx": Mode(lambda: None, is_sync=True),
    "own-async-client": Mode(httpx.AsyncClient),
    "own-sync-client": Mode(httpx.Client, is_sync=True),
    "own-sync-function": Mode(lambda: by_urllib, is_sync=True),
    "own-async-function": Mode(lambda: by_function),
}


@pytest.fixture(autouse=True, scope="module")
def _loop():
    LOOPS.append(asyncio.Runner())
    yield
    LOOPS.pop().close()


@pytest.fixture(params=MODES)
def mode(request, monkeypatch):
    mode = MODES[request.param]
    monkeypatch.setattr(_httpx, "_NAMES", (mode.library, *_httpx._NAMES))
    return mode


def verifier(mode: Mode, *issuers: Issuer, seconds: int = TIMEOUT_SECONDS) -> Verifier:
    refresh = KeyRefresh(timeout_seconds=seconds)
    return Verifier(Policy(issuers, key_refresh=refresh), fetcher=mode.fetcher())


def words(verifier: Verifier) -> list[str | None]:
    errors = [status.last_error for status in verifier.key_status()]
    return [error and error.split(":")[0] for error in errors]


def cold(
    server: KeyServer, mode: Mode, table: dict[str, str | None], issuers: list[Issuer]
) -> None:
    tokens = [server.token(fault) for fault in table]
    one = verifier(mode, *issuers, seconds=TIMEOUT_COLD_SECONDS)
    start = time.monotonic()
    found = dict(zip(table, mode.decide(one, tokens), strict=True))
    assert time.monotonic() - start < TIMEOUT_COLD_SECONDS + LATE_SECONDS
    assert found == {fault: word and "keys_unavailable" for fault, word in table.items()}
    assert dict(zip(table, words(one), strict=True)) == table


def test_every_fault_met_cold_is_an_outage_within_the_deadline(server, mode):
    cold(server, mode, FAULTS, [server.issuer(fault) for fault in FAULTS])


@pytest.mark.parametrize("mode", ["async-httpx", "async-httpx2", "sync-httpx"], indirect=True)
def test_every_fault_of_metadata_is_one_too(server, mode):
    cold(server, mode, METADATA_FAULTS, [server.metadata(fault) for fault in METADATA_FAULTS])


def test_every_fault_met_warm_harms_no_good_token(server, mode):
    harmed, unexpected = [], {}
    for fault, word in FAULTS.items():
        server.switch("ok")
        one = verifier(mode, server.issuer("switched"))
        good = server.switched()
        assert mode.decide(one, [good]) == [None]
        server.switch(fault)
        start = time.monotonic()
        # An unknown key has the set fetched, and the fault met.
        [found] = mode.decide(one, [server.switched("&kid=rotated-in")])
        assert time.monotonic() - start < TIMEOUT_SECONDS + LATE_SECONDS
        if found != ("keys_unavailable" if word else "unknown_key"):
            unexpected[fault] = found
        if mode.decide(one, [good]) != [None]:
            harmed.append(fault)
        if words(one) != [word]:
            unexpected[fault] = words(one)
    assert (harmed, unexpected) == ([], {})


def test_a_secret_that_anybody_may_fetch_signs_nothing(server, mode):
    one = verifier(mode, server.issuer("oct-key"))
    by_secret = server.get("/token?fault=oct-key&alg=HS256")
    assert mode.decide(one, [by_secret]) == ["algorithm_not_allowed"]
    assert one.key_status()[0].fetches == 0
    assert mode.decide(one, [server.token("oct-key")]) == [None]
    assert (one.key_status()[0].keys, one.key_status()[0].unusable_keys) == (1, 1)


def test_each_of_two_keys_of_one_name_signs(server, mode):
    one = verifier(mode, server.issuer("duplicate-kids"))
    tokens = [server.get(f"/token?fault=duplicate-kids{by}") for by in ("", "&key=second")]
    assert mode.decide(one, tokens) == [None, None]
    status = one.key_status()[0]
    assert (status.keys, status.unusable) == (2, ())


def test_a_key_that_is_passed_over_is_named_with_its_reason(server, mode):
    one = verifier(mode, server.issuer("oct-key"))
    mode.decide(one, [server.token("oct-key")])
    [unusable] = one.key_status()[0].unusable
    assert unusable.reason == "`oct` keys must stay secret"


def test_metadata_is_found_where_either_standard_puts_it(server, mode):
    by_discovery = [
        Issuer(f"{server.origin}/{name}", audience=server.audience, algorithms=["ES256"])
        for name in ("ok", "rfc8414-only")
    ]
    one = verifier(mode, *by_discovery)
    tokens = [server.token("ok"), server.token("rfc8414-only")]
    assert mode.decide(one, tokens) == [None, None]


def test_a_flood_of_made_up_keys_while_the_server_is_down(server, mode):
    server.switch("ok")
    one = verifier(mode, server.issuer("switched"))
    good = server.switched()
    assert mode.decide(one, [good]) == [None]
    server.switch("status-500")
    made_up = [server.switched(f"&kid=made-up-{number}") for number in range(50)]
    assert set(mode.decide(one, made_up)) == {"keys_unavailable"}
    assert mode.decide(one, [good] * 10) == [None] * 10
    [status] = one.key_status()
    assert status.keys == 1
    assert status.fetches <= 4
    server.switch("ok")
    time.sleep(1.1)
    assert mode.decide(one, [server.switched("&kid=made-up-x")]) == ["unknown_key"]
    assert words(one) == [None]


@pytest.mark.parametrize("fault", ["endless", "huge", "gzip-bomb"])
def test_memory_is_bounded(server, mode, fault):
    token = server.token(fault)
    one = verifier(mode, server.issuer(fault))
    tracemalloc.start()
    try:
        assert mode.decide(one, [token]) == ["keys_unavailable"]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < BYTES_HELD_MAX
