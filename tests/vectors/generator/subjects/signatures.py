"""Signatures that are the wrong numbers, the wrong form or the wrong length (row 11)."""

from .. import fixtures, signing, testkeys
from ..casefile import VectorFile, repeat
from ..encoding import b64url, from_b64url, from_uint

N = signing.EC_ORDERS["P-256"]


def build() -> VectorFile:
    file = VectorFile(
        "signatures",
        "Signatures with impossible values, other encodings and other lengths",
        "RFC 7518 §3.3 to §3.5, RFC 8032 §5.1.7, FIPS 186-5",
    )
    _ecdsa(file)
    _rsa(file)
    _ed25519(file)
    _hmac(file)
    return file


def _refused(file, id, about, policy, token, row=11, code="invalid_signature") -> None:
    file.refused(f"signature-{id}", about, policy, token, code, row=row)


def _ecdsa(file: VectorFile) -> None:
    file.policy("es256", fixtures.policy())
    good = fixtures.token()
    r, s = signing.ecdsa_der(signing.signing_input(good), "p256-1", "ES256")
    values = {
        "r-s-zero": (0, 0),
        "r-zero": (0, s),
        "s-zero": (r, 0),
        "r-is-n": (N, s),
        "s-is-n": (r, N),
        "both-n": (N, N),
        "r-above-n": (2**256 - 1, s),
        "s-above-n": (r, 2**256 - 1),
        "r-one-s-one": (1, 1),
        "n-minus-one": (N - 1, N - 1),
        "swapped": (s, r),
        "r-off-by-one": (r - 1, s),
    }
    for id, (first, second) in values.items():
        token = signing.resign(good, signing.join_rs(first, second, "P-256"))
        _refused(file, f"es256-{id}", f"ES256 with {id}", "es256", token)
    raw = signing.join_rs(r, s, "P-256")
    der = signing.ecdsa_der(signing.signing_input(good), "p256-1", "ES256", der=True)
    lengths = {
        "der": (der, "The DER form"),
        "one-byte-more": (raw + b"\0", "One byte more"),
        "one-byte-before": (b"\0" + raw, "One byte before"),
        "one-byte-less": (raw[:-1], "One byte less"),
        "half": (raw[:32], "Only r"),
        "twice": (raw + raw, "The signature twice"),
        "wide": (bytes(16) + raw[:32] + bytes(16) + raw[32:], "r and s padded to 48 bytes each"),
        "one-byte": (b"\0", "One byte"),
    }
    for id, (signature, about) in lengths.items():
        _refused(file, f"es256-{id}", about, "es256", signing.resign(good, signature))
    head = good.rsplit(".", 1)[0]
    long = repeat("AAAA", 2500, prefix=f"{head}.")
    _refused(file, "es256-10000-characters", "A signature of 10,000 characters", "es256", long)
    longer = repeat("A", 21_830, prefix=f"{head}.")
    _refused(
        file, "es256-21830-characters", "A signature of 21,830 characters", "es256", longer, code="token_too_large"
    )
    for alg, key in (("ES384", "p384-1"), ("ES512", "p521-1")):
        jwk = testkeys.public_jwk(key, kid=fixtures.KID, alg=alg)
        name = file.policy(alg.lower(), fixtures.policy(algorithms=[alg], keys=jwk))
        good = fixtures.token(key=key, alg=alg)
        size = 2 * signing.EC_SIZES[jwk["crv"]]
        _refused(file, f"{alg.lower()}-zero", f"{alg} with r = s = 0", name, signing.resign(good, bytes(size)))
        _refused(file, f"{alg.lower()}-ones", f"{alg} with r and s above n", name, signing.resign(good, b"\xff" * size))
        der = signing.ecdsa_der(signing.signing_input(good), key, alg, der=True)
        _refused(file, f"{alg.lower()}-der", f"{alg} in the DER form", name, signing.resign(good, der))


def _rsa(file: VectorFile) -> None:
    jwk = testkeys.public_jwk("rsa-1", kid=fixtures.KID)
    private = testkeys.private_jwk("rsa-1")
    n, d = from_uint(private["n"]), from_uint(private["d"])
    for alg in ("RS256", "PS256"):
        name = file.policy(alg.lower(), fixtures.policy(algorithms=[alg], keys=jwk))
        good = fixtures.token(key="rsa-1", alg=alg)
        raw = from_b64url(good.rsplit(".", 1)[1])
        value = int.from_bytes(raw, "big")
        signatures = {
            "zero": (bytes(256), "The number 0"),
            "one": (bytes(255) + b"\x01", "The number 1"),
            "modulus": (n.to_bytes(256, "big"), "The modulus itself"),
            "ones": (b"\xff" * 256, "Above the modulus"),
            "one-byte-less": (raw[:-1], "One byte less"),
            "one-byte-before": (b"\0" + raw, "A zero byte before"),
            "one-byte-after": (raw + b"\0", "A zero byte after"),
            "negated": ((n - value).to_bytes(256, "big"), "The modulus less the signature"),
        }
        for id, (signature, about) in signatures.items():
            _refused(file, f"{alg.lower()}-{id}", about, name, signing.resign(good, signature))
    payload, head = fixtures.claims(), fixtures.header("PS256")
    data = signing.signing_input(signing.token(payload, "rsa-1", "PS256", head))
    token = signing.resign(data.decode() + ".", signing.pss_sign(data, private, "256", salt_size=20))
    _refused(file, "ps256-salt-20", "A salt of 20 bytes; RFC 7518 wants the size of the hash", "ps256", token)
    token = signing.resign(data.decode() + ".", signing.pss_sign(data, private, "256", salt_size=0))
    _refused(file, "ps256-salt-0", "No salt", "ps256", token)
    token = signing.resign(data.decode() + ".", signing.sign(data, "rsa-1", "RS256"))
    _refused(file, "ps256-pkcs1", "PKCS#1 v1.5 padding under PS256", "ps256", token, 7)
    data = signing.signing_input(fixtures.token(key="rsa-1", alg="RS256"))
    token = signing.resign(data.decode() + ".", signing.sign(data, "rsa-1", "PS256"))
    _refused(file, "rs256-pss", "PSS padding under RS256", "rs256", token, 7)
    token = signing.resign(data.decode() + ".", signing.sign(data, "rsa-1", "RS512"))
    _refused(file, "rs256-sha512", "SHA-512 under RS256", "rs256", token, 7)
    bare = pow(int.from_bytes(_digest(data), "big"), d, n).to_bytes(256, "big")
    _refused(
        file, "rs256-no-padding", "The digest without any padding", "rs256", signing.resign(data.decode() + ".", bare)
    )
    short = b"\0\x01" + b"\xff" * 8 + b"\0" + DIGEST_INFO + _digest(data)
    block = short + bytes(256 - len(short))
    lax = pow(int.from_bytes(block, "big"), d, n).to_bytes(256, "big")
    _refused(
        file,
        "rs256-trailing-garbage",
        "Short padding with bytes after the digest",
        "rs256",
        signing.resign(data.decode() + ".", lax),
    )


DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")


def _digest(data: bytes) -> bytes:
    import hashlib

    return hashlib.sha256(data).digest()


def _ed25519(file: VectorFile) -> None:
    jwk = testkeys.public_jwk("ed25519-1", kid=fixtures.KID)
    name = file.policy("eddsa", fixtures.policy(algorithms=["EdDSA"], keys=jwk))
    good = fixtures.token(key="ed25519-1", alg="EdDSA")
    raw = from_b64url(good.rsplit(".", 1)[1])
    s = int.from_bytes(raw[32:], "little")
    signatures = {
        "zero": (bytes(64), "All zero"),
        "ones": (b"\xff" * 64, "All ones"),
        "s-plus-order": (raw[:32] + (s + signing.ED25519_ORDER).to_bytes(32, "little"), "S plus the group's order"),
        "identity-zero": (b"\x01" + bytes(63), "R the identity, S zero"),
        "one-byte-less": (raw[:-1], "One byte less"),
        "one-byte-more": (raw + b"\0", "One byte more"),
        "halves-swapped": (raw[32:] + raw[:32], "R and S swapped"),
    }
    for id, (signature, about) in signatures.items():
        _refused(file, f"eddsa-{id}", about, name, signing.resign(good, signature))


def _hmac(file: VectorFile) -> None:
    given = {"secret": b64url(testkeys.secret("hs256-1")), "alg": "HS256", "kid": fixtures.KID}
    name = file.policy("hs256", fixtures.policy(algorithms=["HS256"], keys=given))
    good = fixtures.token(key="hs256-1", alg="HS256")
    raw = from_b64url(good.rsplit(".", 1)[1])
    data = signing.signing_input(good)
    tags = {
        "truncated": (raw[:16], "Half of the tag"),
        "one-byte": (raw[:1], "One byte of the tag"),
        "one-byte-more": (raw + b"\0", "A byte after the tag"),
        "zero": (bytes(32), "All zero"),
        "empty-key": (signing.hmac_sign(data, b"", "HS256"), "Under an empty key"),
        "zero-padded-key": (signing.hmac_sign(data, bytes(32), "HS256"), "Under a key of zeros"),
        "sha512": (signing.hmac_sign(data, testkeys.secret("hs256-1"), "HS512")[:32], "SHA-512 cut to 32 bytes"),
        "encoded-key": (
            signing.hmac_sign(data, given["secret"].encode(), "HS256"),
            "Under the secret's base64url text",
        ),
        "last-bit": (raw[:-1] + bytes([raw[-1] ^ 1]), "The last bit changed"),
    }
    for id, (tag, about) in tags.items():
        _refused(file, f"hs256-{id}", about, name, signing.resign(good, tag))
