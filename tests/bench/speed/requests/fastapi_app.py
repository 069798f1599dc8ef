"""FastAPI with no guard, with ours and with the usual one, each under both algorithms."""

import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any

import jwt
from doorward import Principal
from doorward.asgi import DoorwardMiddleware
from doorward.fastapi import Guard
from fastapi import Depends, FastAPI, HTTPException, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.types import Receive, Scope, Send

sys.path.insert(0, str(Path(__file__).parent.parent / "python"))
from contestants import doorward_verifier, pyjwt
from floor import apart, genuine

material = json.loads((Path(os.environ["BENCH_FOLDER"]) / "material.json").read_text())
bearer = HTTPBearer()


async def nobody() -> str:
    """Show what a dependency costs that looks at nothing."""
    return "billing-agent"


def signature(algorithm: str) -> Callable[[Request], Awaitable[str]]:
    """Return what checks the signature and nothing else."""
    is_genuine = genuine(material["algorithms"][algorithm])

    async def checked(request: Request) -> str:
        token = request.headers["authorization"].removeprefix("Bearer ")
        if not is_genuine(apart(algorithm, token)):
            raise HTTPException(401)
        return "billing-agent"

    return checked


def peer(algorithm: str) -> Callable[..., Awaitable[str]]:
    """Return the dependency that FastAPI's own tutorial makes of PyJWT, with all checks."""
    verify = pyjwt(material, algorithm)

    async def client(
        credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)],
    ) -> str:
        try:
            client_id: str = verify(credentials.credentials)
        except (jwt.PyJWTError, ValueError) as error:
            raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"}) from error
        return client_id

    return client


def ways(algorithm: str) -> dict[str, FastAPI]:
    """Return an application for each way, so that none is found behind the routes of others."""
    guard = Guard(doorward_verifier(material, algorithm))
    needed: Any = Annotated[Principal, guard(material["scope"])]
    bare: Any = Annotated[str, Depends(signature(algorithm))]
    client: Any = Annotated[str, Depends(peer(algorithm))]
    found = {
        name: FastAPI() for name in ("none", "empty", "signature", "ours", "middleware", "peer")
    }

    @found["none"].get(f"/none/{algorithm}")
    async def none() -> dict[str, str | None]:
        return {"agent": "billing-agent"}

    @found["empty"].get(f"/empty/{algorithm}")
    async def empty(agent: Annotated[str, Security(nobody)]) -> dict[str, str | None]:
        return {"agent": agent}

    @found["signature"].get(f"/signature/{algorithm}")
    async def signed(agent: bare) -> dict[str, str | None]:
        return {"agent": agent}

    @found["ours"].get(f"/ours/{algorithm}")
    async def ours(principal: needed) -> dict[str, str | None]:
        return {"agent": principal.client_id}

    found["middleware"].add_middleware(
        DoorwardMiddleware,
        verifier=doorward_verifier(material, algorithm),
        scopes=material["scope"],
    )

    @found["middleware"].get(f"/middleware/{algorithm}")
    async def behind(request: Request) -> dict[str, str | None]:
        return {"agent": request.scope["doorward.principal"].client_id}

    @found["peer"].get(f"/peer/{algorithm}")
    async def theirs(agent: client) -> dict[str, str | None]:
        return {"agent": agent}

    return {f"/{name}/{algorithm}": application for name, application in found.items()}


applications = ways("HS256") | ways("RS256")


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Hand each connection to its application."""
    if scope["type"] == "http":
        await applications[scope["path"]](scope, receive, send)
