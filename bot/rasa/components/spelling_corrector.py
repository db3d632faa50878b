"""Rasa component: reads misspelt words as they were meant, for the features after it."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from numpy.typing import NDArray
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.rasa.components.base import READ_AS, WITHOUT_WORDS, Component, is_button, text_of
from bot.understanding.spelling import Reader


# A classifier by name: Rasa runs those over messages only, and training keeps its misspelt lines.
@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ReadAs(Component, IntentClassifier):
    """Sets what a message is read as; its own text, for terms and for the records, stays."""

    _reader = Reader({})

    def train(self, training_data: TrainingData) -> Resource:
        """Count the words."""
        words: Counter[str] = Counter()
        for example in training_data.intent_examples:
            words.update(re.findall(r"[^\W\d_]+", text_of(example).lower()))
        self._reader = Reader(words)
        self.keep({"counts": self._reader.counts})
        return self._resource

    def restore(self, facts: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
        """Take up the counts."""
        self._reader = Reader(facts["counts"])

    def process(self, messages: list[Message]) -> list[Message]:
        """Read each message."""
        for message in messages:
            if not is_button(message):
                message.set(READ_AS, self._reader.read(text_of(message)))
                message.set(WITHOUT_WORDS, self._reader.is_noise(text_of(message)))
        return messages
