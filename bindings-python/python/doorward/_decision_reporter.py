"""Tells the program's hook of decisions."""

from __future__ import annotations

import inspect
import logging
import re
from typing import TYPE_CHECKING

from doorward._json import invalid_policy

if TYPE_CHECKING:
    from doorward._decision import Need
    from doorward._decision_event import OnDecision

_log = logging.getLogger("doorward")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class DecisionReporter:
    """Tells the program's hook of a decision. What the hook raises is logged, no more."""

    def __init__(self, hook: OnDecision) -> None:
        if not callable(hook):
            raise invalid_policy("on_decision", f"a function expected, not {type(hook).__name__}")
        self._hook = hook
        self.is_async = inspect.iscoroutinefunction(hook) or inspect.iscoroutinefunction(
            getattr(hook, "__call__", None)  # noqa: B004 - of an object with an async __call__
        )

    def answer(self, need: Need) -> None:
        """Call a sync hook."""
        try:
            said = self._hook(need.question)
            if inspect.iscoroutine(said):
                said.close()
                _log.error("on_decision is async: use verify_async or authenticate_async")
        except Exception as raised:  # noqa: BLE001 - a hook may raise anything
            _failed(raised)

    async def answer_async(self, need: Need) -> None:
        """Call a hook of either kind, and wait for it."""
        try:
            said = self._hook(need.question)
            if inspect.isawaitable(said):
                await said
        except Exception as raised:  # noqa: BLE001 - a hook may raise anything
            _failed(raised)


def checked_header_name(name: object) -> str | None:
    """Return the name of a header field in lower case. Raises ``ConfigError`` when it is none."""
    if name is None:
        return None
    if not isinstance(name, str) or _HEADER_NAME.fullmatch(name) is None:
        raise invalid_policy("request_id_header", "the name of a header field expected")
    return name.lower()


def _failed(raised: Exception) -> None:
    # The type alone, because the text may hold what the hook was about to write.
    _log.error("on_decision raised %s; the decision stands", type(raised).__name__)
