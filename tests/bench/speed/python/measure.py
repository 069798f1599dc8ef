"""The tables of Python as JSON on stdout: one process, contestants by turns within each round."""

from __future__ import annotations

import json
import platform
import statistics
import sys
import sysconfig
import threading
import time
import warnings
from importlib.metadata import PackageNotFoundError, version
from itertools import repeat
from pathlib import Path
from typing import Any

from contestants import Contestant, contestants, doorward, pyjwt
from doorward import TokenCache
from floor import apart

FOLDER = Path(sys.argv[1])
ALGORITHMS = ["HS256", "RS256", "ES256", "EdDSA"]
PEERS = ["doorward", "PyJWT", "joserfc", "python-jose", "ryjwt", "cryptography"]
WARM_TOKENS = 200
# As often again: else a round of decisions under a microsecond ends before the caches are warm.
SEEN_TIMES = 4
THREAD_SECONDS = 0.4
THREAD_ROUNDS = 5


def microseconds(call: Contestant, tokens: list[Any]) -> float:
    """Ask about each token once."""
    granted = 0
    began = time.perf_counter_ns()
    for token in tokens:
        if call(token):
            granted += 1
    took = time.perf_counter_ns() - began
    if granted != len(tokens):
        raise AssertionError
    return took / len(tokens) / 1000


def refuses(name: str, call: Contestant, bad: dict[str, str]) -> None:
    """Make sure that nobody does less work than the others."""
    for what, token in bad.items():
        try:
            call(token)
        except Exception:  # noqa: BLE001, S112 - each library has its own
            continue
        message = f"{name} granted a token with a wrong {what}"
        raise AssertionError(message)


def table(material: dict[str, Any], algorithm: str, kind: str) -> dict[str, Any]:
    """Measure one algorithm, with tokens that are new or with one that was seen before."""
    plan = material["algorithms"][algorithm]
    pool = (FOLDER / f"{algorithm}.txt").read_text().split()
    calls, warm = plan["calls"], plan["warm"]
    found = list(contestants(material, algorithm).items())
    samples: list[list[float]] = [[] for _ in found]

    def shown(role: str, tokens: list[str]) -> list[Any]:
        return [apart(algorithm, token) for token in tokens] if role == "floor" else tokens

    for name, (role, call) in found:
        if role != "floor":
            refuses(name, call, plan["bad"])
        microseconds(call, shown(role, pool[: min(warm, WARM_TOKENS)]))
        if kind == "seen":
            microseconds(call, shown(role, [plan["seen"]] * 2))
    for number in range(plan["rounds"]):
        start = warm + number * calls
        tokens = pool[start : start + calls]
        if kind == "seen":
            tokens = [plan["seen"]] * (calls * SEEN_TIMES)
        for turn in range(len(found)):
            index = (turn + number) % len(found)
            _, (role, call) = found[index]
            samples[index].append(microseconds(call, shown(role, tokens)))
    rows = [
        {"name": name, "role": role, "min": min(each), "median": statistics.median(each)}
        for (name, (role, _)), each in zip(found, samples, strict=True)
    ]
    return {"algorithm": algorithm, "kind": kind, "rows": rows}


def rate(call: Contestant, token: str, count: int) -> float:
    """Return decisions a second by so many threads together."""
    asked = [0] * count
    deadline = time.perf_counter() + THREAD_SECONDS

    def ask(index: int) -> None:
        done = 0
        while time.perf_counter() < deadline:
            for _ in repeat(None, 50):
                call(token)
            done += 50
        asked[index] = done

    began = time.perf_counter()
    threads = [threading.Thread(target=ask, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(asked) / (time.perf_counter() - began)


def thread_growth(material: dict[str, Any]) -> list[dict[str, Any]]:
    """Measure one thread and two, by turns. No token is kept, so each decision is made anew."""
    told = []
    for algorithm in ("HS256", "RS256", "ES256"):
        token = material["algorithms"][algorithm]["seen"]
        ours = doorward(material, algorithm, TokenCache(tokens=0))
        for name, call in (("Doorward", ours), ("PyJWT", pyjwt(material, algorithm))):
            rates: dict[int, list[float]] = {1: [], 2: []}
            for _ in range(THREAD_ROUNDS):
                for count, each in rates.items():
                    each.append(rate(call, token, count))
            medians = {count: statistics.median(each) for count, each in rates.items()}
            told.append({"name": name, "algorithm": algorithm, "rates": medians})
    return told


def versions() -> dict[str, str]:
    """Return what is measured."""
    build = " free-threaded" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""
    found = {"python": platform.python_version() + build}
    for name in PEERS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not for this Python"
    return found


def main() -> None:
    """Measure everything and print it."""
    # joserfc warns of each EdDSA that RFC 9864 calls it Ed25519; nobody would leave that on.
    warnings.simplefilter("ignore")
    material = json.loads((FOLDER / "material.json").read_text())
    tables = []
    for algorithm in ALGORITHMS:
        for kind in ("new", "seen"):
            print(f"  Python {algorithm}, {kind}", file=sys.stderr)
            tables.append(table(material, algorithm, kind))
    print("  Python, threads", file=sys.stderr)
    told = {"runtime": "Python", "versions": versions(), "tables": tables}
    print(json.dumps({**told, "threads": thread_growth(material)}))


if __name__ == "__main__":
    main()
