"""A billing API that agents call: FastAPI, guarded by Doorward."""

import json
import os
from typing import Annotated

from doorward import ApiKeyRecord, Issuer, MemoryApiKeyStore, Policy, Principal, Verifier
from doorward.fastapi import Guard
from fastapi import FastAPI

issuer = Issuer(
    os.environ["AUTH_ISSUER"],
    audience=os.environ["AUTH_AUDIENCE"],
    algorithms=["ES256", "RS256"],
    profile="rfc9068",
)
# A service with more than a handful of keys gives a store of its own here: any object with `find`.
records = [ApiKeyRecord(**record) for record in json.loads(os.environ.get("API_KEYS", "[]"))]
verifier = Verifier(Policy(issuers=[issuer], api_keys=MemoryApiKeyStore(records), realm="billing"))
guard = Guard(verifier)

app = FastAPI(title="Billing")


@app.get("/v1/billing/balance")
async def balance(principal: Annotated[Principal, guard("billing:read")]) -> dict[str, str | None]:
    return {"agent": principal.client_id}
