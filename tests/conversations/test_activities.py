"""Described activities get their kind; where it depends, the one question that settles it."""

from __future__ import annotations

import pytest

from bot.content.pack import Pack
from tests.conftest import Person


@pytest.mark.parametrize(
    ("text", "card"),
    [
        ("They asked me to comment on the plan of a study. Which one is that?", "involvement"),
        ("I went to an open evening at the lab, was that being involved?", "engagement"),
        ("They took my blood every week for a study, is that involvement?", "participation"),
        ("we interviewed ten patients about their pain, so we have done our PPI", "participation"),
        ("They sent me a form about the food on the ward, which of the three is that?", "none"),
    ],
)
async def test_an_activity_gets_its_kind(talk: Person, text: str, card: str) -> None:
    await talk.says(text)
    assert talk.card == f"verdict-{card}"
    assert talk.decision == "answer"


async def test_a_focus_group_depends_and_is_settled_in_words(talk: Person, pack: Pack) -> None:
    heard = await talk.says("I was in a focus group at the hospital, which of the three is that?")
    assert talk.decision == "clarify"
    assert "data" in heard
    assert "decide" in heard
    heard = await talk.says("what we said was recorded and used as data")
    assert pack.cards["verdict-participation"].meaning in heard


async def test_a_focus_group_is_settled_by_a_button(talk: Person, pack: Pack) -> None:
    await talk.says("I was in a focus group at the hospital, which of the three is that?")
    heard = await talk.presses("It steers the research")
    assert pack.cards["verdict-involvement"].meaning in heard


@pytest.mark.parametrize(
    ("belief", "card", "words"),
    [
        (
            "I see patients in clinic so I already do involvement",
            "care-or-involvement",
            "Many people think so",
        ),
        ("You can't do PPI in a lab", "lab-research", "other labs do it"),
        ("PPI is just a hoop for ethics and funding", None, ""),
        (
            "Why does Cancer Research UK say done to them, not with them?",
            "done-to-them",
            "Taking part is a choice, and it matters.",
        ),
    ],
)
async def test_a_belief_is_answered_kindly(
    talk: Person, belief: str, card: str | None, words: str
) -> None:
    heard = await talk.says(belief)
    assert words in heard
    assert card in (None, talk.card)
    for scolding in ("wrong", "must", "should have", "incorrect"):
        assert scolding not in heard
