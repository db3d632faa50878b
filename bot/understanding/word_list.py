"""The English words of `models/words/`, with their lemmas, read where they lie.

A dictionary of its 122,000 words takes 13 times the memory of the file and 25 times as long to
fill; in the file itself a word is found in 7 microseconds (models/words/README.md).
"""

from __future__ import annotations

from functools import cache

from bot.paths import WORDS
from bot.understanding.checksums import verify

FILE = "english.tsv"


class WordList:
    """Lines in the order of their bytes: a word, and after a tab its lemma if that is another."""

    def __init__(self, data: bytes) -> None:
        """`data`: the whole file; each line ends in a line feed."""
        self._data = data

    def __contains__(self, word: object) -> bool:
        """Whether a word, in small letters, is in the list."""
        return isinstance(word, str) and self._find(word) is not None

    def lemma(self, word: str) -> str:
        """The lemma of a word in small letters; one that is not in the list is its own."""
        return self._find(word) or word

    def _find(self, word: str) -> str | None:
        """The lemma of a word, or None when it is not in the list."""
        wanted = word.encode("utf-8", "surrogatepass")
        low, high = 0, len(self._data)
        while low < high:  # both are starts of lines
            start = self._data.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = self._data.find(b"\n", start)
            found, _, lemma = self._data[start:end].partition(b"\t")
            if found == wanted:
                return (lemma or found).decode()
            if found < wanted:
                low = end + 1
            else:
                high = start
        return None


@cache
def word_list() -> WordList:
    """The list of the project.

    Raises:
        PublishedFileError: the file is missing or was changed.
    """
    verify(WORDS, (FILE,))
    return WordList((WORDS / FILE).read_bytes())
