"""Events with a date: the next ones, never a past one."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from bot.content.events import NO_DATES, DatedEvent, say_dates
from bot.content.pack import Pack
from bot.content.replies import say

CHECKED = date(2026, 11, 1)


def _event(title: str, on: date, place: str = "") -> DatedEvent:
    link = "https://example.org/events"
    return DatedEvent(title=title, on=on, place=place, link=link, checked=CHECKED)


EVENTS = (
    _event("Autumn talk", date(2026, 11, 20)),
    _event("Winter talk", date(2026, 12, 8), "Town Hall"),
    _event("Spring talk", date(2027, 3, 1)),
    _event("Summer talk", date(2027, 6, 1)),
)


def test_the_next_two_are_named_with_date_place_link_and_when_checked() -> None:
    assert say_dates(EVENTS, date(2026, 12, 1)) == (
        "Tuesday 8 December 2026: Winter talk, Town Hall. "
        "https://example.org/events (checked November 2026)\n\n"
        "Monday 1 March 2027: Spring talk. https://example.org/events (checked November 2026)"
    )


def test_an_event_is_named_on_its_day_and_not_after_it() -> None:
    assert "Autumn" in say_dates(EVENTS, date(2026, 11, 20))
    assert "Autumn" not in say_dates(EVENTS, date(2026, 11, 21))


@pytest.mark.parametrize("events", [(), EVENTS])
def test_with_no_date_it_says_so(events: tuple[DatedEvent, ...]) -> None:
    assert say_dates(events, date(2028, 1, 1)) == NO_DATES


def test_the_card_says_the_dates_and_the_contact(pack: Pack) -> None:
    text = say(pack, pack.cards["events"]).text
    assert text.startswith(NO_DATES)
    assert "[dates]" not in text
    assert pack.facts["contact"]["email"] in text


def test_a_link_must_be_https() -> None:
    with pytest.raises(ValidationError):
        DatedEvent(title="Talk", on=CHECKED, link="http://example.org", checked=CHECKED)
