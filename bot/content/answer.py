"""Answers an understood message from the cards and from what is remembered. No Rasa in here."""

from __future__ import annotations

from dataclasses import replace

from bot.content.asker import person_in
from bot.content.cards import CRISIS_INTENT, Card
from bot.content.choose import (
    asked_meaning,
    asks_elsewhere,
    asks_to_compare,
    choose_card,
    greets,
    named_alone,
    other_meaning,
    picked_button,
    refusal_with_cue,
    settled_activity,
)
from bot.content.circumstances import (
    NOT_NOW,
    QUIZ,
    Circumstances,
    fitting,
    going_on,
)
from bot.content.described import SCENARIO, wants_verdict
from bot.content.dialogue import Answer, Memory
from bot.content.moves import MOVES
from bot.content.pack import Pack
from bot.content.quiz import chosen_kind, judge, next_question, stop, wants_quiz
from bot.content.ranked import PERHAPS_OUTSIDE, Odds, leans, weigh
from bot.content.replies import (
    compare,
    say,
    say_part,
)
from bot.content.showing import show, show_pressed, show_unread
from bot.content.unsure import MEDICAL, say_choices, say_signpost, say_sorry, say_unsure
from bot.messages import Button, Press, Reply
from bot.understanding.activities import ASK
from bot.understanding.decision import OUT_OF_SCOPE
from bot.understanding.message import Decision, Understanding

GREETING, THANKS = "greeting", "thanks"
CORE_TERMS = frozenset({"involvement", "engagement", "participation"})
MOST_COMPARED = 3

SURELY_OUTSIDE = 0.9
"""The lowest confidence of the intent and the lowest probability by the card ranking at which a
message is out of scope."""

SURELY_MEDICAL, SURELY_MEDICAL_AFTER_A_CARD = 0.75, 0.9
"""The probability of the medical intent from which it is acted on. "Which is better?" after a card
asks for no treatment, so there it must be likelier."""

BEYOND_DOUBT = 0.8
"""The probability from which a card is so likely that no intent is preferred to it."""


NOWHERE = Circumstances()


def answer(
    pack: Pack, understood: Understanding, memory: Memory, around: Circumstances = NOWHERE
) -> Answer:
    """Answer one message. When no card fits, the answer says sorry and offers help or a person."""
    memory = replace(memory, person=person_in(understood.text) or memory.person)
    if around.calm:
        memory = replace(memory, quiz=replace(memory.quiz, current=None))
    quiz = None if around.calm else _quiz(pack, understood, memory)
    answered = quiz or _answer(pack, understood, memory, around)
    if answered.opens_form:
        return answered
    answered = _with_way_back(answered)
    shown = tuple(fitting(pack, reply, around) for reply in answered.replies)
    answered = replace(answered, replies=going_on(pack, shown, around))
    offered = tuple(
        Press.read(button.press).card or button.press
        for reply in answered.replies
        for button in reply.buttons
    )
    return replace(answered, memory=replace(answered.memory, offered=offered))


def _quiz(pack: Pack, understood: Understanding, memory: Memory) -> Answer | None:
    """A turn of the quiz, or None when the message is about something else."""
    state = memory.quiz
    picked = _picked(pack, understood, memory)
    press = Press.read(picked)
    if press.names == "quiz":
        understood = replace(understood, quiz=press.value)
    kind = chosen_kind(state, understood.quiz, understood.text)
    replies: list[Reply]
    if kind:
        replies, state = judge(pack.quiz, state, kind)
    elif state.current is not None and (understood.intent == "stop" or picked == "stop"):
        reply, state = stop(state)
        replies = [reply]
    elif understood.quiz or (understood.intent == "start_quiz" and wants_quiz(understood.text)):
        question, state = next_question(pack.quiz, state)
        replies = [question or say(pack, pack.cards["quiz-done"])]
    else:
        return None
    return Answer(tuple(replies), replace(memory, quiz=state, misses=0), "answer")


def _with_way_back(answered: Answer) -> Answer:
    """Add a button back to the quiz if one of its questions still waits for an answer."""
    last = answered.replies[-1]
    waits = answered.memory.quiz.current is not None
    if not waits or last.kind == "quiz" or answered.decision == "crisis":
        return answered
    last = last.with_buttons(Button("Back to the quiz", "start_quiz"))
    return replace(answered, replies=(*answered.replies[:-1], last))


def _answer(pack: Pack, understood: Understanding, memory: Memory, around: Circumstances) -> Answer:
    if understood.card in pack.cards:
        return show_pressed(pack, pack.cards[understood.card or ""], memory, understood, around)
    # First what the words alone decide, whatever the classifier says.
    picked = _picked(pack, understood, memory)
    if picked and picked not in pack.cards:
        return _answer(pack, Understanding(Press.read(picked).intent), memory, around)
    meant = (
        picked
        or asked_meaning(pack, understood.text, understood.terms)
        or named_alone(understood.text, understood.terms)
    )
    if meant in pack.cards:
        understood = replace(understood, decision="answer")
        return show(pack, pack.cards[meant or ""], memory, understood, around)
    elsewhere = _elsewhere(pack, understood, memory)
    if elsewhere:
        return elsewhere
    about = pack.cards.get(memory.card or "")
    depends = memory.card == "verdict-ask" or (about is not None and about.which == "depends")
    settled = settled_activity(understood.text) if depends else None
    if settled:
        return _verdict(pack, settled, memory)
    other = other_meaning(pack, understood.text)
    if other:
        decision: Decision = "answer" if "medical_advice" in other.intents else "refuse"
        return show(pack, other, memory, replace(understood, decision=decision), around)
    odds = weigh(pack, understood, about, memory.person, memory.read)
    if asks_to_compare(understood.text, understood.terms):
        understood = replace(understood, intent="compare_terms", decision="answer")
    elif odds.ranked and not _heard_danger(understood):
        sure = odds.sure
        doubted = sure is None or sure.probability < BEYOND_DOUBT
        if understood.activity and wants_verdict(
            understood, odds, BEYOND_DOUBT, in_talk=about is not None
        ):
            return _verdict(pack, understood.activity.decision, memory)
        refusal = refusal_with_cue(pack, understood.text)
        if refusal and understood.intent in refusal.intents and doubted:
            return show(pack, refusal, memory, replace(understood, decision="answer"), around)
        if _advice_is_asked_for(understood, leaning=bool(about) and leans(understood.text)):
            return say_signpost(pack, understood, odds, memory, around)
        if sure and sure.card.which == "depends" and _must_be_settled(understood):
            return _verdict(pack, ASK, memory)
        if sure:
            understood = replace(understood, decision="answer")
            return show_unread(pack, sure.card, sure.part, memory, understood, around)
        refused = OUT_OF_SCOPE in (odds.sure_intent, _both_refuse(understood, odds))
        if odds.sure_intent is None and not refused:
            return say_unsure(pack, understood, memory, odds, around)
        understood = replace(
            understood,
            intent=OUT_OF_SCOPE if refused else odds.sure_intent,
            decision="refuse" if refused else "answer",
        )
    return _by_intent(pack, understood, memory, around, odds)


def _both_refuse(understood: Understanding, odds: Odds) -> str | None:
    """`OUT_OF_SCOPE` if the intent is sure of it and the card ranking finds it likely; or None."""
    sure = understood.intent == OUT_OF_SCOPE and understood.confidence >= SURELY_OUTSIDE
    likely = odds.intents.get(OUT_OF_SCOPE, 0.0) >= PERHAPS_OUTSIDE
    return OUT_OF_SCOPE if sure and likely else None


def _advice_is_asked_for(understood: Understanding, *, leaning: bool) -> bool:
    """Whether who gives medical advice is said; `leaning`: it may only need the card before."""
    likely = dict(understood.ranking).get(MEDICAL, 0.0)
    return likely >= (SURELY_MEDICAL_AFTER_A_CARD if leaning else SURELY_MEDICAL)


def _must_be_settled(understood: Understanding) -> bool:
    """Whether an activity is described whose kind only a further question can decide."""
    activity = understood.activity
    return bool(understood.intent == SCENARIO and activity and activity.decision == ASK)


def _heard_danger(understood: Understanding) -> bool:
    return understood.intent == CRISIS_INTENT and understood.decision == "answer"


def _by_intent(
    pack: Pack, understood: Understanding, memory: Memory, around: Circumstances, odds: Odds
) -> Answer:
    if understood.decision == "clarify":
        return say_choices(pack, _of_intents(pack, understood, memory), memory)
    if understood.decision == "refuse" and understood.intent != OUT_OF_SCOPE:
        return say_choices(pack, _of_intents(pack, understood, memory), memory)
    if understood.intent == SCENARIO and understood.activity:
        return _verdict(pack, understood.activity.decision, memory)
    if around.calm and (understood.intent == QUIZ or understood.quiz):
        return show(pack, pack.cards[NOT_NOW], memory, understood, around)
    move = MOVES.get(understood.intent or "")
    if move:
        return move(pack, memory)
    if understood.intent == "compare_terms":
        compared = _compared(pack, understood.terms)
        if compared:
            remembered = replace(memory, card=compared.card_id, read=(0,), misses=0)
            return Answer((compared,), remembered, "answer")
    card = choose_card(
        pack,
        understood.intent or "",
        terms=understood.terms,
        text=understood.text,
        role=memory.role,
        likely=[one.card.id for one in odds.cards],
    )
    if card and card.id == GREETING and memory.card and not greets(understood.text):
        card = pack.cards[THANKS]  # "right, makes sense" is no beginning of a talk
    if card is None or (card.id == "out-of-scope" and memory.misses):
        return say_sorry(pack, memory)
    return show(pack, card, memory, understood, around)


def _of_intents(pack: Pack, understood: Understanding, memory: Memory) -> list[Card]:
    """The cards of the intents that may be meant."""
    cards = [
        choose_card(pack, intent, terms=understood.terms, text=understood.text, role=memory.role)
        for intent in understood.alternatives
    ]
    return [card for card in cards if card and card.intents]


def _picked(pack: Pack, understood: Understanding, memory: Memory) -> str:
    """The button last offered that the words pick: the id of its card or its press; "" if none."""
    return picked_button(understood.text, memory.offered, memory.card, pack.cards) or ""


def _elsewhere(pack: Pack, understood: Understanding, memory: Memory) -> Answer | None:
    """What the term named, or else the last card, means elsewhere, if that is asked; or None."""
    compares = understood.intent == "compare_terms" and len(set(understood.terms)) > 1
    if compares or not asks_elsewhere(understood.text):
        return None
    about = understood.terms[0] if understood.terms else memory.card
    card = pack.cards.get(about or "")
    if card is None or not card.elsewhere:
        return None
    remembered = replace(memory, card=card.id, read=(0,), misses=0)
    return Answer((say_part(pack, card, card.elsewhere),), remembered, "answer")


def _verdict(pack: Pack, activity: str, memory: Memory) -> Answer:
    """Say which of the three an activity is or, if it depends, ask the question that decides it."""
    card = pack.cards[f"verdict-{activity}"]
    shown = say(pack, card)
    decision: Decision = "clarify" if activity == "ask" else "answer"
    return Answer((shown,), replace(memory, card=card.id, read=(), misses=0), decision)


def _compared(pack: Pack, terms: tuple[str, ...]) -> Reply | None:
    """A comparison of the terms named, or None. For the three core words it is written by hand."""
    named = [pack.cards[term] for term in dict.fromkeys(terms) if term in pack.cards]
    if len(named) < 2:
        return None
    if {card.id for card in named} <= CORE_TERMS:
        return say(pack, pack.cards["compare-core"], columns=[card.title for card in named])
    return compare(pack, named[:MOST_COMPARED])
