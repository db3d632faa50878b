"""The understanding as a whole, held against the committed figures."""

from __future__ import annotations

from pathlib import Path

from ruamel.yaml import YAML

from bot.assistant import Assistant
from bot.content.pack import Pack
from bot.evaluation.evaluate import Evaluation, evaluate
from bot.evaluation.figures import Figure, calibration_error, macro_f1, share_of
from bot.evaluation.report import below_committed, read_committed, table_of, write_committed
from bot.evaluation.sets import load_sets, training_examples
from bot.evaluation.typos import misspell
from bot.paths import DOMAIN
from bot.understanding.activities import LABELS
from bot.understanding.near_duplicates import near_duplicates

RIGHT_CARD = 0.85


async def test_no_figure_falls_below_the_committed_run(assistant: Assistant) -> None:
    found = await evaluate(assistant, load_sets())
    committed = read_committed()
    print("\n" + table_of(found, committed))
    assert below_committed(found.figures, committed) == []
    assert found.figures["right card"].share >= RIGHT_CARD


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


def test_a_fall_is_named_and_a_gain_is_not() -> None:
    committed = {"a": Figure(0.9, 100, 0.85, 0.95)}
    assert below_committed({"a": Figure(0.86, 100, 0.8, 0.9)}, committed) == []
    fallen = below_committed({"a": Figure(0.84, 100, 0.8, 0.9)}, committed)
    assert len(fallen) == 1
    assert "84.0%" in fallen[0]
    assert "not among" in below_committed({"b": Figure(1.0, 1, 1.0, 1.0)}, committed)[0]


def test_what_is_committed_is_read_back(tmp_path: Path) -> None:
    file = tmp_path / "figures.tsv"
    assert read_committed(file) == {}
    found = {"a, and b": Figure(0.90004, 641, 0.85, 0.97), "all": Figure(1.0, 3, 0.0, 1.0)}
    write_committed(Evaluation(found, {}), file)
    assert read_committed(file) == found | {"a, and b": Figure(0.9, 641, 0.85, 0.97)}
    assert read_committed()["right card"].count > 100


def test_figures() -> None:
    figure = share_of([True] * 90 + [False] * 10)
    assert figure.share == 0.9
    assert 0.8 < figure.low < 0.87 < 0.93 < figure.high < 0.98
    assert share_of([True] * 100).low == 0.97
    assert calibration_error([0.9] * 10, [True] * 9 + [False]) < 1e-9
    assert calibration_error([1.0] * 10, [True] * 5 + [False] * 5) == 0.5
    assert macro_f1(["a", "a", "b"], ["a", "a", "b"]) == 1.0
    assert macro_f1(["a", "b"], ["a", "a"]) == (2 / 3) / 2


def test_misspelling_touches_a_tenth_of_the_words_the_same_way_each_time() -> None:
    text = "what happens to the information about me when the study that I joined comes to its end"
    changed = misspell(text, 1)
    assert changed == misspell(text, 1)
    pairs = list(zip(text.split(), changed.split(), strict=True))
    assert sum(one != other for one, other in pairs) in (1, 2)
    assert misspell("no", 1) == "no"
