"""PyJWT, joserfc and python-jose, each told what the policy says as its documentation shows it.

node.mjs writes the cases to standard input, one JSON object a line; one line a library and case is
the answer.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from functools import cache
from importlib.metadata import version
from typing import Any
from unittest.mock import patch

import jose.exceptions
import jose.jwt
import joserfc.errors
import joserfc.jwk
import joserfc.jwt
import jwt

Case = dict[str, Any]
Policy = dict[str, Any]


class LeftOutError(Exception):
    """The library has no way to be told what the policy says."""


@contextmanager
def clock(module: str, now: int) -> Iterator[None]:
    """Stop the `datetime` that a module has imported at `now`."""

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.fromtimestamp(now, tz=tz or UTC)

    with patch(f"{module}.datetime", Stopped):
        yield


def no_type_option(policy: Policy) -> None:
    """Leave the case out where only one type of token is accepted."""
    if policy["atJwt"]:
        raise LeftOutError("no option for typ: at+jwt")


def no_age_option(policy: Policy) -> None:
    """Leave the case out where tokens may be of a greatest age."""
    if policy["maxAge"] is not None:
        raise LeftOutError("no option for a greatest age")


def known(policy: Policy, names: set[str]) -> None:
    """Leave the case out where the library lacks an algorithm."""
    if unknown := set(policy["algorithms"]) - names:
        raise LeftOutError(f"no algorithm {', '.join(sorted(unknown))}")


def bare_key(jwks: dict[str, Any]) -> dict[str, Any] | None:
    """One key without a name is given as a key: no `kid` would find it in a set."""
    keys = jwks["keys"]
    return keys[0] if len(keys) == 1 and "kid" not in keys[0] else None


class GivenKeys(jwt.PyJWKClient):
    """The client for remote key sets, with a set that is there already."""

    def __init__(self, jwks: dict[str, Any]) -> None:
        super().__init__("https://auth.example.com/jwks")
        self._jwks = jwks

    def fetch_data(self) -> Any:
        """Return the set; the base class would fetch it."""
        return self._jwks


@cache
def pyjwt_client(jwks: str) -> GivenKeys:
    """Return the one client of a set, as a server keeps it."""
    return GivenKeys(json.loads(jwks))


def pyjwt_key(token: str, jwks: dict[str, Any]) -> Any:
    """Return the signing key by `kid`, as the documentation shows it."""
    bare = bare_key(jwks)
    if bare is None:
        return pyjwt_client(json.dumps(jwks)).get_signing_key_from_jwt(token)
    key = jwt.PyJWK(bare)
    return key if "alg" in bare else key.key


def ask_pyjwt(case: Case) -> None:
    """Raise what PyJWT raises, or nothing."""
    policy = case["policy"]
    known(policy, set(jwt.algorithms.get_default_algorithms()))
    no_type_option(policy)
    no_age_option(policy)
    with clock("jwt.api_jwt", case["now"]):
        jwt.decode(
            case["token"],
            pyjwt_key(case["token"], policy["jwks"]),
            algorithms=policy["algorithms"],
            issuer=policy["issuer"],
            audience=policy["audience"],
            leeway=policy["leeway"],
            options={"require": ["exp", "iss", "aud", *policy["required"]]},
        )


@cache
def joserfc_keys(jwks: str) -> joserfc.jwk.KeySet | joserfc.jwk.Key:
    """Return the set, read once, or the one key."""
    given = json.loads(jwks)
    try:
        if bare := bare_key(given):
            return joserfc.jwk.import_key(bare)
        return joserfc.jwk.KeySet.import_key_set(given)
    except (joserfc.errors.JoseError, ValueError) as error:
        raise LeftOutError(f"its keys are not read: {error}") from error


SIZES = (256, 384, 512)
JOSERFC = {f"{kind}{size}" for kind in ("HS", "RS", "PS", "ES") for size in SIZES}


def ask_joserfc(case: Case) -> None:
    """Raise what joserfc raises, or nothing."""
    policy = case["policy"]
    known(policy, JOSERFC | {"EdDSA", "Ed25519"})
    no_type_option(policy)
    no_age_option(policy)
    audience = policy["audience"]
    audiences = [audience] if isinstance(audience, str) else audience
    claims = {name: {"essential": True} for name in ("exp", *policy["required"])}
    claims["iss"] = {"essential": True, "value": policy["issuer"]}
    claims["aud"] = {"essential": True, "values": audiences}
    keys = joserfc_keys(json.dumps(policy["jwks"]))
    token = joserfc.jwt.decode(case["token"], keys, policy["algorithms"])
    registry = joserfc.jwt.JWTClaimsRegistry(now=case["now"], leeway=policy["leeway"], **claims)
    registry.validate(token.claims)


JOSE = {f"{kind}{size}" for kind in ("HS", "RS", "ES") for size in SIZES}


def ask_python_jose(case: Case) -> None:
    """Raise what python-jose raises, or nothing."""
    policy = case["policy"]
    known(policy, JOSE)
    no_type_option(policy)
    no_age_option(policy)
    if not isinstance(policy["audience"], str):
        raise LeftOutError("one audience only")
    required = ("exp", "iss", "aud", *policy["required"])
    with clock("jose.jwt", case["now"]):
        jose.jwt.decode(
            case["token"],
            policy["jwks"],
            algorithms=policy["algorithms"],
            issuer=policy["issuer"],
            audience=policy["audience"],
            options={"leeway": policy["leeway"]} | {f"require_{name}": True for name in required},
        )


Ask = Callable[[Case], None]
PEERS: list[tuple[str, Ask, type[Exception]]] = [
    ("PyJWT", ask_pyjwt, jwt.PyJWTError),
    ("joserfc", ask_joserfc, joserfc.errors.JoseError),
    ("python-jose", ask_python_jose, jose.exceptions.JOSEError),
]


def verdict(ask: Ask, own: type[Exception], case: Case) -> tuple[str, str]:
    """Return the answer, and the words of the error."""
    try:
        ask(case)
    except LeftOutError as reason:
        return "left out", str(reason)
    except own as error:
        return "refuses", f"{type(error).__name__}: {error}"
    except Exception as error:  # noqa: BLE001 - any other error is an answer too
        return "raises", f"{type(error).__name__}: {error}"
    return "accepts", ""


def main() -> None:
    """Ask every library about every case."""
    cases = [json.loads(line) for line in sys.stdin]
    for name, ask, own in PEERS:
        peer = f"{name} {version(name)}"
        for case in cases:
            answer, why = verdict(ask, own, case)
            print(json.dumps({"peer": peer, "id": case["id"], "answer": answer, "why": why[:200]}))


if __name__ == "__main__":
    main()
