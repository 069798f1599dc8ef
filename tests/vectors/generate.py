"""Writes the conformance vectors: `python generate.py [--check | --selftest | --new-keys]`."""

import argparse
import collections
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent


def build() -> list:
    from generator.subjects import ALL

    files = [subject.build() for subject in ALL]
    ids = collections.Counter(case["id"] for file in files for case in file.cases)
    twice = [id for id, count in ids.items() if count > 1]
    assert not twice, f"ids used twice: {twice}"
    return files


def write(files: list) -> int:
    for file in files:
        (HERE / f"{file.name}.json").write_text(file.text(), encoding="utf-8")
        print(f"{file.name}.json: {len(file.cases)} cases, {len(file.text()) // 1024} KiB")
    print(f"{sum(len(file.cases) for file in files)} cases")
    return 0


def check(files: list) -> int:
    """Differences between what is on disk and what would be written; 1 if there are any."""
    expected = {f"{file.name}.json": file.text() for file in files}
    found = {path.name: path.read_text(encoding="utf-8") for path in HERE.glob("*.json")}
    found.pop("keys.json", None)
    differing = sorted(name for name in expected | found if expected.get(name) != found.get(name))
    print("differs: " + ", ".join(differing) if differing else f"{len(expected)} files as generated")
    return 1 if differing else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="fail if the files on disk differ")
    mode.add_argument("--selftest", action="store_true", help="verify the signatures with joserfc and PyJWT")
    mode.add_argument("--new-keys", action="store_true", help="replace keys.json, and with it every vector")
    arguments = parser.parse_args()
    if arguments.new_keys:
        from generator import testkeys

        testkeys.create()
        return 0
    files = build()
    if arguments.selftest:
        from generator.selftest import selftest

        return selftest(files)
    return check(files) if arguments.check else write(files)


if __name__ == "__main__":
    sys.exit(main())
