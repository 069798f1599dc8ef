"""Prints this runtime's verdicts on every vector of tests/vectors as canonical JSON.

Calls the public API of the installed package, sync and async, and fails when the two differ.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from doorward import (
    ApiKeyLookup,
    ApiKeyRecord,
    ConfigError,
    DoorwardError,
    FetchRequest,
    FetchResponse,
    MemoryApiKeyStore,
    Policy,
    Principal,
    Request,
    Verifier,
    all_of,
    any_of,
)

VECTORS = Path(__file__).resolve().parents[2] / "vectors"

ATTRIBUTES = (
    "subject",
    "issuer",
    "client_id",
    "audience",
    "scopes",
    "expires_at",
    "issued_at",
    "token_id",
    "credential",
    "key_id",
    "tier",
    "claims",
)

Json = dict[str, Any]


class Outage:
    """A store that cannot be reached."""

    def find(self, _lookup: ApiKeyLookup, /) -> ApiKeyRecord | None:
        """Raise an exception, as a store without its database does."""
        raise ConnectionError


class Network:
    """Answers from the table of a case. Nothing leaves this process."""

    def __init__(self, fetches: Json) -> None:
        """Take the responses by their URLs."""
        self.fetches = fetches

    def fetch(self, request: FetchRequest) -> FetchResponse:
        """Return the response, or raise as a broken connection does."""
        found = self.fetches.get(request.url, "unavailable")
        if found == "unavailable":
            raise ConnectionError
        return FetchResponse(found["status"], found["headers"], text(found["body"]).encode())

    async def fetch_later(self, request: FetchRequest) -> FetchResponse:
        """Do the same after a turn of the event loop."""
        await asyncio.sleep(0)
        return self.fetch(request)


def cases(names: str = "*.json") -> list[tuple[Json, str]]:
    """Return every case with its policy text, by file name, then in the order of the file."""
    found = []
    for path in sorted(VECTORS.glob(names)):
        file = json.loads(path.read_text(encoding="utf-8"))
        for case in file.get("cases", []):
            named = isinstance(case["policy"], str)
            policy = file["policies"][case["policy"]] if named else case["policy"]
            if "fetches" in file or "fetches" in case:
                case["fetches"] = file.get("fetches", {}) | case.get("fetches", {})
            found.append((case, json.dumps(policy)))
    return found


def text(value: Any) -> str:
    """Return a text of a vector: a string, or a long one that is made of parts."""
    if isinstance(value, str):
        return value
    repeated: str = value.get("repeat", "") * value["times"]
    return f"{value.get('prefix', '')}{repeated}{value.get('suffix', '')}"


def scopes(value: Any) -> Any:
    """Return the requirement of a vector as this package takes it."""
    if isinstance(value, list):
        return [scopes(part) for part in value]
    if isinstance(value, dict) and len(value) == 1:
        [(name, parts)] = value.items()
        groups = {"all": all_of, "any": any_of}
        if name in groups:
            return groups[name](*map(scopes, parts))
    return value


def store(records: Any) -> MemoryApiKeyStore | Outage:
    """Return the store of a case."""
    if records == "unavailable":
        return Outage()
    return MemoryApiKeyStore(ApiKeyRecord.from_json(json.dumps(one)) for one in records or [])


def made(case: Json, policy: str, *, sync: bool) -> Verifier:
    """Return a new verifier."""
    accepts_api_keys = json.loads(policy).get("api_keys") is not None
    api_key_store = store(case.get("api_keys")) if accepts_api_keys else None
    accepted = Policy.from_json(policy, api_key_store=api_key_store)
    if "fetches" not in case:
        return Verifier(accepted)
    network = Network(case["fetches"])
    return Verifier(accepted, fetcher=network.fetch if sync else network.fetch_later)


def decide(case: Json, policy: str, *, sync: bool) -> Principal | None:
    """Decide on one case."""
    verifier = made(case, policy, sync=sync)
    given = {"scopes": scopes(case["scopes"])} if "scopes" in case else {}
    now = case.get("now", 0)
    if "credential" in case:
        credential = text(case["credential"])
        if sync:
            return verifier.verify(credential, **given, now=now)
        return asyncio.run(verifier.verify_async(credential, **given, now=now))
    request = http(case.get("request", {}))
    given |= {name: case[name] for name in ("places", "optional") if name in case}
    caller: Principal | None
    if sync:
        caller = verifier.authenticate(request, **given, now=now)
    else:
        caller = asyncio.run(verifier.authenticate_async(request, **given, now=now))
    return caller


def http(request: Json) -> Request:
    """Return the request of a case."""
    headers = [(name, text(value)) for name, value in request.get("headers", [])]
    return Request(request.get("method", "GET"), text(request.get("url", "")), headers)


def described(principal: Principal) -> Json:
    """Return every attribute of a principal."""
    actors = [{"subject": actor.subject, "issuer": actor.issuer} for actor in principal.actors]
    found = {name: getattr(principal, name) for name in ATTRIBUTES}
    return found | {"actors": actors, "bindings": sorted(principal.bindings)}


def verdict(case: Json, policy: str, *, sync: bool) -> Json:
    """Return the verdict on one case."""
    try:
        principal = decide(case, policy, sync=sync)
    except ConfigError as error:
        found: Json = {"code": error.code, "path": error.path, "message": error.message}
    except DoorwardError as error:
        compared = ("code", "status", "headers", "body")
        found = {name: getattr(error, name) for name in compared}
        fault = None if error.fault is None else asdict(error.fault)
        found["fault"] = fault and {name: one for name, one in fault.items() if one is not None}
    else:
        members = None if principal is None else described(principal)
        found = {"code": None, "status": 200, "principal": members}
    return found | {"id": case["id"]}


def canonical(value: Any) -> str:
    """Return JSON as every runner writes it: sorted members, no white space, few escapes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def main() -> None:
    """Print the verdicts."""
    logging.disable()  # The vectors contain outages.
    verdicts = []
    for case, policy in cases():
        by_sync = canonical(verdict(case, policy, sync=True))
        by_async = canonical(verdict(case, policy, sync=False))
        if by_sync != by_async:
            sys.exit(f"{case['id']}: sync and async differ\n{by_sync}\n{by_async}")
        verdicts.append(by_sync)
    sys.stdout.buffer.write(f"[{','.join(verdicts)}]".encode())


if __name__ == "__main__":
    main()
