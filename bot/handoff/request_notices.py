"""What a person reads around a request: its notices, and the name under which staff answer."""

from __future__ import annotations

from bot.content.load import Pack
from bot.content.replies import say
from bot.messages import Reply

REFERENCE = "[request]"
"""The placeholder of a request's reference in the cards of these notices."""


def request_notice(pack: Pack, card: str, reference: str) -> Reply:
    """A notice from the assistant about a request."""
    return say(pack, pack.cards[card]).with_values({REFERENCE: reference})


def public_staff_name(pack: Pack) -> str:
    """How people see staff: nobody's own name is shown to them or kept in their conversation."""
    return f"A person at {pack.facts['organisation']['short']}"
