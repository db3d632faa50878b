"""Make `models/crisis/reading.safetensors`, the examples of the second reading for danger.

For maintainers, after `make setup`, whenever the examples have changed:

    .venv/bin/python tools/make_crisis_reading.py

It reads the lists and the further examples in data/crisis, and messages that speak of no danger
(data/nlu, data/activities). It reads nothing in data/evaluation.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.svm import SVC

from bot.evaluation.typos import misspell
from bot.paths import CRISIS_EXAMPLES, DATA, ENCODER
from bot.safety.crisis import CRISIS_CARDS
from bot.safety.crisis.rules import find_crisis
from bot.safety.crisis.similarity import FILE
from bot.understanding.activities import load_activities
from bot.understanding.encoder import load_encoder
from bot.understanding.examples import intent_examples

GAMMA, C = 1.0, 3.0
"""Width of the kernel and weight of errors. 0.5 to 3 and 1 to 30 gave the same within a point; with
a wide kernel fewer examples are kept."""

CARD_C = 10.0
"""Weight of errors in telling the cards apart: 91 % cross-validated from 1 to 50."""

MOST_ALARMS = 0.03
"""Share of the harmless examples that may be taken for danger, cross-validated."""

MISSPELT = 2
"""One in so many of the everyday messages is misspelt."""

ENTITY = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")


def main() -> None:
    """Make the file, and say what was found in cross-validation."""
    examples = dict(_examples())
    texts, cards = list(examples), np.array([_label(card) for card in examples.values()])
    vectors = load_encoder(ENCODER).encode(texts)
    danger = cards >= 0
    machine = SVC(C=C, gamma=GAMMA, class_weight="balanced")
    folds = StratifiedKFold(5, shuffle=True, random_state=20)
    unseen = cross_val_predict(machine, vectors, danger, cv=folds, method="decision_function")
    threshold = float(np.quantile(unseen[~danger], 1 - MOST_ALARMS))
    machine.fit(vectors, danger)
    which = LogisticRegression(C=CARD_C, max_iter=3000, class_weight="balanced")
    which.fit(vectors[danger], cards[danger])
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.unlink(missing_ok=True)
    save_file(
        {
            "examples": vectors[machine.support_].astype(np.float16),
            "weights": machine.dual_coef_[0].astype(np.float32),
            "card_weights": which.coef_.astype(np.float32),
            "card_bias": which.intercept_.astype(np.float32),
        },
        str(FILE),
        metadata={
            "gamma": str(GAMMA),
            "bias": str(float(machine.intercept_[0])),
            "threshold": f"{threshold:.3f}",
        },
    )
    FILE.chmod(0o644)
    found = float((unseen[danger] > threshold).mean())
    print(
        f"{danger.sum()} examples of danger, {(~danger).sum()} harmless, "
        f"{len(machine.support_)} kept. Cross-validated at {threshold:.2f}: {found:.1%} found."
    )


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
    for row in _rows(CRISIS_EXAMPLES / "must_not_fire.tsv"):
        yield row["phrase"], None
    for row in _rows(CRISIS_EXAMPLES / "must_fire.tsv"):
        yield row["phrase"], row["card"]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _label(card: str | None) -> int:
    return -1 if card is None else CRISIS_CARDS.index(card)


if __name__ == "__main__":
    main()
