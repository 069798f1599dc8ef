"""Doorward in an event loop."""

import asyncio
from importlib.metadata import version

from doorward import Issuer, KeyRefresh, Policy, Verifier
from lines import config, serve_tasks

options = config()
ttl = options["ttl_seconds"]
# The longest back-off must not be above the shortest life of a set.
refresh = {
    "ttl_seconds": ttl,
    "ttl_min_seconds": ttl,
    "backoff_max_seconds": ttl,
    "timeout_seconds": options["timeout_seconds"],
}
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
    "defaults": "ttl_seconds 600, ttl_min_seconds 60, backoff_max_seconds 60, timeout_seconds 5, "
    "stale_seconds 3600 (kept), unknown kids 10 at once, then 1 in 5 s, 1 s apart (kept)",
}
asyncio.run(serve_tasks(about, verify))
