"""A kit for tests of an application: principals, tokens, and guards that take a caller for given.

Nothing here belongs into production, because it makes credentials: the import raises
:class:`ImportError` where ``DOORWARD_ENV``, ``APP_ENV``, ``ENVIRONMENT`` or ``PYTHON_ENV`` says
``production``.

A fake caller, in every framework that has a guard::

    from doorward.testing import acting_as, make_principal

    def test_the_balance_is_for_readers(client):
        with acting_as(verifier, make_principal("agent-7", scopes=["billing:read"])):
            assert client.get("/balance").status_code == 200
        with acting_as(verifier, make_principal("agent-7")):
            assert client.get("/balance").status_code == 403

Real tokens, verified as in production::

    from doorward.testing import SigningIssuer

    issuer = SigningIssuer(audience="https://api.example.com")
    verifier.renew(Policy([issuer.issuer()]))
    client.get("/balance", headers=issuer.headers(scopes=["billing:read"]))
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from doorward._doorward import Principal
from doorward._keys import Key, base64url
from doorward._policy import Policy
from doorward._requirement import LEFT_OUT
from doorward._settings import Issuer
from doorward._verifier import Verifier

if TYPE_CHECKING:
    from doorward._request import AnyRequest
    from doorward._requirement import Requirement

__all__ = ["SigningIssuer", "acting_as", "make_principal"]

_PRODUCTION = ("DOORWARD_ENV", "APP_ENV", "ENVIRONMENT", "PYTHON_ENV")

for _name in _PRODUCTION:
    if os.environ.get(_name, "").strip().lower() in {"production", "prod"}:
        _message = f"doorward.testing makes credentials, and {_name} says production"
        raise ImportError(_message)


class SigningIssuer:
    """An issuer whose tokens a test signs itself, with HS256 and a secret of its own.

    Its tokens are access tokens (RFC 9068): ``typ: at+jwt``, ``iss``, ``aud``, ``sub``,
    ``client_id``, ``iat``, ``exp``, ``jti`` and ``scope``. **Not** for tests of fetched keys: these
    are public keys, and this one is a secret.
    """

    def __init__(
        self, name: str = "https://issuer.test/", *, audience: str = "https://api.test"
    ) -> None:
        self.name, self.audience = name, audience
        self._secret = secrets.token_bytes(32)

    def issuer(self, **members: Any) -> Issuer:
        """Return the issuer for a policy; ``members`` as of :class:`~doorward.Issuer`."""
        given = {"audience": self.audience, "algorithms": ["HS256"]} | members
        return Issuer(self.name, keys=Key.secret(self._secret, "HS256"), **given)

    def token(
        self,
        subject: str = "agent",
        *,
        scopes: Sequence[str] = (),
        client_id: str | None = None,
        expires_in: float = 300,
        **claims: Any,
    ) -> str:
        """Return a token. ``expires_in`` is in seconds, below zero for one that has expired.

        ``claims`` are added, and replace these; one that is ``None`` is left out.
        """
        if isinstance(scopes, str):
            message = "scopes: a list of scopes expected, not str"
            raise TypeError(message)
        now = int(time.time())
        whole = {
            "iss": self.name,
            "aud": self.audience,
            "sub": subject,
            "client_id": client_id or subject,
            "iat": now - max(0, -int(expires_in)),
            "exp": now + int(expires_in),
            "jti": secrets.token_hex(8),
            "scope": " ".join(scopes) or None,
        } | claims
        return _signed(self._secret, {name: one for name, one in whole.items() if one is not None})

    def forged_token(self, subject: str = "agent", *, scopes: Sequence[str] = ()) -> str:
        """Return a token that another secret has signed: refused as ``invalid_signature``."""
        other = SigningIssuer(self.name, audience=self.audience)
        return other.token(subject, scopes=scopes)

    def headers(self, subject: str = "agent", **options: Any) -> dict[str, str]:
        """Return the header of a request with a token; ``options`` as of :meth:`token`."""
        return {"Authorization": f"Bearer {self.token(subject, **options)}"}

    def __repr__(self) -> str:
        return f"<doorward.testing.SigningIssuer {self.name}>"


def make_principal(
    subject: str = "agent",
    *,
    scopes: Sequence[str] = (),
    client_id: str | None = None,
    issuer: str = "https://issuer.test/",
    audience: str = "https://api.test",
    **claims: Any,
) -> Principal:
    """Return a caller. It is what a verifier returns, because one has verified it.

    ``claims`` are those of the token, such as ``act`` or ``email_verified``. Its ``allows`` knows
    no rules of scopes; :func:`acting_as` decides by those of the verifier.
    """
    signing = SigningIssuer(issuer, audience=audience)
    verifier = Verifier(Policy([signing.issuer()]))
    return verifier.verify(signing.token(subject, scopes=scopes, client_id=client_id, **claims))


@contextmanager
def acting_as(verifier: Verifier, principal: Principal | None) -> Iterator[None]:
    """Let every guard of this verifier take its caller for given, whatever the request holds.

    What a guard needs is checked, by the rules of the verifier: without it the answer is 403.
    ``None`` stands for a request without a credential. At the end guards authenticate again.
    Requests of all threads are meant, so give tests that run side by side verifiers of their own.
    """

    def authenticate(
        request: AnyRequest, scopes: Requirement = LEFT_OUT, **options: Any
    ) -> Principal | None:
        if principal is None:
            return _nobody(verifier, options)
        return verifier._again(principal, request, scopes)

    async def authenticate_async(
        request: AnyRequest, scopes: Requirement = LEFT_OUT, **options: Any
    ) -> Principal | None:
        if principal is None:
            return _nobody(verifier, options)
        return await verifier._again_async(principal, request, scopes)

    if principal is not None and not isinstance(principal, Principal):
        message = f"a Principal or None expected, not {type(principal).__name__}"
        raise TypeError(message)
    instead = {"authenticate": authenticate, "authenticate_async": authenticate_async}
    before = {name: vars(verifier).get(name) for name in instead}
    vars(verifier).update(instead)
    try:
        yield
    finally:
        for name, method in before.items():
            if method is None:
                del vars(verifier)[name]
            else:
                vars(verifier)[name] = method


def _nobody(verifier: Verifier, options: dict[str, Any]) -> Principal | None:
    if options.get("optional", False):
        return None
    raise verifier.refusal("missing_credentials")


def _signed(secret: bytes, claims: dict[str, Any]) -> str:
    parts = ({"alg": "HS256", "typ": "at+jwt"}, claims)
    signed = ".".join(base64url(json.dumps(part).encode()) for part in parts)
    signature = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64url(signature)}"
