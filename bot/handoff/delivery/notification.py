"""What staff are told about a request: the same facts for email and for the staff chat."""

from __future__ import annotations

from dataclasses import dataclass

from bot.handoff.delivery.outbox import Delivery
from bot.handoff.delivery.routes import ROUTE_PHRASES
from bot.handoff.model import CONTACT_PHRASES, ROLE_PHRASES, HandoffRequest


@dataclass(frozen=True)
class Notification:
    """A heading, the lines under it, and the person's words where there are some."""

    heading: str
    lines: tuple[str, ...]
    quote: str = ""


def notification_of(delivery: Delivery) -> Notification:
    """What a delivery tells staff.

    Personal data stay tokens: each route decides who may see them.
    """
    what, request = delivery.body["what"], delivery.request
    return {
        "opened": _opened,
        "said": _said,
        "reminder": _reminder,
        "undelivered": _undelivered,
    }[what](request, delivery.body)


def how_to_answer(request: HandoffRequest) -> str:
    """How the person wants to be answered, as a sentence."""
    return f"They ask for an answer {CONTACT_PHRASES[request.contact_method]}."


def _opened(request: HandoffRequest, _body: dict[str, str]) -> Notification:
    return Notification(
        f"{request.reference}: a message from {ROLE_PHRASES[request.role]}",
        (how_to_answer(request), f"Left on {request.opened_at:%d %B %Y at %H:%M} UTC."),
        request.message,
    )


def _said(request: HandoffRequest, body: dict[str, str]) -> Notification:
    return Notification(f"{request.reference}: they wrote back", (), body["text"])


def _reminder(request: HandoffRequest, _body: dict[str, str]) -> Notification:
    claimed_by = request.claimed_by
    claimed = f"Claimed by {claimed_by}." if claimed_by else "Nobody has claimed it."
    return Notification(
        f"{request.reference}: still waiting for an answer",
        (
            f"A message from {ROLE_PHRASES[request.role]} has waited for a working day.",
            claimed,
            how_to_answer(request),
        ),
    )


def _undelivered(request: HandoffRequest, body: dict[str, str]) -> Notification:
    route, reference = body["way"], request.reference
    if route == "person":
        lost = "What you wrote did not reach the person: their chat does not take messages."
    else:
        where = ROUTE_PHRASES[route]
        lost = f"Something about this request could not be sent {where}, and was given up."
    return Notification(
        f"{reference}: NOT DELIVERED",
        (
            lost,
            f"It is kept: `ppi-guide handoffs show {reference}` shows all of it.",
            f"To try again: `ppi-guide handoffs resend {reference}`.",
        ),
    )
