"""Which module imports which, read from the source: nothing is imported to find out."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

Graph = dict[str, set[str]]
"""Each module with what it imports: modules of the graph by their full name, others as written."""


def import_graph(root: Path, *folders: str) -> Graph:
    """The imports of every Python file below `folders`, wherever in the file they are.

    Imports inside functions and below `if TYPE_CHECKING:` are included.
    """
    files = {
        _module_name(file.relative_to(root)): file
        for folder in folders
        for file in sorted((root / folder).rglob("*.py"))
    }
    return {
        module: set(_imports(ast.parse(file.read_text(encoding="utf-8")), files.keys()))
        for module, file in files.items()
    }


def circles(graph: Graph) -> list[tuple[str, ...]]:
    """The groups of modules that import each other, directly or through others; sorted."""
    reached = {module: _reachable(graph, module) for module in graph}
    groups = {
        tuple(sorted({module} | {other for other in reached[module] if module in reached[other]}))
        for module in graph
        if module in reached[module]
    }
    return sorted(groups)


def _reachable(graph: Graph, start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        fresh = (graph[waiting.pop()] & graph.keys()) - found
        found |= fresh
        waiting += fresh
    return found


def _module_name(file: Path) -> str:
    parts = file.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(tree: ast.AST, modules: set[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "Relative imports are not used here."
            for alias in node.names:
                submodule = f"{node.module}.{alias.name}"
                yield submodule if submodule in modules else str(node.module)
