"""The keys of a real authorization server are rotated, and lost, under a real server's load.

FastAPI under uvicorn asks in its event loop, WSGI-like threads ask beside it. Not one good token is
refused by either.
"""

import asyncio
import json
import time
import urllib.request
from base64 import b64encode
from collections import Counter
from typing import Annotated

import httpx
import pytest
from doorward import (
    Issuer,
    KeyRefresh,
    Policy,
    Principal,
    RejectedError,
    UnavailableError,
    Verifier,
)
from doorward.fastapi import Guard
from fastapi import FastAPI
from key_servers import service
from servers import serving

# It waits for servers that hang: left out of `make dev-python`.
pytestmark = pytest.mark.slow

WORKERS = 8
SECONDS_USABLE_MAX = 1.0  # For a key that is rotated in, when quiet.


@pytest.fixture
def server():
    with service("authorization-server.js") as described:
        yield described


def posted(url, body, **headers):
    asked = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - loopback
    with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310 - loopback
        return json.loads(answer.read())


def control(server, path, **what):
    body = json.dumps(what).encode()
    return posted(server["issuer"] + path, body, **{"content-type": "application/json"})


def issued(server, client):
    pair = b64encode(f"{client['client_id']}:{client['client_secret']}".encode()).decode()
    body = b"grant_type=client_credentials&scope=billing:read"
    headers = {
        "authorization": f"Basic {pair}",
        "content-type": "application/x-www-form-urlencoded",
    }
    return posted(server["token_endpoint"], body, **headers)["access_token"]


def application(server):
    issuer = Issuer(
        server["issuer"],
        audience=server["audience"],
        algorithms=["ES256", "RS256"],
        profile="rfc9068",
    )
    # Short, so that refreshes ahead fall into the run as well.
    refresh = KeyRefresh(ttl_seconds=2)
    verifier = Verifier(Policy([issuer], key_refresh=refresh))
    app = FastAPI()
    guard = Guard(verifier)

    @app.get("/balance")
    async def balance(principal: Annotated[Principal, guard("billing:read")]) -> str | None:
        return principal.client_id

    return verifier, app


class Load:
    """Asks without a pause with the tokens that are good at the moment."""

    def __init__(self, verifier, base, tokens):
        self.tokens = tokens
        self.answers = Counter()
        self._verifier = verifier
        self._base = base
        self._ends = False

    async def __aenter__(self):
        limits = httpx.Limits(max_connections=WORKERS)
        self._client = httpx.AsyncClient(base_url=self._base, limits=limits)
        asking = [self._over_http() for _ in range(WORKERS)]
        asking += [asyncio.to_thread(self._in_thread) for _ in range(2)]
        self._tasks = [asyncio.create_task(one) for one in asking]
        return self

    async def __aexit__(self, *_):
        self._ends = True
        await asyncio.gather(*self._tasks)
        await self._client.aclose()

    async def _over_http(self):
        while not self._ends:
            for token in self.tokens:
                answer = await self._client.get(
                    "/balance", headers={"authorization": f"Bearer {token}"}
                )
                self.answers[answer.status_code, answer.text if answer.is_error else ""] += 1

    def _in_thread(self):
        while not self._ends:
            for token in self.tokens:
                try:
                    self._verifier.verify(token, "billing:read")
                except (RejectedError, UnavailableError) as error:
                    self.answers["thread", error.code] += 1
                else:
                    self.answers["thread", ""] += 1
                time.sleep(0.002)

    def refused(self):
        good = {(200, ""), ("thread", "")}
        return {answer: count for answer, count in self.answers.items() if answer not in good}


async def tokens_of(server):
    clients = [one for one in server["clients"] if "billing:read" in one["scope"]]
    return [await asyncio.to_thread(issued, server, client) for client in clients]


async def test_no_good_token_is_refused_while_keys_rotate(server):
    verifier, app = application(server)
    with serving(app) as base:
        old = await tokens_of(server)
        async with Load(verifier, base, old) as load:
            await asyncio.sleep(1)
            await asyncio.to_thread(control, server, "/rotate", phase="publish")
            await asyncio.sleep(1)
            await asyncio.to_thread(control, server, "/rotate", phase="switch")
            new = await tokens_of(server)
            load.tokens = old + new
            await asyncio.sleep(2)
            load.tokens = new
            await asyncio.sleep(0.2)  # The last round with the old ones.
            await asyncio.to_thread(control, server, "/rotate", phase="withdraw")
            await asyncio.sleep(4)
        assert load.refused() == {}
        assert load.answers[200, ""] > 500
        assert load.answers["thread", ""] > 500
        assert {key.keys for key in verifier.key_status()} == {2}
        with pytest.raises(RejectedError) as caught:
            await verifier.verify_async(old[0])
        assert caught.value.code == "unknown_key"
    assert verifier.key_status()[0].fetches < 12


async def test_a_key_that_is_published_only_when_it_signs_is_usable_at_once(server):
    verifier, app = application(server)
    with serving(app) as base:
        old = await tokens_of(server)
        async with Load(verifier, base, old) as load:
            await asyncio.sleep(0.5)
            for phase in ("publish", "switch"):
                await asyncio.to_thread(control, server, "/rotate", phase=phase)
            [new, *_] = await tokens_of(server)
            start = time.monotonic()
            assert await verifier.verify_async(new)
            assert time.monotonic() - start < SECONDS_USABLE_MAX
        assert load.refused() == {}


@pytest.mark.parametrize("how", ["answer", "destroy"])
async def test_no_good_token_is_refused_while_the_key_server_is_lost(server, how):
    verifier, app = application(server)
    with serving(app) as base:
        tokens = await tokens_of(server)
        await verifier.warm_async()
        async with Load(verifier, base, tokens) as load:
            await asyncio.to_thread(control, server, "/outage", on=True, how=how)
            await asyncio.sleep(4)
            [status] = verifier.key_status()
            assert (status.state, status.failures > 0) == ("stale", True)
            await asyncio.to_thread(control, server, "/outage", on=False)
            await asyncio.sleep(2.5)
        assert load.refused() == {}
        [status] = verifier.key_status()
        assert (status.state, status.last_error) == ("fresh", None)
