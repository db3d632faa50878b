"""Rasa component: of which kind the activity is that a message describes.

It is trained on `data/activities/` and `data/asked/activities/`, not on the intents: an activity
is of the same kind whatever is asked about it. Voices `without` are kept for measuring.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from numpy.typing import NDArray
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.paths import ENCODER, ROOT
from bot.rasa.components.base import BaseComponent
from bot.rasa.components.messages import corrected_text_of, is_button, sentence_vector
from bot.understanding.activities import decide_kind, load_activities, load_told
from bot.understanding.activity_model import ActivityModel
from bot.understanding.encoder import load_encoder

ACTIVITY = "activity"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ActivityClassifier(BaseComponent, IntentClassifier):
    """Adds `activity` to a message: its kind, confidence and decision."""

    defaults: ClassVar[dict[str, Any]] = {
        "folder": "data/activities",
        "told": "data/asked/activities",
        "without": [],
        "candidates": [10.0, 20.0],
        "folds": 3,
        "ngram_weights": [1.0],
        "temperature_scale": 1.0,
        "kind_from": 0.35,
    }

    _model: ActivityModel | None = None

    @classmethod
    def required_components(cls) -> list[type]:
        """A featurizer has to come before it."""
        return [Featurizer]

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model on the activities."""
        texts, labels = load_activities(ROOT / Path(self.config["folder"]))
        told = load_told(ROOT / Path(self.config["told"]), self.config["without"])
        texts, labels = texts + told[0], labels + told[1]
        self._model = model = ActivityModel.fit(
            texts,
            labels,
            load_encoder(ENCODER).encode(texts),
            candidates=self.config["candidates"],
            folds=self.config["folds"],
            ngram_weights=self.config["ngram_weights"],
            temperature_scale=self.config["temperature_scale"],
        )
        self.persist(model.state, model.arrays)
        return self._resource

    def restore(self, state: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
        """Take back the fitted model."""
        self._model = ActivityModel.restore(state, arrays)

    def process(self, messages: list[Message]) -> list[Message]:
        """Classify every message; whether the result is used is decided elsewhere."""
        for message in messages:
            vector = sentence_vector(message)
            if self._model is None or vector is None or is_button(message):
                continue
            features = self._model.features(corrected_text_of(message), vector)
            probabilities = self._model.probabilities(features)
            verdict = decide_kind(probabilities, self.config["kind_from"])
            message.set(
                ACTIVITY,
                {
                    "kind": verdict.kind,
                    "confidence": verdict.confidence,
                    "decision": verdict.decision,
                    "probabilities": probabilities,
                    "cue": self._model.cue(features, verdict.decision),
                },
                add_to_output=True,
            )
        return messages
