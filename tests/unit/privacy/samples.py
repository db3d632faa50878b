"""The texts of the lists beside this file, and what can still be read once they are masked."""

from __future__ import annotations

import re
from pathlib import Path

from bot.privacy import KINDS, Masked

HERE = Path(__file__).parent
TOKEN = re.compile(rf"\[(?:{'|'.join(KINDS)}) \d+\]")


def rows(name: str, folder: Path = HERE) -> list[list[str]]:
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return [[_read(cell) for cell in line.split("\t")] for line in lines[1:]]


def _read(cell: str) -> str:
    signs = {r"\n": "\n", r"\u200b": "\u200b", r"\u00a0": "\u00a0"}
    for written, sign in signs.items():
        cell = cell.replace(written, sign)
    return cell


FOUND = rows("found.tsv")
LEFT = rows("left.tsv")
TEXTS = [row[0] for row in FOUND + LEFT]


def put_back(masked: Masked) -> str:
    """The text with the values in the place of their tokens."""
    values = {piece.token: piece.value for piece in masked.pieces}
    return TOKEN.sub(lambda token: values[token.group()], masked.text)


def remains(masked: Masked) -> list[str]:
    """The values that can still be read in a masked text."""
    rest = TOKEN.sub("\0", masked.text)
    return [
        piece.value
        for piece in masked.pieces
        if len(piece.value) >= 4
        and re.search(
            rf"(?<![^\W_]){re.escape(piece.value)}(?![^\W_])"
            if piece.kind == "name"
            else re.escape(piece.value),
            rest,
        )
    ]
