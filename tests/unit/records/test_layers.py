"""The records are the lowest room: they know nothing of what is said or how it is shown."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from bot.paths import ROOT

ABOVE = {
    *("assistant", "channels", "cli", "content", "conversation", "evaluation", "handoff"),
    *("rasa", "safety", "server", "understanding"),
}


def _imported(file: Path) -> Iterator[str]:
    """Every module that a file imports, also within functions and for types only."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def test_the_records_import_nothing_from_the_rooms_above_them() -> None:
    files = sorted((ROOT / "bot" / "records").rglob("*.py"))
    above = {
        (file.name, module)
        for file in files
        for module in _imported(file)
        if module.startswith("bot.") and module.split(".")[1] in ABOVE
    }
    assert above == set()
    assert all(
        (ROOT / "bot" / room).exists() or (ROOT / "bot" / f"{room}.py").exists() for room in ABOVE
    )
