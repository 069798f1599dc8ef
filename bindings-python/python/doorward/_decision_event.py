"""What was decided on one request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from doorward._errors import Fault

if TYPE_CHECKING:
    from doorward._error_codes import RefusalCode


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionEvent:
    """What was decided on one request, for an audit log or a metric.

    It holds no token, key or signature. Who called is named only where the credential is genuine.
    """

    time: int
    """Unix seconds."""
    outcome: Literal["granted", "anonymous", "rejected", "unavailable"]
    """``anonymous``: no credential came, and none is needed. ``rejected`` is 400 to 429,
    ``unavailable`` is 503."""
    code: RefusalCode | None
    """The code of the refusal."""
    requirement: str
    """What the operation needed; empty when any genuine caller is enough."""
    method: str | None
    """The request's method."""
    client_address: str | None
    """The address of the peer, where the server tells it. Behind a proxy it is the proxy's."""
    request_id: str | None
    """The value of ``request_id_header``, at most 128 bytes. The client may have chosen it."""
    credential: Literal["jwt", "id_token", "api_key"] | None
    """The kind of credential."""
    issuer: str | None
    """``iss``."""
    subject: str | None
    """``sub``; for an API key the agent that it belongs to."""
    client_id: str | None
    """The client."""
    key_id: str | None
    """``kid`` of the key that verified the token; the public id of an API key."""
    actors: tuple[Mapping[str, str | None], ...]
    """Who acts for the subject (RFC 8693 §4.1), outermost first: ``subject`` and ``issuer``."""
    bindings: tuple[str, ...]
    """What the caller has proved to hold."""
    fault: Fault | None
    """What was wrong with the credential."""
    duration_seconds: float
    """How long the decision took."""

    def to_dict(self) -> dict[str, Any]:
        """Return the event as ``json.dumps`` takes it."""
        return asdict(self)


OnDecision: TypeAlias = Callable[[DecisionEvent], Awaitable[None] | None]
"""Hears of every decision. It may be async where only the async methods are used."""


def decision_event(members: Mapping[str, Any], duration_seconds: float) -> DecisionEvent:
    """Return the event that the core describes."""
    fault = members["fault"]
    return DecisionEvent(
        **{
            **members,
            "actors": tuple(members["actors"]),
            "bindings": tuple(members["bindings"]),
            "fault": None if fault is None else Fault(**fault),
            "duration_seconds": duration_seconds,
        }
    )
