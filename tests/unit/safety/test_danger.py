"""The gate as a whole: the list and, beside it, the second reading; on phrases nobody tuned it to."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.pack import Pack
from bot.evaluation.sets import load_sets
from bot.paths import CRISIS_EXAMPLES, EVALUATION
from bot.safety import gate
from bot.safety.crisis.rules import find_crisis
from bot.safety.crisis.similarity import (
    FEWEST_WORDS,
    LONGEST_PART,
    MOST_PARTS,
    Reading,
    SecondReading,
    parts_of,
)
from bot.safety.gate import Danger, judge
from bot.text import MOST_CHARACTERS


def rows(name: str, folder: Path = CRISIS_EXAMPLES) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def find_danger(text: str) -> Danger | None:
    """What the gate finds without phrases of a pack."""
    return judge(text, {})


@pytest.fixture(scope="module")
def reading() -> SecondReading:
    return SecondReading()


@pytest.fixture
def both(reading: SecondReading, monkeypatch) -> None:
    monkeypatch.setattr(gate, "_loaded", [reading])


def test_danger_in_words_nobody_listed_is_found(both) -> None:
    """Written by somebody who had seen neither the list nor the examples; see docs/trust/figures.md."""
    phrases = rows("blind_must_fire.tsv", EVALUATION)
    found = [find_danger(row["phrase"]) for row in phrases]
    assert len(phrases) == 200
    assert sum(match is not None for match in found) >= 0.97 * len(phrases)
    right = [
        match is not None and match.card == row["card"]
        for match, row in zip(found, phrases, strict=True)
    ]
    assert sum(right) >= 0.92 * len(phrases)


@pytest.mark.slow
def test_figures_of_speech_nobody_listed_are_rarely_taken_for_danger(both) -> None:
    phrases = rows("blind_must_not_fire.tsv", EVALUATION)
    wrong = [row["phrase"] for row in phrases if find_danger(row["phrase"])]
    assert len(phrases) == 200
    assert len(wrong) <= 0.05 * len(phrases)


@pytest.mark.slow
def test_what_people_ask_every_day_is_rarely_taken_for_danger(both) -> None:
    sets = load_sets()
    asked = [text for text, intent in sets.intents if intent != "urgent_help"]
    asked += [text for text, _ in (*sets.out_of_scope, *sets.activities)]
    asked = asked[::3]
    found = [find_danger(text) for text in asked]
    assert sum(danger is not None and danger.sure for danger in found) <= 0.005 * len(asked)
    assert sum(danger is not None for danger in found) <= 0.02 * len(asked)


def test_what_the_list_is_sure_of_is_never_put_aside(both, monkeypatch) -> None:
    found = [find_crisis(row["phrase"]) for row in rows("must_fire.tsv")]
    assert sum(match.plain for match in found) > 300  # else this shows little
    monkeypatch.setattr(SecondReading, "read", lambda self, text: Reading(harmless=True))
    for row, match in zip(rows("must_fire.tsv"), found, strict=True):
        kept = Danger(match.card, match.reason, sure=False) if match.plain else None
        assert find_danger(row["phrase"]) == kept


def test_what_it_is_unsure_of_is_put_aside_only_where_it_reads_as_harmless(both) -> None:
    told = "Twenty years clear of leukaemia and still remember the infections! Happy to talk to students."
    doubtful = find_crisis(told)
    assert doubtful is not None  # else this shows nothing
    assert not doubtful.plain
    assert find_danger(told) is None
    kept = [find_danger(row["phrase"]) for row in rows("must_fire.tsv")]
    assert all(kept)


@pytest.mark.parametrize(
    "text",
    [
        "What does a lay member do at the meetings of a panel? Chest pain.",
        "a " * 6000 + "i took an overdose" + " a" * 6000,
    ],
)
def test_what_was_not_all_read_is_never_put_aside(both, text: str) -> None:
    assert find_crisis(text) is not None  # else this shows nothing
    assert find_danger(text) is not None


def test_danger_in_one_sentence_of_several_is_found(both) -> None:
    calm = "I read the leaflet about your panel. When do you meet? "
    told = "I keep going back to the bridge and sitting on the edge."
    assert find_crisis(told) is None  # else this shows nothing
    assert find_danger(calm + told + " Is there parking?") is not None


def test_the_reason_never_holds_the_persons_words(both, pack: Pack) -> None:
    match = find_danger("I keep going back to the bridge and sitting on the edge.")
    assert match is not None
    assert match.reason == f"reads-like-{match.card}"
    match = judge("je veux mourir", pack.crisis_phrases)
    assert match is not None
    assert match.reason == f"other-language-{match.card}"


def test_the_phrases_of_the_pack_come_after_what_is_said_in_english(monkeypatch) -> None:
    monkeypatch.setattr(gate, "_loaded", [])
    phrases = {"crisis-danger": ["je suis en danger"]}
    both_said = judge("I want to kill myself, je suis en danger", phrases)
    assert both_said is not None
    assert both_said.card == "crisis-self-harm"
    assert judge("Je suis en danger !", phrases) == Danger(
        "crisis-danger", "other-language-crisis-danger"
    )
    assert judge("Je suis en danger !", {}) is None


def test_without_the_second_reading_the_list_goes_on_alone(monkeypatch) -> None:
    monkeypatch.setattr(gate, "_loaded", [])
    lines = []
    monkeypatch.setattr(gate.log, "error", lambda line, *given: lines.append(line % given))
    monkeypatch.setattr(gate, "SecondReading", lambda: SecondReading(Path("/nowhere")))
    gate.warm_up()
    assert "only the list" in lines[0]
    assert find_danger("I want to kill myself") is not None


def test_a_reading_that_breaks_is_no_answer_and_no_crash(monkeypatch) -> None:
    class Broken:
        def read(self, text: str) -> Reading:
            raise ValueError(text)

    lines = []
    monkeypatch.setattr(gate, "_loaded", [Broken()])
    monkeypatch.setattr(gate.log, "error", lambda line, *given: lines.append(line % given))
    assert find_danger("planted-4711 says hello") is None
    assert "planted-4711" not in lines[0]


@pytest.mark.parametrize(
    "text", ["", "hi", "two words", "你好,请问医院几点开门", ";;; ;;; ;;;", "123 456 789"]
)
def test_what_it_cannot_read_is_left_to_the_list(text: str) -> None:
    assert parts_of(text) == []


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=3000))
def test_any_text_is_read_in_few_short_parts(text: str) -> None:
    parts = parts_of(text)
    assert all(len(part) <= LONGEST_PART for part in parts)
    assert all(len(part.split()) >= FEWEST_WORDS for part in parts)
    assert len(parts) <= 2 * MOST_PARTS + 2


def test_all_of_a_message_that_is_answered_is_read() -> None:
    words = " ".join(f"word{number}" for number in range(500))
    assert MOST_CHARACTERS - 400 < len(words) <= MOST_CHARACTERS
    read = " ".join(parts_of(words)).split()
    assert set(read) == set(words.split())


def test_the_ends_of_a_longer_one_are_read() -> None:
    read = " ".join(parts_of("start of it all " + "and so on " * 2000 + "end of it all"))
    assert "start of it all" in read
    assert "end of it all" in read
