"""Crisis phrases in other languages: those that a pack lists, found as they stand.

The list in `crisis.yml` and the second reading know English only. A pack whose people speak other
languages names the plainest phrases of each in `pack.yml`, under `crisis: phrases:`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

FIRST = ("crisis-danger", "crisis-self-harm", "crisis-ill-on-treatment", "crisis-abuse")
"""The cards a phrase can bring, the most urgent first."""


_WORD = re.compile(r"[^\W_]+")


def find_phrase(text: str, phrases: Mapping[str, Sequence[str]]) -> str | None:
    """The crisis card of the most urgent phrase in a text, or None.

    Args:
        phrases: for each card its phrases. Accents, case and punctuation do not matter.
    """
    if not phrases:
        return None
    said = _plain(text)
    for card in FIRST:
        if any(_phrase(phrase) in said for phrase in phrases.get(card, ())):
            return card
    return None


@cache
def _phrase(phrase: str) -> str:
    return _plain(phrase)


def _plain(text: str) -> str:
    """Words in small letters without marks, each with a space on both sides."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(one for one in letters if unicodedata.category(one) != "Mn")
    words = " ".join(_WORD.findall(bare))
    return f" {words} "
