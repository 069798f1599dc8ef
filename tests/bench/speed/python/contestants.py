"""Who is measured in Python.

Each gets a token and returns who calls, once issuer, audience, lifetime, type and scope are
checked: by the library's own options where it has them, otherwise by hand.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections.abc import Callable
from typing import Any

import jwt
from doorward import Issuer, Key, Policy, TokenCache, Verifier
from floor import genuine
from jose import jwt as python_jose
from joserfc import jwk as joserfc_jwk
from joserfc import jwt as joserfc

TYPE = "at+jwt"
REQUIRED = ["exp", "iss", "aud", "sub", "iat", "jti", "client_id"]

Contestant = Callable[[Any], Any]


def permitted(header: dict[str, Any], claims: dict[str, Any], scope: str) -> str:
    """Check by hand what is left, as everybody does it."""
    if header.get("typ") != TYPE:
        raise ValueError("type")
    if scope not in claims["scope"].split():
        raise ValueError("insufficient scope")
    client_id: str = claims["client_id"]
    return client_id


def doorward_verifier(
    material: dict[str, Any], algorithm: str, token_cache: TokenCache | None = None
) -> Verifier:
    """Make Doorward's verifier for one algorithm."""
    signed = material["algorithms"][algorithm]
    key = (
        Key.secret(secret(signed), algorithm, material["kid"])
        if "secret" in signed
        else Key.jwk(signed["jwk"])
    )
    issuer = Issuer(
        material["issuer"],
        audience=material["audience"],
        algorithms=[algorithm],
        keys=key,
        profile="rfc9068",
    )
    return Verifier(Policy(issuers=[issuer], token_cache=token_cache))


def secret(signed: dict[str, Any]) -> bytes:
    """Return the secret's bytes."""
    return urlsafe_b64decode(signed["secret"] + "==")


def pyjwt(material: dict[str, Any], algorithm: str) -> Contestant:
    """Return PyJWT with its key parsed beforehand."""
    signed, scope = material["algorithms"][algorithm], material["scope"]
    key = secret(signed) if "secret" in signed else jwt.PyJWK(signed["jwk"]).key
    checks = {
        "algorithms": [algorithm],
        "issuer": material["issuer"],
        "audience": material["audience"],
        "options": {"require": REQUIRED},
    }
    decode = jwt.PyJWT().decode_complete

    def verify(token: str) -> str:
        read = decode(token, key, **checks)
        return permitted(read["header"], read["payload"], scope)

    return verify


def with_joserfc(material: dict[str, Any], algorithm: str) -> Contestant:
    """Return joserfc with its own registry of claims."""
    signed, scope = material["algorithms"][algorithm], material["scope"]
    key = (
        joserfc_jwk.OctKey.import_key(secret(signed))
        if "secret" in signed
        else joserfc_jwk.import_key(signed["jwk"])
    )
    values = {"iss": material["issuer"], "aud": material["audience"]}
    claims: dict[str, Any] = {
        name: {"essential": True, **({"value": values[name]} if name in values else {})}
        for name in REQUIRED
    }
    registry = joserfc.JWTClaimsRegistry(**claims)
    algorithms = [algorithm]

    def verify(token: str) -> str:
        read = joserfc.decode(token, key, algorithms=algorithms)
        registry.validate(read.claims)
        return permitted(read.header, read.claims, scope)

    return verify


def with_python_jose(material: dict[str, Any], algorithm: str) -> Contestant | None:
    """Return python-jose, which knows no EdDSA and reads the header once more for its type."""
    if algorithm == "EdDSA":
        return None
    signed, scope = material["algorithms"][algorithm], material["scope"]
    key = secret(signed) if "secret" in signed else signed["jwk"]
    issuer, audience = material["issuer"], material["audience"]
    options = {f"require_{name}": True for name in REQUIRED if name != "client_id"}

    def verify(token: str) -> str:
        claims = python_jose.decode(
            token, key, [algorithm], options=options, audience=audience, issuer=issuer
        )
        return permitted(python_jose.get_unverified_header(token), claims, scope)

    return verify


def doorward(
    material: dict[str, Any], algorithm: str, token_cache: TokenCache | None = None
) -> Contestant:
    """Return Doorward with a verifier of its own, which has not seen what others were asked."""
    verify = doorward_verifier(material, algorithm, token_cache).verify
    scope = material["scope"]
    return lambda token: verify(token, scope).client_id


def doorward_claims(material: dict[str, Any], algorithm: str) -> Contestant:
    """Return Doorward, all claims parsed, as every peer does it."""
    verify, scope = doorward_verifier(material, algorithm).verify, material["scope"]
    return lambda token: verify(token, scope).claims["client_id"]


def contestants(material: dict[str, Any], algorithm: str) -> dict[str, tuple[str, Contestant]]:
    """Return role and callable of each by name; one that cannot do the algorithm is left out."""
    found: dict[str, tuple[str, Contestant | None]] = {
        "floor: cryptography": ("floor", genuine(material["algorithms"][algorithm])),
        "Doorward": ("ours", doorward(material, algorithm)),
        "Doorward, claims read": ("ours", doorward_claims(material, algorithm)),
        "PyJWT": ("peer", pyjwt(material, algorithm)),
        "joserfc": ("peer", with_joserfc(material, algorithm)),
        "python-jose": ("peer", with_python_jose(material, algorithm)),
        "ryjwt": ("peer", with_ryjwt(material, algorithm)),
    }
    return {name: (role, call) for name, (role, call) in found.items() if call is not None}


def with_ryjwt(material: dict[str, Any], algorithm: str) -> Contestant | None:
    """Return ryjwt where it is installed; it hands out no header, so that is read once more."""
    try:
        import ryjwt  # noqa: PLC0415 - for Python 3.12 and later only
    except ImportError:
        return None
    signed, scope = material["algorithms"][algorithm], material["scope"]
    checks = {key: material[key] for key in ("audience", "issuer")}
    key = (
        ryjwt.SecretKey(secret(signed), algorithms=[algorithm], **checks)
        if "secret" in signed
        else ryjwt.PublicKey(signed["pem"], algorithms=[algorithm], **checks)
    )

    def verify(token: str) -> str:
        return permitted(ryjwt.unverified_header(token), key.decode(token), scope)

    return verify
