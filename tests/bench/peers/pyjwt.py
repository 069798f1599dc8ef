"""PyJWKClient, as PyJWT documents its use."""

from inspect import signature

import jwt
from jwt import PyJWKClient
from lines import config, serve_threads

options = config()
client = PyJWKClient(
    options["jwks_uri"], lifespan=options["ttl_seconds"], timeout=options["timeout_seconds"]
)


def verify(token: str) -> object:
    """Find the key and check the token."""
    key = client.get_signing_key_from_jwt(token)
    return jwt.decode(
        token, key, algorithms=["ES256"], audience=options["audience"], issuer=options["issuer"]
    )


defaults = {
    name: parameter.default for name, parameter in signature(PyJWKClient).parameters.items()
}
serve_threads(
    {
        "version": jwt.__version__,
        "configured": f"lifespan {client.jwk_set_cache.lifespan} s, timeout {client.timeout} s",
        "defaults": ", ".join(
            f"{name} {defaults[name]}"
            for name in ("lifespan", "timeout", "cooldown_duration", "cache_keys")
        ),
    },
    verify,
)
