from collections.abc import Sequence
from typing import Any, Literal, NoReturn, Self, TypeAlias, final

from typing_extensions import disjoint_base

from doorward._request import AnyRequest
from doorward._scopes import ScopesArgument

__all__ = [
    "Actor",
    "Deferred",
    "Engine",
    "Fault",
    "KeyFetch",
    "MemoryApiKeys",
    "Pending",
    "Principal",
    "Record",
    "Refused",
    "Requirement",
    "VerifierBase",
    "create_api_key",
    "requirement",
]

_Outcome: TypeAlias = Principal | Refused | Pending | Deferred

class Fault(ValueError): ...

@final
class Requirement:
    def __new__(cls, json: str) -> Self: ...

def requirement(scopes: ScopesArgument) -> Requirement:
    """The requirement that ``scopes`` are: read once, then kept."""

@disjoint_base
class VerifierBase:
    def __new__(cls, *_arguments: Any, **_named: Any) -> Self: ...
    def _decide_by(self, engine: Engine, async_store: bool) -> None: ...
    def verify(
        self, credential: str, scopes: ScopesArgument = None, *, now: float | None = None
    ) -> Principal:
        """Decide on a bare token or API key.

        Keys that are lacking are fetched in a thread, and waited for; but not in a running event
        loop, which must not be held up: there the answer is 503 until they have come.

        Raises :class:`TypeError` when the API key store is async: use :meth:`verify_async`.
        """
    def _verified(self, credential: str, scopes: ScopesArgument, now: float | None) -> _Outcome: ...
    def _authenticated(
        self, request: AnyRequest, scopes: ScopesArgument, now: float | None
    ) -> _Outcome: ...

@final
class Engine:
    def __new__(cls, policy: str, seed: int) -> Self: ...
    def warm(self, now: float) -> list[KeyFetch]: ...
    def unwarmed(self, now: float) -> Refused | None: ...
    def is_fetching(self, issuer: str, now: float) -> bool: ...
    def key_status(self, now: float) -> str: ...
    @property
    def fetches_keys(self) -> bool: ...
    @property
    def api_key_header(self) -> str | None: ...
    @property
    def api_key_timeout_seconds(self) -> float | None: ...
    @property
    def unusable_keys(self) -> int: ...

@final
class Refused:
    @property
    def code(self) -> str: ...
    @property
    def kind(self) -> Literal["rejected", "unavailable"]: ...
    @property
    def status(self) -> int: ...
    @property
    def description(self) -> str: ...
    @property
    def retryable(self) -> bool: ...
    @property
    def required(self) -> tuple[str, ...]: ...
    @property
    def headers(self) -> dict[str, str]: ...
    @property
    def body(self) -> str: ...

@final
class Pending:
    @property
    def id(self) -> str | None: ...
    @property
    def digest(self) -> str | None: ...
    def found(self, record: Record | None, now: float) -> _Outcome: ...
    def find_in(self, store: MemoryApiKeys, now: float) -> _Outcome: ...
    def unavailable(self, now: float) -> _Outcome: ...
    @property
    def key_set(self) -> str | None: ...
    def fetch(self) -> KeyFetch | None: ...
    def look_again(self, now: float) -> _Outcome: ...

@final
class Deferred:
    @property
    def outcome(self) -> Principal | Refused: ...
    @property
    def fetch(self) -> KeyFetch: ...

@final
class KeyFetch:
    @property
    def issuer(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def timeout_seconds(self) -> float: ...
    @property
    def bytes_max(self) -> int: ...
    @property
    def cacheable(self) -> bool: ...
    def response(
        self,
        status: int,
        content_type: str | None,
        cache_control: str | None,
        age: str | None,
        location: str | None,
        body: bytes,
        now: float,
    ) -> KeyFetch | None: ...
    def failed(self, kind: str, now: float) -> KeyFetch | None: ...

@final
class Record:
    def __new__(cls, json: str) -> Self: ...
    def to_json(self) -> str: ...

@final
class MemoryApiKeys:
    def __new__(cls) -> Self: ...
    def insert(self, record: Record) -> None: ...
    def remove(self, id: str) -> Record | None: ...
    def by_id(self, id: str) -> Record | None: ...
    def by_digest(self, digest: str) -> Record | None: ...
    def __len__(self) -> int: ...

def create_api_key(
    prefix: str,
    agent_id: str,
    scopes: Sequence[str],
    entropy: bytes,
    pepper: tuple[str, bytes] | None,
    now: float,
) -> tuple[str, Record]: ...

@final
class Actor:
    """Who acts for the subject of a token (RFC 8693 §4.1)."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    @property
    def subject(self) -> str:
        """``sub`` of the actor."""
    @property
    def issuer(self) -> str | None:
        """``iss`` of the actor, if it is named."""

@final
class Principal:
    """A caller whose credential was found genuine and in force. Only a verifier makes one.

    Not checked: whether the token was revoked before it expires, and whether an actor may act for
    the subject. Frozen (but for the dict in ``claims``), safe to share between threads, and
    refuses to be pickled.
    """

    @property
    def subject(self) -> str | None:
        """``sub`` (RFC 7519 §4.1.2); for an API key the agent it belongs to."""
    @property
    def issuer(self) -> str | None:
        """``iss`` (RFC 7519 §4.1.1); ``None`` for an API key."""
    @property
    def client_id(self) -> str | None:
        """``client_id`` (RFC 9068 §2.2), else ``azp``; for an API key the agent it belongs to."""
    @property
    def audience(self) -> tuple[str, ...]:
        """``aud``, all of it (RFC 7519 §4.1.3); empty for an API key."""
    @property
    def scopes(self) -> tuple[str, ...]:
        """Every scope held, in the credential's order, without repetition.

        To ask whether one is granted use :meth:`allows`: it knows what a scope implies.
        """
    @property
    def expires_at(self) -> int | None:
        """``exp`` in Unix seconds, a fraction dropped; for an API key its expiry, if any."""
    @property
    def issued_at(self) -> int | None:
        """``iat`` in Unix seconds, a fraction dropped; for an API key when it was made."""
    @property
    def token_id(self) -> str | None:
        """``jti`` (RFC 7519 §4.1.7); ``None`` for an API key."""
    @property
    def credential(self) -> Literal["jwt", "api_key"]:
        """What was presented."""
    @property
    def key_id(self) -> str | None:
        """``kid`` of the key that verified the token; the public id of an API key."""
    @property
    def actors(self) -> tuple[Actor, ...]:
        """Who acts for the subject (RFC 8693 §4.1), outermost first."""
    @property
    def binding(self) -> Literal["none"]:
        """How the token is bound to a key. Bound tokens are refused, so always ``"none"``."""
    @property
    def tier(self) -> str | None:
        """The API key's tier; ``None`` for a token."""
    @property
    def claims(self) -> dict[str, Any]:
        """The whole payload, or an API key's metadata: parsed at the first read, then kept.

        An ordinary dict, shared by all who hold this principal: a change is seen by them too, and
        changes nothing of what :meth:`allows` says. ``copy.deepcopy`` gives a principal with claims
        of its own, as they were signed or stored.
        """
    @property
    def claims_json(self) -> str:
        """The same as JSON text, as it was signed or stored."""
    def allows(self, scope: str) -> bool:
        """Whether the caller holds ``scope``, by itself or by implication. Never raises for a
        ``str``; what is no scope is never allowed.
        """
    def __copy__(self) -> Principal: ...
    def __deepcopy__(self, _memo: Any, /) -> Principal: ...
    def __reduce__(self) -> NoReturn: ...
