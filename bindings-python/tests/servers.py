"""Real servers on free loopback ports, and requests no client library would send."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from aiohttp import web
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from werkzeug.serving import make_server

START_SECONDS = 10.0


@contextmanager
def serving(app: Any, **options: Any) -> Iterator[str]:
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="warning", **options)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + START_SECONDS
    try:
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        assert server.started, "uvicorn did not start"
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(START_SECONDS)
        listening.close()


@contextmanager
def serving_by_werkzeug(app: Any) -> Iterator[str]:
    with _in_a_thread(make_server("127.0.0.1", 0, app, threaded=True)) as base:
        yield base


@contextmanager
def serving_by_runserver(app: Any) -> Iterator[str]:
    """The WSGI server of Django's ``runserver``."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
    server.set_app(app)
    with _in_a_thread(server) as base:
        yield base


@contextmanager
def _in_a_thread(server: Any) -> Iterator[str]:
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def serving_by_aiohttp(app: web.Application, **options: Any) -> Iterator[str]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def started() -> web.AppRunner:
        runner = web.AppRunner(app, shutdown_timeout=0.1, **options)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return runner

    def run(coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, loop).result(START_SECONDS)

    runner = run(started())
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        run(runner.cleanup())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def raw(base: str, *lines: str, path: str = "/balance") -> tuple[int, dict[str, str], bytes]:
    """Send a request byte for byte; return status, headers and body."""
    host, port = base.removeprefix("http://").split(":")
    head = "\r\n".join([f"GET {path} HTTP/1.1", f"Host: {host}", "Connection: close", *lines])
    with socket.create_connection((host, int(port)), timeout=START_SECONDS) as connection:
        connection.sendall(f"{head}\r\n\r\n".encode("latin-1"))
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    head_bytes, _, body = answer.partition(b"\r\n\r\n")
    status, *fields = head_bytes.decode("latin-1").split("\r\n")
    headers = dict(field.split(": ", 1) for field in fields)
    return int(status.split()[1]), {name.lower(): value for name, value in headers.items()}, body
