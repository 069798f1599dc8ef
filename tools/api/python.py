"""Prints the public API of the Python package, as a stub: names, signatures and values.

    python tools/api/python.py [folder-of-the-package]

It is read from the sources and not from an imported package, so it needs no build. A name counts by
the module that a user imports it from, wherever it is defined; what a class has from bases that are
not public is printed as its own.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGE = "doorward"
SOURCES = Path(__file__).resolve().parents[2] / "bindings-python" / "python" / PACKAGE
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DUNDERS_SHOWN = {"__init__", "__call__", "__aenter__", "__aexit__", "__enter__", "__exit__"}

Defined = dict[str, ast.stmt]


def definitions(tree: ast.Module) -> Defined:
    """Return what a module defines or imports, by name."""
    found: Defined = {}
    for node in tree.body:
        for name in names_of(node):
            found[name] = node
    return found


def names_of(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement brings into its module."""
    if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
        yield node.name
    elif isinstance(node, ast.Assign):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id
    elif isinstance(node, ast.ImportFrom):
        yield from (alias.asname or alias.name for alias in node.names)


def public(name: str) -> bool:
    """Tell whether a user may rely on a name."""
    return not name.startswith("_") or name in DUNDERS_SHOWN


class Sources:
    """The modules of the package."""

    def __init__(self, folder: Path) -> None:
        self.modules = {
            ".".join((PACKAGE, *path.relative_to(folder).with_suffix("").parts)): definitions(
                ast.parse(path.read_text(encoding="utf-8"))
            )
            for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.pyi")])
        }
        self.modules[PACKAGE] = self.modules.pop(f"{PACKAGE}.__init__")

    def found(self, module: str, name: str) -> tuple[str, ast.stmt] | None:
        """Return where a name is defined, through imports."""
        node = self.modules.get(module, {}).get(name)
        if not isinstance(node, ast.ImportFrom):
            return (module, node) if node is not None else None
        original = next(a.name for a in node.names if (a.asname or a.name) == name)
        if node.module is None or not node.module.startswith(PACKAGE):
            return None
        return self.found(node.module, original)

    def offered(self, module: str) -> list[str]:
        """Return what a module offers: its `__all__`, or all that it defines without underscore."""
        defined = self.modules[module]
        stated = defined.get("__all__")
        if isinstance(stated, ast.Assign):
            return sorted(ast.literal_eval(stated.value))
        own = (name for name, node in defined.items() if not isinstance(node, ast.ImportFrom))
        return sorted(name for name in own if public(name))

    def members(self, module: str, node: ast.ClassDef) -> Defined:
        """Return the public members of a class, those of private bases among them."""
        found: Defined = {}
        for written in reversed(node.bases):
            base = written.value if isinstance(written, ast.Subscript) else written
            if not isinstance(base, ast.Name):
                continue
            where = self.found(module, base.id)
            hidden = base.id not in self.offered(PACKAGE)
            if where is not None and hidden and isinstance(where[1], ast.ClassDef):
                found |= self.members(where[0], where[1])
        own = [(name, member) for member in node.body for name in names_of(member) if public(name)]
        for number, (name, member) in enumerate(own):
            # Overloads and setters have the name in common.
            again = any(name == other for other, _ in own[:number])
            found[f"{name} {number:03}" if again else name] = member
        return found


def function(node: ast.FunctionDef | ast.AsyncFunctionDef, indent: str) -> Iterator[str]:
    """Yield a function without its body."""
    yield from (f"{indent}@{ast.unparse(decorator)}" for decorator in node.decorator_list)
    word = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    yield f"{indent}{word} {node.name}({ast.unparse(node.args)}){returns}: ..."


def printed(sources: Sources, module: str, node: ast.stmt) -> Iterator[str]:
    """Yield the lines of a definition."""
    if isinstance(node, FUNCTIONS):
        yield from function(node, "")
    elif isinstance(node, ast.ClassDef):
        yield from (f"@{ast.unparse(decorator)}" for decorator in node.decorator_list)
        heads = [*map(ast.unparse, node.bases), *map(ast.unparse, node.keywords)]
        members = sources.members(module, node)
        bases = f"({', '.join(heads)})" if heads else ""
        yield f"class {node.name}{bases}:"
        # As they were written: of a dataclass the order is that of its arguments.
        for member in members.values():
            if isinstance(member, FUNCTIONS):
                yield from function(member, "    ")
            else:
                yield f"    {ast.unparse(member)}"
        if not members:
            yield "    ..."
    else:
        yield ast.unparse(node)


def main(folder: Path) -> None:
    """Print every public module."""
    sources = Sources(folder)
    for module in sorted(sources.modules):
        if any(part.startswith("_") for part in module.split(".")):
            continue
        print(f"# {module}\n")
        for name in sources.offered(module):
            where = sources.found(module, name)
            if where is None:
                print(f"{name}: ...\n")
                continue
            print("\n".join(printed(sources, *where)), end="\n\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCES)
