"""The time for the core, which reads no clock itself."""

from __future__ import annotations

import time


def now_or_clock(now: float | None) -> float:
    """Return ``now``, or the present in Unix seconds where it is ``None``."""
    return time.time() if now is None else now
