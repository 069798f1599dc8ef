"""A guarded FastAPI application, and requests that it refuses."""

from typing import Annotated

import pytest
import tokens
from doorward import (
    ApiKey,
    MemoryApiKeyStore,
    Principal,
    RejectedError,
    Request,
    any_of,
)
from doorward.fastapi import Guard
from fastapi import APIRouter, Depends, FastAPI, Security, WebSocket

MADE = ApiKey.create("cron-agent", ["billing:read"])
VERIFIER = tokens.verifier(MemoryApiKeyStore([MADE.record]))
guard = Guard(VERIFIER)


async def manager(principal: Annotated[Principal, Security(guard, scopes=["billing:read"])]):
    return principal


def application():
    app = FastAPI()
    router = APIRouter(dependencies=[Security(guard, scopes=["billing:write"])])

    @app.get("/balance")
    async def balance(principal: Annotated[Principal, guard("billing:read")]):
        return {"agent": principal.client_id}

    @app.get("/sync")
    def sync(principal: Principal = Security(guard, scopes=["billing:read"])):  # noqa: B008
        return {"agent": principal.client_id}

    @app.get("/me")
    async def me(principal: Annotated[Principal, Depends(guard)]):
        return {"agent": principal.client_id}

    @app.get("/nested")
    async def nested(principal: Annotated[Principal, Security(manager, scopes=["users:read"])]):
        return {"agent": principal.client_id}

    @app.get("/any")
    async def either(principal: Annotated[Principal, guard("billing:read", any_of("x", "y"))]):
        return {"agent": principal.client_id}

    @router.get("/routed")
    async def routed():
        return {}

    @app.websocket("/ws")
    async def socket(ws: WebSocket, principal: Annotated[Principal, guard("billing:read")]):
        await ws.accept()
        await ws.send_text(principal.client_id or "")
        await ws.close()

    app.include_router(router)
    return app


REFUSED = {
    "nothing": [],
    "basic": ["Authorization: Basic YTpi"],
    "tab": ["Authorization: Bearer\tx"],
    "two words": ["Authorization: Bearer a b"],
    "two authorizations": [f"Authorization: Bearer {tokens.token()}"] * 2,
    "both": [f"Authorization: Bearer {tokens.token()}", f"X-Api-Key: {MADE.key}"],
    "latin": ["Authorization: Bearer \xe9"],
    "expired": [f"Authorization: Bearer {tokens.token(exp=1)}"],
    "forged": [f"Authorization: Bearer {tokens.token(tokens.OTHER_SECRET)}"],
    "no scope": [f"Authorization: Bearer {tokens.token(scope='users:read')}"],
    "typo": [f"X-Api-Key: {MADE.key[:-1]}_"],
    "unknown key": [f"X-Api-Key: {ApiKey.create('x', []).key}"],
}


OWN_HEADERS = {"content-length", "date", "server", "connection"}


def expected_of(lines):
    fields = [tuple(line.split(": ", 1)) for line in lines]
    with pytest.raises(RejectedError) as caught:
        VERIFIER.authenticate(Request("GET", "/balance", fields), "billing:read")
    return caught.value
