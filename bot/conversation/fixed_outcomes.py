"""Outcomes that need no agent: notices, crisis cards, and the reply of a closed assistant."""

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
"""The placeholder for the name of the language in the notice `other-language`."""


def fixed(intent: str, *replies: Reply, decision: Decision = "answer") -> Outcome:
    """An outcome of the given replies, made without the agent."""
    return Outcome(replies, Understanding(intent, decision))


def unstored(reply: Reply) -> Message:
    """A reply as a message that is not stored. It has no buttons, because they would not work."""
    # It needs an id: a page knows by the id which messages it has already shown.
    message = as_message(reply, number=uuid.uuid4().hex, seq=0, at=datetime.now(UTC))
    return message.without_buttons()


def notice(pack: Pack, card: str, decision: Decision = "refuse") -> Outcome:
    """The outcome that shows a notice in place of an answer."""
    return fixed(NOTHING_TO_READ, say(pack, pack.cards[card]), decision=decision)


def in_another_language(pack: Pack, language: str) -> Outcome:
    """The outcome for a message in a language that the assistant does not read."""
    said = say(pack, pack.cards["other-language"]).with_values({LANGUAGE: language})
    return fixed(NOTHING_TO_READ, said, decision="refuse")


def closed_door(pack: Pack, sentence: str) -> Outcome:
    """The outcome of a closed assistant: `sentence`, the contact and a button to delete all."""
    first = f"{sentence} In an emergency call {pack.facts['crisis']['emergency']}."
    said = say(pack, pack.cards["contact"]).beginning_with(first).without_buttons()
    return fixed(FOR_A_PERSON, said.with_buttons(Button("Delete everything in this chat", ERASE)))
