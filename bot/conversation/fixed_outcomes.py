"""Outcomes that need no understanding: notices, the crisis cards, the closed door."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from bot.content.pack import Pack
from bot.content.replies import ERASE, say
from bot.conversation.agent import Outcome
from bot.messages import Button, Message, Reply, as_message
from bot.understanding.message import Decision, Understanding

CRISIS_INTENT, NOTHING_TO_READ, FOR_A_PERSON = "urgent_help", "out_of_scope", "contact_person"

LANGUAGE = "[language]"
"""What the notice `other-language` has in place of the language's name."""


def fixed(intent: str, *replies: Reply, decision: Decision = "answer") -> Outcome:
    """Replies as the agent would have given them."""
    return Outcome(replies, Understanding(intent, decision))


def unstored(reply: Reply) -> Message:
    """A reply that is not in the records; its buttons could not be pressed, so it has none."""
    # An id all the same: a page tells by it which messages it has shown already.
    message = as_message(reply, number=uuid.uuid4().hex, seq=0, at=datetime.now(UTC))
    return message.without_buttons()


def notice(pack: Pack, card: str, decision: Decision = "refuse") -> Outcome:
    """A notice in place of an answer."""
    return fixed(NOTHING_TO_READ, say(pack, pack.cards[card]), decision=decision)


def in_another_language(pack: Pack, language: str) -> Outcome:
    """The notice to a message in a language that is not read here."""
    said = say(pack, pack.cards["other-language"]).with_values({LANGUAGE: language})
    return fixed(NOTHING_TO_READ, said, decision="refuse")


def closed_door(pack: Pack, sentence: str) -> Outcome:
    """What is said while the assistant is turned off: the sentence, the contact, the way out."""
    first = f"{sentence} In an emergency call {pack.facts['crisis']['emergency']}."
    said = say(pack, pack.cards["contact"]).beginning_with(first).without_buttons()
    return fixed(FOR_A_PERSON, said.with_buttons(Button("Delete everything in this chat", ERASE)))
