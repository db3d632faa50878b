"""What the words alone settle: picks, ellipses, other meanings, answers to the question back."""

from __future__ import annotations

import pytest

from bot.content.choose import (
    asked_meaning,
    asks_elsewhere,
    asks_to_compare,
    named_alone,
    other_meaning,
    picked_button,
    settled_activity,
)
from bot.content.load import Pack

OFFERED = ("/more", "payment", "time")


@pytest.mark.parametrize(
    ("text", "picked"),
    [
        ("the first one", "/more"),
        ("the second one please", "payment"),
        ("number 3", "time"),
        ("3", "time"),
        ("ok, the last one", "time"),
        ("no, the other one", "time"),
        ("the fourth one", None),
        ("the first time I was ill", None),
        ("one of my friends has cancer", None),
        ("second opinion", None),
        ("", None),
    ],
)
def test_a_button_is_picked_by_its_place(text: str, picked: str | None) -> None:
    assert picked_button(text, OFFERED, "payment") == picked


def test_nothing_is_picked_when_nothing_was_offered() -> None:
    assert picked_button("the first one", (), None) is None


@pytest.mark.parametrize(
    ("text", "terms", "term"),
    [
        ("and engagement?", ("engagement",), "engagement"),
        ("ok, what about biobanks", ("biobank",), "biobank"),
        ("how about involvement or engagement", ("involvement", "engagement"), None),
        ("what about pay?", (), None),
        ("and when did you last hear of a trial near here?", ("clinical-trial",), None),
        ("is engagement good", ("engagement",), None),
    ],
)
def test_a_term_named_alone_is_meant(text: str, terms: tuple[str, ...], term: str | None) -> None:
    assert named_alone(text, terms) == term


@pytest.mark.parametrize(
    ("text", "card"),
    [
        ("my PPI tablets give me a rash", "ppi-medicine"),
        ("which PPI dose is usual", "ppi-medicine"),
        ("the bank owes me for PPI", "ppi-insurance"),
        ("PPI refund", "ppi-insurance"),
        ("what is PPI", None),
        ("PPI panel payment policy", None),
        ("claim my expenses for the PPI group meeting with the researchers", None),
        ("I lost my tablets", None),
    ],
)
def test_other_meanings_of_ppi(pack: Pack, text: str, card: str | None) -> None:
    found = other_meaning(pack, text)
    assert (found.id if found else None) == card


@pytest.mark.parametrize(
    ("text", "activity"),
    [
        ("it becomes data", "participation"),
        ("they recorded us and quoted it", "participation"),
        ("it steers what they do", "involvement"),
        ("we gave advice", "involvement"),
        ("both, it is data and it changes the plan", "mixed"),
        ("I do not know", None),
        ("is data always kept?", None),
    ],
)
def test_the_question_back_is_answered(text: str, activity: str | None) -> None:
    assert settled_activity(text) == activity


def test_every_name_of_every_term_is_found_when_its_meaning_is_asked(pack: Pack) -> None:
    for card in pack.terms.values():
        for name in (card.title, *card.aliases):
            for question in (
                f"What is {name}?",
                f"whats a {name.lower()}",
                f"Define {name} please.",
            ):
                assert asked_meaning(pack, question) == card.id, question


@pytest.mark.parametrize(
    "text",
    ["what is it", "What is a trial like?", "what is the point of PPI in a lab", "hello", ""],
)
def test_other_questions_ask_no_meaning(pack: Pack, text: str) -> None:
    assert asked_meaning(pack, text) is None


@pytest.mark.parametrize(
    "text",
    [
        "What does engagement mean in the USA?",
        "do they call it that abroad",
        "is co-production the same everywhere",
        "how do other funders use the word",
        "what does it mean in the US",
    ],
)
def test_other_places_are_asked_about(text: str) -> None:
    assert asks_elsewhere(text)


@pytest.mark.parametrize(
    "text", ["Can I join from abroad?", "tell us what engagement means", "I live in Canada"]
)
def test_other_places_are_only_named(text: str) -> None:
    assert not asks_elsewhere(text)


@pytest.mark.parametrize(
    ("text", "terms", "compares"),
    [
        ("co-production versus consultation", ("co-production", "consultation"), True),
        ("is a carer the same as a service user", ("carer", "service-user"), True),
        ("how do they differ, a trial and an RCT?", ("clinical-trial", "rct"), True),
        ("what is a carer and a service user", ("carer", "service-user"), False),
        ("how is consultation different", ("consultation",), False),
    ],
)
def test_two_terms_and_a_word_that_compares(
    text: str, terms: tuple[str, ...], compares: bool
) -> None:
    assert asks_to_compare(text, terms) is compares
