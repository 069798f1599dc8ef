"""FastAPI with no guard, with ours and with the usual one, each under both algorithms."""

import hmac
import json
import os
import sys
from base64 import urlsafe_b64decode
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any

import jwt
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from doorward import Principal
from doorward.asgi import DoorwardMiddleware
from doorward.fastapi import Guard
from fastapi import Depends, FastAPI, HTTPException, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.types import Receive, Scope, Send

sys.path.insert(0, str(Path(__file__).parent.parent / "python"))
from contestants import doorward_verifier, pyjwt

material = json.loads((Path(os.environ["BENCH_FOLDER"]) / "material.json").read_text())
bearer = HTTPBearer()


async def nobody() -> str:
    """Show what a dependency costs that looks at nothing."""
    return "billing-agent"


def decoded(text: str) -> bytes:
    """Return the bytes of base64url without padding."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def signature(algorithm: str) -> Callable[[Request], Awaitable[str]]:
    """Return what checks the signature by `hmac` or `cryptography`, and nothing else."""
    about = material["algorithms"][algorithm]
    secret = decoded(about["secret"]) if about.get("secret") else b""
    public = None if secret else load_pem_public_key(about["pem"].encode())

    def genuine(signed: bytes, given: bytes) -> bool:
        if isinstance(public, RSAPublicKey):
            public.verify(given, signed, PKCS1v15(), SHA256())
            return True
        return hmac.compare_digest(hmac.digest(secret, signed, "sha256"), given)

    async def checked(request: Request) -> str:
        signed, _, given = request.headers["authorization"].removeprefix("Bearer ").rpartition(".")
        if not genuine(signed.encode(), decoded(given)):
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
    verifier = doorward_verifier(material, algorithm)
    guard = Guard(verifier)
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
        verifier=verifier,
        paths={"/middleware/*": material["scope"]},
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
