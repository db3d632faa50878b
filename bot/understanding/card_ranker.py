"""Ranks the cards, and the parts of cards that stand alone, by how likely a message asks for each.

Logistic regression on the sentence vector, one column a label. The encoder was taught on the same
sentences (tools/fine_tune_encoder.py), so their labels lie apart; n-grams beside it changed
nothing on real questions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_OF_A_LABEL = 150
"""Of a label with more examples each counts for less, so that refusals are not piled higher."""

C, MOST_ROUNDS, TOLERANCE = 4.0, 90, 1e-3


@dataclass(frozen=True)
class CardRanker:
    """A fitted ranking: `weights` (n_dimensions, n_labels) and `bias` (n_labels,), float32."""

    labels: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    temperature: float

    @classmethod
    def fit(
        cls,
        labels: Sequence[str],
        sentence_vectors: NDArray[np.float32],
        *,
        temperature: float,
    ) -> CardRanker:
        """Fit on the unit vectors of sentences, (n_sentences, n_dimensions), and their labels.

        Args:
            temperature: by which scores are divided before they become probabilities.
        """
        from sklearn.linear_model import LogisticRegression  # half a second, for training only

        counts = Counter(labels)
        weights = [min(1.0, MOST_OF_A_LABEL / counts[label]) for label in labels]
        fitted = LogisticRegression(C=C, max_iter=MOST_ROUNDS, tol=TOLERANCE)
        fitted.fit(sentence_vectors, list(labels), sample_weight=weights)
        return cls(
            tuple(str(label) for label in fitted.classes_),
            fitted.coef_.T.astype(np.float32),
            fitted.intercept_.astype(np.float32),
            temperature,
        )

    def rank(self, sentence_vector: NDArray[np.float32], most: int) -> list[tuple[str, float]]:
        """The likeliest labels with their probabilities, best first."""
        scores = (sentence_vector @ self.weights + self.bias) / self.temperature
        powers = np.exp(scores - scores.max())
        probabilities = powers / powers.sum()
        best = np.argsort(-probabilities)[:most]
        return [(self.labels[number], float(probabilities[number])) for number in best]

    @property
    def state(self) -> dict[str, Any]:
        """What `restore` needs beside the arrays, as JSON can hold it."""
        return {"labels": list(self.labels), "temperature": self.temperature}

    @property
    def arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays that `restore` needs."""
        return {"weights": self.weights, "bias": self.bias}

    @classmethod
    def restore(cls, state: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> CardRanker:
        """The ranker whose `state` and `arrays` these are."""
        return cls(
            tuple(state["labels"]), arrays["weights"], arrays["bias"], float(state["temperature"])
        )
