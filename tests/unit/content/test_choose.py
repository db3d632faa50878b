"""What the words alone settle: picks, ellipses, other meanings, answers to the question back."""

from __future__ import annotations

import pytest

from bot.content.choose import (
    asked_meaning,
    asks_elsewhere,
    asks_to_compare,
    choose_card,
    greets,
    named_alone,
    other_meaning,
    picked_button,
    settled_activity,
)
from bot.content.pack import Pack
from tests.support.rows import all_of

OFFERED = ("more", "payment", "time")


PICKED = [
    ("the first one", "more"),
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
]


def test_a_button_is_picked_by_its_place() -> None:
    def picks(text: str, picked: str | None) -> None:
        assert picked_button(text, OFFERED, "payment", {"payment", "time"}) == picked

    all_of(PICKED, picks)


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
        ("what does PPI mean, google says it's insurance", "ppi"),
        ("PPI?? I thought that was to do with my loan", "ppi"),
        ("PPI panel payment policy", None),
        ("claim my expenses for the PPI group meeting with the researchers", None),
        ("I lost my tablets", None),
    ],
)
def test_other_meanings_of_ppi(pack: Pack, text: str, card: str | None) -> None:
    found = other_meaning(pack, text)
    assert (found.id if found else None) == card


@pytest.mark.parametrize(
    ("text", "greeting"),
    [("hiya, me again", True), ("Good morning to you", True), ("right, makes sense", False)],
)
def test_a_greeting_is_heard_by_its_words(text: str, greeting: bool) -> None:
    assert greets(text) is greeting


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
        ("how a carer and a patient made a difference", ("carer", "patient"), False),
    ],
)
def test_two_terms_and_a_word_that_compares(
    text: str, terms: tuple[str, ...], compares: bool
) -> None:
    assert asks_to_compare(text, terms) is compares


@pytest.mark.parametrize(
    ("text", "card"),
    [
        ("I see patients in clinic, so I already do it", "care-or-involvement"),
        ("You can't do PPI in a lab, can you?", "lab-research"),
        ("is it possible to do ppi in lab-based research", "lab-research"),
        ("What do funders ask for about involvement?", "funders"),
        ("why do they say it is done to them, not with them?", "done-to-them"),
        ("I am seen in clinic every week", None),
        ("which lab does the blood tests", None),
        ("who funds the trial", None),
        ("what was done to me was wrong", None),
    ],
)
def test_a_belief_that_is_often_heard_has_a_card_of_its_own(
    pack: Pack, text: str, card: str | None
) -> None:
    assert asked_meaning(pack, text) == card


def test_a_card_of_phrases_is_never_the_answer_to_a_whole_intent(pack: Pack) -> None:
    for card in pack.cards.values():
        if card.when.said:
            for intent in card.intents:
                chosen = choose_card(pack, intent, role="researcher")
                assert chosen is None or chosen.id != card.id


def test_a_researcher_hears_how_the_group_can_look_at_a_draft(pack: Pack) -> None:
    assert choose_card(pack, "ppi_group", role="researcher").id == "ppi-group-researcher"  # type: ignore[union-attr]
    assert choose_card(pack, "ppi_group").id == "ppi-group"  # type: ignore[union-attr]


def test_a_name_of_the_glossary_typed_alone_is_asked_about(pack: Pack) -> None:
    """Its intent may be another's: "focus group" by itself looks like a question about the panel."""
    named = {
        name: asked_meaning(pack, name)
        for card in pack.terms.values()
        for name in (card.title, f"{card.title}?", card.title.upper())
    }
    assert {name: got for name, got in named.items() if got is None} == {}
    assert named["Focus group?"] == "focus-group"


@pytest.mark.parametrize("move", ["stop", "more", "help", "yes", "no", "source", "example", "quiz"])
def test_no_name_of_the_glossary_is_a_move_of_the_dialogue(pack: Pack, move: str) -> None:
    assert pack.term_named(move) is None
