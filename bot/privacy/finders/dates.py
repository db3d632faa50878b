"""Finds dates of birth: dates that a person says are one. Every other date is left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.privacy.finders.found import Found

_MONTHS = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
]  # fmt: skip
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:r?uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_ORDINALS = (
    r"(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)"
    r"|(?:ten|eleven|twelf|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)th"
    r"|(?:twent|thirt)ieth"
)
_YEAR_IN_WORDS = (
    r"(?:nineteen|twenty)[ -](?:hundred(?: and)? |oh )?"
    r"(?:(?:(?:twen|thir|for|fif|six|seven|eigh|nine)ty[ -]?)?"
    r"(?:one|two|three|four|five|six|seven|eight|nine)|(?:twen|thir|for|fif|six|seven|eigh|nine)ty"
    r"|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen)\b"
)
_DAY = rf"(?:\d{{1,2}}(?: ?(?:st|nd|rd|th)\b)?|(?:{_ORDINALS})\b)"
_YEAR = rf"(?:'?\d{{2}}\b(?!\d)|\d{{4}}\b|{_YEAR_IN_WORDS})"
_DATE = (
    r"(?<![\w/.-])(?:"
    r"\d{4} ?[-/.] ?\d{1,2} ?[-/.] ?\d{1,2}"
    r"|\d{1,2} ?[-/. ] ?\d{1,2} ?[-/. ] ?(?:\d{4}|\d{2})"
    rf"|{_DAY}(?: of)?[ /.-]{{0,2}}{_MONTH}(?:[ ,/.-]{{0,2}}{_YEAR})?"
    rf"|{_MONTH} {{0,2}}(?:the )?{_DAY}(?:,? {{0,2}}{_YEAR})?"
    rf"|{_MONTH} {{0,2}}\d{{4}}"
    r"|\d{8}|\d{6}"
    r")(?![\w])"
)
_BIRTHDAY = r"(?:d\.? ?o\.? ?b|dates? of birth|birth ?(?:days?|dates?)|b-?day)\b\.?"
_BIRTH_THEN_DATE = re.compile(
    rf"\b(?:born\b|{_BIRTHDAY})(?:[ :=,\n-]|'?s\b|\b(?:is|was|on|the|it)\b|\bin (?={_MONTH})"
    rf"|\bin [a-z]{{2,20}}(?= on\b)|\([^()\n]{{0,14}}\)){{0,8}}({_DATE})",
    re.IGNORECASE,
)
_DATE_THEN_BIRTH = re.compile(
    rf"({_DATE})(?: ?[(,-] ?| (?:is|was|being) )"
    rf"(?:(?:my|his|her|our|the|[a-z]{{2,12}}'?s) ){{0,3}}{_BIRTHDAY}",
    re.IGNORECASE,
)


def find_dates_of_birth(text: str) -> Iterator[Found]:
    """Dates beside words for a birth: "born 3/4/1961", "my birthday is 3 April".

    A year alone is left, and so is "born before 1 January 1950": that is how a study says who may
    take part.
    """
    spans = {match.span(1) for match in _BIRTH_THEN_DATE.finditer(text)}
    spans |= {match.span(1) for match in _DATE_THEN_BIRTH.finditer(text)}
    for start, end in sorted(spans):
        yield Found(start, end, "date-of-birth")


def iso_date(typed: str) -> str | None:
    """A full date as YYYY-MM-DD, read with the day before the month; None when it is not one."""
    parts = re.findall(r"\d+|[a-z]{3,}", typed.lower())
    months = [at for at, part in enumerate(parts) if part[:3] in _MONTHS]
    numbers = [part for part in parts if part.isdigit()]
    if months and len(numbers) == 2:
        day, month, year = numbers[0], _MONTHS.index(parts[months[0]][:3]) + 1, numbers[1]
    elif len(numbers) == 1 and len(numbers[0]) in (6, 8):
        day, month, year = numbers[0][:2], int(numbers[0][2:4]), numbers[0][4:]
    elif len(numbers) == 3 and len(numbers[0]) == 4:
        year, month, day = numbers[0], int(numbers[1]), numbers[2]
    elif len(numbers) == 3:
        day, month, year = numbers[0], int(numbers[1]), numbers[2]
    else:
        return None
    full = int(year)
    if len(year) == 2:  # nobody is born in the future: 61 is 1961, 09 is 2009
        full += 2000 if full <= date.today().year % 100 else 1900
    try:
        return date(full, month, int(day)).isoformat()
    except ValueError:
        return None
