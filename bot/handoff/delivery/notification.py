"""What staff read: the same facts for email and for the staff chat, before either is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from bot.handoff.delivery.outbox import Delivery
from bot.handoff.requests import REACHES, ROLES, Shown

WAYS = {"email": "by email", "staff": "to the staff chat", "person": "to the person's chat"}


@dataclass(frozen=True)
class Letter:
    """A heading, the lines under it, and words of the person's, if it carries some."""

    heading: str
    lines: tuple[str, ...]
    said: str = ""
    said_by: str = "They write"


def letter_of(delivery: Delivery) -> Letter:
    """What a delivery to staff says. Details stay tokens: who may see them decides the way."""
    what, shown = delivery.body["what"], delivery.shown
    return {
        "opened": _opened,
        "said": _said,
        "reminder": _reminder,
        "undelivered": _undelivered,
    }[what](shown, delivery.body)


def how_to_answer(shown: Shown) -> str:
    """How the person wants to be answered, as a sentence."""
    return f"They ask for an answer {REACHES[shown.reach]}."


def _opened(shown: Shown, _body: dict[str, str]) -> Letter:
    return Letter(
        f"{shown.reference}: a message from {ROLES[shown.role]}",
        (how_to_answer(shown), f"Left on {shown.opened_at:%d %B %Y at %H:%M} UTC."),
        shown.message,
    )


def _said(shown: Shown, body: dict[str, str]) -> Letter:
    return Letter(f"{shown.reference}: they wrote back", (), body["text"])


def _reminder(shown: Shown, _body: dict[str, str]) -> Letter:
    claimed = f"Claimed by {shown.claimed_by}." if shown.claimed_by else "Nobody has claimed it."
    return Letter(
        f"{shown.reference}: still waiting for an answer",
        (
            f"A message from {ROLES[shown.role]} has waited for a working day.",
            claimed,
            how_to_answer(shown),
        ),
    )


def _undelivered(shown: Shown, body: dict[str, str]) -> Letter:
    way = body["way"]
    lines = [
        f"Something about this request could not be sent {WAYS[way]}, and was given up.",
        f"It is kept: `ppi-guide handoffs show {shown.reference}` shows all of it.",
        f"To try again: `ppi-guide handoffs resend {shown.reference}`.",
    ]
    if way == "person":
        lines[0] = "What you wrote did not reach the person: their chat does not take messages."
    return Letter(f"{shown.reference}: NOT DELIVERED", tuple(lines))
