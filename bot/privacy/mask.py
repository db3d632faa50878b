"""Finds personal data in a message and puts a token in the place of each piece.

Plain code, without a model, a file or the network; it never raises, and the time grows in step
with the text. It errs on the side of hiding where a person says that something is theirs, and of
leaving where nobody does: a bare date is no date of birth, and ten digits no NHS number.
Telephone numbers of which only the shape is right are hidden too; `checked` is then None.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from bot.privacy.finders.dates import find_births
from bot.privacy.finders.emails import find_emails
from bot.privacy.finders.handles import find_handles
from bot.privacy.finders.identity import find_identity_numbers
from bot.privacy.finders.name_parser import NameReader
from bot.privacy.finders.names import find_names
from bot.privacy.finders.names_of_others import find_names_of_others
from bot.privacy.finders.numbers import (
    find_bank_numbers,
    find_hospital_numbers,
    find_insurance_numbers,
    find_nhs_numbers,
    find_nhs_numbers_said,
)
from bot.privacy.finders.phones import find_phones
from bot.privacy.finders.places import find_addresses, find_outcodes, find_postcodes
from bot.privacy.finders.spoken import find_spoken_phones
from bot.privacy.name_words import TITLES
from bot.privacy.plain_text import (
    Finder,
    Found,
    hide_all,
    hide_public,
    hide_tokens,
    plain_signs,
    without_tokens,
)

PUBLIC = frozenset({"999", "112", "111", "101", "116123", "85258", "08088080000", "08082080888"})
"""Numbers of services that stand in crisis cards and support lines, in digits only.

Freephone, 03 and 09 numbers need not stand here: only organisations have them.
"""

HIDDEN = "[hidden]"
"""What the notice `personal-data` has in the place of `say_hidden`'s words."""

SHORTEST_REPEATED = 3
"""Characters from which a value is hidden wherever else it stands."""

MOST_ROUNDS = 6
"""What is hidden can lay bare what was not seen before; each round looks again."""


@dataclass(frozen=True)
class Piece:
    """What was found. `value` is as typed.

    `checked` is the validated form of an email address or telephone number (E.164), or None when
    it only looks like one.
    """

    token: str
    kind: str
    value: str
    checked: str | None = None


@dataclass(frozen=True)
class Masked:
    """The text with tokens, and what each token stands for, in the order of the text."""

    text: str
    pieces: tuple[Piece, ...]


def mask(text: str, taken: Mapping[str, int] = {}, *, public: Collection[str] = PUBLIC) -> Masked:
    """Replace each piece of personal data in `text` by a token such as "[email 1]".

    The same value gets the same token. What a person typed to look like a token gets round
    brackets. A token of ours counts as typed: mask a text once.

    Args:
        taken: how many tokens of each kind the conversation has had; numbers go on from there.
        public: what to leave: telephone numbers in digits only, email addresses and names of
            people in small letters. A name that people give as their own is hidden all the same.
    """
    text = without_tokens(text)
    found = _find_all(text, public)
    if not found:
        return Masked(text, ())
    used = dict(taken)
    pieces: dict[tuple[str, str], Piece] = {}
    parts: list[str] = []
    done = 0
    for start, end, kind, checked in found:
        value = text[start:end]
        if (kind, value) not in pieces:
            used[kind] = used.get(kind, 0) + 1
            pieces[kind, value] = Piece(f"[{kind} {used[kind]}]", kind, value, checked)
        parts += (text[done:start], pieces[kind, value].token)
        done = end
    return Masked("".join([*parts, text[done:]]), tuple(pieces.values()))


def _find_all(text: str, public: Collection[str]) -> list[Found]:
    """Every piece, at its place in `text`, in order and apart."""
    left = text  # with what was found made opaque
    found: list[Found] = []
    for _ in range(MOST_ROUNDS):
        new = _find_once(left, public)
        if not new:
            break
        left = hide_all(left, ((one.start, one.end) for one in new))
        repeated = _repeated(text, left, new)
        left = hide_all(left, ((one.start, one.end) for one in repeated))
        found += new + repeated
    return sorted(found)


def _find_once(text: str, public: Collection[str]) -> list[Found]:
    """What the finders see in one pass, each blind to what those before it found."""
    plain, places = plain_signs(text)
    plain = hide_tokens(plain)
    found: list[Found] = []
    digits = _DIGIT.search(text) is not None
    for finder, needs_digits in _finders(public):
        if needs_digits and not digits:
            continue
        new = _apart(finder(plain))
        plain = hide_all(plain, ((one.start, one.end) for one in new))
        if finder is find_emails:
            new = [one for one in new if not _is_public_email(one, public)]
            plain = hide_public(plain)
        found += new
    return sorted(
        one._replace(start=places[one.start], end=places[one.end - 1] + 1) for one in found
    )


def _finders(public: Collection[str]) -> tuple[tuple[Finder, bool], ...]:
    """Each finder, and whether it needs a digit in the text.

    In this order: what is said to be something goes before what only has the shape of it.
    """
    return (
        (find_emails, False),
        (find_births, False),
        (find_nhs_numbers_said, True),
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
        (find_names, False),
        (partial(find_names_of_others, public=public), False),
        (find_outcodes, True),
    )


_DIGIT = re.compile(r"\d")


def _is_public_email(one: Found, public: Collection[str]) -> bool:
    return one.checked is not None and one.checked.lower() in public


def _apart(found: Iterable[Found]) -> list[Found]:
    """In order, without those that overlap an earlier one; of two at one place the longer."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start < one.end and (not kept or kept[-1].end <= one.start):
            kept.append(one)
    return kept


def _repeated(text: str, left: str, found: list[Found]) -> list[Found]:
    """Where else the values stand: "Jo Bloggs" once more at the end, or only "Jo"."""
    wanted: dict[str, Found] = {}
    for one in found:
        value = text[one.start : one.end]
        wanted.setdefault(value, one)
        if one.kind == "name":
            for part in value.split():
                if part[0].isupper() and part.lower() not in TITLES:
                    wanted.setdefault(part, one._replace(checked=None))
    reader = NameReader(left)
    return _apart(
        Found(start, _end_of_repeated(reader, start, value, one), one.kind, one.checked)
        for value, one in wanted.items()
        if len(value) >= SHORTEST_REPEATED or one.kind == "name"
        for start in _places(left, value, whole=one.kind == "name")
    )


def _end_of_repeated(reader: NameReader, start: int, value: str, one: Found) -> int:
    """Where it ends: the second time, a surname may follow the given name."""
    end = start + len(value)
    if one.kind != "name":
        return end
    return max((name_end for _, name_end in reader.name_at(start)), default=end)


def _places(text: str, value: str, *, whole: bool) -> Iterator[int]:
    """Where `value` begins in `text`; with `whole` only where no word runs on."""
    start = text.find(value)
    while start >= 0:
        end = start + len(value)
        if not whole or not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
            yield start
        start = text.find(value, end)
