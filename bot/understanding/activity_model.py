"""Classifies the description of an activity, and finds the words that decided it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.lang.en.stop_words import STOP_WORDS

from bot.understanding.feature_vector import FeatureVector, as_matrix, concatenate
from bot.understanding.linear_head import LinearHead
from bot.understanding.ngrams import NgramShape, NgramVectorizer

SHAPES = (NgramShape("word", 1, 2), NgramShape("char_wb", 2, 5))

CUE_FROM = 0.05
"""How much words must add to a label's score to be named as what decided it."""


@dataclass(frozen=True)
class ActivityModel:
    """A linear head over the sentence vector and n-grams: one vectorizer for each of `SHAPES`."""

    vectorizers: tuple[NgramVectorizer, ...]
    head: LinearHead

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        labels: Sequence[str],
        sentence_vectors: NDArray[np.float32],
        **options: Any,
    ) -> ActivityModel:
        """Fit a model on `texts` with their labels and sentence vectors, (n_texts, 384).

        Args:
            options: of `linear_fit.fit_head`.
        """
        from bot.understanding.linear_fit import fit_head

        vectorizers = tuple(NgramVectorizer.fit(shape, texts) for shape in SHAPES)
        features = [
            _features(vectorizers, text, vector)
            for text, vector in zip(texts, sentence_vectors, strict=True)
        ]
        return cls(vectorizers, fit_head(as_matrix(features), labels, **options))

    @property
    def state(self) -> dict[str, Any]:
        """What `restore` needs beside the arrays, as JSON can hold it."""
        return self.head.state | {"vocabularies": [one.vocabulary for one in self.vectorizers]}

    @property
    def arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays that `restore` needs."""
        idfs = {f"idf{number}": one.idf for number, one in enumerate(self.vectorizers)}
        return self.head.arrays | idfs

    @classmethod
    def restore(cls, state: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> ActivityModel:
        """The model whose `state` and `arrays` these are."""
        vectorizers = tuple(
            NgramVectorizer(shape, vocabulary, arrays[f"idf{number}"])
            for number, (shape, vocabulary) in enumerate(
                zip(SHAPES, state["vocabularies"], strict=True)
            )
        )
        return cls(vectorizers, LinearHead.restore(state, arrays))

    def features(self, text: str, sentence_vector: NDArray[np.float32]) -> FeatureVector:
        """The sentence vector and the n-grams of a text, one after the other."""
        return _features(self.vectorizers, text, sentence_vector)

    def probabilities(self, features: FeatureVector) -> dict[str, float]:
        """The calibrated probability of each label."""
        found = self.head.probabilities(features)
        return dict(zip(self.head.intents, map(float, found), strict=True))

    def cue(self, features: FeatureVector, label: str) -> str:
        """The words that added most to the score of `label`; "" when none added much."""
        words = self.vectorizers[0].vocabulary
        first = features.width - sum(len(one.vocabulary) for one in self.vectorizers)
        of_words = (features.columns >= first) & (features.columns < first + len(words))
        columns = features.columns[of_words]
        weights = self.head.weights[columns]
        above_mean = weights[:, self.head.intents.index(label)] - weights.mean(axis=1)
        added = features.values[of_words] * above_mean
        for i in np.argsort(-added):
            phrase: str = words[columns[i] - first]
            if added[i] < CUE_FROM:
                break
            if not STOP_WORDS.issuperset(phrase.split()):
                return phrase
        return ""


def _features(
    vectorizers: Sequence[NgramVectorizer], text: str, sentence_vector: NDArray[np.float32]
) -> FeatureVector:
    ngrams = (vectorizer.vector(text) for vectorizer in vectorizers)
    return concatenate([FeatureVector.from_dense(sentence_vector), *ngrams])
