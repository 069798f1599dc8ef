"""Waiting in asyncio, and in event loops that are not asyncio's, such as trio's."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from importlib import import_module
from typing import Any


def running_loop() -> asyncio.AbstractEventLoop | None:
    """Return the asyncio event loop that runs in this thread."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


async def concurrently(calls: Mapping[str, Callable[[], Awaitable[Any]]]) -> dict[str, Any]:
    """Make all calls at the same time and return their results by the same names."""
    if len(calls) == 1:
        [(name, call)] = calls.items()
        return {name: await call()}
    results: dict[str, Any] = {}

    async def one(name: str, call: Callable[[], Awaitable[Any]]) -> None:
        results[name] = await call()

    if running_loop() is not None:
        async with asyncio.TaskGroup() as tasks:
            for name, call in calls.items():
                tasks.create_task(one(name, call))
        return results
    async with import_module("anyio").create_task_group() as tasks:
        for name, call in calls.items():
            tasks.start_soon(one, name, call)
    return results


async def in_worker_thread(call: Callable[[], None]) -> None:
    """Wait for a sync call where asyncio does not run.

    Returns at once when anyio is missing or knows no event loop here. The caller then decides
    without what ``call`` would have brought: the answer is 503.
    """
    try:
        to_thread = import_module("anyio.to_thread")  # httpx needs anyio, doorward does not.
        await to_thread.run_sync(call)
    except (ImportError, RuntimeError):
        return
