"""Rasa component: the vector of a message, by the sentence encoder in `models/encoder/`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.paths import ROOT
from bot.rasa.components.base import BaseComponent
from bot.rasa.components.messages import corrected_text_of
from bot.understanding.encoder import load_encoder


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(BaseComponent, DenseFeaturizer):
    """Adds the sentence vector, shape (1, 384) float32."""

    defaults: ClassVar[dict[str, Any]] = {"folder": "models/encoder"}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        """Load the encoder; it is a file of the project, not of the trained model."""
        BaseComponent.__init__(self, config, storage, resource)
        self._encoder = load_encoder(ROOT / Path(config["folder"]))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SentenceFeaturizer:
        """Make the component; it stores nothing in the model."""
        return cls(config, model_storage, resource)

    @staticmethod
    def required_packages() -> list[str]:
        """What has to be installed."""
        return ["onnxruntime", "tokenizers"]

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Rasa calls this on every featurizer; there is nothing to check."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the vectors to every example."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the vectors; a message without words gets the zero vector."""
        vectors = self._encoder.encode([corrected_text_of(message) for message in messages])
        origin = self.config.get(FEATURIZER_CLASS_ALIAS) or type(self).__name__
        for message, vector in zip(messages, vectors, strict=True):
            message.add_features(Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, origin))
        return messages
