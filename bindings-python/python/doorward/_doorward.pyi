from collections.abc import Callable, Sequence
from typing import Any, Literal, NoReturn, Self, TypeAlias, TypedDict, final

from typing_extensions import disjoint_base

from doorward._binding import Binding
from doorward._decision import Answerer
from doorward._error_codes import RefusalCode
from doorward._request import AnyRequest, Request
from doorward._requirement import Requirement

__all__ = [
    "Actor",
    "Decided",
    "Engine",
    "GuardRules",
    "KeyFetch",
    "MemoryApiKeys",
    "NativeConfigError",
    "NativePolicy",
    "NativeRequirement",
    "Pending",
    "Principal",
    "Record",
    "Refused",
    "RequirementCache",
    "VerifierBase",
    "create_api_key",
    "limits",
]

_Outcome: TypeAlias = Principal | Refused | Pending | Decided

class NativeConfigError(ValueError): ...

@final
class NativeRequirement:
    def __new__(cls, json: str) -> Self: ...

@final
class RequirementCache:
    def __new__(
        cls,
        read: Callable[[Any], NativeRequirement],
        left_out: object,
        groups: tuple[type, type, type],
    ) -> Self: ...
    def __call__(self, scopes: Requirement) -> NativeRequirement: ...

@disjoint_base
class VerifierBase:
    def __new__(cls, *_arguments: Any, **_named: Any) -> Self: ...
    def _attach_engine(
        self,
        engine: Engine,
        requirements: RequirementCache,
        request_type: type[Request],
        answerers: dict[str, Answerer],
        async_only: bool,
        request_id_header: str | None,
    ) -> None: ...
    def _renew_engine(
        self, engine: Engine, answerers: dict[str, Answerer], async_only: bool
    ) -> None: ...
    def verify(
        self, credential: str, scopes: Requirement = ..., *, now: float | None = None
    ) -> Principal:
        """Decide on a bare token or API key.

        When the issuer's keys are not loaded, this fetches them in a thread and waits. In a running
        event loop it does not wait, because it must not block the loop: it raises
        ``keys_unavailable`` until the keys are loaded.

        Raises :class:`TypeError` when the API key store is async: use :meth:`verify_async`.
        """
    def _begin_credential(
        self, credential: str, scopes: Requirement, now: float | None
    ) -> _Outcome: ...
    def _begin_request(
        self,
        request: AnyRequest,
        scopes: Requirement,
        now: float | None,
        rules: GuardRules | None = None,
    ) -> _Outcome: ...
    def _begin_again(
        self, principal: Principal, request: AnyRequest, scopes: Requirement, now: float | None
    ) -> _Outcome: ...

@final
class NativePolicy:
    def __new__(cls, policy: str) -> Self: ...
    @property
    def fetches_keys(self) -> bool: ...
    @property
    def api_key_timeout_seconds(self) -> float | None: ...
    @property
    def api_key_header(self) -> str | None: ...
    def resource_metadata(self) -> dict[str, Any] | None: ...
    @property
    def places(self) -> list[tuple[str, str | None, str | None]]: ...
    @property
    def header_names(self) -> list[str]: ...
    @property
    def unusable_keys(self) -> int: ...

@final
class GuardRules:
    def __new__(cls, policy: NativePolicy, places: list[str] | None, optional: bool) -> Self: ...
    @property
    def optional(self) -> bool: ...
    @property
    def granted_headers(self) -> list[tuple[str, str]]: ...

@final
class Engine:
    def __new__(cls, policy: NativePolicy, seed: int, with_events: bool = False) -> Self: ...
    def renewed(self, policy: NativePolicy) -> Engine: ...
    def warm(self, now: float) -> list[KeyFetch]: ...
    def cold_start_rejection(self, now: float) -> Refused | None: ...
    def refusal(self, code: str, scopes: list[str]) -> Refused | None: ...
    def is_fetching(self, issuer: str, now: float) -> bool: ...
    def key_status(self, now: float) -> list[dict[str, Any]]: ...

@final
class Refused:
    @property
    def code(self) -> RefusalCode: ...
    @property
    def kind(self) -> Literal["rejected", "unavailable"]: ...
    @property
    def category(self) -> str: ...
    @property
    def status(self) -> int: ...
    @property
    def description(self) -> str: ...
    @property
    def retryable(self) -> bool: ...
    @property
    def required_scopes(self) -> tuple[str, ...]: ...
    @property
    def headers(self) -> dict[str, str]: ...
    @property
    def absent(self) -> bool: ...
    @property
    def fault(self) -> dict[str, Any] | None: ...
    @property
    def body(self) -> str: ...

@final
class Pending:
    @property
    def needs(self) -> dict[str, Any]: ...
    @property
    def answerers(self) -> dict[str, Answerer]: ...
    def fetch(self) -> KeyFetch | None: ...
    def resume(self, answers: dict[str, Any], now: float) -> _Outcome: ...

@final
class Decided:
    @property
    def outcome(self) -> Principal | Refused: ...
    @property
    def fetches(self) -> list[KeyFetch]: ...
    @property
    def event(self) -> dict[str, Any] | None: ...
    @property
    def duration_seconds(self) -> float: ...

class _FetchRequest(TypedDict):
    method: str
    url: str
    headers: dict[str, str]
    body: list[int] | None
    timeout_ms: int
    bytes_max: int
    response_headers: list[str]
    cacheable: bool

@final
class KeyFetch:
    @property
    def issuer(self) -> str: ...
    @property
    def request(self) -> _FetchRequest: ...
    def respond(
        self, status: int, headers: Sequence[tuple[str, str]], body: bytes, now: float
    ) -> KeyFetch | None: ...
    def fail(self, kind: str, now: float) -> KeyFetch | None: ...

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
def limits() -> dict[str, int]: ...

@final
class Actor:
    """Who acts for the subject of a token (RFC 8693 §4.1)."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    @property
    def subject(self) -> str:
        """The actor's ``sub``."""
    @property
    def issuer(self) -> str | None:
        """The actor's ``iss``; ``None`` when the token names none."""

@final
class Principal:
    """A caller whose credential is genuine and in force. Only a verifier makes one.

    Not checked: whether somebody revoked the token before it expires, and whether an actor may act
    for the subject. A principal never changes, except for the dict in :attr:`claims`. Threads may
    share it. It cannot be pickled.
    """

    @property
    def subject(self) -> str | None:
        """``sub`` (RFC 7519 §4.1.2); for an API key the agent it belongs to."""
    @property
    def issuer(self) -> str | None:
        """``iss`` (RFC 7519 §4.1.1); ``None`` for an API key."""
    @property
    def client_id(self) -> str | None:
        """The client; for an API key the agent it belongs to.

        The first of the issuer's ``client_id_claims`` that the token has: ``client_id`` (RFC 9068
        §2.2), then ``azp``, unless the policy or the preset names others.
        """
    @property
    def audience(self) -> tuple[str, ...]:
        """All values of the issuer's ``audience_claim``; empty for an API key.

        That claim is ``aud`` (RFC 7519 §4.1.3) by default.
        """
    @property
    def scopes(self) -> tuple[str, ...]:
        """Every scope of the credential, in its order, without repetition.

        To find out whether the caller may do something, use :meth:`allows`: it applies the policy's
        :class:`~doorward.ScopeRules`.
        """
    @property
    def expires_at(self) -> int | None:
        """``exp`` in Unix seconds without a fraction; for an API key its expiry, if any."""
    @property
    def issued_at(self) -> int | None:
        """``iat`` in Unix seconds without a fraction; for an API key the time of its creation."""
    @property
    def token_id(self) -> str | None:
        """``jti`` (RFC 7519 §4.1.7); ``None`` for an API key."""
    @property
    def credential(self) -> Literal["jwt", "id_token", "api_key"]:
        """The kind of credential."""
    @property
    def key_id(self) -> str | None:
        """The ``kid`` of the key that verified the token; the public id of an API key."""
    @property
    def actors(self) -> tuple[Actor, ...]:
        """Who acts for the subject (RFC 8693 §4.1), outermost first."""
    @property
    def bindings(self) -> frozenset[Binding]:
        """What the caller has proved to hold. Always empty, because bound tokens are rejected."""
    @property
    def tier(self) -> str | None:
        """The API key's tier; ``None`` for a token."""
    @property
    def claims(self) -> dict[str, Any]:
        """The token's whole payload, or the API key's metadata.

        The first access parses it; later ones return the same ordinary dict. All who hold this
        principal share it: a change is visible to them, and has no effect on :meth:`allows`.
        ``copy.deepcopy`` gives a principal with its own claims, as the issuer signed them or the
        store had them.
        """
    @property
    def claims_json(self) -> str:
        """The same as JSON text, as the issuer signed it or the store had it."""
    def allows(self, scope: str) -> bool:
        """Whether the caller holds ``scope``, or another scope that implies it.

        False for a malformed scope. Raises :class:`TypeError` when ``scope`` is not a ``str``.
        """
    def to_dict(self) -> dict[str, Any]:
        """What JSON can hold of the caller: every member but the claims.

        Claims may hold personal data. FastAPI writes a principal that a route returns like this.
        """
    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> Any: ...
    def __copy__(self) -> Principal: ...
    def __deepcopy__(self, _memo: Any, /) -> Principal: ...
    def __reduce__(self) -> NoReturn: ...
