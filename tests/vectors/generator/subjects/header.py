"""Header members: crit, b64, embedded keys, kid, typ."""

from .. import fixtures, signing, testkeys
from ..casefile import VectorFile, repeat
from ..encoding import b64url, to_json
from ..fixtures import ABSENT

EVIL = "p256-2"

# A self-signed certificate of the attacker's key, made once with `cryptography`.
EVIL_CERTIFICATE = (
    "MIIBGzCBw6ADAgECAgEBMAoGCCqGSM49BAMCMBcxFTATBgNVBAMMDGV2aWwuZXhhbXBsZTAgFw0yNjAxMDEwMDAwMDBaGA8yMTI1"
    "MTIwODAwMDAwMFowFzEVMBMGA1UEAwwMZXZpbC5leGFtcGxlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEAygPEsXLDGTKYAQD"
    "/BWlo5J6KzZnUIzL7zHE1iyNaspiiMZXWKDwE+Mexv71KDity2JvFigi4vI3fDbv2eVhtDAKBggqhkjOPQQDAgNHADBEAiAImzeA"
    "f0/s8iXEUCvZJkurJbpIvMxYRqkukiok6YCu7wIgc5A9KSOGLGuDis8b6W5NpQnmprd50Xds2dZbiKhP1ws="
)


def build() -> VectorFile:
    file = VectorFile(
        "header", "crit, b64, embedded keys, hostile kids, header types", "RFC 7515 §4.1, RFC 7797 §6, RFC 8725 §3.10"
    )
    file.policy("es256", fixtures.policy())
    file.policy("es256-and-es384", fixtures.policy(algorithms=["ES256", "ES384"]))
    _alg(file)
    _critical(file)
    _embedded(file)
    _kid(file)
    _typ_form(file)
    return file


def _refused(file, id, about, head, code, row=None, key="p256-1", policy="es256", **members) -> None:
    more = {"row": row} if row else {}
    file.refused(id, about, policy, fixtures.token(head=head, key=key, **members), code, **more)


def _alg(file: VectorFile) -> None:
    _refused(file, "alg-missing", "No alg", fixtures.header(alg=ABSENT), "malformed_token", 2)
    for label, value in (("number", 256), ("null", None), ("array", ["ES256"]), ("object", {"alg": "ES256"})):
        about = f"alg is no string: {label}"
        _refused(file, f"alg-{label}", about, fixtures.header() | {"alg": value}, "malformed_token", 2)
    about = "A known alg that the issuer does not list"
    _refused(file, "alg-not-listed", about, fixtures.header(alg="ES512"), "algorithm_not_allowed", 7)
    about = "alg unknown and iss unknown: alg is judged first"
    _refused(
        file,
        "alg-before-iss",
        about,
        fixtures.header(alg="HS257"),
        "algorithm_not_allowed",
        iss="https://evil.example/",
    )
    about = "iss unknown and alg not in any list: the issuer is judged first"
    _refused(
        file,
        "iss-before-issuer-list",
        about,
        fixtures.header(alg="ES512"),
        "unknown_issuer",
        iss="https://evil.example/",
    )
    about = "alg not listed and kid unknown: alg is judged first"
    _refused(file, "alg-before-kid", about, fixtures.header(alg="ES512", kid="no"), "algorithm_not_allowed")


def _critical(file: VectorFile) -> None:
    values = {
        "unknown": ["https://example.com/ext"],
        "empty": [],
        "string": "exp",
        "null": None,
        "object": {"exp": True},
        "number": 1,
        "true": True,
        "number-inside": [1],
        "registered": ["alg"],
        "exp": ["exp"],
        "b64": ["b64"],
        "absent-member": ["nothere"],
        "twice": ["x", "x"],
    }
    for label, value in values.items():
        head = fixtures.header(crit=value, exp=1) | ({"https://example.com/ext": 1} if label == "unknown" else {})
        _refused(file, f"crit-{label}", f"crit is {value!r}", head, "unsupported_critical", 14)
    _refused(
        file,
        "b64-false-critical",
        "b64 false, named in crit",
        fixtures.header(crit=["b64"], b64=False),
        "unsupported_critical",
        15,
    )
    _refused(file, "b64-false", "b64 false, not named in crit", fixtures.header(b64=False), "unsupported_critical", 15)
    _refused(
        file,
        "b64-true-critical",
        "b64 true, named in crit",
        fixtures.header(crit=["b64"], b64=True),
        "unsupported_critical",
        15,
    )
    raw = signing.signing_input(fixtures.token(head=fixtures.header(crit=["b64"], b64=False)))
    head = raw.split(b".")[0]
    unencoded = head + b"." + to_json(fixtures.claims())
    token = f"{unencoded.decode()}.{b64url(signing.sign(unencoded, 'p256-1', 'ES256'))}"
    file.refused(
        "b64-false-unencoded", "An unencoded payload is no base64url", "es256", token, "malformed_token", row=15
    )
    none = fixtures.header(alg="none", crit=["x"])
    _refused(file, "alg-before-crit", "alg none and crit: alg is judged first", none, "algorithm_not_allowed", 14)
    unlisted = fixtures.header(alg="ES512", crit=["x"])
    _refused(
        file, "crit-before-issuer-list", "crit is judged before the issuer's list", unlisted, "unsupported_critical", 14
    )
    _refused(
        file,
        "crit-before-iss",
        "crit is judged before iss",
        fixtures.header(crit=["x"]),
        "unsupported_critical",
        14,
        iss=ABSENT,
    )
    _refused(
        file,
        "crit-and-forged",
        "crit is judged before the signature",
        fixtures.header(crit=["x"]),
        "unsupported_critical",
        14,
        key=EVIL,
    )


def _embedded(file: VectorFile) -> None:
    attacker = testkeys.public_jwk(EVIL, kid="evil", alg="ES256")
    members = {
        "jwk": {"jwk": attacker},
        "jwk-same-kid": {"jwk": attacker | {"kid": fixtures.KID}},
        "jku": {"jku": "https://evil.example/jwks.json"},
        "jku-local": {"jku": "http://169.254.0.1/latest"},
        "x5u": {"x5u": "https://evil.example/chain.pem"},
        "x5c": {"x5c": [EVIL_CERTIFICATE]},
        "x5t": {"x5t": "dGh1bWJwcmludA", "x5t#S256": "dGh1bWJwcmludA"},
    }
    for label, member in members.items():
        about = f"Signed by the key that {label} points to"
        _refused(file, f"embedded-{label}", about, fixtures.header() | member, "invalid_signature", 9, EVIL)
        about = f"The same {label} with a kid nobody has"
        _refused(
            file, f"embedded-{label}-evil-kid", about, fixtures.header(kid="evil") | member, "unknown_key", 9, EVIL
        )
        about = f"A genuine token with {label}: it is not looked at"
        payload = fixtures.claims()
        file.granted(
            f"embedded-{label}-ignored",
            about,
            "es256",
            fixtures.token(payload, head=fixtures.header() | member),
            fixtures.principal(payload),
            row=9,
        )


def _kid(file: VectorFile) -> None:
    kids = {
        "dev-null": "/dev/null",
        "path": "../../../../etc/passwd",
        "sql": "x' UNION SELECT 'secret' --",
        "command": "key-1|/bin/id",
        "url": "https://evil.example/key",
        "nul": "key-1\u0000",
        "case": "KEY-1",
        "space": " key-1",
        "prefix": "key-",
        "longer": "key-11",
        "proto": "__proto__",
        "constructor": "constructor",
        "256-bytes": "k" * 256,
        "256-bytes-two-each": "\u00e9" * 128,
    }
    for label, kid in kids.items():
        about = f"A kid that no key has: {label}"
        _refused(file, f"kid-{label}", about, fixtures.header(kid=kid), "unknown_key", 10)
    for label, kid in (("257-bytes", "k" * 257), ("258-bytes-two-each", "\u00e9" * 129), ("4096-bytes", "../" * 1365)):
        _refused(file, f"kid-{label}", "A kid over 256 bytes", fixtures.header(kid=kid), "malformed_token", 10)
    payload = fixtures.claims()
    for name in ("kid", "typ"):
        head = fixtures.header(**{name: None})
        principal = fixtures.principal(payload)
        about = f"{name} is null, which is absent"
        file.granted(f"{name}-null", about, "es256", fixtures.token(payload, head=head), principal)
    for label, kid in (("number", 1), ("array", ["key-1"]), ("object", {}), ("true", True)):
        _refused(file, f"kid-{label}", f"kid is no string: {label}", fixtures.header(kid=kid), "malformed_token", 10)
    body, signature = fixtures.token().split(".")[1:]
    # 24 bytes before the kid's letters, so that the repeated part stays aligned in base64url.
    opening = b'{"alg":"ES256", "kid":"' + b"a"
    assert len(opening) % 3 == 0
    closing = b64url(b'a"}')
    huge = repeat("YWFh", 21_845, prefix=b64url(opening), suffix=f"{closing}.{body}.{signature}")
    file.refused("kid-64-kib", "A kid of 64 KiB", "es256", huge, "token_too_large", row=10)


def _typ_form(file: VectorFile) -> None:
    for label, value in (("number", 1), ("array", ["JWT"]), ("object", {}), ("true", True)):
        _refused(file, f"typ-{label}", f"typ is no string: {label}", fixtures.header(typ=value), "malformed_token", 25)
    payload = fixtures.claims()
    head = fixtures.header(cty="JWT", x={"deep": [1, 2]}, iss="https://evil.example/", aud="other")
    about = "Members nobody asked for, claims copied into the header among them, change nothing"
    file.granted(
        "header-other-members", about, "es256", fixtures.token(payload, head=head), fixtures.principal(payload)
    )
