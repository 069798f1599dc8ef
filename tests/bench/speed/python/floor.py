"""The check of a signature and nothing else, by `hmac` and `cryptography`."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

Apart = tuple[bytes, bytes]


def decoded(text: str) -> bytes:
    """Return the bytes of base64url without padding."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def apart(algorithm: str, token: str) -> Apart:
    """Return what is signed, and the signature in the form that `cryptography` takes."""
    signed, _, given = token.rpartition(".")
    signature = decoded(given)
    if algorithm == "ES256":
        half = len(signature) // 2
        r, s = (int.from_bytes(part) for part in (signature[:half], signature[half:]))
        signature = encode_dss_signature(r, s)
    return signed.encode(), signature


def genuine(about: dict[str, Any]) -> Callable[[Apart], bool]:
    """Return the check under one key; it raises or returns false for a signature that is none."""
    if "secret" in about:
        secret = decoded(about["secret"])
        return lambda it: hmac.compare_digest(hmac.digest(secret, it[0], "sha256"), it[1])
    verify = by_public_key(load_pem_public_key(about["pem"].encode()))

    def checked(it: Apart) -> bool:
        verify(it[1], it[0])
        return True

    return checked


def by_public_key(key: object) -> Callable[[bytes, bytes], None]:
    """Return the check of a signature and what it signs; it raises."""
    padding, sha256, ecdsa = PKCS1v15(), SHA256(), ECDSA(SHA256())
    if isinstance(key, RSAPublicKey):
        return lambda signature, signed: key.verify(signature, signed, padding, sha256)
    if isinstance(key, EllipticCurvePublicKey):
        return lambda signature, signed: key.verify(signature, signed, ecdsa)
    if isinstance(key, Ed25519PublicKey):
        return key.verify
    raise TypeError
