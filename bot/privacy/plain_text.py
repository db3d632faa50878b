"""How the finders of personal data read a text: plain signs, and nothing in the way of them.

What is public by its nature (web addresses, DOIs, trial registers) and what is hidden already
become one opaque sign, so that no finder looks into it or across it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import NamedTuple

OPAQUE = "\ufffc"
"""What a finder sees in the place of every character that is none of its business."""

KINDS = (
    "email", "phone", "nhs-number", "postcode", "date-of-birth", "national-insurance",
    "card-number", "name", "hospital-number", "address", "identity-number", "social-name",
)  # fmt: skip

_TYPED_TOKEN = re.compile(rf"\[(\s*(?:{'|'.join(KINDS)})\s*\d+\s*)\]", re.IGNORECASE)
_OLD_TOKEN = re.compile(rf"[\[(]\s*(?:{'|'.join(KINDS)})\s*[1-9]\d{{0,2}}\s*[\])]", re.IGNORECASE)
_PUBLIC = re.compile(
    r"\b(?:https?://|www\.)\S{1,2000}"
    r"|\b(?:doi:\s?)?10\.\d{4,9}/\S{1,300}"
    r"|\bISBN(?:-1[03])?:?\s?[\dX -]{10,17}"
    r"|\b(?:NCT|ISRCTN|PMC|PMID:?|EudraCT|IRAS|CRD|ACTRN)\s?\d[\d-]{3,20}",
    re.IGNORECASE,
)
_MOST_KEPT = 20_000  # characters; a text of every character there is must not fill the memory


def words(text: str) -> frozenset[str]:
    """The words of a list that is written as a text."""
    return frozenset(text.split())


class Found(NamedTuple):
    """A piece from `start` to before `end`; `checked` as in `masking.Piece`."""

    start: int
    end: int
    kind: str
    checked: str | None = None


Finder = Callable[[str], Iterable[Found]]


def without_tokens(text: str) -> str:
    """The text with round brackets about everything that a person typed to look like a token."""
    if "[" not in text and "［" not in text:
        return text
    plain, places = plain_signs(text)
    signs = list(text)
    for token in _TYPED_TOKEN.finditer(plain):
        signs[places[token.start()]] = "("
        signs[places[token.end() - 1]] = ")"
    return "".join(signs)


def plain_signs(text: str) -> tuple[str, range | list[int]]:
    """The text in plain digits, dashes, quotes and spaces, without invisible characters.

    Also, for each of its characters, the place in `text` where it stands. Letters keep their case
    and their accents.
    """
    if text.isascii():
        return text, range(len(text))
    plain = [_PLAIN[character] for character in text]
    return "".join(plain), [place for place, sign in enumerate(plain) if sign]


def hide_all(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with those stretches, in order and apart, made opaque, and as long as before."""
    parts: list[str] = []
    done = 0
    for start, end in spans:
        parts += (text[done:start], OPAQUE * (end - start))
        done = end
    return "".join([*parts, text[done:]])


def hide_tokens(text: str) -> str:
    """The text with tokens, typed or ours, made opaque."""
    return hide_all(text, (match.span() for match in _OLD_TOKEN.finditer(text)))


def hide_public(text: str) -> str:
    """The text with web addresses and numbers of publications and registers made opaque."""
    return hide_all(text, (match.span() for match in _PUBLIC.finditer(text)))


class _Plain(dict[str, str]):
    """Per character: one plain sign for it, or none when it cannot be seen."""

    def __missing__(self, character: str) -> str:
        plain = self._of(character)
        if len(self) < _MOST_KEPT:
            self[character] = plain
        return plain

    @staticmethod
    def _of(character: str) -> str:
        kind = unicodedata.category(character)
        if kind == "Cf" or character == "\u20e3" or "\ufe00" <= character <= "\ufe0f":
            return ""
        if kind == "Nd":
            return str(unicodedata.digit(character))
        if kind == "Pd" or character in "−⁃":
            return "-"
        if character in "’‘ʼ´`′":
            return "'"
        if kind == "Zs":
            return " "
        simpler = unicodedata.normalize("NFKC", character)
        return simpler if len(simpler) == 1 else character


_PLAIN = _Plain()
