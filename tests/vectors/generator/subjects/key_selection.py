"""Which key of a set a token's header selects, and which keys of a set are passed over."""

from .. import testkeys
from ..casefile import VectorFile
from ..encoding import b64url
from ..fixtures import ABSENT
from ..key_cases import KeyCases

PUBLIC = testkeys.public_jwk


def build() -> VectorFile:
    file = VectorFile(
        "key_selection", "kid and alg select among the usable keys of a set", "RFC 7515 §4.1.4, RFC 7517 §4 and §5"
    )
    _by_kid(file)
    _without_kid(file)
    _skipped(file)
    _shapes(file)
    return file


def _by_kid(file: VectorFile) -> None:
    two = KeyCases(file, "select", "two-kids", {"keys": [PUBLIC("p256-1", kid="a"), PUBLIC("p256-2", kid="b")]})
    two.granted("kid-a", "The first by its kid", "p256-1", "a", "a")
    two.granted("kid-b", "The second by its kid", "p256-2", "b", "b")
    two.refused("kid-crossed", "The second's signature under the first's kid", "p256-2", "a", "invalid_signature")
    two.refused("kid-neither", "A kid that neither has", "p256-1", "c")
    two.refused("kid-absent-two-fit", "No kid, and two keys fit", "p256-1", ABSENT)
    both = KeyCases(
        file,
        "select",
        "same-kid-two-types",
        {"keys": [PUBLIC("p256-1", kid="a", alg="ES256"), PUBLIC("rsa-1", kid="a", alg="RS256")]},
        ("ES256", "RS256"),
    )
    both.granted("same-kid-ec", "One kid, two types: EC by alg", "p256-1", "a", "a", row=39)
    both.granted("same-kid-rsa", "One kid, two types: RSA by alg", "rsa-1", "a", "a", "RS256", row=39)
    mixed = KeyCases(file, "select", "kid-and-no-kid", {"keys": [PUBLIC("p256-1", kid="a"), PUBLIC("p256-2")]})
    mixed.granted("kid-before-no-kid", "The key with the kid", "p256-1", "a", "a")
    mixed.granted("kid-falls-to-no-kid", "No key has the kid: the one without", "p256-2", "z", None)
    mixed.refused(
        "kid-never-falls-from-match",
        "A key has the kid, so the one without is not tried",
        "p256-2",
        "a",
        "invalid_signature",
    )
    mixed.refused("kid-falls-to-wrong-key", "The one without a kid did not sign", "p256-1", "z", "invalid_signature")
    about = "No kid: the key without one alone is tried"
    mixed.granted("kid-absent-mixed", about, "p256-2", ABSENT, None)
    mixed.refused("kid-absent-mixed-other", about, "p256-1", ABSENT, "invalid_signature")
    other = KeyCases(
        file,
        "select",
        "kid-of-other-alg",
        {"keys": [PUBLIC("p384-1", kid="a", alg="ES384"), PUBLIC("p256-1", alg="ES256")]},
        ("ES256", "ES384"),
    )
    other.refused("kid-of-other-alg", "The kid's key is of another alg; no other is tried", "p256-1", "a", row=7)
    other.granted("kid-of-no-alg", "No key has the kid: the one without, of the right alg", "p256-1", "z", None)
    _several(file)


def _several(file: VectorFile) -> None:
    """Keys that no kid tells apart: each is tried, at most four."""
    bare = KeyCases(file, "select", "two-without-kid", {"keys": [PUBLIC("p256-1"), PUBLIC("p256-2")]})
    for key in ("p256-1", "p256-2"):
        about = "Two keys without a kid: the one that signed is found"
        bare.granted(f"two-without-kid-{key}", about, key, "a", None)
        bare.granted(f"two-without-kid-absent-{key}", about, key, ABSENT, None)
    named = {"keys": [PUBLIC("p256-1", kid="a"), PUBLIC("p256-2", kid="a")]}
    same = KeyCases(file, "select", "two-of-one-kid", named)
    for key in ("p256-1", "p256-2"):
        same.granted(f"two-of-one-kid-{key}", "Two keys of one kid: the one that signed is found", key, "a", "a")
    rsa = KeyCases(file, "select", "two-rsa", {"keys": [PUBLIC("rsa-1"), PUBLIC("rsa-2")]}, ("RS256", "PS256"))
    for alg in ("RS256", "PS256"):
        about = f"Two RSA keys without a kid, {alg}: the second signed"
        rsa.granted(f"two-rsa-{alg.lower()}", about, "rsa-2", ABSENT, None, alg)
    mixed = KeyCases(
        file,
        "select",
        "two-of-each",
        {"keys": [PUBLIC(key) for key in ("rsa-1", "p256-1", "ed25519-1", "rsa-2", "p256-2", "ed25519-2")]},
        ("RS256", "ES256", "EdDSA"),
    )
    for key, alg in (("rsa-2", "RS256"), ("p256-2", "ES256"), ("ed25519-2", "EdDSA")):
        mixed.granted(f"two-of-each-{key}", "Six keys, two of each type", key, ABSENT, None, alg)
    mixed.refused("two-of-each-crossed", "No key of this type signed", "p384-1", ABSENT, "invalid_signature", "ES256")
    again = {"keys": [PUBLIC("p256-1"), PUBLIC("p256-1")] * 3}
    one = KeyCases(file, "select", "one-key-six-times", again)
    one.granted("one-key-six-times", "The same key six times is one key", "p256-1", ABSENT, None, row=71)
    four = [testkeys.other_point(n) for n in range(3)]
    few = KeyCases(file, "select", "four-without-kid", {"keys": [*four, PUBLIC("p256-1")]})
    few.granted("four-without-kid", "Four keys without a kid: the last one signed", "p256-1", ABSENT, None)
    few.refused("four-without-kid-forged", "None of four signed", "p256-2", ABSENT, "invalid_signature", row=75)
    five = KeyCases(file, "select", "five-without-kid", {"keys": [*four, PUBLIC("p256-2"), PUBLIC("p256-1")]})
    about = "Five keys that no kid tells apart are ambiguous"
    five.refused("five-without-kid", about, "p256-1", ABSENT, row=75)
    five.refused("five-without-kid-forged", about, "p256-short", ABSENT, row=75)


def _without_kid(file: VectorFile) -> None:
    one = KeyCases(file, "select", "one-kid", PUBLIC("p256-1", kid="a"))
    one.granted("absent-one", "No kid, and one key", "p256-1", ABSENT, "a")
    one.refused("absent-one-forged", "No kid, one key, forged", "p256-2", ABSENT, "invalid_signature")
    one.refused("wrong-kid-one", "Another kid, though only one key", "p256-1", "b")
    bare = KeyCases(file, "select", "one-without-kid", PUBLIC("p256-1"))
    bare.granted("bare-absent", "Neither token nor key has a kid", "p256-1", ABSENT, None)
    bare.granted("bare-any", "Any kid falls to the one key without", "p256-1", "/dev/null", None, row=10)
    types = KeyCases(
        file,
        "select",
        "two-types",
        {"keys": [PUBLIC("p256-1", kid="a"), PUBLIC("rsa-1", kid="b"), PUBLIC("ed25519-1", kid="c")]},
        ("ES256", "RS256", "EdDSA"),
    )
    types.granted("absent-by-ec", "No kid: the one EC key", "p256-1", ABSENT, "a")
    types.granted("absent-by-rsa", "No kid: the one RSA key", "rsa-1", ABSENT, "b", "RS256")
    types.granted("absent-by-okp", "No kid: the one Ed25519 key", "ed25519-1", ABSENT, "c", "EdDSA")
    types.refused("kid-of-other-type", "The RSA key's kid under ES256", "p256-1", "b", row=7)
    algs = KeyCases(
        file,
        "select",
        "rsa-by-alg",
        {"keys": [PUBLIC("rsa-1", kid="a", alg="RS256"), PUBLIC("rsa-2", kid="b", alg="PS256")]},
        ("RS256", "PS256"),
    )
    algs.granted("absent-rsa-by-alg", "No kid: the one RSA key of this alg", "rsa-2", ABSENT, "b", "PS256")
    algs.refused(
        "absent-rsa-wrong-key", "The other RSA key signed", "rsa-1", ABSENT, "invalid_signature", "PS256", row=7
    )


def _skipped(file: VectorFile) -> None:
    good = PUBLIC("p256-1", kid="good", alg="ES256")
    exotic = [
        {"kty": "XYZ", "kid": "xyz", "q": "AA"},
        PUBLIC("p256-2", kid="curve") | {"crv": "secp256k1"},
        {"kty": "OKP", "crv": "X25519", "kid": "x25519", "x": b64url(bytes(range(32)))},
        {"kty": "AKP", "alg": "ML-DSA-44", "kid": "pq", "pub": b64url(bytes(1312))},
        PUBLIC("p256-2", kid="enc", use="enc"),
        PUBLIC("p256-2", kid="ops", key_ops=["deriveKey"]),
        PUBLIC("p256-2", kid="oaep", alg="ECDH-ES"),
        PUBLIC("p384-1", kid="p384", alg="ES384"),
        PUBLIC("rsa-1", kid="rsa", alg="RS256"),
    ]
    before = KeyCases(file, "select", "exotic-before", {"keys": [*exotic, good]})
    before.granted("exotic-before", "Unusable keys before a good one are passed over", "p256-1", "good", "good", row=39)
    before.granted("exotic-absent", "Unusable keys do not count when there is no kid", "p256-1", ABSENT, "good", row=39)
    for kid in ("enc", "ops", "oaep", "curve"):
        before.refused(f"exotic-{kid}", f"The kid of a key that was passed over: {kid}", "p256-2", kid, row=13)
    before.refused(
        "exotic-rsa",
        "An RSA key outside the list: the list refuses",
        "rsa-1",
        "rsa",
        "algorithm_not_allowed",
        "RS256",
        row=13,
    )
    after = KeyCases(file, "select", "exotic-after", {"keys": [good, *exotic]})
    after.granted("exotic-after", "Unusable keys after a good one", "p256-1", "good", "good", row=39)
    ops = KeyCases(file, "select", "key-ops-verify", PUBLIC("p256-1", kid="a", key_ops=["verify"], use="sig"))
    ops.granted("key-ops-verify", "use sig and key_ops verify", "p256-1", "a", "a", row=13)
    ops = KeyCases(file, "select", "key-ops-both", PUBLIC("p256-1", kid="a", key_ops=["sign", "verify"]))
    ops.granted("key-ops-both", "key_ops sign and verify", "p256-1", "a", "a", row=13)
    extra = KeyCases(file, "select", "jwk-extra-members", PUBLIC("p256-1", kid="a", x5t="abc", iat=1, note="x"))
    extra.granted("jwk-extra-members", "Members of a JWK that nobody knows", "p256-1", "a", "a", row=13)


def _shapes(file: VectorFile) -> None:
    many = {
        "keys": [PUBLIC("p256-2", kid=f"old-{n}", alg="ES256") for n in range(19)]
        + [PUBLIC("p256-1", kid="new", alg="ES256")]
    }
    twenty = KeyCases(file, "select", "twenty-keys", many)
    twenty.granted("twenty-last", "The last of twenty keys", "p256-1", "new", "new")
    twenty.refused("twenty-other", "Another kid of the twenty", "p256-1", "old-7", "invalid_signature")
    forms = [
        {"keys": [PUBLIC("rsa-1", kid="set", alg="RS256")]},
        PUBLIC("p256-1", kid="jwk"),
        {"pem": testkeys.public_pem("ed25519-1"), "kid": "pem", "alg": "EdDSA"},
        {"secret": b64url(testkeys.secret("hs512-1")), "kid": "secret", "alg": "HS512"},
    ]
    mixed = KeyCases(file, "select", "mixed-forms", forms, ("RS256", "ES256", "EdDSA", "HS512"))
    for kid, key, alg in (
        ("set", "rsa-1", "RS256"),
        ("jwk", "p256-1", "ES256"),
        ("pem", "ed25519-1", "EdDSA"),
        ("secret", "hs512-1", "HS512"),
    ):
        mixed.granted(f"mixed-{kid}", f"A list of all forms: {kid}", key, kid, kid, alg)
        mixed.granted(f"mixed-{kid}-absent", f"A list of all forms, no kid: {kid}", key, ABSENT, kid, alg)
    mixed.refused(
        "mixed-secret-shorter-hash",
        "The secret is bound to HS512",
        "hs512-1",
        "secret",
        "algorithm_not_allowed",
        "HS256",
        row=7,
    )
    crlf = KeyCases(file, "select", "pem-crlf", {"pem": testkeys.public_pem("p256-1").replace("\n", "\r\n"), "kid": "a"})
    crlf.granted("pem-crlf", "A PEM with CRLF line ends", "p256-1", "a", "a")
