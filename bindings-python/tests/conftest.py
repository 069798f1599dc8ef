"""What is tested is what would be published: the installed wheel."""

from pathlib import Path

import doorward

SOURCE = Path(__file__).resolve().parents[1]


def pytest_configure():
    installed = Path(doorward.__file__).resolve()
    if installed.is_relative_to(SOURCE):
        message = f"doorward comes from the source tree: {installed}"
        raise RuntimeError(message)
