"""What one crossing of the border costs: a 500-byte at+jwt (HS256) in, a principal out.

Needs a wheel built with the three ways in it:

    maturin build --release --features border --out wheels
    pip install --force-reinstall wheels/*.whl
    python border/measure.py
"""

import hmac
import json
import platform
import statistics
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable

from doorward import _doorward as native

TOKEN_BYTES = 500
ROUNDS = 200
CALLS = 2_000
NOW = 1_800_000_000.0
SECRET = bytes(range(32))

Way = Callable[[], object]


def encoded(value: object) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()
    return urlsafe_b64encode(text).rstrip(b"=").decode()


def token() -> str:
    claims = {
        "iss": "https://auth.example.com/",
        "aud": "https://api.example.com",
        "sub": "agent-7f3a",
        "client_id": "billing-agent",
        "iat": int(NOW) - 60,
        "exp": int(NOW) + 3_540,
        "jti": "0b9f1e52-8a51-4b5e-9a43-5d1a36f6f9c1",
        "scope": "billing:read billing:write",
        "tenant": "",
    }

    def signed() -> str:
        header = {"alg": "HS256", "typ": "at+jwt", "kid": "key-1"}
        text = f"{encoded(header)}.{encoded(claims)}"
        return f"{text}.{encoded(hmac.digest(SECRET, text.encode(), 'sha256'))}"

    while len(signed()) < TOKEN_BYTES:
        claims["tenant"] += "t"
    return signed()


def policy() -> str:
    key = {"secret": encoded(SECRET), "alg": "HS256", "kid": "key-1"}
    issuer = {
        "issuer": "https://auth.example.com/",
        "audience": "https://api.example.com",
        "algorithms": ["HS256"],
        "keys": key,
        "profile": "rfc9068",
    }
    return json.dumps({"issuers": [issuer]})


def ways() -> dict[str, Way]:
    engine = native.Engine(policy(), 0)
    needed = native.Requirement('"billing:read"')
    text = token()
    verify, as_json, as_built = engine.verify, native.border_json, native.border_built

    def json_text() -> object:
        principal, claims = as_json(engine, text, needed, NOW).split("\n")
        return json.loads(principal), json.loads(claims)

    def two_reads() -> object:
        principal = verify(text, needed, NOW)
        return principal.client_id, principal.scopes

    return {
        "JSON text, json.loads": json_text,
        "built dict, claims and all": lambda: as_built(engine, text, needed, NOW),
        "frozen class, nothing read": lambda: verify(text, needed, NOW),
        "frozen class, client_id and scopes read": two_reads,
        "frozen class, claims read": lambda: verify(text, needed, NOW).claims,
    }


def nanoseconds(way: Way) -> list[float]:
    way()
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter_ns()
        for _ in range(CALLS):
            way()
        rounds.append((time.perf_counter_ns() - start) / CALLS)
    return rounds


def main() -> None:
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}")
    print(f"token of {len(token())} bytes, {ROUNDS} rounds of {CALLS} calls\n")
    print(f"{'':42}{'min':>8}{'median':>9}  ns per call")
    for name, way in ways().items():
        rounds = nanoseconds(way)
        print(f"{name:42}{min(rounds):8.0f}{statistics.median(rounds):9.0f}")


if __name__ == "__main__":
    main()
