"""Tokens, keys and policies the tests use. Signed by PyJWT, not by Doorward."""

import time
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from doorward import ApiKeys, Issuer, Key, Policy, ScopeRules, Verifier

ISSUER = "https://auth.example.com/"
AUDIENCE = "https://api.example.com"
SECRET = b"correct horse battery staple and more"
OTHER_SECRET = b"quite another secret of thirty-two b."
PEPPER = b"p" * 32
EC_KEY = ec.generate_private_key(ec.SECP256R1())
EC_PEM = EC_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
EC_JWK: dict[str, Any] = {
    **jwt.algorithms.ECAlgorithm.to_jwk(EC_KEY.public_key(), as_dict=True),
    "kid": "ec-1",
}


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    whole = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "agent-7",
        "client_id": "billing-agent",
        "iat": now,
        "exp": now + 600,
        "jti": "id-1",
        "scope": "billing:read billing:write",
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not None}


def token(secret: bytes = SECRET, **changes: Any) -> str:
    return jwt.encode(claims(**changes), secret, "HS256", headers={"typ": "at+jwt"})


def es256_token(**changes: Any) -> str:
    headers = {"typ": "at+jwt", "kid": "ec-1"}
    return jwt.encode(claims(**changes), EC_KEY, "ES256", headers=headers)


def issuer(**changes: Any) -> Issuer:
    members: dict[str, Any] = {
        "audience": AUDIENCE,
        "algorithms": ["HS256", "ES256"],
        "keys": [Key.secret(SECRET), EC_JWK],
        **changes,
    }
    return Issuer(ISSUER, **members)


def verifier(store: Any = None, **changes: Any) -> Verifier:
    return Verifier(policy(store, **changes))


def policy(store: Any = None, **changes: Any) -> Policy:
    members: dict[str, Any] = {
        "issuers": [issuer()],
        "api_keys": None if store is None else ApiKeys(store=store, peppers={"p1": PEPPER}),
        "scopes": ScopeRules(implies={"admin": ["billing:*"]}),
        "realm": "test",
        **changes,
    }
    return Policy(**members)


def bearer(credential: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {credential}"}
