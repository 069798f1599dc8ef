"""What most cases share: one issuer, one ES256 key, one set of claims, and the principal they give."""

from . import signing, testkeys
from .casefile import NOW

ISSUER = "https://auth.example.com/"
AUDIENCE = "https://api.example.com"
KID = "key-1"
ABSENT = object()


def es256_jwks(key: str = "p256-1", kid: str = KID) -> dict:
    return {"keys": [testkeys.public_jwk(key, kid=kid, alg="ES256", use="sig")]}


def issuer(**members) -> dict:
    """An issuer of the policy; `ABSENT` takes a member away."""
    base = {"issuer": ISSUER, "audience": AUDIENCE, "algorithms": ["ES256"], "keys": es256_jwks()}
    return without_absent(base | members)


def policy(scopes=None, realm=None, api_keys=None, places=None, **members) -> dict:
    whole = {"issuers": [issuer(**members)], "api_keys": api_keys, "scopes": scopes, "realm": realm}
    whole["places"] = places
    return {name: value for name, value in whole.items() if value is not None}


def claims(**members) -> dict:
    base = {"iss": ISSUER, "sub": "agent-7", "aud": AUDIENCE, "exp": NOW + 300, "iat": NOW - 60, "jti": "t-1"}
    return without_absent(base | {"client_id": "client-9", "scope": "billing:read users:read"} | members)


def header(alg: str = "ES256", **members) -> dict:
    return without_absent({"alg": alg, "typ": "JWT", "kid": KID} | members)


def token(payload=None, key: str = "p256-1", alg: str = "ES256", head=None, **members) -> str:
    """A token of the default issuer; keyword members change claims."""
    body = claims(**members) if payload is None else payload
    return signing.token(body, key, alg, header(alg) if head is None else head)


def principal(payload: dict, key_id: str | None = KID, **members) -> dict:
    """The principal of a token, for payloads whose scopes stand in `scope` only."""
    audience = payload.get("aud", [])
    base = {
        "subject": payload.get("sub"),
        "issuer": payload["iss"],
        "client_id": payload.get("client_id", payload.get("azp")),
        "audience": [audience] if isinstance(audience, str) else audience,
        "scopes": payload["scope"].split(" ") if isinstance(payload.get("scope"), str) else [],
        "expires_at": payload["exp"],
        "issued_at": payload.get("iat"),
        "token_id": payload.get("jti"),
        "credential": "jwt",
        "key_id": key_id,
        "actors": [],
        "bindings": [],
        "tier": None,
        "claims": payload,
    }
    assert set(members) <= set(base)
    return base | members


def without_absent(members: dict) -> dict:
    return {name: value for name, value in members.items() if value is not ABSENT}
