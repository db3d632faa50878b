"""The English words of `models/words/`, each with its lemma, searched in the file itself.

A dictionary of the 122,000 words takes 13 times the memory of the file and 25 times as long to
fill; in the file a word is found in 7 microseconds (models/words/README.md).
"""

from __future__ import annotations

from functools import cache

from bot.paths import WORDS
from bot.understanding.checksums import verify_checksums

FILE = "english.tsv"


class WordList:
    """Sorted lines: a word, and after a tab its lemma where that is another word."""

    def __init__(self, data: bytes) -> None:
        """`data`: the whole file, sorted by its bytes; each line ends in a line feed."""
        self._data = data

    def __contains__(self, word: object) -> bool:
        """Whether a word, in lower case, is in the list."""
        return isinstance(word, str) and self._find(word) is not None

    def lemma(self, word: str) -> str:
        """The lemma of a word in lower case; a word that is not in the list is its own lemma."""
        return self._find(word) or word

    def _find(self, word: str) -> str | None:
        """The lemma of a word, or None when it is not in the list."""
        wanted = word.encode("utf-8", "surrogatepass")
        low, high = 0, len(self._data)  # each is the start of a line, or the end of the file
        while low < high:
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
    """The project's word list, read once.

    Raises:
        ChecksumError: the file is missing or was changed.
    """
    verify_checksums(WORDS, (FILE,))
    return WordList((WORDS / FILE).read_bytes())
