"""Checks our own signatures with joserfc and PyJWT, so that a vector is never wrong by one library's bug."""

import base64

import jwt
from joserfc import jwk as jose_jwk
from joserfc import jws as jose_jws
from joserfc.jws import JWSRegistry

from . import testkeys
from .encoding import b64url, from_b64url, to_json

# Refusals that the check order puts after the signature: such a token must verify.
GENUINE = """expired not_yet_valid issued_in_future too_old wrong_audience wrong_type missing_claim invalid_claim
binding_required delegation_too_deep insufficient_scope""".split()


def selftest(files: list) -> int:
    counts = {"genuine": 0, "forged": 0}
    wrong = []
    for file in files:
        for case in file.cases:
            token = _token(case)
            if token is None or token.count(".") != 2:
                continue
            wanted = _wanted(case)
            if wanted is None:
                continue
            counts["genuine" if wanted else "forged"] += 1
            alg = _header(token)["alg"]
            keys = [key for key in _keys(_policy(file, case), _payload(token).get("iss")) if _fits(key, alg)]
            for library in (_pyjwt_verifies, _joserfc_verifies):
                if any(library(token, key, alg) for key in keys) != wanted:
                    wrong.append(f"{file.name}: {case['id']} ({library.__name__})")
    print(f"{counts['genuine']} genuine and {counts['forged']} forged tokens, each by two libraries")
    print("\n".join(wrong) if wrong else "all as expected")
    return 1 if wrong else 0


def _wanted(case: dict) -> bool | None:
    """Whether the signature must verify; None where the verdict does not depend on it."""
    code = case["expect"]["code"]
    if code == "invalid_signature":
        return False
    if code == "missing_claim" and "iss" in case["about"].split():
        return None
    if code is None or code in GENUINE:
        return case["expect"].get("principal", {}).get("credential") != "api_key" or None
    return None


def _token(case: dict) -> str | None:
    text = case.get("credential")
    for name, value in case.get("request", {}).get("headers", []):
        if name.lower() == "authorization" and isinstance(value, str):
            text = value.split(" ")[-1]
    return text if isinstance(text, str) else None


def _policy(file, case: dict) -> dict:
    return file.policies[case["policy"]]


def _header(token: str) -> dict:
    return jwt.get_unverified_header(token.rsplit(".", 1)[0] + ".")


def _payload(token: str) -> dict:
    import json

    return json.loads(from_b64url(token.split(".")[1]))


def _keys(policy: dict, issuer) -> list:
    """Every key of the issuer as a JWK, whatever form the policy gives it in."""
    found = []
    for entry in policy["issuers"]:
        if entry["issuer"] == issuer:
            given = entry["keys"]
            for key in given if isinstance(given, list) else [given]:
                found += key.get("keys", [key])
    return [_as_jwk(key) for key in found]


def _as_jwk(key: dict) -> dict:
    if "secret" in key:
        return {"kty": "oct", "k": key["secret"]}
    if "pem" in key:
        from cryptography.hazmat.primitives import serialization

        loaded = serialization.load_pem_public_key(key["pem"].encode())
        return jose_jwk.import_key(
            loaded.public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            ),
            "RSA" if "rsa" in type(loaded).__module__ or hasattr(loaded, "key_size") and not hasattr(loaded, "curve") else "EC" if hasattr(loaded, "curve") else "OKP",
        ).as_dict(private=False)
    return {name: value for name, value in key.items() if name not in ("alg", "use", "key_ops", "kid")}


def _fits(key: dict, alg: str) -> bool:
    if key["kty"] == "EC":
        return key["crv"] == {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}.get(alg)
    return key["kty"] == {"HS": "oct", "RS": "RSA", "PS": "RSA", "Ed": "OKP"}.get(alg[:2])


def _pyjwt_verifies(token: str, key: dict, alg: str) -> bool:
    # PyJWT knows Ed25519 only under its older name; the signature is the same.
    from jwt.algorithms import get_default_algorithms

    algorithm = get_default_algorithms()["EdDSA" if alg == "Ed25519" else alg]
    signing_input, signature = token.rsplit(".", 1)
    return algorithm.verify(signing_input.encode(), algorithm.from_jwk(to_json(key).decode()), from_b64url(signature))


def _joserfc_verifies(token: str, key: dict, alg: str) -> bool:
    algorithm = JWSRegistry.algorithms[alg]
    signing_input, signature = token.rsplit(".", 1)
    loaded = jose_jwk.import_key(key)
    return algorithm.verify(signing_input.encode(), from_b64url(signature), loaded)
