"""Which of the three words an activity is, is said where it is wanted and not elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from bot.content.cards import Card
from bot.content.described import SCENARIO, asks_something, asks_which, wants_verdict
from bot.content.ranked import Likely, Odds
from bot.understanding.activities import ActivityVerdict
from bot.understanding.message import Understanding

LIKELY = 0.8


@pytest.mark.parametrize(
    "text",
    [
        "I sorted old photos for the archive, which of the three is it",
        "we painted a wall with the scientists. is that involvement?",
        "does it count as participation if I hold the ladder",
        "Am I doing engagement when I sing there?",
        "I held the lamp. What is that called?",
        "the tea morning, where does that fit",
    ],
)
def test_it_is_heard_when_somebody_asks_which(text: str) -> None:
    assert asks_which(text)


@pytest.mark.parametrize(
    "text",
    [
        "what makes involvement important",
        "Is a trial less important than involvement?",
        "the form has two names, which one do I phone",
        "what do you class as research?",
        "how do I get into engagement",
    ],
)
def test_other_questions_are_not_taken_for_it(text: str) -> None:
    assert not asks_which(text)
    assert asks_something(text)


def test_a_description_asks_nothing() -> None:
    assert not asks_something("I held the lamp while they painted the wall")


def _odds(probability: float) -> Odds:
    card = Card.model_construct(id="lamp", kind="topic", title="Lamps", meaning="…")
    return Odds((Likely(card, "", probability),))


def _said(text: str, **more: Any) -> Understanding:
    activity = ActivityVerdict("engagement", more.pop("sure", 0.95), more.pop("kind", "engagement"))
    return Understanding("videos", text=text, activity=activity, confidence=0.7, **more)


@pytest.mark.parametrize(
    ("understood", "card", "wanted"),
    [
        (_said("I held the lamp at their stall"), 0.1, True),
        (_said("I held the lamp at their stall"), 0.6, False),  # a card answers it
        (_said("I held the lamp at their stall", sure=0.5), 0.1, False),
        (_said("I held the lamp, who pays my bus?"), 0.1, False),
        (_said("I held the lamp, is that engagement?"), 0.6, True),
        (_said("I held the lamp, is that engagement?"), 0.9, False),
        (_said("I held the lamp, is that engagement?", kind="none"), 0.1, False),
    ],
)
def test_when_a_verdict_is_wanted(understood: Understanding, card: float, wanted: bool) -> None:
    assert wants_verdict(understood, _odds(card), LIKELY, in_talk=False) is wanted


def test_the_intent_alone_is_enough_for_a_description() -> None:
    described = _said("I held the lamp at their stall", sure=0.3)
    told = Understanding(SCENARIO, text=described.text, activity=described.activity, confidence=0.7)
    assert wants_verdict(told, _odds(0.6), LIKELY, in_talk=False)
    assert not wants_verdict(told, _odds(0.6), LIKELY, in_talk=True)
    assert not wants_verdict(
        Understanding("videos", text=described.text), _odds(0.1), LIKELY, in_talk=False
    )  # nothing was judged
