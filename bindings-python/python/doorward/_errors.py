"""The class tree of errors: rejected, unavailable, misconfigured.

The core gives each refusal a category, and the category chooses the class. No error holds a token,
a key or a secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from doorward._doorward import NativeConfigError, Refused
    from doorward._error_codes import ConfigErrorCode, ErrorCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """The claim at fault, what is expected of it and what came.

    For the operator: it belongs into the server's own log and not into a response.
    """

    claim: str
    """The claim, or the parameter of the header: ``alg``, ``kid``, ``typ``."""
    expected: str | None = None
    """What the policy accepts."""
    received: str | None = None
    """What the token says there, as JSON: at most 64 characters, on one line. ``None`` for claims
    that may serve to replay a token or to follow somebody: ``jti``, ``nonce``, ``cnf``, hashes."""
    unverified: bool
    """Whether the signature was not checked before, so that anybody may have written it."""


class DoorwardError(Exception):
    """Base of every error of this package. It holds all that a server needs to answer the request.

    Compare :attr:`code` or catch a subclass; the texts may change.
    """

    __slots__ = ("store_failure",)  # Not in ``vars()``, which many logs show.

    store_failure: Exception | None
    """The exception that the API key store raised, or one that says what it returned instead of a
    record. ``None`` when the store answered, and when the decision did not need it.

    Its text may hold a password or what the store looked for. Therefore it is no ``__cause__``, no
    traceback shows it, and pickling or copying the error drops it.
    """

    code: ErrorCode
    """The stable snake_case name, such as ``expired``. It can be more exact than the body."""
    category: str
    """What kind of error it is, such as ``invalid_token``. One category belongs to one class."""
    status: int
    """The HTTP status to answer with."""
    headers: dict[str, str]
    """The response headers, names in lower case: the challenge (RFC 6750 §3), ``retry-after``, …"""
    body: str
    """The response body, JSON text."""
    description: str
    """One sentence for the caller. It reveals nothing about keys, stores or other callers."""
    retryable: bool
    """Whether the same request may succeed later with the same credential."""
    absent: bool
    """Whether the request has no credential at all. Where one is optional, such a caller passes."""
    fault: Fault | None
    """Which claim was wrong, what was expected and what came. For the server's own log."""

    def __init__(
        self,
        code: ErrorCode,
        description: str,
        *,
        category: str,
        status: int,
        headers: Mapping[str, str],
        body: str,
        retryable: bool = False,
    ) -> None:
        super().__init__(f"{code}: {description}")
        self.code = code
        self.category = category
        self.description = description
        self.status = status
        self.headers = dict(headers)
        self.body = body
        self.retryable = retryable
        self.absent = False
        self.fault = None
        self.store_failure = None

    def __reduce__(self) -> tuple[Any, ...]:
        # The default would lose the keyword arguments, and an error may cross processes.
        return (_restored, (type(self), self.args), self.__dict__)


class RejectedError(DoorwardError):
    """The credential or the request is at fault: 400, 401, 403 or 429."""


class InvalidRequestError(RejectedError):
    """400: a malformed header, two credentials, or a token in the query (RFC 6750 §3.1)."""


class UnauthenticatedError(RejectedError):
    """401: the request proves no identity."""


class MissingCredentialsError(UnauthenticatedError):
    """401: the request has no credential, or one of another scheme (RFC 6750 §3)."""


class InvalidTokenError(UnauthenticatedError):
    """401: the token is not accepted (RFC 6750 §3.1); ``code`` says why."""


class InvalidApiKeyError(UnauthenticatedError):
    """401: the API key is not accepted; ``code`` says why.

    The body does not say whether the key is unknown, expired or inactive.
    """


class InvalidProofError(UnauthenticatedError):
    """401: the proof of possession is not accepted (RFC 9449 §7.1).

    No code of this version has this category.
    """


class ForbiddenError(RejectedError):
    """403: the credential is genuine, and it does not allow this operation."""


class InsufficientScopeError(ForbiddenError):
    """403: the credential lacks a scope that the operation needs (RFC 6750 §3.1)."""

    required_scopes: tuple[str, ...] = ()
    """Scopes that are enough for the operation, in the order of the requirement.

    Of an ``any_of`` these are the scopes of its first part.
    """


class RateLimitedError(RejectedError):
    """429: the caller made too many requests (RFC 6585 §4).

    No code of this version has this category.
    """


class UnavailableError(DoorwardError):
    """503: something that the decision needs is not available now. The credential may be good.

    ``state_unavailable``: the API key store did not answer; ``store_failure`` says why.
    ``keys_unavailable``: the issuer's keys are not here; ``Verifier.key_status`` says why.
    """


class ConfigError(DoorwardError, ValueError):
    """A policy, requirement, key or record is not usable. Constructors raise it.

    ``code`` is ``invalid_policy``, ``invalid_key`` or ``weak_key``. Where one reaches a server, the
    program is at fault: the status is 500 and the body is empty.
    """

    path: str
    """Where: ``issuers[0].algorithms[1]``. Empty for the whole."""
    message: str
    """The path and what the constructor expects there."""

    code: ConfigErrorCode

    def __init__(self, code: ConfigErrorCode, path: str, message: str) -> None:
        super().__init__(code, message, category="misconfigured", status=500, headers={}, body="")
        self.args = (message,)
        self.path = path
        self.message = message


CLASSES: Mapping[str, type[DoorwardError]] = {
    "invalid_request": InvalidRequestError,
    "missing_credentials": MissingCredentialsError,
    "invalid_token": InvalidTokenError,
    "invalid_api_key": InvalidApiKeyError,
    "invalid_proof": InvalidProofError,
    "forbidden": ForbiddenError,
    "insufficient_scope": InsufficientScopeError,
    "rate_limited": RateLimitedError,
    "unavailable": UnavailableError,
}
"""The class of each category of the core."""


def refusal_error(refused: Refused, store_failure: Exception | None = None) -> DoorwardError:
    """Return the exception for a refusal of the core."""
    error = CLASSES[refused.category](
        refused.code,
        refused.description,
        category=refused.category,
        status=refused.status,
        headers=refused.headers,
        body=refused.body,
        retryable=refused.retryable,
    )
    if isinstance(error, InsufficientScopeError):
        error.required_scopes = refused.required_scopes
    error.absent = refused.absent
    if refused.fault is not None:
        error.fault = Fault(**refused.fault)
    error.store_failure = store_failure
    return error


def config_error(native: NativeConfigError) -> ConfigError:
    """Return the public exception for one of the native module."""
    code, path, message = native.args
    return ConfigError(code, path, message)


def _restored(cls: type[DoorwardError], args: tuple[Any, ...]) -> DoorwardError:
    error = cls.__new__(cls)
    error.args = args
    error.store_failure = None
    return error
