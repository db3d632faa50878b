"""Shows a card: the passage that was asked for, its buttons, and what is remembered of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.content.cards import CRISIS_INTENT, Card, Person
from bot.content.choose import for_the_other_role
from bot.content.circumstances import JOKE, LEAVE, NOT_NOW, Circumstances, inviting
from bot.content.dialogue import Answer, Memory
from bot.content.opening_hours import OPEN_AGAIN, say_open_again
from bot.content.pack import Pack
from bot.content.replies import ERASE, button_for, next_unread, say, say_passage
from bot.messages import Button, Reply
from bot.understanding.message import Decision, Understanding

CONTACT = "contact"


def now() -> datetime:
    """The current time in UTC; tests replace this function."""
    return datetime.now(UTC)


def show_unread(
    pack: Pack,
    card: Card,
    need: str,
    memory: Memory,
    understood: Understanding,
    around: Circumstances,
) -> Answer:
    """Show the passage called `need` or, if it was just shown, the next one not shown yet."""
    place: int | None = card.place_of(need)
    if card.id == memory.card and place in memory.read and card.id != CONTACT:
        place = next_unread(card, memory.read)
        if place is None:
            reply = say(pack, pack.cards["no-more"])
            return Answer((reply,), replace(memory, misses=0), "answer")
    return show(pack, card, memory, understood, around, place or 0)


def show_pressed(
    pack: Pack, card: Card, memory: Memory, understood: Understanding, around: Circumstances
) -> Answer:
    """Show a card whose button was pressed or, if it was just shown, its next passage."""
    unread = next_unread(card, memory.read) if card.id == memory.card else None
    return show(pack, card, memory, understood, around, unread or 0)


def show(
    pack: Pack,
    card: Card,
    memory: Memory,
    understood: Understanding,
    around: Circumstances,
    place: int = 0,
) -> Answer:
    """Show the passage of a card at `place`. The card that opens the form gives no reply itself."""
    if card.id == LEAVE and around.handoff:
        return Answer((), replace(memory, misses=0), "answer", opens_form=True)
    if card.id == JOKE and around.calm:
        card = pack.cards[NOT_NOW]
    reply = say_passage(pack, card, place)
    if card.id == CONTACT and around.handoff:
        reply = inviting(pack, reply)
    other = for_the_other_role(pack, card)
    if other:
        if understood.card:  # a button pressed says who is asking
            person: Person = "researcher" if card.role == "researcher" else "public"
            memory = replace(memory, person=person)
        title = "I am a researcher" if other.role == "researcher" else "I am not a researcher"
        reply = reply.with_buttons(replace(button_for(other), title=title))
    if understood.intent == "delete_my_data":
        confirm = Button("Yes, delete everything", ERASE)
        reply = replace(reply, buttons=(confirm, *reply.buttons))
    decision: Decision = understood.decision
    if understood.intent == CRISIS_INTENT:
        decision = "crisis"
    replies = (reply, *_out_of_hours(pack)) if card.id == CONTACT else (reply,)
    misses = memory.misses + 1 if understood.decision == "refuse" else 0
    memory = replace(memory, misses=misses)
    # A notice does not become the last card, so "more" after it is still about the one before.
    if card.kind != "notice":
        before = memory.read if card.id == memory.card else ()
        memory = replace(memory, card=card.id, read=(*before, place))
        if next_unread(card, memory.read) is None:  # "tell me more" would lead nowhere
            kept = tuple(button for button in replies[0].buttons if button.press != "more")
            replies = (replace(replies[0], buttons=kept), *replies[1:])
    return Answer(replies, memory, decision)


def _out_of_hours(pack: Pack) -> tuple[Reply, ...]:
    """The notice that says when staff next read messages; nothing while they are there."""
    moment = now()
    if pack.hours is None or pack.hours.is_open(moment):
        return ()
    notice = say(pack, pack.cards["out-of-hours"])
    return (notice.with_values({OPEN_AGAIN: say_open_again(pack.hours, moment)}),)
