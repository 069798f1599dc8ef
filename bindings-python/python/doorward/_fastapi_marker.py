"""What ``guard("billing:read")`` returns: metadata of a route, which decides nothing by itself."""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass
from typing import Any, NoReturn

from fastapi import params

# FastAPI's own functions that run while it serves a request, by module and name.
_SERVING = {
    ("fastapi.routing", "run_endpoint_function"),
    ("fastapi.dependencies.utils", "solve_dependencies"),
}
_WORKER = "AnyIO worker thread"
_MISUSED = (
    "guard(…) marks a route or a dependency and checks nothing where it is called: put it into "
    "Annotated[Principal, guard(…)] or dependencies=[guard(…)]. Inside a request call "
    "verifier.authenticate or authenticate_async"
)


@dataclass(frozen=True)
class GuardMarker(params.Security):
    """The metadata for ``Annotated`` and ``dependencies``. Raises where it is used as a check."""

    def __bool__(self) -> NoReturn:
        raise RuntimeError(_MISUSED)

    def __await__(self) -> NoReturn:
        raise RuntimeError(_MISUSED)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        message = f"{name!r}: {_MISUSED}"
        raise AttributeError(message)


def refuse_inside_a_request() -> None:
    """Raise while FastAPI serves a request, because a marker that is made then guards nothing."""
    frame = sys._getframe(1)
    while frame is not None:
        if (frame.f_globals.get("__name__"), frame.f_code.co_name) in _SERVING:
            raise RuntimeError(_MISUSED)
        frame = frame.f_back  # type: ignore[assignment]
    if threading.current_thread().name == _WORKER:
        raise RuntimeError(_MISUSED)
