"""Given keys beside fetched ones: the given are tried first and need no fetch, and serve while the set is down."""

from .. import fixtures, testkeys
from ..answers import answer, jwks, key
from ..casefile import NOW, VectorFile
from ..encoding import b64url, from_b64url
from ..fixtures import ABSENT
from ..key_cases import KeyCases

URL = "https://auth.example.com/jwks"
HS = {"secret": b64url(testkeys.secret("hs256-1")), "alg": "HS256"}
PUBLIC = testkeys.public_jwk


def build() -> VectorFile:
    file = VectorFile("both_sources", "Keys that are given beside a key set that is fetched", "RFC 7517 §5")
    file.fetches = {URL: answer(jwks(key("p256-2", "fetched")))}
    _secret_beside(file)
    _public_beside(file)
    _same_kid(file)
    _at_most_four(file)
    _not_after(file)
    _published(file)
    _faults(file)
    return file


DOWN = {URL: "unavailable"}


def _secret_beside(file: VectorFile) -> None:
    one = KeyCases(file, "both", "secret", HS | {"kid": "legacy"}, ("HS256", "ES256"), jwks_uri=URL)
    one.granted("secret", "The given secret", "hs256-1", "legacy", "legacy", "HS256", row=68)
    one.granted("secret-without-kid", "No kid, and one key fits", "hs256-1", ABSENT, "legacy", "HS256")
    one.granted("secret-while-down", "No fetch for an HMAC", "hs256-1", "legacy", "legacy", "HS256", fetches=DOWN)
    about = "An HMAC with an unknown kid is refused without a fetch"
    one.refused("secret-unknown-kid", about, "hs256-1", "other", "unknown_key", "HS256", fetches=DOWN, row=68)
    one.refused("secret-wrong", "Another secret", "hs256-2", "legacy", "invalid_signature", "HS256", fetches=DOWN)
    one.granted("secret-fetched", "The fetched key beside it", "p256-2", "fetched", "fetched")
    one.refused("secret-fetched-down", "The set is down", "p256-2", "fetched", "keys_unavailable", fetches=DOWN)
    secret = {"kty": "oct", "kid": "shared", "k": b64url(testkeys.secret("hs256-2"))}
    published = {URL: answer(jwks(key("p256-2", "fetched"), secret))}
    about = "A secret that the set publishes"
    one.refused("secret-published", about, "hs256-2", "shared", "unknown_key", "HS256", fetches=published, row=68)
    unnamed = KeyCases(file, "both", "secret-unnamed", HS, ("HS256", "ES256"), jwks_uri=URL)
    about = "An unknown kid tries the secret without one"
    unnamed.granted("secret-unnamed", about, "hs256-1", "x", None, "HS256", fetches=DOWN)


def _public_beside(file: VectorFile) -> None:
    one = KeyCases(file, "both", "public", PUBLIC("p256-1"), jwks_uri=URL)
    for id, kid in {"absent": ABSENT, "unknown": "x"}.items():
        about = f"The given key, kid {id}, while the set is down"
        one.granted(f"given-kid-{id}", about, "p256-1", kid, None, fetches=DOWN)
    one.granted("fetched", "The given key did not sign; the fetched one did", "p256-2", "fetched", "fetched")
    one.granted("fetched-kid-absent", "The same without a kid", "p256-2", ABSENT, "fetched")
    one.refused("neither", "None of the two signed", "p256-short", ABSENT, "invalid_signature")
    one.refused("neither-kid", "None of the two signed", "p256-short", "fetched", "invalid_signature")
    one.refused("neither-down", "The set may have the key", "p256-2", "fetched", "keys_unavailable", fetches=DOWN)
    other = {URL: answer(jwks(key("p384-1", "other")))}
    one.refused("no-other", "No fetched key fits", "p256-2", "fetched", "keys_unavailable", fetches=other)
    third = {URL: answer(jwks(key("p256-1", "third")))}
    about = "The given key did not sign, and the set has no such kid"
    one.refused("no-other-kid", about, "p256-2", "fetched", "invalid_signature", fetches=third)
    named = KeyCases(file, "both", "public-named", PUBLIC("p256-1", kid="given"), jwks_uri=URL)
    named.granted("named", "The given key by its kid", "p256-1", "given", "given", fetches=DOWN)
    named.granted("named-fetched", "The fetched key by its kid", "p256-2", "fetched", "fetched")
    about = "The given key's signature under the fetched key's kid"
    named.refused("named-crossed", about, "p256-1", "fetched", "invalid_signature")


def _same_kid(file: VectorFile) -> None:
    one = KeyCases(file, "both", "same-kid", PUBLIC("p256-1", kid="fetched"), jwks_uri=URL)
    one.granted("same-kid-given", "One kid in both: the given signed", "p256-1", "fetched", "fetched")
    one.granted("same-kid-fetched", "One kid in both: the fetched signed", "p256-2", "fetched", "fetched")
    one.refused("same-kid-neither", "One kid in both: none signed", "p256-short", "fetched", "invalid_signature")


def _at_most_four(file: VectorFile) -> None:
    three = [testkeys.other_point(number) for number in range(3)]
    one = KeyCases(file, "both", "three", three, jwks_uri=URL)
    fetched = {URL: answer(jwks(PUBLIC("p256-2")))}
    one.granted("four", "Three given, and the fourth is fetched", "p256-2", ABSENT, None, fetches=fetched)
    five = {URL: answer(jwks(PUBLIC("p256-1"), PUBLIC("p256-2")))}
    one.refused("five", "Three given and two fetched", "p256-2", ABSENT, "unknown_key", fetches=five)


def _not_after(file: VectorFile) -> None:
    """The clock of a vector is `fixtures.NOW`."""
    ec = {"pem": testkeys.public_pem("p256-1"), "kid": "a"}
    forms = {
        "pem": (ec, "p256-1", "ES256"),
        "jwk": (PUBLIC("p256-1", kid="a"), "p256-1", "ES256"),
        "secret": (HS | {"kid": "a"}, "hs256-1", "HS256"),
        "oct": ({"kty": "oct", "k": HS["secret"], "kid": "a"}, "hs256-1", "HS256"),
    }
    for form, (source, signer, alg) in forms.items():
        for id, not_after in {"now": NOW, "later": NOW + 1, "null": None}.items():
            keys = source | {"not_after": not_after}
            one = KeyCases(file, "both", f"not-after-{form}-{id}", keys, (alg, "ES384"), jwks_uri=URL)
            one.granted(f"not-after-{form}-{id}", f"not_after of a {form}: {id}", signer, "a", "a", alg, fetches=DOWN)
        keys = source | {"not_after": NOW - 1}
        one = KeyCases(file, "both", f"not-after-{form}-over", keys, (alg, "ES384"), jwks_uri=URL)
        code = "unknown_key" if alg == "HS256" else "keys_unavailable"
        one.refused(f"not-after-{form}-over", f"A {form} that has ended", signer, "a", code, alg, fetches=DOWN)
        for id, value in {"text": "1800000000", "fraction": 1.5, "true": True}.items():
            policy = {"issuers": [fixtures.issuer(algorithms=[alg], keys=source | {"not_after": value})]}
            about, path = f"not_after of a {form}: {value!r}", "issuers[0].keys.not_after"
            file.misconfigured(f"both-not-after-{form}-{id}", about, policy, "invalid_policy", path)


def _published(file: VectorFile) -> None:
    """An HMAC secret that is a public key of the policy."""
    ed25519, rsa, p256 = PUBLIC("ed25519-1"), PUBLIC("rsa-1"), PUBLIC("p256-1")
    octets = from_b64url(ed25519["x"])
    x = from_b64url(p256["x"])
    modulus = from_b64url(rsa["n"])
    secrets = {
        "raw": (ed25519, octets),
        "hex": (ed25519, octets.hex().encode()),
        "base64url": (ed25519, ed25519["x"].encode()),
        "multicodec": (ed25519, b"\xed\x01" + octets),
        "compressed": (p256, b"\x02" + x),
        "coordinate": (p256, x),
        "modulus": (rsa, modulus),
        "modulus-hex": (rsa, modulus.hex().encode()),
    }
    algorithms = ["HS256", "EdDSA", "ES256", "RS256"]
    for id, (public, secret) in secrets.items():
        hs = {"secret": b64url(secret), "alg": "HS256"}
        policy = {"issuers": [fixtures.issuer(algorithms=algorithms, keys=[public, hs])]}
        about = f"A secret that is a public key of the policy: {id}"
        file.misconfigured(f"both-public-secret-{id}", about, policy, "weak_key", "issuers[0].keys", 79)
    hs = {"secret": b64url(octets), "alg": "HS256"}
    other = fixtures.issuer(issuer="https://other.example.com/", algorithms=["HS256"], keys=hs)
    policy = {"issuers": [fixtures.issuer(algorithms=["EdDSA"], keys=ed25519), other]}
    about = "A secret that is the public key of another issuer"
    file.misconfigured("both-public-secret-of-other", about, policy, "weak_key", "issuers[1].keys", 79)


def _faults(file: VectorFile) -> None:
    keys = fixtures.es256_jwks()
    metadata = "https://auth.example.com/metadata"
    cases = {
        "all-three": ({"keys": keys, "jwks_uri": URL, "metadata_url": metadata}, "metadata_url"),
        "hmac-alone": ({"keys": HS, "jwks_uri": URL, "algorithms": ["HS256"]}, "algorithms"),
        "danger-no-issuer": ({"keys": keys, "jwks_uri": URL, "danger_no_issuer": True}, "danger_no_issuer"),
    }
    for id, (members, path) in cases.items():
        policy = {"issuers": [fixtures.issuer(**members)]}
        file.misconfigured(f"both-{id}", f"Refused: {id}", policy, "invalid_policy", f"issuers[0].{path}")
