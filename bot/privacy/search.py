"""Runs the finders over a text: in a fixed order, and again until nothing more is found."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import partial

from bot.privacy.finders.dates import find_dates_of_birth
from bot.privacy.finders.emails import find_emails
from bot.privacy.finders.found import Finder, Found
from bot.privacy.finders.handles import find_handles
from bot.privacy.finders.identity import find_identity_numbers
from bot.privacy.finders.name_parser import NameParser
from bot.privacy.finders.name_words import TITLES
from bot.privacy.finders.names import find_own_names
from bot.privacy.finders.names_of_others import find_names_of_others
from bot.privacy.finders.numbers import (
    find_bank_numbers,
    find_hospital_numbers,
    find_insurance_numbers,
    find_labelled_nhs_numbers,
    find_nhs_numbers,
)
from bot.privacy.finders.phones import find_phones
from bot.privacy.finders.places import find_addresses, find_outward_codes, find_postcodes
from bot.privacy.finders.spoken import find_spoken_phones
from bot.privacy.plain_text import blank_out, blank_public_references, plain_characters
from bot.privacy.tokens import blank_tokens

MOST_ROUNDS = 6
"""Blanking out what was found can uncover something new, so the finders run again."""

SHORTEST_REPETITION = 3
"""Characters that a value needs to be hidden wherever else it stands; a name may be shorter."""

_DIGIT = re.compile(r"\d")


def find_all(text: str, public: Collection[str]) -> list[Found]:
    """Every piece of personal data in `text`, in order and without overlaps.

    Args:
        public: as for `mask`.
    """
    unsearched = text  # what was found is blanked out
    found: list[Found] = []
    for _ in range(MOST_ROUNDS):
        new = _find_once(unsearched, public)
        if not new:
            break
        unsearched = blank_out(unsearched, ((one.start, one.end) for one in new))
        repeated = _repetitions(text, unsearched, new)
        unsearched = blank_out(unsearched, ((one.start, one.end) for one in repeated))
        found += new + repeated
    return sorted(found)


def _find_once(text: str, public: Collection[str]) -> list[Found]:
    """What one run of all finders gives; each does not see what those before it found."""
    plain, positions = plain_characters(text)
    plain = blank_tokens(plain)
    found: list[Found] = []
    has_digits = _DIGIT.search(text) is not None
    for finder, needs_digits in _finders(public):
        if needs_digits and not has_digits:
            continue
        new = _without_overlaps(finder(plain))
        plain = blank_out(plain, ((one.start, one.end) for one in new))
        if finder is find_emails:
            new = [one for one in new if not _is_public_email(one, public)]
            plain = blank_public_references(plain)
        found += new
    return sorted(
        one._replace(start=positions[one.start], end=positions[one.end - 1] + 1) for one in found
    )


def _finders(public: Collection[str]) -> tuple[tuple[Finder, bool], ...]:
    """The finders in the order in which they run, and whether each needs a digit in the text.

    What a person says something is goes before what only has the shape of it.
    """
    return (
        (find_emails, False),
        (find_dates_of_birth, False),
        (find_labelled_nhs_numbers, True),
        (find_insurance_numbers, True),
        (find_identity_numbers, True),
        (find_bank_numbers, True),
        (find_spoken_phones, False),
        (partial(find_phones, public=public), True),
        (find_nhs_numbers, True),
        (find_postcodes, True),
        (find_hospital_numbers, True),
        (find_handles, False),
        (find_addresses, False),
        (find_own_names, False),
        (partial(find_names_of_others, public=public), False),
        (find_outward_codes, True),
    )


def _is_public_email(one: Found, public: Collection[str]) -> bool:
    return one.checked is not None and one.checked.lower() in public


def _without_overlaps(found: Iterable[Found]) -> list[Found]:
    """In order; of two that overlap the earlier stays, of two that start together the longer."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start < one.end and (not kept or kept[-1].end <= one.start):
            kept.append(one)
    return kept


def _repetitions(text: str, unsearched: str, found: list[Found]) -> list[Found]:
    """Where else the values stand: "Jo Bloggs" once more at the end, or only "Jo"."""
    wanted: dict[str, Found] = {}
    for one in found:
        value = text[one.start : one.end]
        wanted.setdefault(value, one)
        if one.kind == "name":
            for part in value.split():
                if part[0].isupper() and part.lower() not in TITLES:
                    wanted.setdefault(part, one._replace(checked=None))
    parser = NameParser(unsearched)
    return _without_overlaps(
        Found(start, _end_of_repetition(parser, start, value, one), one.kind, one.checked)
        for value, one in wanted.items()
        if len(value) >= SHORTEST_REPETITION or one.kind == "name"
        for start in _occurrences(unsearched, value, whole_words=one.kind == "name")
    )


def _end_of_repetition(parser: NameParser, start: int, value: str, one: Found) -> int:
    """Where a repetition ends: the second time, a surname may follow the given name."""
    end = start + len(value)
    if one.kind != "name":
        return end
    return max((name_end for _, name_end in parser.name_at(start)), default=end)


def _occurrences(text: str, value: str, *, whole_words: bool) -> Iterator[int]:
    """Where `value` begins in `text`; with `whole_words`, never inside a longer word."""
    start = text.find(value)
    while start >= 0:
        end = start + len(value)
        inside = text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()
        if not (whole_words and inside):
            yield start
        start = text.find(value, end)
