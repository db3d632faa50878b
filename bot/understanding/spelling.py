"""Corrects misspelt words: of the glossary when nothing else can be meant, others to the likeliest.

Edit distance counts a letter missing, added or changed, or two swapped, as one edit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.understanding.word_list import word_list


def is_english(word: str) -> bool:
    """Whether a word in lower case is in the word list (some 122,000 forms)."""
    return word in word_list()


class TermCorrector:
    """Corrects onto the words of the glossary; what is an English word is left alone."""

    FEWEST_LETTERS = 7
    """Shorter words resemble too many others."""

    TWO_EDITS_FROM = 10
    """Letters from which two edits are allowed instead of one."""

    def __init__(self, lemmas: Mapping[str, str]) -> None:
        """`lemmas`: the glossary's words in lower case, with their lemmas."""
        shortest = self.FEWEST_LETTERS - 1  # a misspelling may have a letter more
        self._lemmas = {word: lemma for word, lemma in lemmas.items() if len(word) >= shortest}

    def lemma_of(self, word: str) -> str | None:
        """The lemma of the one glossary word that `word` misspells, or None."""
        word = word.lower()
        if len(word) < self.FEWEST_LETTERS or not word.isalpha() or word in self._lemmas:
            return None
        edits = 2 if len(word) >= self.TWO_EDITS_FROM else 1
        near = extract(
            word, self._lemmas.keys(), scorer=OSA.distance, score_cutoff=edits, limit=None
        )
        if not near or is_english(word):
            return None
        best = min(distance for _, distance, _ in near)
        lemmas = {self._lemmas[found] for found, distance, _ in near if distance == best}
        return lemmas.pop() if len(lemmas) == 1 else None


class MessageCorrector:
    """Corrects what is no English word to the likeliest word of the training data."""

    FEWEST_LETTERS = 4
    """Shorter words are left alone."""

    TWO_EDITS_FROM = 8
    """Letters from which two edits are allowed instead of one."""

    FEWEST_EXAMPLES = 3
    """How often a word must occur in the training data to be a correction."""

    GIBBERISH_FROM = 3
    """This many unknown words and no known one are not typing errors."""

    _WORD = re.compile(r"[^\W\d_]+")

    def __init__(self, counts: Mapping[str, int]) -> None:
        """`counts`: how often each word, in lower case, occurs in the training data."""
        self.counts = dict(counts)
        self._corrections = [
            word
            for word, count in self.counts.items()
            if count >= self.FEWEST_EXAMPLES
            and len(word) >= self.FEWEST_LETTERS - 1
            and is_english(word)
        ]

    def correct(self, text: str) -> str:
        """`text` with its misspelt words corrected; everything else unchanged."""
        return self._WORD.sub(lambda match: self._correct_word(match[0]), text)

    def is_gibberish(self, text: str) -> bool:
        """Whether `text` has no word of English or of the training data, not even misspelt.

        Three words or more that are all unknown are not looked at for misspellings.
        """
        words = self._WORD.findall(text.lower())
        if len(words) < self.GIBBERISH_FROM:
            words = self._WORD.findall(self.correct(text).lower())
        return not any(word in self.counts or is_english(word) for word in words)

    def _correct_word(self, written: str) -> str:
        word = written.lower()
        if len(word) < self.FEWEST_LETTERS or word in self.counts or is_english(word):
            return written
        edits = 2 if len(word) >= self.TWO_EDITS_FROM else 1
        near = extract(word, self._corrections, scorer=OSA.distance, score_cutoff=edits, limit=None)
        # The nearest; of several, the one that the training data have most often.
        best = min(near, key=lambda found: (found[1], -self.counts[found[0]]), default=None)
        return best[0] if best else written
