"""FastAPI with no guard, with ours and with the usual one, each under both algorithms."""

import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any

import jwt
from doorward import Principal
from doorward.fastapi import Guard
from fastapi import Depends, FastAPI, HTTPException, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

sys.path.insert(0, str(Path(__file__).parent.parent / "python"))
from contestants import doorward_verifier, pyjwt

material = json.loads((Path(os.environ["BENCH_FOLDER"]) / "material.json").read_text())
app = FastAPI()
bearer = HTTPBearer()


async def nobody() -> str:
    """Show what a dependency costs that looks at nothing."""
    return "billing-agent"


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


def routes(algorithm: str) -> None:
    """Add the routes of one algorithm."""
    guard = Guard(doorward_verifier(material, algorithm))
    needed: Any = Annotated[Principal, guard(material["scope"])]
    client: Any = Annotated[str, Depends(peer(algorithm))]

    @app.get(f"/none/{algorithm}")
    async def none() -> dict[str, str | None]:
        return {"agent": "billing-agent"}

    @app.get(f"/empty/{algorithm}")
    async def empty(agent: Annotated[str, Security(nobody)]) -> dict[str, str | None]:
        return {"agent": agent}

    @app.get(f"/ours/{algorithm}")
    async def ours(principal: needed) -> dict[str, str | None]:
        return {"agent": principal.client_id}

    @app.get(f"/peer/{algorithm}")
    async def theirs(agent: client) -> dict[str, str | None]:
        return {"agent": agent}


for name in ("HS256", "RS256"):
    routes(name)
