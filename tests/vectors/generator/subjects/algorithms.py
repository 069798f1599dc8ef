"""Every algorithm under every form a key can be given in, then the same token forged."""

from .. import fixtures, signing, testkeys
from ..casefile import VectorFile
from ..encoding import b64url

KEYS = {
    "HS256": "hs256",
    "HS384": "hs384",
    "HS512": "hs512",
    "RS256": "rsa",
    "RS384": "rsa",
    "RS512": "rsa",
    "PS256": "rsa",
    "PS384": "rsa",
    "PS512": "rsa",
    "ES256": "p256",
    "ES384": "p384",
    "ES512": "p521",
    "EdDSA": "ed25519",
    "Ed25519": "ed25519",
}


def forms(alg: str, key: str) -> dict:
    """The forms a key of this algorithm can take in a policy, each with the kid it gives the key."""
    jwk = testkeys.public_jwk(key, kid="key-1", alg=alg)
    found = {"jwk": (jwk, "key-1"), "jwks": ({"keys": [jwk | {"use": "sig"}]}, "key-1")}
    if alg.startswith("HS"):
        found["secret"] = ({"secret": b64url(testkeys.secret(key)), "alg": alg, "kid": "key-1"}, "key-1")
        return found
    found["pem"] = ({"pem": testkeys.public_pem(key), "kid": "key-1", "alg": alg}, "key-1")
    if key.startswith("rsa"):
        found["pkcs1"] = ({"pem": testkeys.public_pem(key, pkcs1=True)}, None)
    return found


def build() -> VectorFile:
    file = VectorFile(
        "algorithms",
        "Good tokens of every algorithm under every form of key, and forgeries of each",
        "RFC 7518 §3, RFC 8037 §3.1, RFC 9864 §2",
    )
    for alg, family in KEYS.items():
        key, other = f"{family}-1", f"{family}-2"
        payload = fixtures.claims()
        head = fixtures.header(alg)
        good = signing.token(payload, key, alg, head)
        slug = alg.lower()
        for form, (given, kid) in forms(alg, key).items():
            name = file.policy(f"{slug}-{form}", fixtures.policy(algorithms=[alg], keys=given))
            file.granted(
                f"{slug}-{form}", f"{alg} with the key as {form}", name, good, fixtures.principal(payload, kid)
            )
        name = f"{slug}-jwk"
        forged = signing.token(payload, other, alg, head)
        file.refused(f"{slug}-other-key", f"{alg} signed with another key", name, forged, "invalid_signature")
        tampered = signing.tampered_payload(good, payload | {"sub": "agent-8"})
        file.refused(f"{slug}-tampered", f"{alg} with the payload changed", name, tampered, "invalid_signature")
        empty = good.rsplit(".", 1)[0] + "."
        file.refused(f"{slug}-empty-signature", f"{alg} without a signature", name, empty, "invalid_signature", row=2)
    _more_forms(file)
    _confusion(file)
    return file


def _more_forms(file: VectorFile) -> None:
    payload = fixtures.claims()
    bare = testkeys.public_jwk("rsa-1")
    name = file.policy("rsa-jwk-without-alg", fixtures.policy(algorithms=["RS256", "PS384"], keys=bare))
    for alg in ("RS256", "PS384"):
        good = signing.token(payload, "rsa-1", alg, {"alg": alg})
        about = f"An RSA key without alg serves every RSA algorithm of the issuer: {alg}"
        file.granted(f"rsa-without-alg-{alg.lower()}", about, name, good, fixtures.principal(payload, None))
    outside = signing.token(payload, "rsa-1", "RS512", {"alg": "RS512"})
    about = "An RSA key without alg serves no algorithm outside the issuer's list"
    file.refused("rsa-without-alg-rs512", about, name, outside, "algorithm_not_allowed", row=7)
    name = file.policy(
        "ed25519-without-alg",
        fixtures.policy(algorithms=["EdDSA", "Ed25519"], keys=testkeys.public_jwk("ed25519-1", kid="key-1")),
    )
    for alg in ("EdDSA", "Ed25519"):
        good = signing.token(payload, "ed25519-1", alg, fixtures.header(alg))
        about = f"Both names of Ed25519 under one key: {alg}"
        file.granted(f"ed25519-names-{alg.lower()}", about, name, good, fixtures.principal(payload))
    both = [{"pem": testkeys.public_pem("p256-1")}, {"pem": testkeys.public_pem("rsa-1"), "kid": "rsa"}]
    name = file.policy("list-of-pems", fixtures.policy(algorithms=["ES256", "RS256"], keys=both))
    good = signing.token(payload, "p256-1", "ES256", {"alg": "ES256"})
    file.granted("list-of-pems-es256", "A list of PEM keys, the EC one", name, good, fixtures.principal(payload, None))
    good = signing.token(payload, "rsa-1", "RS256", {"alg": "RS256", "kid": "rsa"})
    file.granted(
        "list-of-pems-rs256", "A list of PEM keys, the RSA one", name, good, fixtures.principal(payload, "rsa")
    )


def _confusion(file: VectorFile) -> None:
    """Rows 1 to 7: the header must never choose how a key is read."""
    payload = fixtures.claims()
    es256 = "es256-jwk"
    for number, alg in enumerate(("none", "None", "NONE", "nOnE"), 1):
        token = signing.hmac_token(payload, b"", "HS256", fixtures.header(alg)).rsplit(".", 1)[0] + "."
        file.refused(
            f"alg-none-{number}", f"alg {alg!r}, empty signature", es256, token, "algorithm_not_allowed", row=1
        )
    signed = fixtures.token(head=fixtures.header("none"))
    file.refused("alg-none-signed", "alg none with a genuine signature", es256, signed, "algorithm_not_allowed", row=1)
    unknown = ("", "HS257", "es256", "ES256K", "RS1", "ES256 ", "HS256\u0000", "dir", "ML-DSA-44")
    for number, alg in enumerate(unknown, 1):
        token = signing.hmac_token(payload, b"", "HS256", fixtures.header(alg)).rsplit(".", 1)[0] + "."
        file.refused(
            f"alg-unknown-{number}", f"alg {alg!r}, empty signature", es256, token, "algorithm_not_allowed", row=2
        )

    rsa = testkeys.public_jwk("rsa-1", kid="key-1")
    only = file.policy("rs256-only", fixtures.policy(algorithms=["RS256"], keys=rsa))
    mixed = file.policy("rs256-and-hs256", fixtures.policy(algorithms=["RS256", "HS256"], keys=rsa))
    pem = testkeys.public_pem("rsa-1")
    shapes = {
        "pem": (3, pem),
        "pem-pkcs1": (3, testkeys.public_pem("rsa-1", pkcs1=True)),
        "pem-trimmed": (3, pem.strip()),
        "pem-leading-space": (4, "\n  " + pem),
        "pem-zero-width-space": (4, "\u200b" + pem),
        "pem-control-character": (4, "\u0001" + pem),
        "jwk-json": (5, _json(rsa)),
        "jwks-json": (5, _json({"keys": [rsa]})),
        "openssh": (5, testkeys.public_openssh("rsa-1")),
        "modulus": (6, testkeys.public_jwk("rsa-1")["n"]),
    }
    for shape, (row, secret) in shapes.items():
        token = signing.hmac_token(payload, secret.encode("utf-8"), "HS256", fixtures.header("HS256"))
        about = f"HS256 under the RSA public key ({shape}); the issuer allows only RS256"
        file.refused(f"hs256-with-{shape}", about, only, token, "algorithm_not_allowed", row=row)
        about = f"HS256 under the RSA public key ({shape}); HS256 is allowed, but the key is no HMAC key"
        file.refused(f"hs256-with-{shape}-allowed", about, mixed, token, "unknown_key", row=row)

    bound = testkeys.public_jwk("rsa-1", kid="key-1", alg="RS256")
    name = file.policy("rs256-key-ps256-allowed", fixtures.policy(algorithms=["RS256", "PS256"], keys=bound))
    token = signing.token(payload, "rsa-1", "PS256", fixtures.header("PS256"))
    file.refused("key-bound-to-rs256", "PS256 under a key bound to RS256", name, token, "unknown_key", row=7)
    pair = [testkeys.public_jwk("p256-1", kid="key-1"), testkeys.public_jwk("p384-1", kid="key-2")]
    name = file.policy("two-curves", fixtures.policy(algorithms=["ES256", "ES384"], keys=pair))
    token = signing.token(payload, "p256-1", "ES256", fixtures.header("ES384"))
    file.refused("key-of-other-curve", "ES384 in the header, a P-256 key by kid", name, token, "unknown_key", row=7)
    token = signing.token(payload, "p256-1", "ES256", fixtures.header("ES384", kid="key-2"))
    file.refused("signature-of-other-curve", "ES384 key, ES256 signature", name, token, "invalid_signature", row=7)


def _json(value) -> str:
    from ..encoding import to_json

    return to_json(value).decode("utf-8")
