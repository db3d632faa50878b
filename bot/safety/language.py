"""Which language a message is in, when it is not English."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import Any

from rapidfuzz import fuzz, process

from bot.paths import LANGUAGE
from bot.understanding.checksums import verify_checksums
from bot.understanding.spelling import is_english

SURE_FROM = 0.95
"""The probability, among the languages below, from which a language is named."""

MOST_ENGLISH = 0.3
"""The share of English and glossary words above which a message counts as English."""

LONG, LIKE = 8, 92
"""The length and the likeness (0 to 100) from which a word is a misspelt word of the glossary."""

_NAMES = {
    "ar": "Arabic", "bn": "Bengali", "zh": "Chinese", "en": "English", "fr": "French",
    "de": "German", "el": "Greek", "gu": "Gujarati", "hi": "Hindi", "it": "Italian",
    "pl": "Polish", "pt": "Portuguese", "pa": "Punjabi", "ro": "Romanian", "ru": "Russian",
    "es": "Spanish", "ta": "Tamil", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "cy": "Welsh",
}  # fmt: skip
_LABEL = "__label__"
_ALL = 176
_FILE = "lid.176.ftz"
_WORD = re.compile(r"[^\W\d_]{2,}")


def other_language(text: str, known: Collection[str] = ()) -> str | None:
    """The English name of the language of `text`, or None for English and for what is unclear.

    Single words and terms are unclear: "dissemination" is as good French as English.

    Args:
        known: the words of the glossary in small letters, which count as English.
    """
    words = [word.lower() for word in _WORD.findall(text)]
    if text.isascii() and len(words) < 2:
        return None
    english = sum(_is_english(word) or _is_known(word, known) for word in words)
    if english > MOST_ENGLISH * len(words):
        return None
    labels, shares = _detector().predict(" ".join(text.split()), k=_ALL)
    found = {
        _NAMES[label.removeprefix(_LABEL)]: float(share)
        for label, share in zip(labels, shares, strict=True)
        if label.removeprefix(_LABEL) in _NAMES
    }
    best = max(found, key=lambda name: found[name], default="English")
    if best == "English" or found[best] < SURE_FROM * sum(found.values()):
        return None
    return best


def _is_known(word: str, known: Collection[str]) -> bool:
    """Whether a word is in the glossary, also misspelt if long: "coprodction" is not French."""
    if word in known:
        return True
    if len(word) < LONG or not word.isascii():
        return False
    return process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=LIKE) is not None


def _is_english(word: str) -> bool:
    from spacy.lang.en.stop_words import STOP_WORDS

    # Nearly any two letters are a word in some language: only "is", "my" and the like count.
    return word in STOP_WORDS or (len(word) > 2 and is_english(word))


def warm_up() -> None:
    """Load the tables now, so that the first visitor does not wait."""
    other_language("Bonjour, comment participer à un essai clinique ?")


@cache
def _detector() -> Any:
    import fasttext

    verify_checksums(LANGUAGE, (_FILE,))
    return fasttext.load_model(str(LANGUAGE / _FILE))
