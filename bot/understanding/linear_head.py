"""The linear classifier over all features of a message. linear_fit.py fits it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understanding.feature_vector import FeatureVector

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
    def state(self) -> dict[str, Any]:
        """What `restore` needs beside the arrays, as JSON can hold it."""
        return {"intents": self.intents, "temperature": self.temperature, "c": self.c}

    @property
    def arrays(self) -> dict[str, NDArray[np.float32]]:
        """The arrays that `restore` needs."""
        return {"weights": self.weights, "bias": self.bias}

    @classmethod
    def restore(cls, state: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> LinearHead:
        """The head whose `state` and `arrays` these are; further keys are ignored."""
        return cls(
            intents=tuple(state["intents"]),
            weights=arrays["weights"],
            bias=arrays["bias"],
            temperature=state["temperature"],
            c=state["c"],
        )

    def probabilities(self, features: FeatureVector) -> Floats:
        """Calibrated probabilities of the intents, (n_intents,), for one message."""
        scores = features.values @ self.weights[features.columns] + self.bias
        scaled = scores / self.temperature
        powers = np.exp(scaled - scaled.max())  # scipy.special's softmax takes 11 MB to import
        probabilities: Floats = powers / powers.sum()
        return probabilities
