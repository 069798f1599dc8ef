"""The tests run against the installed wheel, because that is what users get."""

from pathlib import Path

import doorward

SOURCE = Path(__file__).resolve().parents[1]


def pytest_configure():
    installed = Path(doorward.__file__).resolve()
    if installed.is_relative_to(SOURCE):
        message = f"doorward comes from the source tree: {installed}"
        raise RuntimeError(message)
