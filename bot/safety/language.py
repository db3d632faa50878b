"""Which language a message is in, when it is not English."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from bot.nlu.spelling import is_english

if TYPE_CHECKING:
    from lingua import LanguageDetector

SURE_FROM = 0.95
"""The detector's confidence from which a language is named."""

MOST_ENGLISH = 0.3
"""The share of a message's words that may be English, or a name of the glossary's, all the same."""

LONG, LIKE = 8, 92
"""Letters of a word, and its likeness to a name of the glossary (0 to 100), to be that misspelt."""

_NAMES = (
    "ENGLISH", "ARABIC", "BENGALI", "CHINESE", "FRENCH", "GERMAN", "GREEK", "GUJARATI", "HINDI",
    "ITALIAN", "POLISH", "PORTUGUESE", "PUNJABI", "ROMANIAN", "RUSSIAN", "SPANISH", "TAMIL",
    "TURKISH", "UKRAINIAN", "URDU", "WELSH",
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]{2,}")


def other_language(text: str, known: Collection[str] = ()) -> str | None:
    """The English name of the language of `text`, or None for English and for what is unclear.

    Single words and terms are unclear: "dissemination" is as good French as English.

    Args:
        known: words in small letters that count as English here: those of the glossary.
    """
    words = [word.lower() for word in _WORD.findall(text)]
    if text.isascii() and len(words) < 2:
        return None
    english = sum(_is_english(word) or _is_known(word, known) for word in words)
    if english > MOST_ENGLISH * len(words):
        return None
    best = _detector().compute_language_confidence_values(text)[0]
    if best.language.name == "ENGLISH" or best.value < SURE_FROM:
        return None
    return best.language.name.title()


def _is_known(word: str, known: Collection[str]) -> bool:
    """Whether a word is of the glossary, or a long one misspelt: "coprodction" is not French."""
    if word in known:
        return True
    if len(word) < LONG or not word.isascii():
        return False
    return process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=LIKE) is not None


def _is_english(word: str) -> bool:
    from spacy.lang.en.stop_words import STOP_WORDS

    # Of two letters nearly everything is a word somewhere: only "is", "my" and their like count.
    return word in STOP_WORDS or (len(word) > 2 and is_english(word))


def warm_up() -> None:
    """Load the tables now: a tenth of a second that the first visitor need not wait."""
    other_language("Bonjour, comment participer à un essai clinique ?")


@cache
def _detector() -> LanguageDetector:
    from lingua import Language, LanguageDetectorBuilder

    languages = [getattr(Language, name) for name in _NAMES]
    # All n-grams of these languages would take 460 MB; trigrams take 25 and err on single words.
    return LanguageDetectorBuilder.from_languages(*languages).with_low_accuracy_mode().build()
