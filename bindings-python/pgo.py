"""The load that trains a profile-guided build of the wheel: `maturin build --release --pgo`.

It verifies new tokens, tokens that come again, and bad tokens, in the proportions of a busy
service. It uses HS256, because the training concerns everything except the signature, whose code
AWS-LC compiles itself.
"""

import base64
import hashlib
import hmac
import json
import time

from doorward import DoorwardError, Issuer, Key, Policy, Verifier

SECRET = hashlib.sha256(b"a secret of a test").digest()
TOKENS = 20_000
AGAIN = 4


def encoded(data: bytes) -> str:
    """Return base64url."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(number: int, **claims: object) -> str:
    """Return one of many access tokens."""
    now = int(time.time())
    body = {
        "iss": "https://auth.example.com/",
        "sub": f"agent-{number}",
        "aud": "https://api.example.com",
        "exp": now + 600,
        "iat": now - 5,
        "nbf": now - 5,
        "jti": f"{number:032x}",
        "client_id": f"client-{number % 7}",
        "scope": "billing:read billing:write",
        "act": {"sub": f"orchestrator-{number % 5}"},
    } | claims
    header = {"alg": "HS256", "typ": "at+jwt", "kid": f"key-{number % 2}"}
    parts = (json.dumps(part, separators=(",", ":")).encode() for part in (header, body))
    signed = ".".join(map(encoded, parts))
    return f"{signed}.{encoded(hmac.digest(SECRET, signed.encode(), 'sha256'))}"


def main() -> None:
    """Verify them."""
    keys = [Key.secret(SECRET, kid=f"key-{number}") for number in range(2)]
    issuer = Issuer(
        "https://auth.example.com/",
        audience="https://api.example.com",
        algorithms=["HS256"],
        keys=keys,
    )
    verifier = Verifier(Policy([issuer]))
    for number in range(TOKENS):
        good = token(number)
        for _ in range(AGAIN if number % 2 else 1):
            principal = verifier.verify(good, ["billing:read"])
            if not principal.allows("billing:write"):
                raise AssertionError
        for bad in (f"{good[:-4]}AAAA", token(number, exp=1), token(number, aud="another")):
            if number % 50 == 0:
                try:
                    verifier.verify(bad)
                except DoorwardError:
                    continue
                raise AssertionError(bad)


if __name__ == "__main__":
    main()
