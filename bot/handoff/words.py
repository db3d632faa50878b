"""The notices around a request, with its reference in them."""

from __future__ import annotations

from bot.content.load import Pack
from bot.content.replies import say
from bot.messages import Reply

REFERENCE = "[request]"
"""What the notices have in the place of a request's reference."""


def notice(pack: Pack, card: str, reference: str) -> Reply:
    """A notice of the assistant's."""
    return say(pack, pack.cards[card]).with_values({REFERENCE: reference})


def who_answers(pack: Pack) -> str:
    """How staff are called towards people: no name of a member of staff is shown or kept."""
    return f"A person at {pack.facts['organisation']['short']}"
