"""A request in words, for the staff chat and the command line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.handoff.delivery.notification import WAYS, how_to_answer
from bot.handoff.requests import ROLES, Shown

NONE_OPEN = "No request is waiting."


def in_a_line(shown: Shown) -> str:
    """A request in one line of a list."""
    parts = [
        shown.reference,
        shown.state + (f" by {shown.claimed_by}" if shown.claimed_by else ""),
        f"from {ROLES[shown.role]}",
        f"since {_at(shown.opened_at)}",
    ]
    for way in shown.undelivered:
        parts.append(f"NOT DELIVERED {WAYS[way]}")
    return ", ".join(parts)


def as_a_list(requests: Sequence[Shown]) -> str:
    """Requests, a line each."""
    return "\n".join(in_a_line(one) for one in requests) or NONE_OPEN


def where_it_goes(shown: Shown) -> str:
    """What becomes of an answer, truthfully: nobody knows whether a web page is still open."""
    if shown.channel == "telegram":
        return "sent to the person's chat."
    return "kept for the person. They see it in the chat on the website, or later with their code."


def in_full(shown: Shown) -> str:
    """All of a request, with the person's details in their places."""
    lines = [f"{in_a_line(shown)}.", how_to_answer(shown)]
    lines += [f"{token} {value}" for token, value in shown.details.items()]
    lines += ["", shown.plain(shown.message)]
    if shown.transcript:
        lines += ["", "The last turns of the chat:", "", shown.transcript]
    lines += ["", "What happened:"]
    for event in shown.events:
        said = f": {shown.plain(event.text)}" if event.text else ""
        lines.append(f"- {_at(event.at)}, {event.what} ({event.who}){said}")
    waiting = [one for one in shown.deliveries if one.sent_at is None]
    for one in waiting:
        why = f", {one.trouble}" if one.trouble else ""
        lines.append(f"- {one.status} {WAYS[one.way]}: {one.tries} tries{why}")
    return "\n".join(lines)


def _at(moment: datetime) -> str:
    return f"{moment:%d %b %H:%M} UTC"
