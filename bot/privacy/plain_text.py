"""Prepares a text for the finders: plain characters, and blanks over what must not be searched.

Blanked out are what was found already and what is public by its nature (web addresses, DOIs,
numbers of trial registers), so that no finder looks into it or across it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

BLANK = "\ufffc"
"""Stands in the place of each character that is blanked out; the text keeps its length."""

_PUBLIC_REFERENCE = re.compile(
    r"\b(?:https?://|www\.)\S{1,2000}"
    r"|\b(?:doi:\s?)?10\.\d{4,9}/\S{1,300}"
    r"|\bISBN(?:-1[03])?:?\s?[\dX -]{10,17}"
    r"|\b(?:NCT|ISRCTN|PMC|PMID:?|EudraCT|IRAS|CRD|ACTRN)\s?\d[\d-]{3,20}",
    re.IGNORECASE,
)
_MOST_REMEMBERED = 20_000
"""Characters; a text of every character in Unicode must not fill the memory."""


def plain_characters(text: str) -> tuple[str, range | list[int]]:
    """The text with plain digits, dashes, quotes and spaces, and without invisible characters.

    Letters keep their case and their accents.

    Returns:
        The plain text, and for each of its characters the position of the original in `text`.
    """
    if text.isascii():
        return text, range(len(text))
    plain = [_PLAIN[character] for character in text]
    return "".join(plain), [position for position, kept in enumerate(plain) if kept]


def blank_out(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with these spans blanked out. They must be in order and must not overlap."""
    parts: list[str] = []
    done = 0
    for start, end in spans:
        parts += (text[done:start], BLANK * (end - start))
        done = end
    return "".join([*parts, text[done:]])


def blank_public_references(text: str) -> str:
    """The text with web addresses and the numbers of publications and trials blanked out."""
    return blank_out(text, (match.span() for match in _PUBLIC_REFERENCE.finditer(text)))


class _PlainCharacters(dict[str, str]):
    """The plain character for each character; the empty string for one that is invisible."""

    def __missing__(self, character: str) -> str:
        plain = self._plain(character)
        if len(self) < _MOST_REMEMBERED:
            self[character] = plain
        return plain

    @staticmethod
    def _plain(character: str) -> str:
        category = unicodedata.category(character)
        if category == "Cf" or character == "\u20e3" or "\ufe00" <= character <= "\ufe0f":
            return ""
        if category == "Nd":
            return str(unicodedata.digit(character))
        if category == "Pd" or character in "−⁃":
            return "-"
        if character in "’‘ʼ´`′":
            return "'"
        if category == "Zs":
            return " "
        compatible = unicodedata.normalize("NFKC", character)
        return compatible if len(compatible) == 1 else character


_PLAIN = _PlainCharacters()
