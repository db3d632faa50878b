"""Finds telephone numbers in words: "oh seven seven double oh nine hundred one two three"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy.finders.found import Found
from bot.privacy.finders.phones import FEWEST_DIGITS_AFTER_CUE, PHONE_CUE, valid_number

_ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = [
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "eighteen", "nineteen",
]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_DIGITS = {
    **{word: str(digit) for digit, word in enumerate(_ONES)},
    **{word: str(number) for number, word in enumerate(_TEENS, 10)},
    **{word: str(number * 10) for number, word in enumerate(_TENS, 2)},
    **dict.fromkeys(("oh", "o", "nought", "naught", "nil"), "0"),
}
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_HUNDRED = "hundred"
_FILLERS = ("then", "and then", "followed by", "dash", "space")

_ITEM = rf"(?:{'|'.join((*_DIGITS, *_TIMES, _HUNDRED))}|\d{{1,11}})"
_GAP = rf"(?:[ ,.-]{{1,3}}(?:(?:{'|'.join(_FILLERS)})[ ,.-]{{1,3}})?)"
_RUN = re.compile(rf"(?<![\w+])(?:plus )?{_ITEM}(?:{_GAP}{_ITEM}){{1,25}}(?!\w)", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+|\d+", re.IGNORECASE)
_COUNTING = "0123456789"  # somebody who counts, and no number
FEWEST_DIGITS, MOST_DIGITS = 10, 13


def find_spoken_phones(text: str) -> Iterator[Found]:
    """Numbers of which at least a part is in words; `find_phones` finds those in digits alone."""
    for run in _RUN.finditer(text):
        if not any(letter.isalpha() for letter in run.group()):
            continue
        digits = digits_of(run.group())
        announced = PHONE_CUE.search(text[max(0, run.start() - 50) : run.start()]) is not None
        fewest = FEWEST_DIGITS_AFTER_CUE if announced else FEWEST_DIGITS
        begins_right = announced or digits.startswith(("0", "44"))
        if begins_right and fewest <= len(digits) <= MOST_DIGITS and _COUNTING not in digits:
            yield Found(*run.span(), "phone", valid_number(digits))


def digits_of(words: str) -> str:
    """The digits that words stand for: "double oh" is 00, "nine hundred" 900, "forty six" 46.

    Digits stay as they are; other words are left out.
    """
    digits, times, tens = "", 1, False
    for word in _WORD.findall(words.lower()):
        if word in _TIMES:
            times = _TIMES[word]
            continue
        if word == _HUNDRED:
            digits += "00"
        elif tens and word in _ONES[1:]:
            digits = digits[:-1] + _DIGITS[word]
        else:
            digits += _DIGITS.get(word, word if word.isdigit() else "") * times
        times, tens = 1, word in _TENS
    return digits
