"""The loop around a decision: the core states its needs, answerers answer them, the core goes on.

:func:`decide` is the loop. It yields needs and is sent answers. :func:`run` and :func:`run_async`
drive it. None of the three knows a kind of need: a table finds the answerer by the need's name.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol, TypeAlias

from doorward._clock import now_or_clock
from doorward._concurrency import concurrently
from doorward._decision_event import decision_event
from doorward._doorward import Decided, KeyFetch, Pending, Principal, Refused
from doorward._errors import refusal_error

Outcome: TypeAlias = Principal | Refused | Pending | Decided
"""The result of a step of the core."""


@dataclass(slots=True)  # Not frozen, because a frozen one takes longer to make.
class Need:
    """One question of the core, and what an answerer must know of the call."""

    question: Any = field(repr=False)
    """What the core asks, in the form of this kind of need."""
    pending: Pending | None
    """The decision that waits; none for an event, whose decision is final."""
    now: float | None
    """The time that the caller gave, in Unix seconds; ``None`` stands for the clock's."""
    since: float
    """When the call began, by the monotonic clock."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """What an answerer returns when it has no answer.

    The core then refuses with 503 where it needs one. ``keys`` never has an answer, because the
    fetch hands the keys to the core.
    """

    failure: Exception | None = field(default=None, repr=False)
    """The exception that prevented an answer."""


class Answerer(Protocol):
    """Answers one kind of need, with and without an event loop."""

    def answer(self, need: Need) -> Any:
        """Return the answer, or :class:`Unanswered`."""

    async def answer_async(self, need: Need) -> Any:
        """Return the answer, or :class:`Unanswered`."""


Answerers: TypeAlias = Mapping[str, Answerer]
"""Answerers by the names of the needs that they answer."""
Decision: TypeAlias = Generator[dict[str, Need], dict[str, Any] | None, Principal | None]
"""Yields needs by name, is sent answers by the same names, and returns the principal."""
Defer: TypeAlias = Callable[[Sequence[KeyFetch]], None]
"""Starts fetches for which the request does not wait."""


class _Nobody:
    """Answers the needs that the table does not have."""

    def answer(self, _need: Need) -> Unanswered:
        return Unanswered()

    async def answer_async(self, _need: Need) -> Unanswered:
        return Unanswered()


_NOBODY = _Nobody()


def decide(outcome: Outcome, now: float | None, defer: Defer, optional: bool = False) -> Decision:
    """Go on from the core's first step to its decision. The core limits the number of rounds.

    Raises :class:`~doorward.DoorwardError` for a refusal.
    """
    since, failure = time.monotonic(), None
    while True:
        if isinstance(outcome, Decided):
            if outcome.fetches:
                defer(outcome.fetches)
            if outcome.event is not None:
                event = decision_event(outcome.event, outcome.duration_seconds)
                yield {"event": Need(event, None, now, since)}
            outcome = outcome.outcome
        if isinstance(outcome, Principal):
            return outcome
        if isinstance(outcome, Refused):
            if optional and outcome.absent:
                return None
            # Without a cause, because the failure's text may hold a password.
            raise refusal_error(outcome, failure) from None
        pending, given = outcome, {}
        needs = pending.needs.items()
        answers = yield {name: Need(asked, pending, now, since) for name, asked in needs}
        for name, answer in (answers or {}).items():
            if isinstance(answer, Unanswered):
                failure = answer.failure or failure
            else:
                given[name] = answer
        # Time has passed since the need arose.
        outcome = pending.resume(given, now_or_clock(now))


def run(decision: Decision, answerers: Answerers) -> Principal | None:
    """Drive a decision in this thread, one need after the other."""
    answers = None
    while True:
        try:
            needs = decision.send(answers)
        except StopIteration as end:
            principal: Principal | None = end.value
            return principal
        answers = {name: answerers.get(name, _NOBODY).answer(need) for name, need in needs.items()}


async def run_async(decision: Decision, answerers: Answerers) -> Principal | None:
    """Drive a decision in the running event loop. It answers several needs concurrently."""
    answers = None
    while True:
        try:
            needs = decision.send(answers)
        except StopIteration as end:
            principal: Principal | None = end.value
            return principal
        answers = await concurrently(
            {
                name: partial(answerers.get(name, _NOBODY).answer_async, need)
                for name, need in needs.items()
            }
        )
