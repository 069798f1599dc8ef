"""A peer in Python: the same lines as lines.js, with threads or with asyncio."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

# What a threaded WSGI server runs with.
THREADS = 16

_write = threading.Lock()


def config() -> dict[str, Any]:
    """Return what the driver wants of this peer."""
    line: dict[str, Any] = json.loads(sys.stdin.readline())
    return line


def say(text: str) -> None:
    """Write one line."""
    with _write:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def reason(error: Exception) -> str:
    """Return one word for a refusal."""
    return str(getattr(error, "code", type(error).__name__))


def serve_threads(about: dict[str, str], verify: Callable[[str], object]) -> None:
    """Answer in threads until stdin ends."""

    def answer(line: str) -> None:
        number, token = line.split()
        try:
            verify(token)
        except Exception as error:  # noqa: BLE001 - each refusal is an answer
            say(f"{number} no {reason(error)}")
        else:
            say(f"{number} ok")

    say(json.dumps(about))
    pool = ThreadPoolExecutor(THREADS)
    for line in sys.stdin:
        pool.submit(answer, line)
    pool.shutdown(wait=False, cancel_futures=True)


async def serve_tasks(about: dict[str, str], verify: Callable[[str], Awaitable[object]]) -> None:
    """Answer in tasks of one event loop until stdin ends."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    tasks: set[asyncio.Task[None]] = set()

    async def answer(line: bytes) -> None:
        number, token = line.decode().split()
        try:
            await verify(token)
        except Exception as error:  # noqa: BLE001 - each refusal is an answer
            say(f"{number} no {reason(error)}")
        else:
            say(f"{number} ok")

    say(json.dumps(about))
    while line := await reader.readline():
        task = asyncio.create_task(answer(line))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
