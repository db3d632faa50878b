"""Finds telephone numbers, British and international, however people space them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType
from stdnum.gb import nhs

from bot.privacy.plain_text import Found, hide_all

REGION = "GB"
"""Where a number without a country code is taken to be."""

MOST_CHECKED = 300
"""Numbers of one text that are checked (0.1 ms each); further ones are judged by length alone."""

FEWEST_DIGITS_SAID = 6
"""Digits from which something is a number when the person says that it is theirs."""

# Only organisations are given such numbers: freephone, 03, 0845, 09. Helplines are among them.
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
SAID = re.compile(
    r"(?:\b(?:phone|tele?phone|tel|mobile|mob|cell|landline|whats ?app|fax)\.?"
    r"(?: (?:me|us|him|her))?(?: (?:number|num|no\.?))?"
    r"|\b(?:my|his|her|our|contact|home|work|daytime|evening) (?:number|num|no\.?)"
    r"|\b(?:call|ring|text|reach|contact|message) (?:me|us|him|her)(?: back)?"
    r"|\b(?:call|ring|text|phone) (?:[a-z'-]{1,12} ){1,3}?(?=on |at ))"
    r"(?:[ :=,-]|'s|s\b|\b(?:is|are|on|at|it|now)\b){0,6}$",
    re.IGNORECASE,
)
"""What stands before a number when a person says that it is one."""


class _Group(NamedTuple):
    start: int
    end: int
    digits: str
    plus: bool


def find_phones(text: str, public: Collection[str] = ()) -> Iterator[Found]:
    """The telephone numbers of a text in plain signs, the valid ones with their E.164 form.

    Args:
        public: numbers to leave, in digits only, as they are dialled in the region.
    """
    text = hide_all(text, (match.span() for match in _DATE.finditer(text)))
    known: dict[str, str | None] = {}
    american = {match.start(): match.end() for match in _AMERICAN.finditer(text)}
    for run in _RUN.finditer(text):
        if run.start() in american and not nhs.is_valid(run.group().replace("-", "")):
            yield Found(run.start(), american[run.start()], "phone")
            continue
        said = bool(SAID.search(text[max(0, run.start() - 50) : run.start()]))
        digits = _Digits(text, run.span(), said, known)
        for first, last in digits.numbers():
            start, end = digits.groups[first].start, digits.groups[last].end
            while start > run.start() and text[start - 1] in "+(":
                start -= 1
            checked = digits.valid(first, last)
            if not _is_public(checked, text[start:end], public, said and first == 0):
                extension = _EXTENSION.match(text, end)
                yield Found(start, extension.end() if extension else end, "phone", checked)


def e164(typed: str) -> str | None:
    """The number in international form whether or not it is in use, or None when it is none."""
    try:
        number = phonenumbers.parse(typed, REGION)
    except NumberParseException:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class _Digits:
    """A run of groups of digits, in which numbers may stand side by side."""

    def __init__(
        self, text: str, span: tuple[int, int], said: bool, known: dict[str, str | None]
    ) -> None:
        """`said`: the person says that a number begins here; `known`: what was checked before."""
        self._text, self._said, self._known = text, said, known
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
        """The E.164 form of these groups when such a number can be in use."""
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
        for place in range(first, min(first + 16, len(groups))):
            if place > first and groups[place].plus:
                break
            digits += groups[place].digits
            sizes[len(digits)] = place
        if group.plus or digits.startswith("00"):
            return self._international(first, sizes, digits)
        if self._said and first == 0:
            return self._said_to_be_one(sizes)
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
        """The end of a number that begins with 0: ten or eleven digits, or twelve by a slip."""
        groups = self.groups
        last = self._best(first, sizes, (11, 10))
        if last is None:
            slip = sizes.get(12)
            return slip if groups[first].digits.startswith("07") else None
        digits = "".join(group.digits for group in groups[first : last + 1])
        mobile = digits.startswith("07") and len(digits) == 11
        if mobile or self.valid(first, last):
            return last
        one_by_one = len(groups[first].digits) == 1
        runs_into_letters = self._text[groups[last].end : groups[last].end + 1].isalpha()
        if one_by_one or runs_into_letters or digits[1] == "0" or nhs.is_valid(digits):
            return None
        return last

    def _said_to_be_one(self, sizes: dict[int, int]) -> int | None:
        """The end of a number of which the person says that it is one."""
        if _SPACED_DATE.fullmatch(self._typed(0, len(self.groups) - 1)):
            return None
        if self.groups[0].digits.startswith("0"):
            last = self._best(0, sizes, (11, 10, 12))
            if last is not None:
                return last
        ends = (last for size, last in sizes.items() if FEWEST_DIGITS_SAID <= size <= 15)
        return max(ends, default=None)

    def _best(self, first: int, sizes: dict[int, int], lengths: Sequence[int]) -> int | None:
        """The last group for the first of these lengths that is valid; else for the first."""
        ends = [sizes[length] for length in lengths if length in sizes]
        sure = (end for end in ends if self.valid(first, end))
        return next(sure, ends[0] if ends else None)


def valid_number(typed: str) -> str | None:
    """The number in E.164 when such a number can be in use, else None."""
    try:
        number = phonenumbers.parse(typed, REGION)
        if not phonenumbers.is_valid_number(number) and typed.startswith("44"):
            number = phonenumbers.parse("+" + typed, REGION)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _is_public(checked: str | None, typed: str, public: Collection[str], said: bool) -> bool:
    digits = re.sub(r"\D", "", typed)
    if checked and checked.startswith("+44"):
        digits = "0" + checked[3:]
    if digits in public:
        return True
    if said or not checked or not checked.startswith("+44"):
        return False
    return phonenumbers.number_type(phonenumbers.parse(checked)) in _ORGANISATIONS
