"""The sentences in which people ask for a card or for one of its parts: `data/asked/`.

One file a voice: what one person would write. So whole voices can be left out of training, and a
figure taken on them says how strangers are understood.
"""

from __future__ import annotations

import csv
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ContentError

COLUMNS = ["card", "part", "asked"]

LEFT_OUT = frozenset({"v03", "v09", "v24", "v27", "v36", "v41", "v49"})
"""Voices that are kept for measuring: neither the model nor the encoder is trained on them."""

NO_CARD = "-"
"""What the label of an intent that no card answers begins with."""


@dataclass(frozen=True)
class Asked:
    """A sentence, the card it asks for, and the part ("" for the card's first) by its need."""

    voice: str
    card: str
    part: str
    text: str

    @property
    def label(self) -> str:
        """The card and its part as one name."""
        return f"{self.card}#{self.part}" if self.part else self.card


def card_and_part(label: str) -> tuple[str, str]:
    """The card and its part of a label."""
    card, _, part = label.partition("#")
    return card, part


def check_claims(asked: Iterable[Asked]) -> Iterator[str]:
    """One line for each sentence that two cards claim, naming where the second stands."""
    claimed: dict[str, Asked] = {}
    for one in asked:
        first = claimed.setdefault(" ".join(one.text.lower().split()), one)
        if first.label != one.label:
            yield (
                f"{one.voice}: “{one.text}” asks for “{one.label}”, and in {first.voice} for "
                f"“{first.label}”; leave it out of one of them."
            )


def load_asked(folder: Path, without: Container[str] = ()) -> list[Asked]:
    """Every sentence in `folder`, but for those of the voices `without`.

    Raises:
        ContentError: naming file and line.
    """
    return [
        one
        for path in sorted(folder.glob("*.tsv"))
        if path.stem not in without
        for one in _rows(path)
    ]


def _rows(path: Path) -> Iterator[Asked]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        if next(rows, None) != COLUMNS:
            raise ContentError(f"{path}:1: the first line must be {', '.join(COLUMNS)}.")
        for number, row in enumerate(rows, start=2):
            if len(row) != len(COLUMNS) or not (row[0] and row[2].strip()):
                raise ContentError(f"{path}:{number}: a line is card, part and sentence, by tabs.")
            yield Asked(path.stem, row[0], row[1], row[2].strip())
