"""Key servers: in memory, as fetchers of every form, and the real ones of tests/services."""

import asyncio
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import tokens
from doorward import FetchResponse, Issuer, KeyRefresh, Policy, Verifier

SERVICES = Path(__file__).resolve().parents[2] / "tests" / "services"
JWKS_URI = "https://auth.example.com/jwks.json"
JSON = {"Content-Type": "application/json"}
GATE_SECONDS = 20.0


def remote(**changes: Any) -> Issuer:
    members: dict[str, Any] = {"audience": tokens.AUDIENCE, "algorithms": ["ES256"]}
    if not {"metadata_url", "discovery"} & changes.keys():
        members["jwks_uri"] = JWKS_URI
    changes.pop("discovery", None)
    return Issuer(changes.pop("issuer", tokens.ISSUER), **members | changes)


def verifier(fetcher: Any, *issuers: Issuer, **refresh: int) -> Verifier:
    key_refresh = KeyRefresh(**{"timeout_seconds": 5, **refresh})
    return Verifier(Policy(issuers or [remote()], key_refresh=key_refresh), fetcher=fetcher)


class KeyServer:
    """Publishes ``keys`` wherever it is asked, while ``gate`` is open, and remembers who asked."""

    def __init__(self, *keys: Any) -> None:
        self.keys: list[Any] = list(keys or [tokens.EC_JWK])
        self.requests: list[Any] = []
        self.threads: list[threading.Thread] = []
        self.answers: dict[str, FetchResponse] = {}
        self.failure: BaseException | None = None
        self.gate = threading.Event()
        self.gate.set()

    def answer(self, request: Any) -> FetchResponse:
        if self.failure is not None:
            raise self.failure
        if request.url in self.answers:
            return self.answers[request.url]
        return FetchResponse(200, JSON, json.dumps({"keys": self.keys}).encode())

    def sync(self, request: Any) -> FetchResponse:
        self._asked(request)
        self.gate.wait(GATE_SECONDS)
        return self.answer(request)

    async def asynchronous(self, request: Any) -> FetchResponse:
        self._asked(request)
        while not self.gate.is_set():
            await asyncio.sleep(0.005)
        return self.answer(request)

    def awaitable(self, request: Any) -> Any:
        """Async, but it does not say so."""
        return self.asynchronous(request)

    @property
    def as_object(self) -> Any:
        server = self

        class Fetch:
            async def __call__(self, request: Any) -> FetchResponse:
                return await server.asynchronous(request)

        return Fetch()

    def fetcher(self, form: str) -> Any:
        return getattr(self, form)

    def _asked(self, request: Any) -> None:
        self.requests.append(request)
        self.threads.append(threading.current_thread())


FORMS = ["sync", "asynchronous", "awaitable", "as_object"]


@contextmanager
def service(name: str) -> Iterator[dict[str, Any]]:
    """Run a service of tests/services; give what it says of itself."""
    node = _required(shutil.which("node"), "node is not installed")
    script = SERVICES / name
    _required(script.exists(), f"tests/services/{name} is not there")
    if "oidc-provider" in (SERVICES / "package.json").read_text() and name.startswith("auth"):
        installed = (SERVICES / "node_modules" / "oidc-provider").exists()
        _required(installed, "npm ci was not run in tests/services (make examples does)")
    with subprocess.Popen(  # noqa: S603 - our own script
        [str(node), str(script)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        cwd=SERVICES,
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line, f"{name} did not start"
            yield json.loads(line)
        finally:
            process.terminate()


def _required(found: Any, otherwise: str) -> Any:
    if not found:
        if os.environ.get("DOORWARD_REQUIRE_SERVICES") == "1":
            pytest.fail(otherwise)
        pytest.skip(otherwise)
    return found
