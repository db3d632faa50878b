"""Misspelt words of the glossary: corrected only when nothing else can be meant."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.understanding.word_list import word_list

SHORTEST = 7
"""Letters from which a word may be taken for a misspelling; shorter ones are near too many."""

LONG = 10
"""Letters from which two edits are allowed instead of one."""


def is_english(word: str) -> bool:
    """Whether a word in small letters stands in the word list (some 122,000 forms)."""
    return word in word_list()


class Spelling:
    """Corrects onto a small vocabulary; a word that English knows is left alone."""

    def __init__(self, lemmas: Mapping[str, str]) -> None:
        """`lemmas`: every word of the vocabulary in small letters, with its lemma."""
        self._lemmas = {word: lemma for word, lemma in lemmas.items() if len(word) >= SHORTEST - 1}

    def lemma_of(self, word: str) -> str | None:
        """The lemma of the one vocabulary word that `word` misspells, or None.

        One edit (a letter missing, added, changed, or two swapped) from 7 letters, two from 10.
        """
        word = word.lower()
        if len(word) < SHORTEST or not word.isalpha() or word in self._lemmas:
            return None
        edits = 2 if len(word) >= LONG else 1
        near = extract(
            word, self._lemmas.keys(), scorer=OSA.distance, score_cutoff=edits, limit=None
        )
        if not near or is_english(word):
            return None
        best = min(distance for _, distance, _ in near)
        lemmas = {self._lemmas[found] for found, distance, _ in near if distance == best}
        return lemmas.pop() if len(lemmas) == 1 else None


SHORTEST_READ = 4
"""Letters from which a word of a message may be read as another."""

FEW = 3
"""Unknown words from which a message is no longer taken for misspelt."""

SEEN_FROM = 3
"""How often a word must stand in the training data to be what a misspelling is read as."""

_WORD = re.compile(r"[^\W\d_]+")


class Reader:
    """Reads a message as it was meant: what is no word becomes the likeliest one from training."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        """`counts`: how often each word, in small letters, stands in the training data."""
        self.counts = dict(counts)
        self._targets = [
            word
            for word, count in self.counts.items()
            if count >= SEEN_FROM and len(word) >= SHORTEST_READ - 1 and is_english(word)
        ]

    def read(self, text: str) -> str:
        """`text` with its misspelt words put right; everything else as it was."""
        return _WORD.sub(lambda match: self._word(match[0]), text)

    def is_noise(self, text: str) -> bool:
        """Whether `text` has no word of English or of the training data, nor is one misspelt.

        Three words or more that are all unknown are no slips of the finger.
        """
        words = _WORD.findall(text.lower())
        if len(words) < FEW:
            words = _WORD.findall(self.read(text).lower())
        return not any(word in self.counts or is_english(word) for word in words)

    def _word(self, written: str) -> str:
        word = written.lower()
        if len(word) < SHORTEST_READ or word in self.counts or is_english(word):
            return written
        edits = 2 if len(word) >= LONG - 2 else 1
        near = extract(word, self._targets, scorer=OSA.distance, score_cutoff=edits, limit=None)
        # The nearest, and of the equally near the one that people write most.
        best = min(near, key=lambda found: (found[1], -self.counts[found[0]]), default=None)
        return best[0] if best else written
