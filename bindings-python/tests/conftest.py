"""The tests run against the installed wheel, because that is what users get.

Under `make dev-python` it is the sources, and then it must not be a wheel.
"""

import os
from pathlib import Path

import doorward

SOURCE = Path(__file__).resolve().parents[1]


def pytest_configure():
    installed = Path(doorward.__file__).resolve()
    wanted = os.environ.get("DOORWARD_SOURCES") == "1"
    if installed.is_relative_to(SOURCE) != wanted:
        place = "outside" if wanted else "from"
        message = f"doorward comes {place} the source tree: {installed}"
        raise RuntimeError(message)


def pytest_make_parametrize_id(val, argname):
    # Each process makes its own credentials, and processes that share tests need equal names.
    return argname if isinstance(val, str) and "sk_agent_" in val else None
