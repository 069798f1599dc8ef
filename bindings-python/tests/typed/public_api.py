"""Checked by mypy --strict, never run: what the public types promise, and what they refuse.

An ignore that is not needed is an error too, so every refused line here must stay refused.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, assert_type

import httpx
import httpx2
from doorward import (
    ApiKey,
    ApiKeyLookup,
    ApiKeyRecord,
    ApiKeys,
    Binding,
    ConfigError,
    ErrorCode,
    Fetcher,
    FetchRequest,
    FetchResponse,
    InsufficientScopeError,
    Issuer,
    Key,
    KeyRefresh,
    KeyStatus,
    MemoryApiKeyStore,
    Policy,
    Principal,
    Request,
    Requirement,
    ScopeRules,
    TokenCache,
    Verifier,
    all_of,
    any_of,
    presets,
)
from doorward.asgi import DoorwardMiddleware
from doorward.fastapi import Guard, install
from fastapi import FastAPI, Security
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request as StarletteRequest


class SyncStore:
    def find(self, lookup: ApiKeyLookup, /) -> ApiKeyRecord | None:
        assert_type(lookup.id, str | None)
        return None


class AsyncStore:
    async def find(self, lookup: ApiKeyLookup, /) -> ApiKeyRecord | None:
        return None


class WrongStore:
    def find(self, lookup: str, /) -> ApiKeyRecord | None:
        return None


def policies(jwk: Mapping[str, Any]) -> None:
    issuer = Issuer("i", audience=["a"], algorithms=["ES256"], keys=[jwk, "{}", Key.pem("")])
    Policy([issuer], api_keys=SyncStore())
    Policy([issuer], api_keys=AsyncStore())
    Policy(api_keys=ApiKeys(store=MemoryApiKeyStore(), peppers={"p": b""}))
    Policy.from_json("{}", api_key_store=AsyncStore())
    Policy([issuer], api_keys=WrongStore())  # type: ignore[arg-type]
    Issuer("i", audience="a", algorithms=["none"], keys=jwk)  # type: ignore[list-item]
    Issuer("i", audience="a", algorithms=["ES256"], keys=b"")  # type: ignore[arg-type]
    Issuer("i", algorithms=["ES256"], keys=jwk)  # type: ignore[call-arg]
    Issuer("i", audience="a", algorithms=["ES256"], scope_claims=["scope", ("realm", "roles")])
    Policy([issuer], key_refresh=KeyRefresh(stale_seconds=60))
    Policy([issuer], token_cache=TokenCache(tokens=0))
    Policy([issuer], scopes=ScopeRules(implies={"a": ["b:*"]}))
    KeyRefresh(ttl_min_seconds=1)  # type: ignore[call-arg]
    KeyRefresh(stale_seconds=0.5)  # type: ignore[arg-type]
    assert_type(presets.auth0("d", audience="a", leeway_seconds=0), Issuer)
    presets.auth0("d")  # type: ignore[call-arg]
    presets.auth0("d", audience="a", leeway=0)  # type: ignore[call-arg]
    presets.spiffe("d", audience="a")  # type: ignore[call-arg]
    presets.rfc9068(audience="a")  # type: ignore[call-arg]
    Key.secret("text")  # type: ignore[arg-type]


def fetch(request: FetchRequest) -> FetchResponse:
    assert_type((request.url, request.timeout_seconds, request.bytes_max), tuple[str, float, int])
    assert_type((request.method, request.body), tuple[str, bytes | None])
    return FetchResponse(200, {"content-type": "application/json"}, b"")


async def fetch_later(request: FetchRequest) -> FetchResponse:
    return fetch(request)


async def fetching(policy: Policy) -> None:
    verifier = Verifier(policy, fetcher=fetch)
    Verifier(policy, fetcher=fetch_later)
    fetcher: Fetcher = fetch_later
    Verifier(policy, fetcher=fetcher)
    for client in (httpx.Client(), httpx2.Client()):
        Verifier(policy, fetcher=client)
    for async_client in (httpx.AsyncClient(), httpx2.AsyncClient()):
        Verifier(policy, fetcher=async_client)
    Verifier(policy, fetcher="httpx")  # type: ignore[arg-type]
    Verifier(policy, fetcher=lambda request: request.url)  # type: ignore[arg-type,return-value]
    Verifier(policy, fetch)  # type: ignore[call-arg]
    await verifier.warm_async()
    verifier.warm()
    status = verifier.key_status()
    assert_type(status, list[KeyStatus])
    assert_type(status[0].last_error, str | None)
    status[0].keys = 1  # type: ignore[misc]


async def verifying(verifier: Verifier, request: StarletteRequest) -> None:
    assert_type(verifier.verify("t"), Principal)
    needed: Requirement = ["a", any_of("b", all_of("c", "d"))]
    assert_type(verifier.authenticate(request, needed), Principal)
    assert_type(await verifier.verify_async("t", ["a", any_of("b")], now=1.5), Principal)
    assert_type(
        await verifier.authenticate_async(request, all_of("a", any_of("b", "c"))), Principal
    )
    assert_type(await verifier.authenticate_async(request.scope, {"any": ["a", "b"]}), Principal)
    assert_type(verifier.authenticate(Request("GET", "/", [("a", "b")]), "a"), Principal)
    verifier.verify(b"t")  # type: ignore[arg-type]
    verifier.verify("t", "a", 5)  # type: ignore[call-arg]
    Request("GET", "/", {"a": "b"})  # type: ignore[arg-type]
    Request("GET", "/", ["ab"])  # type: ignore[list-item]
    Request("GET", "/", [("a", "b", "c")])  # type: ignore[list-item]
    verifier.authenticate("GET /")  # type: ignore[call-overload]


def principals(principal: Principal) -> None:
    assert_type(principal.subject, str | None)
    assert_type(principal.scopes, tuple[str, ...])
    assert_type(principal.expires_at, int | None)
    assert_type(principal.credential, Literal["jwt", "id_token", "api_key"])
    assert_type(principal.claims, dict[str, Any])
    assert_type(principal.actors[0].issuer, str | None)
    assert_type(principal.allows("a"), bool)
    assert_type(principal.bindings, frozenset[Binding])
    principal.subject = "admin"  # type: ignore[misc]


def errors(one: InsufficientScopeError, other: ConfigError) -> None:
    assert_type(one.code, ErrorCode)
    if one.code == "expird":  # type: ignore[comparison-overlap]
        return
    assert_type((one.status, one.headers, one.body), tuple[int, dict[str, str], str])
    assert_type(one.store_failure, Exception | None)
    assert_type(one.required_scopes, tuple[str, ...])
    assert_type(one.category, str)
    assert_type(other.path, str)


def keys() -> None:
    made = ApiKey.create("agent", ["a"], pepper=("p1", b""))
    assert_type(made.key, str)
    assert_type(made.record, ApiKeyRecord)
    ApiKey.create("agent", ["a"], "prefix")  # type: ignore[call-arg]


def frameworks(app: FastAPI, verifier: Verifier) -> Starlette:
    guard = Guard(verifier)

    @app.get("/a")
    async def first(principal: Annotated[Principal, guard("a", any_of("b", "c"))]) -> str | None:
        return principal.subject

    @app.get("/b", dependencies=[Security(guard, scopes=["a"]), guard()])
    async def second() -> None: ...

    middleware = Middleware(DoorwardMiddleware, verifier=verifier, scopes=["b", any_of("c", "d")])
    install(app)
    starlette = Starlette(middleware=[middleware])
    install(starlette)
    return starlette
