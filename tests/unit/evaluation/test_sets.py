"""The sets can measure something, and nothing of them is trained on."""

from __future__ import annotations

from ruamel.yaml import YAML

from bot.content.load import Pack
from bot.evaluation.sets import load_sets
from bot.paths import DOMAIN
from bot.understanding.activities import LABELS
from bot.understanding.examples import training_examples
from bot.understanding.near_duplicates import near_duplicates


def test_the_sets_can_measure_something(pack: Pack) -> None:
    sets = load_sets()
    assert len(sets.questions) >= 100
    assert {card for _, cards in sets.questions for card in cards} - set(pack.cards) == set()
    domain = YAML(typ="safe").load(DOMAIN.read_text(encoding="utf-8"))
    assert {intent for _, intent in sets.intents} <= set(domain["intents"])
    assert len({intent for _, intent in sets.intents}) >= 45
    assert {label for _, label in sets.activities} == set(LABELS)


def test_no_evaluation_line_stands_in_the_training_data() -> None:
    trained = [text for text, _ in training_examples()]
    sets = load_sets()
    pairs = near_duplicates(trained + sets.texts)
    first = len(trained)
    copied = [(a, b - first) for a, b in pairs if a < first <= b]
    assert [sets.texts[number] for _, number in copied] == []
