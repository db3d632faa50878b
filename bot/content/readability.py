"""How hard a card is to read: its grade, its long sentences and its abbreviations.

The Flesch-Kincaid grade is the school year in the USA in which a text can be read; 6 is
about 11 years old.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.content.cards import Card

HARDEST = 6.0
"""The highest grade allowed, with every protected word counted as one syllable."""

HARDEST_AS_WRITTEN = 8.0
MOST_WORDS = 20
MOST_WORDS_FIRST = 60
"""The most words in the first part of a card, before "Tell me more"."""

FEWEST_WORDS = 30
"""A text with fewer words gets no grade, because it would mean nothing."""

_ADDRESS = re.compile(r"\S+@\S+|(?:https?://|doi\.org/)\S+")
_ABBREVIATION = re.compile(r"\b[A-Z]{2,}[A-Za-z]*\d*\b")
_SENTENCE_END = re.compile(r"(?<=[.?!:])[”’)]*\s+|\n+")


@dataclass(frozen=True)
class Grade:
    """The grades of a card's text, None for a text that is too short to have one."""

    protected: float | None
    as_written: float | None


def grade(card: Card, facts: dict[str, Any]) -> Grade:
    """The grades of everything that a card says, without contact details and addresses.

    Args:
        facts: what pack.yml says; its `protected_words` and their plurals count as one syllable.
    """
    return grade_of_text(" ".join(parts_of(card)), facts)


def grade_of_text(text: str, facts: dict[str, Any]) -> Grade:
    """The grades of any text, measured as `grade` measures a card."""
    text = _plain(text, facts)
    if len(text.split()) < FEWEST_WORDS:
        return Grade(None, None)
    words = "|".join(re.escape(word) for word in facts.get("protected_words", ()))
    protected = re.sub(rf"\b(?:{words})s?\b", "word", text, flags=re.IGNORECASE) if words else text
    return Grade(_flesch_kincaid(protected), _flesch_kincaid(text))


def long_sentences(card: Card, facts: dict[str, Any]) -> Iterator[str]:
    """The sentences of more than 20 words."""
    for part in parts_of(card):
        yield from long_sentences_of_text(part, facts)


def long_sentences_of_text(text: str, facts: dict[str, Any]) -> Iterator[str]:
    """The sentences of any text that have more than 20 words."""
    for sentence in _SENTENCE_END.split(_plain(text, facts)):
        if len(sentence.split()) > MOST_WORDS:
            yield sentence


def unexplained(card: Card, facts: dict[str, Any]) -> Iterator[str]:
    """Abbreviations that the card does not explain and that are not in `known_abbreviations`.

    A term's own abbreviation is what its card is about, so its title and aliases count as known.
    """
    known = {*facts.get("known_abbreviations", ()), *_ABBREVIATION.findall(card.title)}
    known.update(word for alias in card.aliases for word in _ABBREVIATION.findall(alias))
    text = " ".join(_plain(part, facts) for part in parts_of(card))
    for word in dict.fromkeys(_ABBREVIATION.findall(text)):
        spelt_out = re.search(rf"\b{word}\b (?:stands for|means|is|\()|\(\W*{word}\W*\)", text)
        if word.removesuffix("s") not in known and word not in known and not spelt_out:
            yield word


def words_first(card: Card, facts: dict[str, Any]) -> int:
    """How many words a card's first part has, without contact details and addresses."""
    return len(_plain(f"{card.meaning} {card.example}", facts).split())


def parts_of(card: Card) -> list[str]:
    """Everything that a card says in our own words; the source's own words are left out."""
    note = card.quotation.note if card.quotation else ""
    parts = (card.meaning, card.example, *card.further_parts, card.simpler, note)
    return [part for part in parts if part]


def _plain(text: str, facts: dict[str, Any]) -> str:
    contact = facts.get("contact", {})
    for detail in (contact.get("role"), contact.get("name")):
        text = text.replace(f", {detail}", "").replace(str(detail), "them") if detail else text
    return _ADDRESS.sub(". ", text)


def _flesch_kincaid(text: str) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # textstat 0.7.4 imports pkg_resources
        import textstat
    found: float = textstat.flesch_kincaid_grade(text)
    return found
