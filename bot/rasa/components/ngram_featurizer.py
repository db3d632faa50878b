"""Rasa component: rows of word or character n-grams beside the sentence vector."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import coo_matrix

from bot.rasa.components.base import Component, is_button, reading_of, text_of
from bot.understanding.ngrams import Ngrams, NgramShape


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class NgramFeatures(Component, SparseFeaturizer):
    """Adds one sparse row a message, of L2 norm 1; the head weighs it against the encoder's.

    Raw counts would drown the sentence vector beside them.
    """

    defaults: ClassVar[dict[str, Any]] = {
        "analyzer": "char_wb",
        "shortest": 2,
        "longest": 4,
    }

    _ngrams: Ngrams | None = None

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the vocabulary and the inverse document frequencies."""
        self._ngrams = Ngrams.fit(
            self._shape, [text_of(e) for e in training_data.training_examples]
        )
        self.keep({"vocabulary": self._ngrams.vocabulary}, {"idf": self._ngrams.idf})
        return self._resource

    def restore(self, facts: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
        """Take up the vocabulary."""
        self._ngrams = Ngrams(self._shape, facts["vocabulary"], arrays["idf"])

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Rasa asks every featurizer for this; there is nothing to refuse."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the rows to every example."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the rows, shape (1, vocabulary) each."""
        if self._ngrams is None:
            return messages
        texts = ["" if is_button(message) else reading_of(message) for message in messages]
        origin = self.config.get(FEATURIZER_CLASS_ALIAS) or type(self).__name__
        for message, text in zip(messages, texts, strict=True):
            row = self._ngrams.row(text)
            places = (np.zeros_like(row.columns), row.columns)
            matrix = coo_matrix((row.values, places), shape=(1, row.width))
            message.add_features(Features(matrix, FEATURE_TYPE_SENTENCE, TEXT, origin))
        return messages

    @property
    def _shape(self) -> NgramShape:
        return NgramShape(self.config["analyzer"], self.config["shortest"], self.config["longest"])
