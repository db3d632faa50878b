"""The answers when nothing is sure: cards to choose from, who gives medical advice, or sorry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.content.cards import Card
from bot.content.choose import is_cued
from bot.content.circumstances import Circumstances
from bot.content.dialogue import Answer, Memory
from bot.content.pack import Pack
from bot.content.ranked import Odds
from bot.content.replies import button_for, say
from bot.content.showing import show_unread
from bot.understanding.message import Understanding

NOT_KNOWN, MOST_OFFERED = "not-known", 3

SURE_OF_INTENT = 0.9
"""How sure the intent must be for its leading card to be shown, if it is one of the likeliest."""

MEDICAL, PERHAPS_MEDICAL = "medical_advice", 0.2
"""How likely a question for medical advice must be, to say who gives it when no card is sure."""

PERHAPS_MEANT = 0.25
"""How likely a card with a cue in the message must be to be shown in place of a signpost."""

ANSWERED_AFTER_ASKING = 0.25
"""How likely a card must be to be shown when the message before was not understood either."""


def say_unsure(
    pack: Pack, understood: Understanding, memory: Memory, odds: Odds, around: Circumstances
) -> Answer:
    """Offer cards to choose from; if the message before was unclear too, a card or a person."""
    if memory.misses and odds.cards and odds.cards[0].probability >= ANSWERED_AFTER_ASKING:
        best = odds.cards[0]
        understood = replace(understood, decision="answer")
        return show_unread(pack, best.card, best.part, memory, understood, around)
    intents = dict(understood.ranking)
    if max(odds.intents.get(MEDICAL, 0.0), intents.get(MEDICAL, 0.0)) >= PERHAPS_MEDICAL:
        return say_signpost(pack, understood, odds, memory, around)
    offered = [card for card in odds.offered if card.id != memory.card or not memory.read]
    lead = next((card for card in offered[:MOST_OFFERED] if _leads(card, understood)), None)
    if lead:
        understood = replace(understood, decision="answer")
        return show_unread(pack, lead, "", memory, understood, around)
    if memory.misses or not offered:
        reply = say(pack, pack.cards[NOT_KNOWN])
        return Answer((reply,), replace(memory, misses=memory.misses + 1), "refuse")
    return say_choices(pack, offered, memory)


def _leads(card: Card, understood: Understanding) -> bool:
    """Whether a card leads an intent that is sure: "do I get paid?" may ask for several on pay."""
    sure = understood.confidence >= SURE_OF_INTENT
    return sure and card.leads and understood.intent in card.intents and card.role is None


def say_signpost(
    pack: Pack, understood: Understanding, odds: Odds, memory: Memory, around: Circumstances
) -> Answer:
    """Say who can give medical advice, with the card that is asked for or buttons to choose one."""
    reply = say(pack, pack.cards["medical"])
    if odds.sure:  # the question is answered from its card, and who can advise is said after it
        understood = replace(understood, decision="answer")
        told = show_unread(pack, odds.sure.card, odds.sure.part, memory, understood, around)
        return replace(told, replies=(*told.replies, reply.without_buttons()))
    first = next(iter(odds.cards), None)
    if first and first.probability >= PERHAPS_MEANT and is_cued(first.card, understood.text):
        understood = replace(understood, decision="answer")
        return show_unread(pack, first.card, "", memory, understood, around)
    buttons = tuple(button_for(card) for card in odds.offered[: MOST_OFFERED - 1])
    reply = replace(reply, buttons=(*buttons, button_for(pack.cards[NOT_KNOWN])))
    return Answer((reply,), replace(memory, misses=0), "answer")


def say_sorry(pack: Pack, memory: Memory) -> Answer:
    """Say sorry; the second time in a row with a person to write to."""
    notice = "sorry-again" if memory.misses else "sorry"
    reply = say(pack, pack.cards[notice])
    return Answer((reply,), replace(memory, misses=memory.misses + 1), "refuse")


def say_choices(pack: Pack, cards: Sequence[Card], memory: Memory) -> Answer:
    """Offer up to three cards to choose from, or "Something else"; without cards, say sorry."""
    if not cards:
        return say_sorry(pack, memory)
    notice = say(pack, pack.cards["clarify"])
    chosen = list(dict.fromkeys(card.id for card in cards))[:MOST_OFFERED]
    buttons = [button_for(pack.cards[one]) for one in (*chosen, NOT_KNOWN)]
    reply = replace(notice, buttons=tuple(dict.fromkeys(buttons)))
    return Answer((reply,), replace(memory, misses=memory.misses + 1), "clarify")
