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
"""The share of a language among those below from which it is named."""

MOST_ENGLISH = 0.3
"""The share of a message's words that may be English, or a name of the glossary's, all the same."""

LONG, LIKE = 8, 92
"""Letters of a word, and its likeness to a name of the glossary (0 to 100), to be that misspelt."""

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
        known: words in small letters that count as English here: those of the glossary.
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
    """Load the tables now: the first visitor need not wait."""
    other_language("Bonjour, comment participer à un essai clinique ?")


@cache
def _detector() -> Any:
    import fasttext

    verify_checksums(LANGUAGE, (_FILE,))
    return fasttext.load_model(str(LANGUAGE / _FILE))
