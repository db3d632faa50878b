"""The linear classifier over all features, as it is served; linear_fit.py fits it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understanding.feature_vector import FeatureRow

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class LinearHead:
    """`weights` (n_features, n_intents) float32, `bias` (n_intents,), intents in column order."""

    intents: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    temperature: float
    c: float

    @property
    def facts(self) -> dict[str, Any]:
        """What `restore` needs beside the arrays."""
        return {"intents": self.intents, "temperature": self.temperature, "c": self.c}

    @property
    def arrays(self) -> dict[str, NDArray[np.float32]]:
        """The arrays that `restore` needs."""
        return {"weights": self.weights, "bias": self.bias}

    @classmethod
    def restore(cls, facts: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> LinearHead:
        """The head that `facts` and `arrays` were taken from; other keys are left alone."""
        return cls(
            intents=tuple(facts["intents"]),
            weights=arrays["weights"],
            bias=arrays["bias"],
            temperature=facts["temperature"],
            c=facts["c"],
        )

    def probabilities(self, row: FeatureRow) -> Floats:
        """Calibrated probabilities of the intents, (n_intents,), for one row of features."""
        scores = row.values @ self.weights[row.columns] + self.bias
        scaled = scores / self.temperature
        shares = np.exp(scaled - scaled.max())  # scipy.special's softmax takes 11 MB to import
        probabilities: Floats = shares / shares.sum()
        return probabilities
