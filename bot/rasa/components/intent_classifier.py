"""Rasa component: the intent of a message, from all its sentence features."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.rasa.components.base import Component, is_button, labelled
from bot.understanding.feature_vector import FeatureRow, as_matrix, side_by_side
from bot.understanding.linear_head import LinearHead

INTENT_RANKING = "intent_ranking"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentHead(Component, IntentClassifier):
    """Calibrated probabilities and a full ranking; safe on empty text."""

    defaults: ClassVar[dict[str, Any]] = {
        "candidates": [10.0, 20.0],
        "folds": 3,
        "ngram_weights": [0.5, 1.0],
        "hardness": 1.0,
    }

    _head: LinearHead | None = None

    @classmethod
    def required_components(cls) -> list[type]:
        """It reads features."""
        return [Featurizer]

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the head."""
        from bot.understanding.linear_fit import fit_head

        examples, intents = labelled(training_data)
        if len(set(intents)) < 2:
            self.keep({})
            return self._resource
        rows = as_matrix([sentence_row(example) for example in examples])
        self._head = head = fit_head(
            rows,
            intents,
            candidates=self.config["candidates"],
            folds=self.config["folds"],
            ngram_weights=self.config["ngram_weights"],
            hardness=self.config["hardness"],
        )
        self.keep(head.facts, head.arrays)
        return self._resource

    def restore(self, facts: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
        """Take up the fitted head."""
        if facts:
            self._head = LinearHead.restore(facts, arrays)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent and the ranking of all intents, best first."""
        for message in messages:
            if self._head is None or is_button(message):
                continue
            probabilities = self._head.probabilities(sentence_row(message))
            ranking = [
                {"name": self._head.intents[i], "confidence": float(probabilities[i])}
                for i in np.argsort(-probabilities)
            ]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING, ranking, add_to_output=True)
        return messages


def sentence_row(message: Message) -> FeatureRow:
    """All sentence features of a message side by side."""
    return side_by_side(
        _row_of(features)
        for features in message.features
        if features.attribute == TEXT and features.type == FEATURE_TYPE_SENTENCE
    )


def _row_of(features: Features) -> FeatureRow:
    found = features.features
    if features.is_dense():
        return FeatureRow.of(found[0])
    return FeatureRow(found.col, found.data, found.shape[1])
