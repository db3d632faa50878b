"""What is said, by plain logic over the cards: no model needed."""

from __future__ import annotations

import pytest

from bot.content.answer import answer
from bot.content.cards import TERM_INTENT
from bot.content.dialogue import Answer, Memory
from bot.content.pack import Pack
from bot.content.replies import ERASE, button_for, say
from bot.messages import Press
from bot.understanding.message import RankedCard, Understanding

NEW = Memory()


def _text(answered: Answer) -> str:
    return "\n\n".join(reply.text for reply in answered.replies)


def _after(pack: Pack, *intents: str) -> tuple[Answer, Memory]:
    memory = NEW
    for intent in intents:
        answered = answer(pack, Understanding(intent), memory)
        memory = answered.memory
    return answered, memory


def test_a_core_word_is_answered_with_its_source(pack: Pack) -> None:
    answered = answer(pack, Understanding("define_involvement"), NEW)
    card = pack.cards["involvement"]
    assert card.meaning in _text(answered)
    assert "From: " in _text(answered)
    assert pack.facts["definitions"]["name"] in _text(answered)
    assert answered.memory.card == "involvement"


def test_a_glossary_word_is_answered_by_its_term(pack: Pack) -> None:
    answered = answer(pack, Understanding("other_glossary_term", terms=("tokenism",)), NEW)
    assert pack.cards["tokenism"].meaning in _text(answered)


def test_an_unknown_glossary_word_gets_a_sorry(pack: Pack) -> None:
    answered = answer(pack, Understanding("other_glossary_term"), NEW)
    assert answered.decision == "refuse"
    assert answered.memory.misses == 1


def test_more_walks_through_a_card_and_ends(pack: Pack) -> None:
    parts = pack.cards["involvement"].further_parts
    memory = answer(pack, Understanding("define_involvement"), NEW).memory
    for part in parts:
        answered = answer(pack, Understanding("more"), memory)
        assert answered.replies[0].parts == (part,)
        memory = answered.memory
    assert answer(pack, Understanding("more"), memory).replies[0].card_id == "no-more"


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
    answered = answer(pack, Understanding("more"), NEW)
    assert answered.replies[0].card_id == "nothing-yet"


def test_any_two_terms_are_compared_from_their_cards(pack: Pack) -> None:
    answered = answer(pack, Understanding("compare_terms", terms=("co-design", "tokenism")), NEW)
    reply = answered.replies[0]
    assert reply.kind == "comparison"
    assert "people who'll use something help to design it" in reply.text
    assert f"An example\n- Co-design: {pack.cards['co-design'].example}" in reply.text
    assert "- Tokenism: " in reply.text


def test_a_comparison_says_where_it_is_from_once_for_each_source(pack: Pack) -> None:
    terms = ("rct", "placebo", "tokenism")
    reply = answer(pack, Understanding("compare_terms", terms=terms), NEW).replies[0]
    wanted = dict.fromkeys(source for t in terms for source in say(pack, pack.cards[t]).sources)
    assert list(reply.sources) == list(wanted)
    assert reply.text.split("\n")[-len(wanted) :] == [source.line for source in wanted]


def test_terms_of_one_kind_are_told_apart_by_who_decides(pack: Pack) -> None:
    terms = ("consultation", "co-production")
    text = answer(pack, Understanding("compare_terms", terms=terms), NEW).replies[0].text
    assert "Consultation: In consultation, researchers ask people for their views" in text
    assert "then the researchers decide." in text
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
    reply = answer(pack, Understanding("compare_terms", terms=named), NEW).replies[0]
    assert [choice.title for choice in reply.buttons] == ["Tell me more", *buttons]


@pytest.mark.parametrize("terms", [(), ("involvement", "engagement"), ("participation",)])
def test_the_core_words_have_a_comparison_of_their_own(pack: Pack, terms: tuple[str, ...]) -> None:
    answered = answer(pack, Understanding("compare_terms", terms=terms), NEW)
    assert answered.replies[0].card_id == "compare-core"


def test_two_misses_in_a_row_offer_a_person(pack: Pack) -> None:
    missed = Understanding("why_involve", decision="refuse")
    first = answer(pack, missed, NEW)
    second = answer(pack, missed, first.memory)
    assert first.replies[0].card_id == "sorry"
    assert second.replies[0].card_id == "sorry-again"
    assert pack.facts["contact"]["email"] in _text(second)


def test_a_good_answer_forgets_the_misses(pack: Pack) -> None:
    missed = answer(pack, Understanding(None, decision="refuse"), NEW)
    assert answer(pack, Understanding("why_involve"), missed.memory).memory.misses == 0


def test_did_you_mean_offers_the_cards_and_something_else(pack: Pack) -> None:
    asked = Understanding(
        "payment_expenses",
        decision="clarify",
        alternatives=("payment_expenses", "time_commitment"),
    )
    reply = answer(pack, asked, NEW).replies[0]
    titles = [choice.title for choice in reply.buttons]
    assert titles == [
        pack.cards["payment"].button,
        pack.cards["time"].button,
        pack.cards["not-known"].button,
    ]


def test_a_button_shows_exactly_its_card(pack: Pack) -> None:
    asked = Understanding("trial_safety_or_consent", card="trial-placebo")
    assert answer(pack, asked, NEW).replies[0].card_id == "trial-placebo"


def test_danger_understood_by_the_model_brings_a_crisis_card(pack: Pack) -> None:
    answered = answer(pack, Understanding("urgent_help", text="please help"), NEW)
    assert answered.decision == "crisis"
    assert answered.replies[0].kind == "crisis"
    assert "999" in _text(answered)


def test_deleting_asks_first(pack: Pack) -> None:
    reply = answer(pack, Understanding("delete_my_data"), NEW).replies[0]
    assert reply.buttons[0].press == ERASE


def test_a_researcher_is_remembered_and_gets_researchers_words(pack: Pack) -> None:
    said = "I am a researcher. Does involvement make a difference?"
    first = answer(pack, Understanding("impact_evaluation", text=said), NEW)
    assert first.memory.role == "researcher"
    assert first.replies[0].card_id == "impact-evaluation-researcher"
    again = answer(pack, Understanding("impact_evaluation", text="and how?"), first.memory)
    assert again.replies[0].card_id == "impact-evaluation-researcher"


def test_a_visitor_who_speaks_of_a_researcher_is_none(pack: Pack) -> None:
    said = "A researcher asked me to help. Does it make a difference?"
    answered = answer(pack, Understanding("impact_evaluation", text=said), NEW)
    assert answered.replies[0].card_id == "impact-evaluation"


def test_who_is_asking_can_be_said_after_the_answer_and_changed(pack: Pack) -> None:
    asked = answer(pack, Understanding("why_involve", text="why involve people"), NEW)
    assert asked.replies[0].card_id == "why-involve"
    button = asked.replies[0].buttons[-1]
    assert button.title == "I am a researcher"
    pressed = answer(
        pack, Understanding("why_involve", card=Press.read(button.press).card), asked.memory
    )
    assert pressed.replies[0].card_id == "why-involve-researcher"
    assert pressed.memory.role == "researcher"
    later = answer(
        pack, Understanding("impact_evaluation", text="how do we report it"), pressed.memory
    )
    assert later.replies[0].card_id == "impact-evaluation-researcher"
    back = later.replies[0].buttons[-1]
    assert back.title == "I am not a researcher"
    changed = answer(
        pack, Understanding("impact_evaluation", card=Press.read(back.press).card), later.memory
    )
    assert changed.replies[0].card_id == "impact-evaluation"
    again = answer(pack, Understanding("why_involve", text="why involve people"), changed.memory)
    assert again.replies[0].card_id == "why-involve"


def test_only_the_core_words_that_were_named_are_in_the_table(pack: Pack) -> None:
    named = ("involvement", "engagement")
    reply = answer(pack, Understanding("compare_terms", terms=named), NEW).replies[0]
    assert reply.table is not None
    assert reply.table.columns == ("", "Involvement", "Engagement")
    assert all(len(row) == 3 for row in reply.table.rows)
    assert "- Participation:" not in reply.text


def test_every_crisis_card_can_be_a_button(pack: Pack) -> None:
    for card in pack.cards.values():
        if card.is_crisis:
            assert button_for(card).press == f"urgent_help card={card.id}"


def test_every_intent_answers_with_a_card_of_its_own(pack: Pack) -> None:
    intents = {intent for card in pack.cards.values() for intent in card.intents} - {TERM_INTENT}
    assert len(intents) >= 40
    for intent in intents:
        shown = answer(pack, Understanding(intent), NEW).replies[0].card_id
        if intent not in ("affirm", "classify_scenario"):  # these go by what was said before
            assert shown in {card.id for card in pack.answering(intent)}, intent


def _ranked(text: str, **cards: float) -> Understanding:
    """A message whose ranking is as given: `pay_amounts` stands for pay-amounts, `no_x` for -x."""
    ranked = tuple(
        RankedCard("-" + name[3:] if name.startswith("no_") else name.replace("_", "-"), "", share)
        for name, share in cards.items()
    )
    return Understanding(None, "refuse", text, cards=ranked)


def test_the_card_that_was_asked_for_is_shown_and_then_the_next_part_of_it(pack: Pack) -> None:
    asked = _ranked("would I have any say about money for it", payment=0.9)
    first = answer(pack, asked, NEW)
    assert first.replies[0].card_id == "payment"
    assert pack.cards["payment"].meaning in _text(first)
    second = answer(pack, asked, first.memory)
    assert pack.cards["payment"].further_parts[0] in _text(second)


def test_when_all_of_a_card_was_read_that_is_said_with_the_contact(pack: Pack) -> None:
    card = pack.cards["payment"]
    read = Memory(card="payment", read=tuple(range(len(card.further_parts) + 1)))
    told = answer(pack, _ranked("would I have any say about money for it", payment=0.9), read)
    assert told.replies[0].card_id == "no-more"
    assert pack.facts["contact"]["email"] in _text(told)


def test_a_part_that_stands_alone_is_shown_when_it_is_what_was_asked(pack: Pack) -> None:
    part = pack.cards["payment"].parts[0]
    asked = Understanding(None, text="x y z", cards=(RankedCard("payment", part.need, 0.9),))
    assert part.says in _text(answer(pack, asked, NEW))


def test_who_is_not_understood_is_asked_back_once(pack: Pack) -> None:
    unsure = _ranked("what about all of this then", payment=0.3, time=0.3, training=0.3)
    first = answer(pack, unsure, NEW)
    assert first.replies[0].card_id == "clarify"
    second = answer(pack, unsure, first.memory)
    assert second.replies[0].card_id in ("payment", "time", "training")


def test_what_no_card_answers_is_said_to_be_not_known_with_a_person(pack: Pack) -> None:
    heard = _ranked("who painted it", time=0.03, no_help=0.3, no_chitchat=0.3, no_privacy=0.3)
    told = answer(pack, heard, NEW)
    assert told.replies[0].card_id == "not-known"
    assert pack.facts["contact"]["email"] in _text(told)
    assert told.decision == "refuse"


def test_a_refusal_must_be_likely(pack: Pack) -> None:
    likely = _ranked("should I take my tablets", no_medical_advice=0.9)
    assert answer(pack, likely, NEW).replies[0].card_id == "medical"
    doubtful = _ranked("may I take mine", no_medical_advice=0.4, trial_own_care=0.4, time=0.2)
    told = answer(pack, doubtful, NEW).replies[0]
    assert told.card_id == "medical"  # who can advise, and what else may be meant
    assert pack.cards["trial-own-care"].button in [choice.title for choice in told.buttons]


def test_tell_me_more_is_not_offered_where_all_was_read(pack: Pack) -> None:
    card = pack.cards["payment"]
    last = len(card.further_parts)
    read = Memory(card="payment", read=tuple(range(last)))
    told = answer(pack, _ranked("would I have any say about money for it", payment=0.9), read)
    assert card.further_parts[last - 1] in _text(told)
    assert "more" not in [choice.press for choice in told.replies[0].buttons]
