"""Finds telephone numbers in digits, British and international, however people space them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType
from stdnum.gb import nhs

from bot.privacy.finders.found import Found
from bot.privacy.plain_text import blank_out

REGION = "GB"
"""The country of numbers without a country code."""

MOST_CHECKED = 300
"""Numbers of one text that are validated (0.1 ms each); the rest are judged by length alone."""

FEWEST_DIGITS_AFTER_CUE = 6
"""Digits that make a telephone number after words such as "my number is"."""

# Only organisations have such numbers: freephone, 03, 0845, 09. Helplines are among them.
_ORGANISATIONS = {
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.UAN,
}
_RUN = re.compile(r"(?<!\w)[+(]{0,2}\d(?:[ ().+-]{0,4}\d)*")
_GROUP = re.compile(r"(\+\(?)?(\d+)")
_EXTENSION = re.compile(r" ?,? ?(?:ext(?:ension)?\.?|x) ?\d{1,6}\b", re.IGNORECASE)
_AMERICAN = re.compile(r"(?<![\w+-])(?:\([2-9]\d\d\) ?|[2-9]\d\d-)[2-9]\d\d-\d{4}(?![\w-])")
_DATE = re.compile(
    r"(?<![\w+])(?:(?:0?[1-9]|[12]\d|3[01])([-./])(?:0?[1-9]|1[0-2])\1(?:(?:19|20)\d\d|\d\d)"
    r"|(?:19|20)\d\d-(?:0[1-9]|1[0-2])-[0-3]\d)(?!\w)"
)
_SPACED_DATE = re.compile(r"\d{1,2} \d{1,2} (?:\d\d|\d{4})")
PHONE_CUE = re.compile(
    r"(?:\b(?:phone|tele?phone|tel|mobile|mob|cell|landline|whats ?app|fax)\.?"
    r"(?: (?:me|us|him|her))?(?: (?:number|num|no\.?))?"
    r"|\b(?:my|his|her|our|contact|home|work|daytime|evening) (?:number|num|no\.?)"
    r"|\b(?:call|ring|text|reach|contact|message) (?:me|us|him|her)(?: back)?"
    r"|\b(?:call|ring|text|phone) (?:[a-z'-]{1,12} ){1,3}?(?=on |at ))"
    r"(?:[ :=,-]|'s|s\b|\b(?:is|are|on|at|it|now)\b){0,6}$",
    re.IGNORECASE,
)
"""The words before a telephone number that announce one: "my mobile is", "ring me on"."""


class _Group(NamedTuple):
    start: int
    end: int
    digits: str
    plus: bool


def find_phones(text: str, public: Collection[str] = ()) -> Iterator[Found]:
    """Telephone numbers; `checked` is the E.164 form of those that can be in use.

    Args:
        public: numbers to leave, in digits only, as they are dialled in `REGION`.
    """
    text = blank_out(text, (match.span() for match in _DATE.finditer(text)))
    known: dict[str, str | None] = {}
    american = {match.start(): match.end() for match in _AMERICAN.finditer(text)}
    for run in _RUN.finditer(text):
        if run.start() in american and not nhs.is_valid(run.group().replace("-", "")):
            yield Found(run.start(), american[run.start()], "phone")
            continue
        announced = bool(PHONE_CUE.search(text[max(0, run.start() - 50) : run.start()]))
        digits = _DigitRun(text, run.span(), announced, known)
        for first, last in digits.numbers():
            start, end = digits.groups[first].start, digits.groups[last].end
            while start > run.start() and text[start - 1] in "+(":
                start -= 1
            checked = digits.valid(first, last)
            if not _is_public(checked, text[start:end], public, announced and first == 0):
                extension = _EXTENSION.match(text, end)
                yield Found(start, extension.end() if extension else end, "phone", checked)


def e164(typed: str) -> str | None:
    """The E.164 form of a number, whether or not it is in use; None when it is no number."""
    try:
        number = phonenumbers.parse(typed, REGION)
    except NumberParseException:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class _DigitRun:
    """Groups of digits in a row, in which several numbers may stand side by side."""

    def __init__(
        self, text: str, span: tuple[int, int], announced: bool, known: dict[str, str | None]
    ) -> None:
        """`announced`: `PHONE_CUE` stands before it; `known`: the numbers validated so far."""
        self._text, self._announced, self._known = text, announced, known
        self.groups = [
            _Group(match.start(2), match.end(), match[2], bool(match[1]))
            for match in _GROUP.finditer(text, *span)
        ]

    def numbers(self) -> Iterator[tuple[int, int]]:
        """The first and the last group of each number."""
        first = 0
        while first < len(self.groups):
            last = self._last_group(first)
            if last is None:
                first += 1
            else:
                yield first, last
                first = last + 1

    def valid(self, first: int, last: int) -> str | None:
        """The E.164 form of these groups if such a number can be in use."""
        typed = self._typed(first, last)
        if typed not in self._known:
            if len(self._known) >= MOST_CHECKED:
                return None
            self._known[typed] = valid_number(typed)
        return self._known[typed]

    def _typed(self, first: int, last: int) -> str:
        plus = "+" if self.groups[first].plus else ""
        return plus + self._text[self.groups[first].start : self.groups[last].end]

    def _last_group(self, first: int) -> int | None:
        """The last group of the number that begins at group `first`, if one does."""
        groups, group = self.groups, self.groups[first]
        before = self._text[groups[first - 1].end : group.start] if first else " "
        if not (" " in before or group.plus):
            return None
        sizes: dict[int, int] = {}  # digits so far -> last group
        digits = ""
        for at in range(first, min(first + 16, len(groups))):
            if at > first and groups[at].plus:
                break
            digits += groups[at].digits
            sizes[len(digits)] = at
        if group.plus or digits.startswith("00"):
            return self._international(first, sizes, digits)
        if self._announced and first == 0:
            return self._announced_number(sizes)
        if digits.startswith("44"):
            ends = (sizes[size] for size in (12, 13) if size in sizes)
            return next((end for end in ends if self.valid(first, end)), None)
        if not digits.startswith("0") or (first and len(group.digits) < 3):
            return None
        return self._national(first, sizes)

    def _international(self, first: int, sizes: dict[int, int], digits: str) -> int | None:
        """The end of a number that begins with + or 00: as many digits as make it valid."""
        plus = self.groups[first].plus
        country = digits if plus else digits[2:]
        usual = 12 + 2 * (not plus) + country.startswith("440")  # +44 (0)20 7946 0123
        lengths = sorted((size for size in sizes if 8 <= size <= 17), reverse=True)
        if country.startswith("44"):
            lengths.sort(key=lambda size: abs(size - usual))
        last = self._best(first, sizes, lengths)
        if last is None or self.valid(first, last):
            return last
        looks_right = country.startswith("44") or (plus and not country.startswith("0"))
        return last if looks_right and lengths[0] >= 10 else None

    def _national(self, first: int, sizes: dict[int, int]) -> int | None:
        """The end of a number that begins with 0: ten or eleven digits, or twelve by mistake."""
        groups = self.groups
        last = self._best(first, sizes, (11, 10))
        if last is None:
            too_long = sizes.get(12)
            return too_long if groups[first].digits.startswith("07") else None
        digits = "".join(group.digits for group in groups[first : last + 1])
        mobile = digits.startswith("07") and len(digits) == 11
        if mobile or self.valid(first, last):
            return last
        one_by_one = len(groups[first].digits) == 1
        runs_into_letters = self._text[groups[last].end : groups[last].end + 1].isalpha()
        if one_by_one or runs_into_letters or digits[1] == "0" or nhs.is_valid(digits):
            return None
        return last

    def _announced_number(self, sizes: dict[int, int]) -> int | None:
        """The end of a number that was announced."""
        if _SPACED_DATE.fullmatch(self._typed(0, len(self.groups) - 1)):
            return None
        if self.groups[0].digits.startswith("0"):
            last = self._best(0, sizes, (11, 10, 12))
            if last is not None:
                return last
        ends = (last for size, last in sizes.items() if FEWEST_DIGITS_AFTER_CUE <= size <= 15)
        return max(ends, default=None)

    def _best(self, first: int, sizes: dict[int, int], lengths: Sequence[int]) -> int | None:
        """The last group for the first length that is valid; else for the first length there is."""
        ends = [sizes[length] for length in lengths if length in sizes]
        valid = (end for end in ends if self.valid(first, end))
        return next(valid, ends[0] if ends else None)


def valid_number(typed: str) -> str | None:
    """The E.164 form of a number if it can be in use, else None."""
    try:
        number = phonenumbers.parse(typed, REGION)
        if not phonenumbers.is_valid_number(number) and typed.startswith("44"):
            number = phonenumbers.parse("+" + typed, REGION)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _is_public(checked: str | None, typed: str, public: Collection[str], announced: bool) -> bool:
    """Whether the number is listed as public, or is of a kind that only organisations have."""
    digits = re.sub(r"\D", "", typed)
    if checked and checked.startswith("+44"):
        digits = "0" + checked[3:]
    if digits in public:
        return True
    if announced or not checked or not checked.startswith("+44"):
        return False
    return phonenumbers.number_type(phonenumbers.parse(checked)) in _ORGANISATIONS
