"""Word and character n-grams, TF-IDF weighted and L2-normalised.

The vectors are those of scikit-learn's `TfidfVectorizer` to the last digit, and
tests/unit/understanding/test_ngrams.py keeps them so. scikit-learn itself costs every start half a
second and 60 MB.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from bot.understanding.feature_vector import FeatureVector, as_matrix

# Every word counts, one-letter ones too: in ten examples "I" and "a" tell intents apart.
_WORD = re.compile(r"\b\w+\b")


@dataclass(frozen=True)
class NgramShape:
    """Which n-grams: of words or of characters within words, `shortest` to `longest` long."""

    analyzer: Literal["word", "char_wb"]
    shortest: int
    longest: int

    def of(self, text: str) -> Iterator[str]:
        """The n-grams of a text in lower case, each as often as it occurs."""
        text = text.lower()
        lengths = range(self.shortest, self.longest + 1)
        if self.analyzer == "word":
            words = _WORD.findall(text)
            for length in lengths:
                for start in range(len(words) - length + 1):
                    yield " ".join(words[start : start + length])
        else:
            for word in text.split():
                padded = f" {word} "
                for length in lengths:
                    # Where the word is shorter than that, the whole word, once.
                    yield padded[:length]
                    if length >= len(padded):
                        break
                    for start in range(1, len(padded) - length + 1):
                        yield padded[start : start + length]


@lru_cache(maxsize=8)
def _counted(shape: NgramShape, text: str) -> Counter[str]:
    """How often each n-gram occurs. Two vocabularies ask for the same text: it is remembered."""
    return Counter(shape.of(text))


class NgramVectorizer:
    """A fitted vocabulary, which turns a text into a vector."""

    def __init__(
        self, shape: NgramShape, vocabulary: Sequence[str], idf: NDArray[np.floating[Any]]
    ) -> None:
        """Restore a fitted one; `fit` makes a new one."""
        self._shape = shape
        self.vocabulary = list(vocabulary)
        """The n-grams in the order of the columns."""
        self.idf = idf
        """The inverse document frequencies, (n_ngrams,)."""
        self._columns = {ngram: column for column, ngram in enumerate(self.vocabulary)}

    @classmethod
    def fit(cls, shape: NgramShape, texts: Sequence[str]) -> NgramVectorizer:
        """Learn the vocabulary and the inverse document frequencies."""
        texts = [text for text in texts if text.strip()]
        counts = Counter(ngram for text in texts for ngram in set(shape.of(text)))
        vocabulary = sorted(counts)
        document_counts = np.array([counts[ngram] for ngram in vocabulary], dtype=np.float64)
        return cls(shape, vocabulary, np.log((1 + len(texts)) / (1 + document_counts)) + 1)

    def matrix(self, texts: Sequence[str]) -> csr_matrix:
        """The vectors of `texts` as rows, (n_texts, n_ngrams) float32."""
        return as_matrix([self.vector(text) for text in texts])

    def vector(self, text: str) -> FeatureVector:
        """The vector of a text: L2 norm 1, columns ascending; zero without a known n-gram."""
        column_of = self._columns.get
        known = [
            (column, count)
            for ngram, count in _counted(self._shape, text).items()
            if (column := column_of(ngram)) is not None
        ]
        known.sort()
        columns = np.array([column for column, _ in known], dtype=np.int32)
        counts = np.array([count for _, count in known], dtype=np.float64)
        weights = (np.log(counts) + 1) * self.idf[columns]
        if len(weights):
            # Summed in order, as scikit-learn does: `sum` adds by pairs and rounds otherwise.
            weights /= np.sqrt(np.cumsum(weights * weights)[-1])
        return FeatureVector(columns, weights.astype(np.float32), len(self._columns))
