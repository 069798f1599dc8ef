"""In which minute of an outage PyJWKClient first refuses a good token, its cache as by default.

outage.mjs writes the token, its clock and its policy to standard input.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any
from unittest.mock import patch

import jwt


class Keys(jwt.PyJWKClient):
    """The client, with a key server that answers or is down."""

    def __init__(self, jwks: dict[str, Any]) -> None:
        super().__init__("https://auth.example.com/jwks")
        self._jwks = jwks
        self.down = False

    def fetch_data(self) -> Any:
        """Return the set, or raise what the base class raises when no connection is made."""
        if self.down:
            raise jwt.exceptions.PyJWKClientConnectionError("the key server is down")
        return self._jwks


def ask(client: Keys, case: dict[str, Any], later: float) -> str:
    """Return what becomes of the token at that time; only the keys grow old."""
    policy = case["policy"]
    with patch("time.monotonic", lambda: later):
        try:
            jwt.decode(
                case["token"],
                client.get_signing_key_from_jwt(case["token"]),
                algorithms=policy["algorithms"],
                issuer=policy["issuer"],
                audience=policy["audience"],
                options={"verify_exp": False, "verify_iat": False, "verify_nbf": False},
            )
        except jwt.PyJWTError as error:
            return type(error).__name__
    return "granted"


def first_refusal(case: dict[str, Any], *, down: bool) -> str:
    """Return when the token is first refused, asked a second after each minute of an hour."""
    client = Keys(case["policy"]["jwks"])
    start = time.monotonic()
    answer = ask(client, case, start)
    client.down = down
    for minute in range(1, 61):
        if answer == "granted":
            answer = ask(client, case, start + 60 * minute + 1)
        if answer != "granted":
            return f"refused after {minute} minutes: {answer}"
    return "granted for an hour"


if __name__ == "__main__":
    given = json.load(sys.stdin)
    for state in ("up", "down"):
        told = first_refusal(given, down=state == "down")
        print(f"PyJWT {jwt.__version__}, key server {state}: {told}")
