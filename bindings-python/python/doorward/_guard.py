"""What the guards of every framework share: requirement, places, and one authentication."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from doorward._errors import DoorwardError
from doorward._guard_rules import place_names
from doorward._json import invalid_policy
from doorward._requirement import LEFT_OUT
from doorward._requirement_cache import requirements
from doorward._shared_decision import Outcome, Presented, earlier, presented, share

if TYPE_CHECKING:
    from collections.abc import MutableMapping, Sequence

    from doorward._doorward import Principal
    from doorward._requirement import Requirement
    from doorward._verifier import Verifier

_SUBPROTOCOL = "doorward.bearer."


class ConnectionGuard:
    """Authenticates requests as ASGI scopes. Guards of one verifier share one authentication."""

    def __init__(
        self,
        verifier: Verifier,
        scopes: Requirement = LEFT_OUT,
        *,
        places: Sequence[str] | None = None,
        optional: bool = False,
    ) -> None:
        requirements(scopes)  # Raises now, not at the first request.
        self._verifier = verifier
        self._scopes = scopes
        self._asked = (place_names(places), optional)
        self._places = self._asked[0] or ()
        # Raises for a place that is none, and has the verifier know what its policy must have.
        verifier._rules_of(*self._asked)
        self._options: dict[str, Any] = {}
        if places is not None:
            self._options["places"] = self._places
        if optional:
            self._options["optional"] = True

    @property
    def granted_headers(self) -> Sequence[tuple[str, str]]:
        """Header fields for a granted response, unless the handler sets them."""
        return self._verifier._rules_of(*self._asked).granted_headers

    async def authenticate(
        self, scope: MutableMapping[str, Any], scopes: Requirement = LEFT_OUT
    ) -> Principal | None:
        """Return the caller; ``None`` where no credential came and none is needed.

        ``scopes`` replace the guard's own. Raises as :class:`~doorward.Verifier` does.
        """
        needed = self._scopes if scopes is LEFT_OUT else scopes
        of = presented(self._verifier, scope, self._places)
        shared = self._earlier(scope, of)
        if shared is not None:
            known = self._known(shared)
            return known and await self._verifier._again_async(known, scope, needed)
        try:
            # The verifier's own method, because a subclass may check more.
            ask = self._verifier.authenticate_async
            caller: Principal | None = await ask(scope, needed, **self._options)
        except DoorwardError as error:
            share(scope, of, Outcome(None, error))
            raise
        if scope["type"] == "websocket" and _strip_subprotocol(scope):
            of = presented(self._verifier, scope, self._places)
        share(scope, of, Outcome(caller))
        return caller

    def authenticate_sync(self, scope: MutableMapping[str, Any]) -> Principal | None:
        """Return the caller as :meth:`authenticate` does, of an HTTP request."""
        of = presented(self._verifier, scope, self._places)
        shared = self._earlier(scope, of)
        if shared is not None:
            known = self._known(shared)
            return known and self._verifier._again(known, scope, self._scopes)
        try:
            caller: Principal | None = self._verifier.authenticate(
                scope, self._scopes, **self._options
            )
        except DoorwardError as error:
            share(scope, of, Outcome(None, error))
            raise
        share(scope, of, Outcome(caller))
        return caller

    def require_sync(self) -> None:
        """Raise where the verifier cannot decide without an event loop."""
        if self._verifier._async_only:
            fault = "the API key store's find or on_decision is async, and this guard is not"
            raise invalid_policy("verifier", fault)

    def _known(self, shared: Outcome) -> Principal | None:
        """Return whom an earlier guard found; this one's requirement is not checked yet."""
        if shared.refusal is not None:
            if self._asked[1] and shared.refusal.absent:
                return None
            raise shared.refusal
        return shared.caller

    def _earlier(self, scope: MutableMapping[str, Any], of: Presented) -> Outcome | None:
        """Return what an earlier guard found out.

        Where no credential came, a guard that needs one decides anew, because its answer names what
        it needs.
        """
        shared = earlier(scope, of)
        is_anonymous = shared is not None and shared.caller is None and shared.refusal is None
        return None if is_anonymous and not self._asked[1] else shared


def _strip_subprotocol(scope: MutableMapping[str, Any]) -> bool:
    """Take the credential out of the subprotocols, so that no handler selects or logs it."""
    offered = scope.get("subprotocols") or []
    kept = [name for name in offered if not name.startswith(_SUBPROTOCOL)]
    if len(kept) == len(offered):
        return False
    scope["subprotocols"] = kept
    value = ", ".join(kept).encode("latin-1")
    headers = [pair for pair in scope["headers"] if pair[0].lower() != b"sec-websocket-protocol"]
    if kept:
        headers.append((b"sec-websocket-protocol", value))
    if isinstance(scope["headers"], list):
        scope["headers"][:] = headers  # In place, because Starlette keeps the list.
    else:
        scope["headers"] = headers
    return True
