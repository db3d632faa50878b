"""What is said, by plain logic over the cards: no model needed."""

from __future__ import annotations

import pytest

from bot.content.answer import answer
from bot.content.cards import TERM_INTENT
from bot.content.pack import Pack
from bot.content.replies import ERASE, choice_of
from bot.content.understood import Answer, Memory, Understood

NEW = Memory()


def _text(answered: Answer) -> str:
    return "\n\n".join(reply.text for reply in answered.replies)


def _after(pack: Pack, *intents: str) -> tuple[Answer, Memory]:
    memory = NEW
    for intent in intents:
        answered = answer(pack, Understood(intent), memory)
        memory = answered.memory
    return answered, memory


def test_a_core_word_is_answered_with_its_source(pack: Pack) -> None:
    answered = answer(pack, Understood("define_involvement"), NEW)
    card = pack.cards["involvement"]
    assert card.meaning in _text(answered)
    assert "From: " in _text(answered)
    assert "2026" in _text(answered)
    assert answered.memory.card == "involvement"


def test_a_glossary_word_is_answered_by_its_term(pack: Pack) -> None:
    answered = answer(pack, Understood("other_glossary_term", terms=("tokenism",)), NEW)
    assert pack.cards["tokenism"].meaning in _text(answered)


def test_an_unknown_glossary_word_gets_a_sorry(pack: Pack) -> None:
    answered = answer(pack, Understood("other_glossary_term"), NEW)
    assert answered.decision == "refuse"
    assert answered.memory.misses == 1


def test_more_walks_through_a_card_and_ends(pack: Pack) -> None:
    parts = pack.cards["involvement"].further_parts
    memory = answer(pack, Understood("define_involvement"), NEW).memory
    for part in parts:
        answered = answer(pack, Understood("more"), memory)
        assert answered.replies[0].text == part
        memory = answered.memory
    assert answer(pack, Understood("more"), memory).replies[0].card_id == "no-more"


def test_the_moves_speak_of_the_last_card(pack: Pack) -> None:
    card = pack.cards["participation"]
    for move, said in {
        "example": card.example,
        "simpler": card.simpler,
        "repeat": card.meaning,
        "source": card.source.url if card.source else "",
    }.items():
        answered, _ = _after(pack, "define_participation", move)
        assert said
        assert said in _text(answered)


def test_small_talk_does_not_change_the_subject(pack: Pack) -> None:
    answered, _ = _after(pack, "define_participation", "chitchat", "example")
    assert pack.cards["participation"].example in _text(answered)


def test_a_move_with_nothing_said_yet_is_told_so(pack: Pack) -> None:
    answered = answer(pack, Understood("more"), NEW)
    assert answered.replies[0].card_id == "nothing-yet"


def test_any_two_terms_are_compared_from_their_cards(pack: Pack) -> None:
    answered = answer(pack, Understood("compare_terms", terms=("co-design", "tokenism")), NEW)
    reply = answered.replies[0]
    assert reply.kind == "comparison"
    assert "people who will use something help to design it" in reply.text
    assert "An example: Patients and designers draw" in reply.text
    assert "Tokenism: " in reply.text


def test_a_comparison_says_where_it_is_from_once_for_each_source(pack: Pack) -> None:
    terms = ("rct", "placebo", "tokenism")
    reply = answer(pack, Understood("compare_terms", terms=terms), NEW).replies[0]
    month = f"{pack.cards['rct'].reviewed.on:%B %Y}"  # type: ignore[union-attr]
    lines = [
        f"From: Cancer Research UK (checked {month})",
        f"From: Research Involvement and Engagement (checked {month})",
    ]
    assert reply.text.split("\n")[-2:] == lines
    assert reply.card is not None
    assert [one["name"] for one in reply.card["sources"]] == [
        "Cancer Research UK",
        "Research Involvement and Engagement",
    ]


def test_terms_of_one_kind_are_told_apart_by_who_decides(pack: Pack) -> None:
    terms = ("consultation", "co-production")
    text = answer(pack, Understood("compare_terms", terms=terms), NEW).replies[0].text
    assert "Consultation: In consultation, researchers ask people for their views" in text
    assert "The researchers then decide." in text
    assert "Each of these is a form of involvement. To tell them apart, ask who decides." in text


@pytest.mark.parametrize(
    ("named", "buttons"),
    [
        (("engagement", "participation"), ["What is engagement?", "What is participation?"]),
        (("involvement", "participation"), ["What is involvement?", "What is participation?"]),
    ],
)
def test_the_buttons_of_a_comparison_are_of_the_words_compared(
    pack: Pack, named: tuple[str, ...], buttons: list[str]
) -> None:
    reply = answer(pack, Understood("compare_terms", terms=named), NEW).replies[0]
    assert [choice.title for choice in reply.choices] == ["Tell me more", *buttons]


@pytest.mark.parametrize("terms", [(), ("involvement", "engagement"), ("participation",)])
def test_the_core_words_have_a_comparison_of_their_own(pack: Pack, terms: tuple[str, ...]) -> None:
    answered = answer(pack, Understood("compare_terms", terms=terms), NEW)
    assert answered.replies[0].card_id == "compare-core"


def test_two_misses_in_a_row_offer_a_person(pack: Pack) -> None:
    missed = Understood("why_involve", decision="refuse")
    first = answer(pack, missed, NEW)
    second = answer(pack, missed, first.memory)
    assert first.replies[0].card_id == "sorry"
    assert second.replies[0].card_id == "sorry-again"
    assert pack.facts["contact"]["email"] in _text(second)


def test_a_good_answer_forgets_the_misses(pack: Pack) -> None:
    missed = answer(pack, Understood(None, decision="refuse"), NEW)
    assert answer(pack, Understood("why_involve"), missed.memory).memory.misses == 0


def test_did_you_mean_offers_the_cards_and_a_person(pack: Pack) -> None:
    asked = Understood(
        "payment_expenses",
        decision="clarify",
        alternatives=("payment_expenses", "time_commitment"),
    )
    reply = answer(pack, asked, NEW).replies[0]
    titles = [choice.title for choice in reply.choices]
    assert titles == [
        pack.cards["payment"].button,
        pack.cards["time"].button,
        pack.cards["contact"].button,
    ]


def test_a_button_shows_exactly_its_card(pack: Pack) -> None:
    asked = Understood("trial_safety_or_consent", card="trial-placebo")
    assert answer(pack, asked, NEW).replies[0].card_id == "trial-placebo"


def test_danger_understood_by_the_model_brings_a_crisis_card(pack: Pack) -> None:
    answered = answer(pack, Understood("urgent_help", text="please help"), NEW)
    assert answered.decision == "crisis"
    assert answered.replies[0].kind == "crisis"
    assert "999" in _text(answered)


def test_deleting_asks_first(pack: Pack) -> None:
    reply = answer(pack, Understood("delete_my_data"), NEW).replies[0]
    assert reply.choices[0].payload == ERASE


def test_a_researcher_is_remembered_and_gets_researchers_words(pack: Pack) -> None:
    said = "I am a researcher. Does involvement make a difference?"
    first = answer(pack, Understood("impact_evaluation", text=said), NEW)
    assert first.memory.role == "researcher"
    assert first.replies[0].card_id == "impact-evaluation-researcher"
    again = answer(pack, Understood("impact_evaluation", text="and how?"), first.memory)
    assert again.replies[0].card_id == "impact-evaluation-researcher"


def test_a_visitor_who_speaks_of_a_researcher_is_none(pack: Pack) -> None:
    said = "A researcher asked me to help. Does it make a difference?"
    answered = answer(pack, Understood("impact_evaluation", text=said), NEW)
    assert answered.replies[0].card_id == "impact-evaluation"


def test_who_is_asking_can_be_said_after_the_answer_and_changed(pack: Pack) -> None:
    asked = answer(pack, Understood("why_involve", text="why involve people"), NEW)
    assert asked.replies[0].card_id == "why-involve"
    button = asked.replies[0].choices[-1]
    assert button.title == "I am a researcher"
    pressed = answer(pack, Understood("why_involve", card=button.card), asked.memory)
    assert pressed.replies[0].card_id == "why-involve-researcher"
    assert pressed.memory.role == "researcher"
    later = answer(
        pack, Understood("impact_evaluation", text="how do we report it"), pressed.memory
    )
    assert later.replies[0].card_id == "impact-evaluation-researcher"
    back = later.replies[0].choices[-1]
    assert back.title == "I am not a researcher"
    changed = answer(pack, Understood("impact_evaluation", card=back.card), later.memory)
    assert changed.replies[0].card_id == "impact-evaluation"
    again = answer(pack, Understood("why_involve", text="why involve people"), changed.memory)
    assert again.replies[0].card_id == "why-involve"


def test_a_verdict_names_the_words_that_decided_it(pack: Pack) -> None:
    told = answer(
        pack, Understood("classify_scenario", activity="involvement", cue="draft leaflet"), NEW
    )
    assert told.replies[0].card_id == "verdict-involvement"
    assert "I went by the words “draft leaflet”." in told.replies[0].text
    plain = answer(pack, Understood("classify_scenario", activity="mixed", cue="both"), NEW)
    assert "I went by" not in plain.replies[0].text


def test_only_the_core_words_that_were_named_are_in_the_table(pack: Pack) -> None:
    named = ("involvement", "engagement")
    reply = answer(pack, Understood("compare_terms", terms=named), NEW).replies[0]
    assert reply.card is not None
    assert reply.card["table"]["columns"] == ["", "Involvement", "Engagement"]
    assert all(len(row) == 3 for row in reply.card["table"]["rows"])
    assert "- Participation:" not in reply.text


def test_every_crisis_card_can_be_a_button(pack: Pack) -> None:
    for card in pack.cards.values():
        if card.is_crisis:
            assert choice_of(card).payload == f'/urgent_help{{"card": "{card.id}"}}'


def test_every_intent_answers_with_a_card_of_its_own(pack: Pack) -> None:
    intents = {intent for card in pack.cards.values() for intent in card.intents} - {TERM_INTENT}
    assert len(intents) >= 40
    for intent in intents:
        shown = answer(pack, Understood(intent), NEW).replies[0].card_id
        if intent not in ("affirm", "classify_scenario"):  # these go by what was said before
            assert shown in {card.id for card in pack.answering(intent)}, intent
