"""The fixed test keys of `keys.json`: created once, then only read."""

import hashlib
import json
import pathlib
import secrets

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from .encoding import b64url, from_b64url, from_uint, uint

PATH = pathlib.Path(__file__).resolve().parent.parent / "keys.json"
CURVES = {"P-256": ec.SECP256R1, "P-384": ec.SECP384R1, "P-521": ec.SECP521R1}
PRIVATE_MEMBERS = ("d", "p", "q", "dp", "dq", "qi")


def create() -> None:
    """Writes new keys; every vector changes with them, so this is done by hand and once."""
    keys = {}
    for number in (1, 2):
        keys[f"rsa-{number}"] = _rsa_jwk(rsa.generate_private_key(65537, 2048))
        for crv in CURVES:
            keys[f"{crv.lower().replace('-', '')}-{number}"] = _ec_jwk(crv)
        keys[f"ed25519-{number}"] = _ed25519_jwk()
        for bits, size in ((256, 32), (384, 48), (512, 64)):
            keys[f"hs{bits}-{number}"] = {"kty": "oct", "k": b64url(secrets.token_bytes(size))}
    keys["p256-short"] = _ec_jwk_with_short_x()
    keys["rsa-1024"] = _rsa_jwk(rsa.generate_private_key(65537, 1024))
    keys["rsa-e3"] = _rsa_jwk(rsa.generate_private_key(3, 2048))
    document = {
        "about": "TEST KEYS, private halves included. They guard nothing; never use them anywhere else.",
        "policies": {},
        "cases": [],
        "keys": keys,
    }
    PATH.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def _rsa_jwk(private) -> dict:
    numbers = private.private_numbers()
    public = numbers.public_numbers
    jwk = {"kty": "RSA", "n": public.n, "e": public.e, "d": numbers.d, "p": numbers.p, "q": numbers.q}
    jwk |= {"dp": numbers.dmp1, "dq": numbers.dmq1, "qi": numbers.iqmp}
    return {name: value if name == "kty" else uint(value) for name, value in jwk.items()}


def _ec_jwk_with_short_x() -> dict:
    """The first key whose `x` begins with a zero octet."""
    private = (ec.derive_private_key(d, ec.SECP256R1()) for d in range(2, 100_000))
    return _ec_jwk("P-256", next(key for key in private if key.public_key().public_numbers().x < 2**248))


def _ec_jwk(crv: str, private=None) -> dict:
    numbers = (private or ec.generate_private_key(CURVES[crv]())).private_numbers()
    size = (CURVES[crv].key_size + 7) // 8
    values = {"x": numbers.public_numbers.x, "y": numbers.public_numbers.y, "d": numbers.private_value}
    return {"kty": "EC", "crv": crv} | {name: b64url(v.to_bytes(size, "big")) for name, v in values.items()}


def _ed25519_jwk() -> dict:
    private = ed25519.Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    return {"kty": "OKP", "crv": "Ed25519", "x": b64url(public), "d": b64url(private.private_bytes_raw())}


_KEYS = json.loads(PATH.read_text(encoding="utf-8"))["keys"] if PATH.exists() else {}


def private_jwk(name: str) -> dict:
    return dict(_KEYS[name])


def public_jwk(name: str, **members) -> dict:
    """The public half as a JWK (a symmetric key whole), with `kid`, `alg`, `use` … added."""
    jwk = {member: value for member, value in _KEYS[name].items() if member not in PRIVATE_MEMBERS}
    return jwk | {member.rstrip("_"): value for member, value in members.items()}


def short_coordinate() -> dict:
    """The public half of `p256-short` as some libraries write it: `x` without its leading zero octet."""
    jwk = public_jwk("p256-short")
    octets = from_b64url(jwk["x"])
    assert octets[0] == 0
    return jwk | {"x": b64url(octets[1:])}


def other_point(number: int) -> dict:
    """A P-256 key with which nobody signs."""
    numbers = ec.derive_private_key(1_000 + number, ec.SECP256R1()).public_key().public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": b64url(numbers.x.to_bytes(32)), "y": b64url(numbers.y.to_bytes(32))}


def secret(name: str) -> bytes:
    return from_b64url(_KEYS[name]["k"])


def public_object(jwk: dict):
    """The `cryptography` public key of an asymmetric JWK."""
    if jwk["kty"] == "RSA":
        return rsa.RSAPublicNumbers(from_uint(jwk["e"]), from_uint(jwk["n"])).public_key()
    if jwk["kty"] == "EC":
        return ec.EllipticCurvePublicNumbers(
            from_uint(jwk["x"]), from_uint(jwk["y"]), CURVES[jwk["crv"]]()
        ).public_key()
    return ed25519.Ed25519PublicKey.from_public_bytes(from_b64url(jwk["x"]))


def public_pem(name: str, pkcs1: bool = False) -> str:
    form = serialization.PublicFormat.PKCS1 if pkcs1 else serialization.PublicFormat.SubjectPublicKeyInfo
    key = public_object(_KEYS[name])
    return key.public_bytes(serialization.Encoding.PEM, form).decode("ascii")


def public_der(name: str, pkcs1: bool = False) -> bytes:
    form = serialization.PublicFormat.PKCS1 if pkcs1 else serialization.PublicFormat.SubjectPublicKeyInfo
    return public_object(_KEYS[name]).public_bytes(serialization.Encoding.DER, form)


def point(name: str) -> bytes:
    """The uncompressed point of SEC 1 §2.3.3."""
    key = public_object(_KEYS[name])
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def public_openssh(name: str) -> str:
    key = public_object(_KEYS[name])
    encoded = key.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    return encoded.decode("ascii") + " test@example.com"


def ec_private_object(name: str):
    jwk = _KEYS[name]
    return ec.derive_private_key(from_uint(jwk["d"]), CURVES[jwk["crv"]]())


def private_pem(name: str) -> str:
    return (
        ec_private_object(name)
        .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        .decode("ascii")
    )


def private_der(name: str) -> bytes:
    return ec_private_object(name).private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def giant_modulus(bits: int) -> str:
    """An odd number of exactly `bits` bits: a modulus nobody can sign with, only refuse."""
    data = bytearray(hashlib.shake_256(b"doorward giant modulus").digest(bits // 8))
    data[0] |= 0x80
    data[-1] |= 1
    return b64url(bytes(data))
