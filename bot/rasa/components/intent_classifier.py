"""Rasa component: the intent of a message, from all its features."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.rasa.components.base import BaseComponent
from bot.rasa.components.messages import (
    INTENT_RANKING,
    all_features,
    is_button,
    labelled_examples,
)
from bot.understanding.feature_vector import as_matrix
from bot.understanding.linear_head import LinearHead


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(BaseComponent, IntentClassifier):
    """Sets calibrated probabilities of all intents; an empty text gets them too."""

    defaults: ClassVar[dict[str, Any]] = {
        "candidates": [10.0, 20.0],
        "folds": 3,
        "ngram_weights": [0.5, 1.0],
        "temperature_scale": 1.0,
    }

    _head: LinearHead | None = None

    @classmethod
    def required_components(cls) -> list[type]:
        """A featurizer has to come before it."""
        return [Featurizer]

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the head."""
        from bot.understanding.linear_fit import fit_head

        examples, intents = labelled_examples(training_data)
        if len(set(intents)) < 2:
            self.persist({})
            return self._resource
        self._head = head = fit_head(
            as_matrix([all_features(example) for example in examples]),
            intents,
            candidates=self.config["candidates"],
            folds=self.config["folds"],
            ngram_weights=self.config["ngram_weights"],
            temperature_scale=self.config["temperature_scale"],
        )
        self.persist(head.state, head.arrays)
        return self._resource

    def restore(self, state: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
        """Take back the fitted head."""
        if state:
            self._head = LinearHead.restore(state, arrays)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent, and the ranking of all intents."""
        for message in messages:
            if self._head is None or is_button(message):
                continue
            probabilities = self._head.probabilities(all_features(message))
            ranking = [
                {"name": self._head.intents[i], "confidence": float(probabilities[i])}
                for i in np.argsort(-probabilities)
            ]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING, ranking, add_to_output=True)
        return messages
