"""The public face: asks the core, and drives its decisions."""

from __future__ import annotations

import threading
import time
from secrets import randbits
from typing import TYPE_CHECKING, Literal, cast, overload

from doorward._api_key_resolver import ApiKeyResolver
from doorward._concurrency import running_loop
from doorward._decision import decide, run, run_async
from doorward._decision_reporter import DecisionReporter, checked_header_name
from doorward._doorward import Engine, Pending, Principal, VerifierBase
from doorward._errors import refusal_error
from doorward._guard_rules import guard_rules, place_names
from doorward._json import invalid_policy
from doorward._key_status import key_status
from doorward._keys_resolver import KeysResolver
from doorward._policy import Policy
from doorward._request import Request
from doorward._requirement import LEFT_OUT
from doorward._requirement_cache import requirements
from doorward._resource_metadata import ResourceMetadata
from doorward._transport import Transport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from doorward._decision import Answerer, Outcome
    from doorward._decision_event import OnDecision
    from doorward._doorward import GuardRules, KeyFetch
    from doorward._error_codes import RefusalCode
    from doorward._errors import DoorwardError
    from doorward._fetch_types import Fetcher
    from doorward._httpx import HttpxClient
    from doorward._key_status import KeyStatus
    from doorward._request import AnyRequest
    from doorward._requirement import Requirement

_SEED_BITS = 64
_RULES_MAX = 256  # A program has few; more of them come from request data.


class Verifier(VerifierBase):
    """Decides on credentials and requests by one policy. Threads and tasks may share a verifier.

    Every method returns a :class:`~doorward.Principal` or raises a
    :class:`~doorward.DoorwardError`:

    * :class:`~doorward.RejectedError` and its subclasses: the credential or the request is at
      fault.
    * :class:`~doorward.UnavailableError` (503): the API key store failed or took too long
      (``store_failure`` says why), or the issuer's keys are not available (:meth:`key_status` says
      why). The credential may be good, and it grants nothing.
    * :class:`~doorward.ConfigError`: ``scopes`` is not a valid requirement.
    * :class:`TypeError`, :class:`ValueError`: the credential is not a ``str``, or ``now`` is not
      finite.

    ``scopes`` is one scope, a list of scopes that are all necessary, ``all_of(…)`` or
    ``any_of(…)``; left out, any genuine credential is enough, and ``None`` or an empty one raises.
    ``now`` is Unix seconds, the present by default.

    Checked: form, issuer, algorithm, key, signature, lifetime, audience, type, required claims and
    scopes (RFC 7519 §7.2, RFC 8725, RFC 9068 §4). **Not** checked: whether somebody revoked a token
    before it expires, and proof of possession: the verifier rejects a token with ``cnf``.

    Each verifier has its own keys and caches; two verifiers of one policy share nothing.

    Where the policy has issuers whose keys are fetched, ``fetcher`` fetches them: a client of httpx
    or httpx2, or a function, sync or async, from :class:`~doorward.FetchRequest` to
    :class:`~doorward.FetchResponse`. By default the verifier makes clients of httpx, or of httpx2
    (``pip install doorward[fetch]``); it raises :class:`~doorward.ConfigError` when neither is
    installed. Use an async client of your own in one event loop only, as its library demands.

    ``on_decision`` hears of every decision, granted or not: a function of one
    :class:`~doorward.DecisionEvent`. With the async methods it may be async; the request waits for
    it, and no other request does. What it raises changes nothing and is logged.
    ``request_id_header`` is the header whose value is the event's ``request_id``.

    A request waits for a fetch only when no loaded key can verify its token, and no longer than the
    fetch's timeout. There is one fetch for each issuer at a time, whatever the number of requests,
    and it outlives the request that started it.

    ::

        verifier = Verifier(Policy([issuer]))
        principal = verifier.verify(token, scopes="billing:read")
    """

    def __init__(
        self,
        policy: Policy,
        *,
        fetcher: Fetcher | HttpxClient | None = None,
        on_decision: OnDecision | None = None,
        request_id_header: str | None = None,
    ) -> None:
        if not isinstance(policy, Policy):
            message = f"Verifier takes a Policy, not {type(policy).__name__}"
            raise TypeError(message)
        request_id_header = checked_header_name(request_id_header)
        reporter = None if on_decision is None else DecisionReporter(on_decision)
        # The seed keeps processes that start together from fetching at the same moments.
        engine = Engine(policy._native, randbits(_SEED_BITS), reporter is not None)
        keys = None
        if fetcher is not None or policy._native.fetches_keys:
            keys = KeysResolver(engine, Transport(fetcher))
        answerers, async_only = _answerers(policy, reporter, keys)
        # Raises at a second call, before anything is changed.
        self._attach_engine(engine, requirements, Request, answerers, async_only, request_id_header)
        self._engine, self._answerers, self._async_only = engine, answerers, async_only
        self._reporter, self._keys = reporter, keys
        self._renewing = threading.Lock()
        self._known_rules: dict[tuple[tuple[str, ...] | None, bool], GuardRules] = {}
        self._take(policy)

    def _take(self, policy: Policy) -> None:
        self._policy = policy._native
        self._header_names = frozenset(name.encode() for name in self._policy.header_names)

    def renew(self, policy: Policy) -> None:
        """Decide by another policy from now on; guards of this verifier do so too.

        An issuer that is equal in both policies, in everything that decides on a token, keeps its
        keys, and a fetch of them that is in progress goes on. Its cached tokens count on if scope
        rules, API keys and the settings of the cache are equal too. Everything else starts anew.
        Decisions that have begun end under the policy they began with::

            verifier.renew(Policy([*issuers, Issuer("https://new-tenant.example/", ...)]))

        Raises, and changes nothing: :class:`~doorward.ConfigError` when the policy lacks a place
        that a guard names, or fetches keys and no client is installed; :class:`TypeError` when its
        API key store is the first one that is async. Not renewed: what an application has copied at
        its start, such as the routes of ``resource`` and an OpenAPI document.
        """
        if not isinstance(policy, Policy):
            message = f"renew takes a Policy, not {type(policy).__name__}"
            raise TypeError(message)
        with self._renewing:
            known = {of: guard_rules(policy._native, *of) for of in tuple(self._known_rules)}
            keys = self._keys
            if keys is None and policy._native.fetches_keys:
                keys = KeysResolver(self._engine, Transport(None))
            answerers, async_only = _answerers(policy, self._reporter, keys)
            if async_only and not self._async_only:
                message = "the API key store's find is async, and the verifier has sync methods"
                raise TypeError(message)
            engine = self._engine.renewed(policy._native)
            if keys is not None:
                keys.renew(engine)
            self._renew_engine(engine, answerers, async_only)
            self._engine, self._answerers, self._async_only = engine, answerers, async_only
            self._known_rules, self._keys = known, keys
            self._take(policy)

    async def verify_async(
        self, credential: str, scopes: Requirement = LEFT_OUT, *, now: float | None = None
    ) -> Principal:
        """Decide on a bare token or API key. The API key store may be sync or async.

        A sync store other than :class:`~doorward.MemoryApiKeyStore` runs in a worker thread.
        """
        outcome = self._begin_credential(credential, scopes, now)
        if isinstance(outcome, Principal):
            return outcome
        return await self._finish_async(outcome, now)

    @overload
    def authenticate(
        self,
        request: AnyRequest,
        scopes: Requirement = LEFT_OUT,
        *,
        places: Sequence[str] | None = None,
        optional: Literal[False] = False,
        now: float | None = None,
    ) -> Principal: ...

    @overload
    def authenticate(
        self,
        request: AnyRequest,
        scopes: Requirement = LEFT_OUT,
        *,
        places: Sequence[str] | None = None,
        optional: Literal[True],
        now: float | None = None,
    ) -> Principal | None: ...

    def authenticate(
        self,
        request: AnyRequest,
        scopes: Requirement = LEFT_OUT,
        *,
        places: Sequence[str] | None = None,
        optional: bool = False,
        now: float | None = None,
    ) -> Principal | None:
        """Decide on a request: Starlette's or FastAPI's, an ASGI scope, or a ``doorward.Request``.

        Reads the URL and the headers that the policy names: ``Authorization``, the API key header,
        and those of its places. As for keys that are not loaded, see :meth:`verify`.

        ``places`` are the names of the places where the credential may stand: ``authorization``,
        ``api_key``, and those that the policy describes; by default the first two. With
        ``optional`` a caller without a credential is ``None``; a credential that is there and bad
        is refused all the same.

        Raises :class:`TypeError` when the API key store is async: use :meth:`authenticate_async`.
        """
        self._require_sync("authenticate", "authenticate_async")
        rules = self._rules(places, optional)
        outcome = self._begin_request(request, scopes, now, rules)
        if isinstance(outcome, Principal):
            return outcome
        decision = decide(outcome, now, self._defer_in_thread, optional)
        return run(decision, self._answerers_of(outcome))

    @overload
    async def authenticate_async(
        self,
        request: AnyRequest,
        scopes: Requirement = LEFT_OUT,
        *,
        places: Sequence[str] | None = None,
        optional: Literal[False] = False,
        now: float | None = None,
    ) -> Principal: ...

    @overload
    async def authenticate_async(
        self,
        request: AnyRequest,
        scopes: Requirement = LEFT_OUT,
        *,
        places: Sequence[str] | None = None,
        optional: Literal[True],
        now: float | None = None,
    ) -> Principal | None: ...

    async def authenticate_async(
        self,
        request: AnyRequest,
        scopes: Requirement = LEFT_OUT,
        *,
        places: Sequence[str] | None = None,
        optional: bool = False,
        now: float | None = None,
    ) -> Principal | None:
        """Decide on a request as :meth:`authenticate` does, with a store of either kind.

        As for stores, see :meth:`verify_async`.
        """
        outcome = self._begin_request(request, scopes, now, self._rules(places, optional))
        if isinstance(outcome, Principal):
            return outcome
        decision = decide(outcome, now, self._defer, optional)
        return await run_async(decision, self._answerers_of(outcome))

    def refusal(self, code: RefusalCode, *, scopes: Sequence[str] = ()) -> DoorwardError:
        """Return the refusal with this code, to raise from a handler that must refuse by itself.

        ``scopes`` are those that the operation needs::

            raise verifier.refusal("insufficient_scope", scopes=["billing:close"])

        The guard of the route, or :func:`doorward.fastapi.install`, answers it as the core does.
        """
        if isinstance(scopes, str):
            raise invalid_policy("scopes", "a list of scopes expected")
        refused = self._engine.refusal(code, list(scopes))
        if refused is None:
            raise invalid_policy("code", f"the code of a refusal expected, not {code!r}")
        return refusal_error(refused)

    def _again(self, caller: Principal, request: AnyRequest, scopes: Requirement) -> Principal:
        """Check what a guard asks of a caller whom an earlier guard has authenticated."""
        outcome = self._begin_again(caller, request, scopes, None)
        return outcome if isinstance(outcome, Principal) else self._finish(outcome, None)

    async def _again_async(
        self, caller: Principal, request: AnyRequest, scopes: Requirement
    ) -> Principal:
        """Do the same with a hook that may be async."""
        outcome = self._begin_again(caller, request, scopes, None)
        return (
            outcome if isinstance(outcome, Principal) else await self._finish_async(outcome, None)
        )

    def _rules(self, places: Sequence[str] | None, optional: object) -> GuardRules | None:
        if places is None and optional is False:
            return None
        return self._rules_of(place_names(places), optional)

    def _rules_of(self, places: tuple[str, ...] | None, optional: object) -> GuardRules:
        known = self._known_rules.get((places, bool(optional)))
        if known is None or not isinstance(optional, bool):
            if len(self._known_rules) >= _RULES_MAX:
                self._known_rules.clear()
            known = guard_rules(self._policy, places, optional)
            self._known_rules[places, known.optional] = known
        return known

    def warm(self) -> None:
        """Fetch the keys of every issuer that has none: at start-up, before requests come.

        Raises :class:`~doorward.UnavailableError` (``keys_unavailable``) when this verifier fetches
        keys and has none of any issuer afterwards; :meth:`key_status` says why. It tries failed
        fetches again later. Raises :class:`RuntimeError` where an event loop runs: use
        :meth:`warm_async`.
        """
        if running_loop() is not None:
            message = "warm would block the event loop that runs here: await warm_async()"
            raise RuntimeError(message)
        if self._keys is not None:
            self._keys.warm()
            self._require_keys()

    async def warm_async(self) -> None:
        """Fetch the keys of every issuer that has none, as :meth:`warm` does."""
        if self._keys is not None:
            await self._keys.warm_async()
            self._require_keys()

    def key_status(self) -> list[KeyStatus]:
        """Return the state of every issuer's keys, in the order of the policy. Fetches nothing.

        For a health page or a metric. The texts name addresses of key servers, no secrets.
        """
        return key_status(self._engine, time.time())

    @property
    def resource_metadata(self) -> ResourceMetadata | None:
        """The metadata of this server as a protected resource; ``None`` without ``resource``."""
        found = self._policy.resource_metadata()
        return None if found is None else ResourceMetadata(**found)

    @property
    def api_key_header(self) -> str | None:
        """The header whose whole value is an API key; ``None`` when the policy has no API keys."""
        return self._policy.api_key_header

    def __repr__(self) -> str:
        return "<doorward.Verifier>"

    def _finish(self, outcome: Outcome, now: float | None) -> Principal:
        decision = decide(outcome, now, self._defer_in_thread)
        return cast("Principal", run(decision, self._answerers_of(outcome)))

    async def _finish_async(self, outcome: Outcome, now: float | None) -> Principal:
        decision = decide(outcome, now, self._defer)
        return cast("Principal", await run_async(decision, self._answerers_of(outcome)))

    def _answerers_of(self, outcome: Outcome) -> dict[str, Answerer]:
        """Return those of the policy under which the decision began."""
        return outcome.answerers if isinstance(outcome, Pending) else self._answerers

    def _defer(self, fetches: Sequence[KeyFetch]) -> None:
        if self._keys is not None:
            self._keys.defer(fetches)

    def _defer_in_thread(self, fetches: Sequence[KeyFetch]) -> None:
        if self._keys is not None:
            self._keys.defer_in_thread(fetches)

    def _require_sync(self, used: str, instead: str) -> None:
        # For each credential, not only for API keys, so that no caller chooses when it fails.
        if self._async_only:
            message = f"the API key store's find or on_decision is async: use {instead}, not {used}"
            raise TypeError(message)

    def _require_keys(self) -> None:
        rejection = self._engine.cold_start_rejection(time.time())
        if rejection is not None:
            raise refusal_error(rejection)


def _answerers(
    policy: Policy, reporter: DecisionReporter | None, keys: KeysResolver | None
) -> tuple[dict[str, Answerer], bool]:
    """Return who answers what, and whether one of them is async."""
    answerers: dict[str, Answerer] = {}
    async_only = reporter is not None and reporter.is_async
    if reporter is not None:
        answerers["event"] = reporter
    if policy._store is not None:
        resolver = ApiKeyResolver(policy._store, policy._native.api_key_timeout_seconds)
        answerers["api_key"] = resolver
        async_only = async_only or resolver.is_async
    if keys is not None:
        answerers["keys"] = keys
    return answerers, async_only
