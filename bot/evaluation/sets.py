"""The sets to measure with: tab-separated files that no training reads."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ContentError
from bot.evaluation.served import Wanted
from bot.paths import DATA, EVALUATION
from bot.understanding.asked import LEFT_OUT, load_asked

STEP = 3
"""Of their sentences every third is asked, which takes half a minute."""


@dataclass(frozen=True)
class Sets:
    """Messages with what is wanted: an intent, an activity's label, or the cards that answer.

    `out_of_scope` is refused, or answered with one of the cards that say where to go instead.
    `real_questions` are from public pages, in other words; `left_out` from the voices in data/asked
    that nothing was trained on.
    """

    intents: list[tuple[str, str]]
    out_of_scope: list[tuple[str, tuple[str, ...]]]
    activities: list[tuple[str, str]]
    other_ppi: list[str]
    questions: list[tuple[str, tuple[str, ...]]]
    real_questions: list[Wanted]
    left_out: list[Wanted]

    @property
    def texts(self) -> list[str]:
        """Every text of every set."""
        labelled = [*self.intents, *self.activities, *self.questions, *self.out_of_scope]
        return [text for text, _ in labelled] + self.other_ppi


def load_sets(folder: Path = EVALUATION) -> Sets:
    """Read the sets.

    Raises:
        ContentError: naming a file that is missing or lacks a column.
    """
    questions = _rows(folder / "questions.tsv", "question", "cards")
    return Sets(
        intents=[
            (text, intent) for text, intent in _rows(folder / "intents.tsv", "text", "intent")
        ],
        out_of_scope=[
            (text, tuple(filter(None, also.split("|"))))
            for text, also in _rows(folder / "out_of_scope.tsv", "text", "also")
        ],
        activities=[
            (text, kind) for text, kind in _rows(folder / "activities.tsv", "text", "kind")
        ],
        other_ppi=[text for (text,) in _rows(folder / "other_ppi.tsv", "text")],
        questions=[(text, tuple(cards.split("|"))) for text, cards in questions],
        real_questions=[
            Wanted(text, best, tuple(filter(None, also.split("|"))))
            for text, best, also in _rows(folder / "real_questions.tsv", "text", "best", "also")
        ],
        left_out=[
            Wanted(one.text, one.label)
            for one in [one for one in load_asked(DATA / "asked") if one.voice in LEFT_OUT][::STEP]
        ],
    )


def _rows(path: Path, *columns: str) -> list[tuple[str, ...]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except FileNotFoundError:
        raise ContentError(f"{path}: the evaluation set is missing.") from None
    if not rows or not set(columns) <= set(rows[0]):
        raise ContentError(f"{path}: expected the columns {', '.join(columns)}.")
    return [tuple(row[column] for column in columns) for row in rows]
