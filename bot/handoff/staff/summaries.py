"""A request in words: a line of a list, or all of it, for the staff chat and the command line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.handoff.delivery.notification import how_to_answer
from bot.handoff.delivery.routes import ROUTE_PHRASES
from bot.handoff.model import ROLE_PHRASES, HandoffRequest

NONE_OPEN = "No request is waiting."


def summary_line(request: HandoffRequest) -> str:
    """A request in one line of a list."""
    parts = [
        request.reference,
        request.state + (f" by {request.claimed_by}" if request.claimed_by else ""),
        f"from {ROLE_PHRASES[request.role]}",
        f"since {_at(request.opened_at)}",
    ]
    for route in request.undelivered:
        parts.append(f"NOT DELIVERED {ROUTE_PHRASES[route]}")
    return ", ".join(parts)


def summary_list(requests: Sequence[HandoffRequest]) -> str:
    """Requests, one line each."""
    return "\n".join(summary_line(one) for one in requests) or NONE_OPEN


def answer_receipt(request: HandoffRequest) -> str:
    """Where an answer went. On the web nobody knows whether the person has seen it yet."""
    if request.channel == "telegram":
        return "sent to the person's chat."
    return "kept for the person. They see it in the chat on the website, or later with their code."


def full_summary(request: HandoffRequest) -> str:
    """All of a request, with personal data in place of the tokens."""
    lines = [f"{summary_line(request)}.", how_to_answer(request)]
    lines += [f"{token} {value}" for token, value in request.details.items()]
    lines += ["", request.with_details(request.message)]
    if request.transcript:
        lines += ["", "The last turns of the chat:", "", request.transcript]
    lines += ["", "What happened:"]
    for event in request.events:
        said = f": {request.with_details(event.text)}" if event.text else ""
        lines.append(f"- {_at(event.at)}, {event.what} ({event.who}){said}")
    for delivery in request.deliveries:
        if delivery.sent_at is None:
            why = f", {delivery.trouble}" if delivery.trouble else ""
            where = ROUTE_PHRASES[delivery.route]
            lines.append(f"- {delivery.status} {where}: {delivery.tries} tries{why}")
    return "\n".join(lines)


def _at(moment: datetime) -> str:
    return f"{moment:%d %b %H:%M} UTC"
