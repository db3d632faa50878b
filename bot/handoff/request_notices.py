"""What the person reads about their request: notices, and the name that staff answer under."""

from __future__ import annotations

from bot.content.pack import Pack
from bot.content.replies import say
from bot.messages import Reply

REFERENCE = "[request]"
"""The placeholder for the reference of a request in the cards of these notices."""


def request_notice(pack: Pack, card: str, reference: str) -> Reply:
    """The notice with the id `card`, with the reference of a request filled in."""
    return say(pack, pack.cards[card]).with_values({REFERENCE: reference})


def public_staff_name(pack: Pack) -> str:
    """The name that people see for staff: a person's own name is never shown to them or stored."""
    return f"A person at {pack.facts['organisation']['short']}"
