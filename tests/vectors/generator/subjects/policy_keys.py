"""Keys a policy must not be accepted with: weak ones, unusable ones, secrets that are public keys."""

from base64 import b64encode

from .. import testkeys
from ..casefile import VectorFile
from ..encoding import b64url, to_json, uint
from ..fixtures import issuer

MODULUS = testkeys.public_jwk("rsa-1")["n"]
KEY, WEAK = "invalid_key", "weak_key"


def build() -> VectorFile:
    file = VectorFile(
        "policy_keys",
        "Keys refused at construction, with code and path",
        "RFC 7518 §3.2 and §3.3, RFC 8725 §3.5, FIPS 186-5 §A.1",
    )
    _rsa(file)
    _unusable(file)
    _secrets(file)
    _lookalikes(file)
    return file


def _key(
    file: VectorFile, id: str, about: str, keys, code: str, algorithms: list, row: int | None, path: str = "keys"
) -> None:
    policy = {"issuers": [issuer(algorithms=algorithms, keys=keys)]}
    file.misconfigured(f"key-{id}", about, policy, code, f"issuers[0].{path}", row)


def _rsa(file: VectorFile) -> None:
    rs = ["RS256"]
    good = testkeys.public_jwk("rsa-1", kid="good")
    small = testkeys.public_jwk("rsa-1024", kid="small")
    _key(file, "rsa-1024", "1024 bits", small, WEAK, rs, 12)
    _key(file, "rsa-1024-pem", "1024 bits as PEM", {"pem": testkeys.public_pem("rsa-1024")}, WEAK, rs, 12)
    _key(
        file, "rsa-1024-pkcs1", "1024 bits as PKCS#1 PEM", {"pem": testkeys.public_pem("rsa-1024", True)}, WEAK, rs, 12
    )
    _key(file, "rsa-1024-pss", "1024 bits, for PSS", small, WEAK, ["PS256"], 12)
    _key(file, "rsa-1024-in-set", "A weak key inside a set", {"keys": [good, small]}, WEAK, rs, 12, "keys.keys[1]")
    _key(file, "rsa-1024-in-list", "A weak key inside a list", [good, small], WEAK, rs, 12, "keys[1]")
    _key(
        file,
        "rsa-1024-in-set-in-list",
        "A weak key in a set in a list",
        [{"keys": [good, small]}],
        WEAK,
        rs,
        12,
        "keys[0].keys[1]",
    )
    _key(file, "rsa-e3", "e = 3", testkeys.public_jwk("rsa-e3"), WEAK, rs, 12)
    _key(file, "rsa-e3-pem", "e = 3 as PEM", {"pem": testkeys.public_pem("rsa-e3")}, WEAK, rs, 12)
    for e in (1, 17, 65_535, 65_536, 65_538):
        _key(file, f"rsa-e{e}", f"e = {e}", {"kty": "RSA", "n": MODULUS, "e": uint(e)}, WEAK, rs, 12)
    _key(file, "rsa-16384", "16,384 bits", {"kty": "RSA", "n": testkeys.giant_modulus(16384), "e": "AQAB"}, KEY, rs, 12)


def _unusable(file: VectorFile) -> None:
    es = ["ES256"]
    ec = testkeys.public_jwk("p256-1", kid="a")
    point = ec | {"y": testkeys.public_jwk("p256-2")["y"]}
    _key(file, "use-enc", "use is enc", ec | {"use": "enc"}, KEY, es, 13)
    _key(file, "key-ops", "key_ops without verify", ec | {"key_ops": ["sign"]}, KEY, es, 13)
    _key(file, "alg-and-curve", "alg and curve disagree", testkeys.public_jwk("p384-1", alg="ES256"), KEY, es, 13)
    _key(file, "alg-and-type", "alg and kty disagree", testkeys.public_jwk("rsa-1", alg="ES256"), KEY, es, 13)
    _key(file, "alg-not-in-list", "alg outside the issuer's list", ec | {"alg": "ES384"}, KEY, es, 13)
    _key(file, "alg-none", "alg none", ec | {"alg": "none"}, KEY, es, 13)
    _key(file, "type-not-in-list", "An RSA key for an EC algorithm", testkeys.public_jwk("rsa-1"), KEY, es, 7)
    _key(
        file,
        "pem-type-not-in-list",
        "An RSA PEM for an EC algorithm",
        {"pem": testkeys.public_pem("rsa-1")},
        KEY,
        es,
        7,
    )
    _key(file, "kty-unknown", "A kty nobody knows", {"kty": "XYZ", "x": "AA"}, KEY, es, 13)
    _key(file, "crv-unknown", "A curve nobody knows", ec | {"crv": "P-257"}, KEY, es, 13)
    _key(file, "secp256k1", "secp256k1 is no curve of ES256", ec | {"crv": "secp256k1"}, KEY, es, 13)
    _key(file, "point-off-curve", "A point that is not on the curve", point, KEY, es, 13)
    _key(file, "point-short", "A coordinate too short", ec | {"x": ec["x"][:-4]}, KEY, es, 13)
    _key(file, "no-y", "y missing", {m: v for m, v in ec.items() if m != "y"}, KEY, es, 13)
    _key(
        file,
        "ed25519-short",
        "An Ed25519 key of 31 bytes",
        {"kty": "OKP", "crv": "Ed25519", "x": b64url(b"\x01" * 31)},
        KEY,
        ["EdDSA"],
        13,
    )
    _key(
        file,
        "none-usable",
        "A set where nothing is usable",
        {"keys": [ec | {"use": "enc"}, {"kty": "XYZ"}]},
        KEY,
        es,
        13,
    )
    _key(file, "empty-set", "An empty set", {"keys": []}, KEY, es, 39)
    _pems(file)


def _pems(file: VectorFile) -> None:
    es = ["ES256"]
    pem = testkeys.public_pem("p256-1")
    damaged = pem.replace("MFkw", "MFkx")
    assert damaged != pem
    _key(file, "private-pem", "A private key", {"pem": testkeys.private_pem("p256-1")}, KEY, es, None)
    _key(
        file,
        "certificate-pem",
        "A certificate's label",
        {"pem": pem.replace("PUBLIC KEY", "CERTIFICATE")},
        KEY,
        es,
        None,
    )
    _key(file, "damaged-pem", "A PEM whose DER is damaged", {"pem": damaged}, KEY, es, None)
    _key(file, "no-pem", "Text that is no PEM", {"pem": "hello"}, KEY, es, None)
    _key(file, "openssh-pem", "An OpenSSH key as PEM", {"pem": testkeys.public_openssh("p256-1")}, KEY, es, None)


def _secrets(file: VectorFile) -> None:
    for alg, size in (("HS256", 32), ("HS384", 48), ("HS512", 64)):
        short = b64url(bytes(range(size - 1)))
        _key(file, f"{alg.lower()}-short", f"{size - 1} bytes for {alg}", {"secret": short, "alg": alg}, WEAK, [alg], 8)
        _key(
            file,
            f"{alg.lower()}-short-jwk",
            f"{size - 1} bytes for {alg}, as a JWK",
            {"kty": "oct", "k": short, "alg": alg},
            WEAK,
            [alg],
            8,
        )
    _key(file, "secret-empty", "An empty secret", {"secret": "", "alg": "HS256"}, WEAK, ["HS256"], 8)
    _key(file, "secret-one-byte", "A secret of one byte", {"secret": "AA", "alg": "HS256"}, WEAK, ["HS256"], 8)
    _key(file, "secret-null", "A null secret", {"secret": None, "alg": "HS256"}, KEY, ["HS256"], 8)
    _key(
        file,
        "secret-empty-jwk",
        "An empty secret, as a JWK",
        {"kty": "oct", "k": "", "alg": "HS256"},
        WEAK,
        ["HS256"],
        8,
    )
    _key(
        file,
        "secret-not-base64url",
        "A secret that is not base64url",
        {"secret": "not base64url, but long enough to be one!", "alg": "HS256"},
        KEY,
        ["HS256"],
        8,
        "keys.secret",
    )
    good = {"secret": b64url(testkeys.secret("hs512-1")), "alg": "HS512"}
    _key(file, "secret-alg-not-in-list", "A secret for an algorithm outside the list", good, KEY, ["HS256"], 7)
    _key(file, "secret-alg-not-hmac", "A secret for ES256", good | {"alg": "ES256"}, KEY, ["ES256"], 7)


def _lookalikes(file: VectorFile) -> None:
    """Secrets that are somebody's public key: the misuse behind algorithm confusion."""
    pem = testkeys.public_pem("rsa-1")
    jwk = to_json(testkeys.public_jwk("rsa-1", kid="a")).decode()
    shapes = {
        "pem": (3, pem),
        "pkcs1": (3, testkeys.public_pem("rsa-1", True)),
        "ec-pem": (3, testkeys.public_pem("p256-1")),
        "pem-leading-space": (4, " \n\t" + pem),
        "pem-zero-width-space": (4, "\u200b" + pem),
        "pem-bom": (4, "\ufeff" + pem),
        "pem-control-character": (4, "\u0001\u001b" + pem),
        "certificate": (4, pem.replace("PUBLIC KEY", "CERTIFICATE")),
        "jwk": (5, jwk),
        "jwk-leading-space": (5, "\n " + jwk),
        "jwks": (5, f'{{"keys":[{jwk}]}}'),
        "ssh-rsa": (5, testkeys.public_openssh("rsa-1")),
        "ssh-ed25519": (5, testkeys.public_openssh("ed25519-1")),
        "ssh-ecdsa": (5, testkeys.public_openssh("p256-1")),
    }
    for id, (row, text) in shapes.items():
        secret = {"secret": b64url(text.encode("utf-8")), "alg": "HS256"}
        _key(file, f"secret-like-{id}", f"A secret that is a public key: {id}", secret, WEAK, ["HS256"], row)
    _encoded_lookalikes(file)
    _key(
        file,
        "oct-like-pem",
        "An oct JWK that is a PEM",
        {"kty": "oct", "alg": "HS256", "k": b64url(pem.encode())},
        WEAK,
        ["HS256"],
        3,
    )


def _encoded_lookalikes(file: VectorFile) -> None:
    """The same without a text that tells: DER, points, and what configuration systems make of them."""
    secrets = {"zeros": bytes(32), "zeros-base64": b"A" * 43, "zeros-hex": b"0" * 64}
    for name in ("rsa-1", "p256-1", "p384-1", "p521-1", "ed25519-1"):
        spki = testkeys.public_der(name)
        secrets[f"spki-{name}"] = spki
        secrets |= {f"spki-{name}-{form}": text for form, text in _texts(spki).items()}
    others = {
        "der-pkcs1": testkeys.public_der("rsa-1", pkcs1=True),
        "der-pkcs8": testkeys.private_der("p256-1"),
        "point-p256": testkeys.point("p256-1"),
        "point-p384": testkeys.point("p384-1"),
        "point-p521": testkeys.point("p521-1"),
        "coordinates-p256": testkeys.point("p256-1")[1:],
        "coordinates-p384": testkeys.point("p384-1")[1:],
    }
    for id, octets in others.items():
        secrets |= {id: octets, f"{id}-hex": octets.hex().encode(), f"{id}-base64": b64encode(octets)}
    secrets["spki-with-line-end"] = testkeys.public_der("p256-1") + b"\n"
    secrets["pem-base64"] = b64encode(testkeys.public_pem("p256-1").encode())
    secrets["pem-utf-16"] = testkeys.public_pem("p256-1").encode("utf-16")
    secrets["jwk-base64"] = b64encode(to_json(testkeys.public_jwk("p256-1")))
    secrets["ssh-base64-alone"] = testkeys.public_openssh("ed25519-1").split()[1].encode()
    for id, octets in secrets.items():
        key = {"secret": b64url(octets), "alg": "HS256"}
        _key(file, f"secret-like-{id}", f"A secret that is a public key: {id}", key, WEAK, ["HS256"], 41)


def _texts(octets: bytes) -> dict[str, bytes]:
    base64 = b64encode(octets).decode()
    lines = [base64[at : at + 64] for at in range(0, len(base64), 64)]
    texts = {
        "hex": octets.hex(),
        "hex-upper": octets.hex().upper(),
        "hex-colons": octets.hex(":"),
        "hex-0x": "0x" + octets.hex(),
        "base64": base64,
        "base64url": b64url(octets),
        "body": "\n".join(lines) + "\n",
        "body-in-one-line": "\\n".join(lines),
        "body-quoted": '"' + base64 + '"',
        "base64-twice": b64encode(base64.encode()).decode(),
    }
    return {form: text.encode() for form, text in texts.items()}
