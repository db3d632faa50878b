"""When staff read their messages: the days and times that a pack gives, without bank holidays."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, Self, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
from pydantic import field_validator, model_validator

from bot.content.strict_model import Strict

OPEN_AGAIN = "[open again]"
"""The placeholder for the next working day in the notice `out-of-hours`."""

Day = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
LONGEST_BREAK = 31
"""The number of days within which the next working day is looked for."""


class OpeningHours(Strict):
    """The block `hours` of pack.yml.

    `country` and `region` name the bank holidays, as the library `holidays` knows them.
    """

    days: tuple[Day, ...]
    opens: time
    closes: time
    zone: str
    country: str
    region: str | None = None

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("is no time zone; write it as Europe/London") from None
        return value

    @model_validator(mode="after")
    def _known_holidays(self) -> Self:
        try:
            _bank_holidays(self.country, self.region)
        except (NotImplementedError, KeyError):
            raise ValueError("country or region has no known bank holidays") from None
        return self

    def is_open(self, now: datetime) -> bool:
        """Whether messages are read at `now`, a moment with a time zone."""
        here = now.astimezone(ZoneInfo(self.zone))
        return self.works_on(here.date()) and self.opens <= here.time() < self.closes

    def works_on(self, day: date) -> bool:
        """Whether `day` is a working day."""
        return f"{day:%A}" in self.days and day not in _bank_holidays(self.country, self.region)

    def open_again(self, now: datetime) -> date | None:
        """The day on which messages are next read; None when there is none within a month."""
        here = now.astimezone(ZoneInfo(self.zone))
        today = here.date()
        first = today if here.time() < self.closes else today + timedelta(days=1)
        days = (first + timedelta(days=ahead) for ahead in range(LONGEST_BREAK))
        return next((day for day in days if self.works_on(day)), None)


def say_open_again(hours: OpeningHours, now: datetime) -> str:
    """The next working day, as "Monday 30 November"."""
    day = hours.open_again(now)
    return f"{day:%A} {day.day} {day:%B}" if day else "not soon"


def say_hours(hours: OpeningHours) -> str:
    """The days and times, as "Monday to Friday, 9 am to 5 pm"."""
    week: tuple[Day, ...] = get_args(Day)
    days = [day for day in week if day in hours.days]
    first, last = week.index(days[0]), week.index(days[-1])
    if len(days) > 2 and last - first == len(days) - 1:
        named = f"{days[0]} to {days[-1]}"
    else:
        named = " and ".join(filter(None, (", ".join(days[:-1]), days[-1])))
    return f"{named}, {_clock_time(hours.opens)} to {_clock_time(hours.closes)}"


@lru_cache(maxsize=8)
def _bank_holidays(country: str, region: str | None) -> holidays.HolidayBase:
    return holidays.country_holidays(country, subdiv=region)


def _clock_time(at: time) -> str:
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes} {'am' if at.hour < 12 else 'pm'}"
