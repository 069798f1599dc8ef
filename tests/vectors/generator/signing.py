"""Signing compact JWS, deterministically, with `cryptography` and the standard library."""

import hashlib
import hmac

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from . import testkeys
from .encoding import b64url, from_b64url, from_uint, to_json

HASHES = {"256": hashes.SHA256, "384": hashes.SHA384, "512": hashes.SHA512}
EC_SIZES = {"P-256": 32, "P-384": 48, "P-521": 66}
EC_ORDERS = {
    "P-256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
}
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493


def token(payload, key: str, alg: str, header=None) -> str:
    """A signed token. `payload` and `header` are objects, or bytes to be taken as they are."""
    header = {"alg": alg} if header is None else header
    head = header if isinstance(header, bytes) else to_json(header)
    body = payload if isinstance(payload, bytes) else to_json(payload)
    signing_input = f"{b64url(head)}.{b64url(body)}"
    return f"{signing_input}.{b64url(sign(signing_input.encode('ascii'), key, alg))}"


def sign(data: bytes, key: str, alg: str) -> bytes:
    jwk = testkeys.private_jwk(key)
    if alg.startswith("HS"):
        return hmac_sign(data, from_b64url(jwk["k"]), alg)
    if alg.startswith("RS"):
        return _rsa_private(jwk).sign(data, padding.PKCS1v15(), HASHES[alg[2:]]())
    if alg.startswith("PS"):
        return pss_sign(data, jwk, alg[2:])
    if alg.startswith("ES"):
        return join_rs(*ecdsa_der(data, key, alg), testkeys.private_jwk(key)["crv"])
    return ed25519.Ed25519PrivateKey.from_private_bytes(from_b64url(jwk["d"])).sign(data)


def hmac_sign(data: bytes, secret: bytes, alg: str) -> bytes:
    return hmac.new(secret, data, f"sha{alg[2:]}").digest()


def hmac_token(payload, secret: bytes, alg: str, header: dict) -> str:
    """A token under any byte string as the HMAC key: what an attacker makes of a public key."""
    signing_input = f"{b64url(to_json(header))}.{b64url(to_json(payload))}"
    return f"{signing_input}.{b64url(hmac_sign(signing_input.encode('ascii'), secret, alg))}"


def ecdsa_der(data: bytes, key: str, alg: str, der: bool = False):
    signature = testkeys.ec_private_object(key).sign(data, ec.ECDSA(HASHES[alg[2:]](), deterministic_signing=True))
    return signature if der else decode_dss_signature(signature)


def join_rs(r: int, s: int, crv: str) -> bytes:
    size = EC_SIZES[crv]
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def _rsa_private(jwk: dict):
    n, e, d, p, q, dp, dq, qi = (from_uint(jwk[m]) for m in ("n", "e", "d", "p", "q", "dp", "dq", "qi"))
    return rsa.RSAPrivateNumbers(p, q, d, dp, dq, qi, rsa.RSAPublicNumbers(e, n)).private_key()


def pss_sign(data: bytes, jwk: dict, bits: str, salt_size: int | None = None) -> bytes:
    """RSASSA-PSS with a salt drawn from the message, since the vectors must not change between runs."""
    name = f"sha{bits}"
    size = hashlib.new(name).digest_size
    salt = hashlib.shake_256(b"doorward pss salt" + data).digest(size if salt_size is None else salt_size)
    n = from_uint(jwk["n"])
    em_bits = n.bit_length() - 1
    em_size = (em_bits + 7) // 8
    h = hashlib.new(name, bytes(8) + hashlib.new(name, data).digest() + salt).digest()
    db = bytes(em_size - len(salt) - size - 2) + b"\x01" + salt
    masked = bytearray(a ^ b for a, b in zip(db, _mgf1(h, len(db), name), strict=True))
    masked[0] &= 0xFF >> (8 * em_size - em_bits)
    em = bytes(masked) + h + b"\xbc"
    signature = pow(int.from_bytes(em, "big"), from_uint(jwk["d"]), n).to_bytes((n.bit_length() + 7) // 8, "big")
    chosen = padding.PSS(padding.MGF1(HASHES[bits]()), len(salt))
    testkeys.public_object(jwk).verify(signature, data, chosen, HASHES[bits]())
    return signature


def _mgf1(seed: bytes, size: int, name: str) -> bytes:
    blocks = (hashlib.new(name, seed + i.to_bytes(4, "big")).digest() for i in range(size // 20 + 1))
    return b"".join(blocks)[:size]


def resign(compact: str, signature: bytes) -> str:
    """The same token with another signature."""
    return compact.rsplit(".", 1)[0] + "." + b64url(signature)


def signing_input(compact: str) -> bytes:
    return compact.rsplit(".", 1)[0].encode("ascii")


def tampered_payload(compact: str, payload) -> str:
    """The same header and signature around another payload."""
    head, _, signature = compact.split(".")
    return f"{head}.{b64url(to_json(payload))}.{signature}"
