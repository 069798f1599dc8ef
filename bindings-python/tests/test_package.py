"""The package as it is published."""

import importlib.metadata
import re
import socket
from importlib.resources import files
from pathlib import Path
from typing import Any

import doorward
import pytest
from fastapi.testclient import TestClient

README = Path(__file__).resolve().parents[1] / "README.md"
SNIPPETS = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


def test_types_are_shipped():
    shipped = {one.name for one in files("doorward").iterdir()}
    assert {"py.typed", "_doorward.pyi"} <= shipped


def test_it_says_its_licence_and_where_it_runs():
    metadata = importlib.metadata.metadata("doorward")
    assert metadata["License-Expression"] == "MIT OR Apache-2.0"
    assert metadata.get_all("License-File") == ["LICENSE-MIT", "LICENSE-APACHE"]
    shipped = {path.name for path in importlib.metadata.files("doorward") or []}
    assert {"LICENSE-MIT", "LICENSE-APACHE"} <= shipped
    classifiers = set(metadata.get_all("Classifier") or [])
    assert {"Typing :: Typed", "Programming Language :: Rust"} <= classifiers


def test_it_needs_nothing_to_run():
    needed = importlib.metadata.requires("doorward") or []
    assert all("extra ==" in one for one in needed)


@pytest.mark.parametrize("name", [name for name in doorward.__all__ if name[0].isupper()])
def test_every_public_name_is_there(name):
    assert getattr(doorward, name) is not None


def run(snippet: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "readme"}
    exec(compile(snippet, str(README), "exec"), names)  # noqa: S102 - our own
    return names


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_the_readme_runs(snippet):
    run(snippet)


def test_the_first_program_of_the_readme_starts_while_its_issuer_is_down():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # and does not listen
        issuer = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        program = run(SNIPPETS[0].replace("https://auth.example.com/", issuer))
        with TestClient(program["app"]) as client:
            assert client.get("/health").json() == {"up": True}
            assert program["verifier"].key_status()[0].state == "cold"
