"""What a person reads around a request: its notices, and the name under which staff answer."""

from __future__ import annotations

from bot.content.load import Pack
from bot.content.replies import say
from bot.records.store import NewMessage

REFERENCE = "[request]"
"""The placeholder of a request's reference in the cards of these notices."""


def request_notice(pack: Pack, card: str, reference: str) -> NewMessage:
    """A notice from the assistant about a request, as it is stored and shown."""
    reply = say(pack, pack.cards[card])
    view = reply.card and {
        **reply.card,
        "parts": [part.replace(REFERENCE, reference) for part in reply.card["parts"]],
    }
    choices = tuple((choice.title, choice.payload) for choice in reply.choices)
    text = reply.text.replace(REFERENCE, reference)
    return NewMessage("assistant", reply.kind, text, view, choices)


def public_staff_name(pack: Pack) -> str:
    """How people see staff: nobody's own name is shown to them or kept in their conversation."""
    return f"A person at {pack.facts['organisation']['short']}"
