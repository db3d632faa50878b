"""Finds numbers of passports and driving licences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy.finders.found import Found

_IS = r"(?:[ :=,?#-]|'s\b|\b(?:is|was|are|it|number|num|no)\b\.?){0,8}"
_LABELLED_PASSPORT = re.compile(
    rf"\bpassport\b{_IS}([A-Z]{{0,3}} ?\d(?: ?\d){{5,8}})(?!\w)", re.IGNORECASE
)
_LABELLED_LICENCE = re.compile(
    rf"\bdriv(?:ing|er'?s?) licen[cs]e\b{_IS}"
    r"((?:[A-Z9]{5}[ -])?(?=[A-Z]{0,5}\d)[A-Z0-9]{5,18}(?:[ -](?=[A-Z]{0,2}\d)[A-Z0-9]{2,8}){0,2})"
    r"(?!\w)",
    re.IGNORECASE,
)
FEWEST_IN_LICENCE = 5
"""Digits in the number of a driving licence."""

# The DVLA's form of surname, date of birth and initials: "MORGA 753116 SM9IJ".
_LICENCE = re.compile(
    r"(?<!\w)(?=[A-Z9]{5} ?\d{6})[A-Z]{1,5}9{0,4} ?\d{6} ?[A-Z][A-Z9] ?\d[A-Z]{2}(?!\w)"
)


def find_identity_numbers(text: str) -> Iterator[Found]:
    """Passport numbers where they are called so; driving licence numbers also by their shape."""
    for match in _LABELLED_PASSPORT.finditer(text):
        yield Found(*match.span(1), "identity-number")
    for match in _LABELLED_LICENCE.finditer(text):
        if sum(sign.isdigit() for sign in match[1]) >= FEWEST_IN_LICENCE:
            yield Found(*match.span(1), "identity-number")
    for match in _LICENCE.finditer(text):
        yield Found(*match.span(), "identity-number")
