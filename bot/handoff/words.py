"""The notices around a request, with its reference in them."""

from __future__ import annotations

from bot.content.pack import Pack
from bot.content.replies import say
from bot.records.store import NewMessage

REFERENCE = "[request]"
"""What the notices have in the place of a request's reference."""


def notice(pack: Pack, card: str, reference: str) -> NewMessage:
    """A notice of the assistant's, as it is stored and shown."""
    reply = say(pack, pack.cards[card])
    view = reply.card and {
        **reply.card,
        "parts": [part.replace(REFERENCE, reference) for part in reply.card["parts"]],
    }
    choices = tuple((choice.title, choice.payload) for choice in reply.choices)
    text = reply.text.replace(REFERENCE, reference)
    return NewMessage("assistant", reply.kind, text, view, choices)


def who_answers(pack: Pack) -> str:
    """How staff are called towards people: no name of a member of staff is shown or kept."""
    return f"A person at {pack.facts['organisation']['short']}"
