"""Fails where modules of the Python package import each other in a circle.

    python tools/circles.py [folder-of-the-package]

Every import counts: those inside functions, those for types alone, and those of the package itself.
"""

import sys
from itertools import pairwise
from pathlib import Path

import grimp

PACKAGE = "doorward"
SOURCES = Path(__file__).resolve().parents[1] / "bindings-python" / "python"


def way(graph: grimp.ImportGraph, start: str, end: str) -> list[str]:
    """Return the shortest way by imports, both ends included; nothing where there is none."""
    before: dict[str, str] = {}
    queue = [start]
    for module in queue:
        for imported in sorted(graph.find_modules_directly_imported_by(module)):
            if imported == end:
                found = [module, end]
                while found[0] != start:
                    found.insert(0, before[found[0]])
                return found
            if imported not in before and imported != start:
                before[imported] = module
                queue.append(imported)
    return []


def circles(graph: grimp.ImportGraph) -> list[list[str]]:
    """Return the shortest circle through each module that is in one, each circle once."""
    found: dict[frozenset[str], list[str]] = {}
    for module in sorted(graph.modules):
        circle = way(graph, module, module)
        if circle:
            found.setdefault(frozenset(circle), circle)
    return list(found.values())


def main(folder: Path) -> int:
    """Print each circle with the lines that close it."""
    sys.path.insert(0, str(folder))
    graph = grimp.build_graph(PACKAGE, cache_dir=None)
    found = circles(graph)
    for circle in found:
        print(f"  a circle of {len(circle) - 1} modules")
        for importer, imported in pairwise(circle):
            for detail in graph.get_import_details(importer=importer, imported=imported):
                line = f"{importer}:{detail['line_number']}: {detail['line_contents']}"
                print(f"    {line}")
    print(f"{len(found)} circles." if found else f"No circles in {len(graph.modules)} modules.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCES))
