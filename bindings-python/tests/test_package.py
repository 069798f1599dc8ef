"""The package as it is published."""

import importlib.metadata
import re
from importlib.resources import files
from pathlib import Path

import doorward
import pytest

README = Path(__file__).resolve().parents[1] / "README.md"


def test_types_are_shipped():
    shipped = {one.name for one in files("doorward").iterdir()}
    assert {"py.typed", "_doorward.pyi"} <= shipped


def test_it_needs_nothing_to_run():
    needed = importlib.metadata.requires("doorward") or []
    assert all("extra ==" in one for one in needed)


@pytest.mark.parametrize("name", [name for name in doorward.__all__ if name[0].isupper()])
def test_every_public_name_is_there(name):
    assert getattr(doorward, name) is not None


@pytest.mark.parametrize(
    "snippet", re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
)
def test_the_readme_runs(snippet):
    exec(compile(snippet, str(README), "exec"), {"__name__": "readme"})  # noqa: S102 - our own
