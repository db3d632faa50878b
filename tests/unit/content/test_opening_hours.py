"""Working hours: days, times, time zone and bank holidays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from bot.content import showing as answering
from bot.content.answer import answer
from bot.content.dialogue import Memory
from bot.content.opening_hours import OpeningHours, say_hours, say_open_again
from bot.content.pack import Pack
from bot.understanding.message import Understanding

HOURS = OpeningHours(
    days=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    opens="09:00",
    closes="17:00",
    zone="Europe/London",
    country="GB",
    region="ENG",
)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-24T09:00", True),
        ("2026-11-24T08:59", False),
        ("2026-11-24T16:59", True),
        ("2026-11-24T17:00", False),
        ("2026-11-28T12:00", False),  # a Saturday
        ("2026-12-25T12:00", False),  # Christmas
        ("2026-12-28T12:00", False),  # the holiday moved from a Saturday
        ("2026-07-01T08:30", True),  # 9:30 in summer time
        ("2026-07-01T16:30", False),  # 17:30 in summer time
    ],
)
def test_when_it_is_open(moment: str, is_open: bool) -> None:
    assert HOURS.is_open(_at(moment)) is is_open


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-24T07:00", date(2026, 11, 24)),
        ("2026-11-24T18:00", date(2026, 11, 25)),
        ("2026-11-27T18:00", date(2026, 11, 30)),
        ("2026-12-24T18:00", date(2026, 12, 29)),
    ],
)
def test_the_day_on_which_it_opens_again(moment: str, day: date) -> None:
    assert HOURS.open_again(_at(moment)) == day


def test_the_day_is_said_in_words() -> None:
    assert say_open_again(HOURS, _at("2026-11-27T18:00")) == "Monday 30 November"


@pytest.mark.parametrize(
    "wrong", [{"zone": "London"}, {"country": "XX"}, {"days": ("Mon",)}, {"opens": "nine"}]
)
def test_wrong_hours_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        OpeningHours(**{**HOURS.model_dump(), **wrong})


@pytest.mark.parametrize(("moment", "notices"), [("2026-11-24T10:00", 0), ("2026-11-28T10:00", 1)])
def test_the_contact_says_when_somebody_reads_it(
    pack: Pack, monkeypatch: pytest.MonkeyPatch, moment: str, notices: int
) -> None:
    monkeypatch.setattr(answering, "now", lambda: _at(moment))
    replies = answer(replace(pack, hours=HOURS), Understanding("contact_person"), Memory()).replies
    assert replies[0].card_id == "contact"
    assert [reply.card_id for reply in replies[1:]] == ["out-of-hours"] * notices
    if notices:
        assert "Monday 30 November" in replies[1].text


def test_without_hours_nothing_is_promised(pack: Pack) -> None:
    replies = answer(replace(pack, hours=None), Understanding("contact_person"), Memory()).replies
    assert [reply.card_id for reply in replies] == ["contact"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Monday to Friday, 9 am to 5 pm"),
        ({"days": ("Tuesday",)}, "Tuesday, 9 am to 5 pm"),
        ({"days": ("Thursday", "Monday")}, "Monday and Thursday, 9 am to 5 pm"),
        ({"days": ("Monday", "Tuesday")}, "Monday and Tuesday, 9 am to 5 pm"),
        (
            {"days": ("Monday", "Wednesday", "Friday"), "opens": "08:30", "closes": "12:00"},
            "Monday, Wednesday and Friday, 8:30 am to 12 pm",
        ),
    ],
)
def test_the_hours_are_said_in_words(changes: dict[str, object], said: str) -> None:
    assert say_hours(OpeningHours(**(HOURS.model_dump() | changes))) == said
