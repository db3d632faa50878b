"""Answers that need no understanding: notices, the crisis cards, the closed door."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from bot.content.pack import Pack
from bot.content.replies import ERASE, Choice, Reply, say
from bot.conversation.agent import AgentAnswer, AgentReply
from bot.messages import Message
from bot.records.snapshot import Snapshot

LANGUAGE = "[language]"
"""What the notice `other-language` has in place of the language's name."""


def known(intent: str, reply: Reply, decision: str = "answer") -> AgentAnswer:
    """A reply as the agent would have given it."""
    return AgentAnswer((as_agent_reply(reply),), intent, 1.0, decision, (), (), Snapshot())


def as_agent_reply(reply: Reply) -> AgentReply:
    """A reply of the cards in the agent's form."""
    choices = tuple((choice.title, choice.payload) for choice in reply.choices)
    return AgentReply(reply.text, reply.kind, reply.card, choices)


def unstored(reply: Reply | AgentReply) -> Message:
    """A reply that is not in the records; its buttons could not be pressed, so it has none."""
    # An id all the same: a page tells by it which messages it has shown already.
    return Message(
        uuid.uuid4().hex, 0, datetime.now(UTC), "assistant", reply.kind, reply.text, reply.card
    )


Said = TypeVar("Said", Reply, AgentReply)


def filled[Said: (Reply, AgentReply)](reply: Said, placeholder: str, value: str) -> Said:
    """A reply with a placeholder of its card replaced, in the text and in what a page draws."""
    if placeholder not in reply.text:
        return reply
    view = reply.card and {
        **reply.card,
        "parts": [part.replace(placeholder, value) for part in reply.card["parts"]],
    }
    return replace(reply, text=reply.text.replace(placeholder, value), card=view)


def in_another_language(pack: Pack, language: str) -> AgentAnswer:
    """The notice to a message in a language that is not read here."""
    shown = filled(say(pack, pack.cards["other-language"]), LANGUAGE, language)
    return known("out_of_scope", shown, "refuse")


def closed_door(pack: Pack, sentence: str) -> AgentAnswer:
    """What is said while the assistant is turned off: the sentence, the contact, the way out."""
    contact = say(pack, pack.cards["contact"])
    first = f"{sentence} In an emergency call {pack.facts['crisis']['emergency']}."
    # The web draws the card's parts, the other channels show the text.
    card = contact.card and {**contact.card, "parts": [first, *contact.card["parts"]]}
    erase = Choice("Delete everything in this chat", ERASE)
    said = replace(contact, text=f"{first}\n\n{contact.text}", card=card, choices=(erase,))
    return known("contact_person", said)
