"""Ranks the cards, and the parts of cards that stand alone, by how likely a message asks for each.

A ridge regression on the sentence vector and n-grams, one column a label. It is fitted through the
likeness of every example to some thousands of them, and kept as one plain matrix: ranking a message
takes less than a millisecond.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understanding.feature_vector import FeatureVector, as_matrix, concatenate
from bot.understanding.ngrams import NgramShape, NgramVectorizer

SHAPES = (NgramShape("word", 1, 2), NgramShape("char_wb", 3, 5))
FEWEST = (3, 8)
"""Examples in which an n-gram of each shape must occur."""

NGRAM_WEIGHT = 0.5
"""Weight of each kind of n-grams beside the sentence vector."""

LANDMARKS, RIDGE = 3000, 0.5


@dataclass(frozen=True)
class CardRanker:
    """A fitted ranking. `weights` is (n_features, n_labels) float16."""

    vectorizers: tuple[NgramVectorizer, ...]
    labels: tuple[str, ...]
    weights: NDArray[np.float16]
    sharpness: float

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        labels: Sequence[str],
        sentence_vectors: NDArray[np.float32],
        *,
        sharpness: float,
        seed: int = 0,
    ) -> CardRanker:
        """Fit on `texts` with their labels and sentence vectors, (n_texts, 384).

        Args:
            sharpness: by which scores are multiplied before they become probabilities.
        """
        vectorizers = tuple(
            _vectorizer(shape, fewest, texts) for shape, fewest in zip(SHAPES, FEWEST, strict=True)
        )
        rows = as_matrix(
            [_features(vectorizers, t, v) for t, v in zip(texts, sentence_vectors, strict=True)]
        )
        names = sorted(set(labels))
        column = {name: number for number, name in enumerate(names)}
        wanted = np.full((len(texts), len(names)), -1 / len(names), dtype=np.float32)
        wanted[np.arange(len(texts)), [column[label] for label in labels]] = 1
        chosen = np.random.default_rng(seed).permutation(len(texts))[:LANDMARKS]
        landmarks = rows[chosen]
        likeness = (rows @ landmarks.T).toarray().astype(np.float32)
        left = likeness.T @ likeness + RIDGE * likeness[chosen]
        left[np.diag_indices_from(left)] += 1e-3
        solved = np.linalg.solve(left, likeness.T @ wanted)
        weights = np.asarray(landmarks.T @ solved, dtype=np.float16)
        return cls(vectorizers, tuple(names), weights, sharpness)

    def rank(
        self, text: str, sentence_vector: NDArray[np.float32], most: int
    ) -> list[tuple[str, float]]:
        """The likeliest labels with their probabilities, best first."""
        features = _features(self.vectorizers, text, sentence_vector)
        scores = features.values @ self.weights[features.columns].astype(np.float32)
        powers = np.exp(self.sharpness * (scores - scores.max()))
        probabilities = powers / powers.sum()
        best = np.argsort(-probabilities)[:most]
        return [(self.labels[number], float(probabilities[number])) for number in best]

    @property
    def state(self) -> dict[str, Any]:
        """What `restore` needs beside the arrays, as JSON can hold it."""
        return {
            "labels": list(self.labels),
            "sharpness": self.sharpness,
            "vocabularies": [one.vocabulary for one in self.vectorizers],
        }

    @property
    def arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays that `restore` needs."""
        idfs = {f"idf{number}": one.idf for number, one in enumerate(self.vectorizers)}
        return {"weights": self.weights} | idfs

    @classmethod
    def restore(cls, state: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> CardRanker:
        """The ranker whose `state` and `arrays` these are."""
        vectorizers = tuple(
            NgramVectorizer(shape, vocabulary, arrays[f"idf{number}"])
            for number, (shape, vocabulary) in enumerate(
                zip(SHAPES, state["vocabularies"], strict=True)
            )
        )
        return cls(vectorizers, tuple(state["labels"]), arrays["weights"], state["sharpness"])


def _vectorizer(shape: NgramShape, fewest: int, texts: Sequence[str]) -> NgramVectorizer:
    """A vectorizer of the n-grams that occur in enough of the texts."""
    fitted = NgramVectorizer.fit(shape, texts)
    counts = Counter(ngram for text in texts for ngram in set(shape.of(text)))
    kept = [n for n, ngram in enumerate(fitted.vocabulary) if counts[ngram] >= fewest]
    return NgramVectorizer(shape, [fitted.vocabulary[n] for n in kept], fitted.idf[kept])


def _features(
    vectorizers: Sequence[NgramVectorizer], text: str, sentence_vector: NDArray[np.float32]
) -> FeatureVector:
    ngrams = [one.vector(text) for one in vectorizers]
    light = [FeatureVector(v.columns, v.values * NGRAM_WEIGHT, v.width) for v in ngrams]
    return concatenate([FeatureVector.from_dense(sentence_vector), *light])
