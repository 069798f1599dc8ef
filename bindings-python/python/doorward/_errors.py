"""The three kinds of no: rejected, unavailable, misconfigured.

Compare ``code``, not the text. No error holds a token, a key or a secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from doorward._doorward import Fault

if TYPE_CHECKING:
    from doorward._doorward import Refused


class DoorwardError(Exception):
    """Base of every error of this package, with all that is needed to answer the request."""

    __slots__ = ("store_failure",)  # Out of ``vars()``, which many a log shows.

    store_failure: Exception | None
    """What the API key store raised, or why its answer was none; ``None`` when it answered, and
    when it was not asked.

    Its text may hold what the store looked for, or a password of its own. So it is no
    ``__cause__``, no traceback shows it, and it is lost when the error is pickled or copied.
    """

    code: str
    """The stable snake_case name, such as ``expired``; more exact than what the body tells."""
    status: int
    """The HTTP status to answer with."""
    headers: dict[str, str]
    """Response headers, names in lower case: the challenge (RFC 6750 §3), ``retry-after``, …"""
    body: str
    """The response body, JSON text."""
    description: str
    """One sentence for the caller. Leaks nothing."""
    retryable: bool
    """Whether the same request may succeed later with the same credential."""

    def __init__(
        self,
        code: str,
        description: str,
        *,
        status: int,
        headers: Mapping[str, str],
        body: str,
        retryable: bool = False,
    ) -> None:
        super().__init__(f"{code}: {description}")
        self.code = code
        self.description = description
        self.status = status
        self.headers = dict(headers)
        self.body = body
        self.retryable = retryable
        self.store_failure = None

    def __reduce__(self) -> tuple[Any, ...]:
        # Keyword arguments do not survive the default: an error may cross processes.
        return (_restored, (type(self), self.args), self.__dict__)


class Rejected(DoorwardError):
    """The credential or the request is at fault: 400, 401 or 403."""


class InvalidRequest(Rejected):
    """400: malformed header, two credentials, or a token in the query (RFC 6750 §3.1)."""


class Unauthenticated(Rejected):
    """401: nobody was recognised."""


class MissingCredentials(Unauthenticated):
    """401: no credential came, or one of another scheme."""


class InvalidToken(Unauthenticated):
    """401: the token was refused; ``code`` says why."""


class InvalidApiKey(Unauthenticated):
    """401: the API key was refused. ``code`` says why; the body does not."""


class InsufficientScope(Rejected):
    """403: genuine, but not allowed to do this (RFC 6750 §3.1)."""

    required: tuple[str, ...] = ()
    """Every scope the operation needs, in order of mention."""


class Unavailable(DoorwardError):
    """503: what the decision needs could not be had. The credential may be good; try again.

    ``state_unavailable``: API keys could not be looked up; ``store_failure`` says why.
    ``keys_unavailable``: the issuer's keys could not be fetched; ``Verifier.key_status`` says why.
    """


class Misconfigured(DoorwardError, ValueError):
    """A policy, requirement, key or record that must not be used. Raised at construction.

    ``code`` is ``invalid_policy``, ``invalid_key`` or ``weak_key``. Where one reaches a server it
    is a fault of the program: status 500, without a body.
    """

    path: str
    """Where: ``issuers[0].algorithms[1]``; empty for the whole."""
    message: str
    """The path and what was expected there."""

    def __init__(self, code: str, path: str, message: str) -> None:
        super().__init__(code, message, status=500, headers={}, body="")
        self.args = (message,)
        self.path = path
        self.message = message


_API_KEY_CODES = frozenset(
    {"malformed_api_key", "unknown_api_key", "api_key_expired", "api_key_inactive"}
)


def refusal(refused: Refused, store_failure: Exception | None = None) -> DoorwardError:
    """Give a refusal of the core the class that Python programs catch."""
    error = _class_of(refused)(
        refused.code,
        refused.description,
        status=refused.status,
        headers=refused.headers,
        body=refused.body,
        retryable=refused.retryable,
    )
    if isinstance(error, InsufficientScope):
        error.required = refused.required
    error.store_failure = store_failure
    return error


def misconfigured(fault: Fault) -> Misconfigured:
    """Give a fault of the core its public class."""
    code, path, message = fault.args
    return Misconfigured(code, path, message)


def _class_of(refused: Refused) -> type[DoorwardError]:
    if refused.kind == "unavailable":
        return Unavailable
    if refused.code == "missing_credentials":
        return MissingCredentials
    if refused.code in _API_KEY_CODES:
        return InvalidApiKey
    return {400: InvalidRequest, 401: InvalidToken, 403: InsufficientScope}.get(
        refused.status, Rejected
    )


def _restored(cls: type[DoorwardError], args: tuple[Any, ...]) -> DoorwardError:
    error = cls.__new__(cls)
    error.args = args
    error.store_failure = None
    return error
