"""Keys in the forms that programs have. The core parses them and checks their strength."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from doorward._json import JsonText

Algorithm: TypeAlias = Literal[
    "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
    "ES256", "ES384", "ES512", "EdDSA", "Ed25519",
]  # fmt: skip
"""A JWS algorithm that Doorward verifies (RFC 7518 §3.1, RFC 8037, RFC 9864). Never ``none``."""

HmacAlgorithm: TypeAlias = Literal["HS256", "HS384", "HS512"]
"""A JWS algorithm that takes a shared secret (RFC 7518 §3.2)."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key together with its form, so that Doorward guesses nothing.

    Make one with :meth:`jwk`, :meth:`pem` or :meth:`secret`. These do not check the key:
    :class:`~doorward.Policy` raises :class:`~doorward.ConfigError` with the key's path when the key
    is malformed (``invalid_key``) or too weak (``weak_key``).
    """

    _members: Mapping[str, Any] | JsonText = field(repr=False)

    @classmethod
    def jwk(cls, jwk: Mapping[str, Any] | str) -> Key:
        """Take one public JSON Web Key (RFC 7517 §4), as a dict or as JSON text.

        The member ``not_after`` (Unix seconds) ends the key.
        """
        return cls(JsonText(jwk) if isinstance(jwk, str) else jwk)

    @classmethod
    def pem(
        cls,
        text: str,
        kid: str | None = None,
        algorithm: Algorithm | None = None,
        *,
        not_after: int | None = None,
    ) -> Key:
        """Take a public key in PEM: ``PUBLIC KEY`` or ``RSA PUBLIC KEY`` (RFC 7468 §13).

        A token whose ``kid`` is ``kid`` selects this key. The key serves ``algorithm`` only; when
        it is ``None``, every algorithm of the issuer that fits the key's type. After ``not_after``
        (Unix seconds) it verifies nothing.
        """
        if not isinstance(text, str):
            message = f"Key.pem takes the text of a PEM, not {type(text).__name__}: decode it first"
            raise TypeError(message)
        return cls({"pem": text, "kid": kid, "alg": algorithm, "not_after": not_after})

    @classmethod
    def secret(
        cls,
        secret: bytes,
        algorithm: HmacAlgorithm = "HS256",
        kid: str | None = None,
        *,
        not_after: int | None = None,
    ) -> Key:
        """Take a raw HMAC secret, at least as long as the hash (RFC 7518 §3.2).

        After ``not_after`` (Unix seconds) it verifies nothing.

        Raises :class:`TypeError` for a ``str``, because text can stand for several byte strings.
        """
        if not isinstance(secret, bytes | bytearray):
            message = f"Key.secret takes bytes, not {type(secret).__name__}: decode the text first"
            raise TypeError(message)
        members = {"secret": base64url(secret), "kid": kid, "alg": algorithm}
        return cls(members | {"not_after": not_after})


KeySource: TypeAlias = Mapping[str, Any] | str | Key
"""A JWK or JWKS as a dict or as JSON text, or a :class:`Key`. A ``str`` is always JSON text."""


def key_members(source: object) -> object:
    """Return a key source, or a list of them, in the form that ``to_json`` takes."""
    if isinstance(source, Key):
        return source._members
    if isinstance(source, str):
        return JsonText(source)
    if isinstance(source, list | tuple):
        return [key_members(one) for one in source]
    return source


def base64url(secret: bytes | bytearray) -> str:
    """Return base64url without padding (RFC 7515 §2)."""
    return urlsafe_b64encode(secret).rstrip(b"=").decode("ascii")
