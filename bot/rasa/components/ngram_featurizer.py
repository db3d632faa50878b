"""Rasa component: word or character n-grams, beside the sentence vector."""

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

from bot.rasa.components.base import BaseComponent
from bot.rasa.components.messages import corrected_text_of, is_button, text_of
from bot.understanding.ngrams import NgramShape, NgramVectorizer


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class NgramFeaturizer(BaseComponent, SparseFeaturizer):
    """Adds a sparse vector of L2 norm 1; the head weighs it against the encoder's.

    Raw counts would drown the sentence vector.
    """

    defaults: ClassVar[dict[str, Any]] = {
        "analyzer": "char_wb",
        "shortest": 2,
        "longest": 4,
    }

    _vectorizer: NgramVectorizer | None = None

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the vocabulary and the inverse document frequencies."""
        texts = [text_of(example) for example in training_data.training_examples]
        self._vectorizer = fitted = NgramVectorizer.fit(self._shape, texts)
        self.persist({"vocabulary": fitted.vocabulary}, {"idf": fitted.idf})
        return self._resource

    def restore(self, state: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
        """Take back the vocabulary."""
        self._vectorizer = NgramVectorizer(self._shape, state["vocabulary"], arrays["idf"])

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Rasa calls this on every featurizer; there is nothing to check."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the vectors to every example."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the vectors, (1, n_ngrams) each."""
        if self._vectorizer is None:
            return messages
        texts = ["" if is_button(message) else corrected_text_of(message) for message in messages]
        origin = self.config.get(FEATURIZER_CLASS_ALIAS) or type(self).__name__
        for message, text in zip(messages, texts, strict=True):
            vector = self._vectorizer.vector(text)
            cells = (np.zeros_like(vector.columns), vector.columns)
            matrix = coo_matrix((vector.values, cells), shape=(1, vector.width))
            message.add_features(Features(matrix, FEATURE_TYPE_SENTENCE, TEXT, origin))
        return messages

    @property
    def _shape(self) -> NgramShape:
        return NgramShape(self.config["analyzer"], self.config["shortest"], self.config["longest"])
