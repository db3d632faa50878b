"""Events with a date: the next ones as sentences; past ones are never named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pydantic import Field

from bot.content.strict_model import Strict

DATES = "[dates]"
"""Stands in a card for the dates to come, which are filled in when the card is shown."""

MOST_NAMED = 2
NO_DATES = "I have no dates at the moment."


class DatedEvent(Strict):
    """One event of `events.dated` in pack.yml; `checked` is the day on which its page was read."""

    title: str
    on: date
    place: str = ""
    link: str = Field(pattern=r"^https://\S+$")
    checked: date


def say_dates(events: Sequence[DatedEvent], today: date) -> str:
    """The next events as sentences, soonest first, or `NO_DATES`."""
    coming = [event for event in events if event.on >= today][:MOST_NAMED]
    return "\n\n".join(_sentence(event) for event in coming) or NO_DATES


def _sentence(event: DatedEvent) -> str:
    where = f", {event.place}" if event.place else ""
    on = f"{event.on:%A} {event.on.day} {event.on:%B %Y}"
    return f"{on}: {event.title}{where}. {event.link} (checked {event.checked:%B %Y})"
