"""What makes a card hard to read is found."""

from __future__ import annotations

from typing import Any

import pytest

from bot.content.cards import Card
from bot.content.pack import Pack
from bot.content.readability import grade, long_sentences

FACTS: dict[str, Any] = {
    "protected_words": ["involvement", "participation"],
    "contact": {"name": "Alex Example", "role": "Senior Everything Coordinator"},
}


def _card(meaning: str, **more: Any) -> Card:
    return Card(id="made-up", kind="topic", title="Made up", meaning=meaning, **more)


def test_long_words_make_a_card_hard_and_protected_ones_do_not() -> None:
    plain = _card("You can help a team to plan its work. It is up to you to say yes or no. " * 3)
    hard = _card("Methodological considerations necessitate multidisciplinary deliberation. " * 8)
    kept = _card("Involvement is good. Participation is good. You can pick one of the two. " * 4)
    easy = grade(plain, FACTS).protected
    assert easy is not None
    assert easy < 3
    assert (grade(hard, FACTS).protected or 0) > 15
    found = grade(kept, FACTS)
    assert found.protected is not None
    assert found.as_written is not None
    assert found.protected < found.as_written


def test_a_short_text_has_no_grade() -> None:
    assert grade(_card("Short."), FACTS).protected is None


@pytest.mark.parametrize(
    ("meaning", "count"),
    [
        ("word " * 20 + "end.", 1),
        ("word " * 19 + "end.", 0),
        ("word " * 15 + "end. " + "word " * 15 + "end.", 0),
        ("word " * 15 + "to Alex Example, Senior Everything Coordinator: a@example.org", 0),
    ],
)
def test_long_sentences(meaning: str, count: int) -> None:
    assert len(list(long_sentences(_card(meaning), FACTS))) == count


def test_further_parts_count_too() -> None:
    card = _card("Short.", more=("word " * 25 + "end.",))
    assert len(list(long_sentences(card, FACTS))) == 1


def test_no_card_of_the_project_is_hard_to_read(pack: Pack) -> None:
    grades = {card.id: grade(card, pack.facts) for card in pack.cards.values()}
    assert sum(found.protected is not None for found in grades.values()) > 100
    assert {i: g for i, g in grades.items() if (g.protected or 0) > 6} == {}
    assert {i: g for i, g in grades.items() if (g.as_written or 0) > 8} == {}
