"""Doorward in an event loop."""

import asyncio
from importlib.metadata import version

from doorward import Issuer, KeyRefresh, Policy, Verifier
from lines import config, serve_tasks

options = config()
ttl = options["ttl_seconds"]
# The least life of a set and the longest back-off follow from it: min(60 s, TTL).
refresh = {"ttl_seconds": ttl, "timeout_seconds": options["timeout_seconds"]}
verifier = Verifier(
    Policy(
        issuers=[
            Issuer(
                options["issuer"],
                audience=options["audience"],
                algorithms=["ES256"],
                jwks_uri=options["jwks_uri"],
                profile="rfc9068",
            )
        ],
        key_refresh=KeyRefresh(**refresh),
    )
)


async def verify(token: str) -> object:
    """Check the token."""
    return await verifier.verify_async(token, scopes="billing:read")


about = {
    "version": version("doorward"),
    "configured": ", ".join(f"{name} {value}" for name, value in refresh.items()),
    "defaults": "ttl_seconds 600, timeout_seconds 5, stale_seconds 3600 (not changed); least life "
    "and longest back-off min(60 s, TTL), unknown kids 10 at once, then 1 in 5 s, 1 s apart",
}
asyncio.run(serve_tasks(about, verify))
