"""What a server answers when keys are fetched from it, as the `fetches` of a vector hold it."""

import json

from . import testkeys

JSON = "application/json"
JWK_SET = "application/jwk-set+json"
UNAVAILABLE = "unavailable"


def answer(body, status: int = 200, content_type: str | None = JSON, **headers) -> dict:
    """One answer. `body` is JSON to be written, or text (also a long one by its parts) as it is."""
    given = {"content-type": content_type} | {name.replace("_", "-"): value for name, value in headers.items()}
    text = body if isinstance(body, str) or "times" in body else json.dumps(body, separators=(",", ":"))
    return {"status": status, "headers": {n: v for n, v in given.items() if v is not None}, "body": text}


def redirect(location: str | None, status: int = 302) -> dict:
    return answer("", status, None, location=location)


def key(name: str = "rsa-1", kid: str = "key-1", **members) -> dict:
    """A public key as issuers publish it; `alg=None` leaves a member out."""
    alg = {"RSA": "RS256", "OKP": "EdDSA", "oct": "HS256"}.get(testkeys.private_jwk(name)["kty"], "ES256")
    members = {"kid": kid, "use": "sig", "alg": alg} | members
    return testkeys.public_jwk(name, **{member: value for member, value in members.items() if value is not None})


def jwks(*keys: dict) -> dict:
    return {"keys": list(keys)}


def metadata(issuer: str, jwks_uri: str, **members) -> dict:
    """The members of a metadata document that OpenID Connect Discovery §3 requires of everybody."""
    base = issuer.rstrip("/")
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{base}/authorize",
        "token_endpoint": f"{base}/token",
        "jwks_uri": jwks_uri,
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    } | members
