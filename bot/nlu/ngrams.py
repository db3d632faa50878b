"""Word and character n-grams, TF-IDF weighted and L2-normalised. No Rasa in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer


@dataclass(frozen=True)
class NgramShape:
    """Which n-grams: of words or characters, `shortest` to `longest` of them."""

    analyzer: Literal["word", "char_wb"]
    shortest: int
    longest: int


class Ngrams:
    """A fitted vocabulary; `rows` gives one L2-normalised row a text."""

    def __init__(self, vectorizer: TfidfVectorizer) -> None:
        """Made by `fit` or `restore`."""
        self._vectorizer = vectorizer
        # In the order of the columns; scikit-learn fills it in for a vocabulary given only later.
        known = vectorizer.vocabulary if vectorizer.vocabulary else vectorizer.vocabulary_
        self.vocabulary: list[str] = (
            list(known) if isinstance(known, list) else sorted(known, key=known.get)
        )

    @classmethod
    def fit(cls, shape: NgramShape, texts: Sequence[str]) -> Ngrams:
        """Learn the vocabulary and the inverse document frequencies."""
        return cls(_make(shape).fit([text for text in texts if text.strip()]))

    @classmethod
    def restore(
        cls, shape: NgramShape, vocabulary: list[str], idf: NDArray[np.floating[Any]]
    ) -> Ngrams:
        """Rebuild from what `vocabulary` and `idf` gave."""
        vectorizer = _make(shape, vocabulary)
        vectorizer.idf_ = idf
        return cls(vectorizer)

    @property
    def idf(self) -> NDArray[np.floating[Any]]:
        """The inverse document frequencies, (n_ngrams,)."""
        idf: NDArray[np.floating[Any]] = self._vectorizer.idf_
        return idf

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        """Rows of L2 norm 1, (n_texts, n_ngrams) float32; all zero without a known n-gram."""
        return self._vectorizer.transform(texts).astype(np.float32)


def _make(shape: NgramShape, vocabulary: list[str] | None = None) -> TfidfVectorizer:
    # Every word counts, one-letter ones too: in ten examples "I" and "a" tell intents apart.
    token = {"token_pattern": r"(?u)\b\w+\b"} if shape.analyzer == "word" else {}
    return TfidfVectorizer(
        analyzer=shape.analyzer,
        ngram_range=(shape.shortest, shape.longest),
        sublinear_tf=True,
        vocabulary=vocabulary,
        **token,
    )
