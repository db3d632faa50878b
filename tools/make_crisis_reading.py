"""Make `models/crisis/reading.safetensors`, the second reading for danger.

For maintainers, after `make setup`, whenever the examples or the encoder have changed:

    PYTHONPATH=. .venv/bin/python tools/make_crisis_reading.py

It reads the lists and the further examples in data/crisis, and messages that speak of no danger
(data/nlu, data/activities, data/asked but for the voices kept for measuring). It reads nothing in
data/evaluation.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression

from bot.evaluation.typos import misspell
from bot.paths import CRISIS_EXAMPLES, DATA, ENCODER
from bot.safety.crisis import CRISIS_CARDS
from bot.safety.crisis.rules import find_crisis
from bot.safety.crisis.similarity import FILE
from bot.understanding.activities import load_activities
from bot.understanding.asked import LEFT_OUT, load_asked
from bot.understanding.encoder import load_encoder
from bot.understanding.examples import intent_examples

C = 3.0
"""Weight of errors."""

MISSPELT = 2
"""One in so many of the everyday messages is misspelt."""

ENTITY = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")


def main() -> None:
    """Make the file, and say on how much it was fitted."""
    examples = dict(_examples())
    texts, labels = list(examples), np.array([_label(card) for card in examples.values()])
    fitted = LogisticRegression(C=C, max_iter=1000)
    fitted.fit(load_encoder(ENCODER).encode(texts), labels)
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.unlink(missing_ok=True)
    save_file(
        {
            "weights": np.ascontiguousarray(fitted.coef_.T, dtype=np.float32),
            "bias": fitted.intercept_.astype(np.float32),
        },
        str(FILE),
    )
    FILE.chmod(0o644)
    print(f"{(labels > 0).sum()} examples of danger, {(labels == 0).sum()} harmless.")


def _examples() -> Iterator[tuple[str, str | None]]:
    for number, (text, intent) in enumerate(intent_examples()):
        text = ENTITY.sub(r"\1", text)
        # People in danger misspell much. Without this, misspelling itself would look like danger.
        text = misspell(text, number) if number % MISSPELT == 0 else text
        if intent != "urgent_help":
            yield text, None
        else:
            match = find_crisis(text)
            yield text, match.card if match else CRISIS_CARDS[0]
    for text in next(iter(load_activities(DATA / "activities")), []):
        yield text, None
    for row in _rows(CRISIS_EXAMPLES / "examples.tsv"):
        yield row["text"], None if row["card"] == "none" else row["card"]
    for one in load_asked(DATA / "asked", LEFT_OUT):
        yield one.text, None
    for path in sorted((CRISIS_EXAMPLES / "hands").glob("*.tsv")):
        for row in _rows(path):
            yield row["text"], None if row["card"] == "none" else row["card"]
    for row in _rows(CRISIS_EXAMPLES / "must_not_fire.tsv"):
        yield row["phrase"], None
    for row in _rows(CRISIS_EXAMPLES / "must_fire.tsv"):
        yield row["phrase"], row["card"]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _label(card: str | None) -> int:
    return 0 if card is None else CRISIS_CARDS.index(card) + 1


if __name__ == "__main__":
    main()
