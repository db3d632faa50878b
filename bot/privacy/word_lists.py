"""Reads the word lists in `lists/`: one word a line, below a comment that says what it is for."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).with_name("lists")


def word_list(name: str) -> frozenset[str]:
    """The words of `lists/<name>.txt`. Lines that begin with # are comments."""
    lines = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
