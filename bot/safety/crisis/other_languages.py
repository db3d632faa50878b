"""Finds the crisis phrases in other languages that a pack lists, word for word.

The list in `crisis.yml` and the second reading know English only. A pack whose people speak other
languages names the plainest phrases of each in `pack.yml`, under `crisis: phrases:`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

from bot.safety.crisis import CRISIS_CARDS

_WORD = re.compile(r"[^\W_]+")


def find_phrase(text: str, phrases: Mapping[str, Sequence[str]]) -> str | None:
    """The crisis card of the most urgent phrase in a text, or None.

    Args:
        phrases: the phrases by the card that they bring. Accents, case and punctuation do not
            matter.
    """
    if not phrases:
        return None
    said = _plain_words(text)
    for card in CRISIS_CARDS:
        if any(_plain_phrase(phrase) in said for phrase in phrases.get(card, ())):
            return card
    return None


@cache
def _plain_phrase(phrase: str) -> str:
    return _plain_words(phrase)


def _plain_words(text: str) -> str:
    """The words in small letters without accents, each with a space on both sides."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")
    words = " ".join(_WORD.findall(bare))
    return f" {words} "
