"""Rasa component: corrects the spelling of a message for the featurizers after it."""

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

from bot.rasa.components.base import BaseComponent
from bot.rasa.components.messages import CORRECTED_TEXT, IS_GIBBERISH, is_button, text_of
from bot.understanding.spelling import MessageCorrector


# Registered as a classifier: Rasa runs those over messages only, so that training examples stay as
# they were written.
@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SpellingCorrector(BaseComponent, IntentClassifier):
    """Sets a corrected text beside the message's own, which terms and records are read from."""

    _corrector = MessageCorrector({})

    def train(self, training_data: TrainingData) -> Resource:
        """Count the words of the training data."""
        words: Counter[str] = Counter()
        for example in training_data.intent_examples:
            words.update(re.findall(r"[^\W\d_]+", text_of(example).lower()))
        self._corrector = MessageCorrector(words)
        self.persist({"counts": self._corrector.counts})
        return self._resource

    def restore(self, state: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
        """Take back the counts."""
        self._corrector = MessageCorrector(state["counts"])

    def process(self, messages: list[Message]) -> list[Message]:
        """Correct each message."""
        for message in messages:
            if not is_button(message):
                message.set(CORRECTED_TEXT, self._corrector.correct(text_of(message)))
                message.set(IS_GIBBERISH, self._corrector.is_gibberish(text_of(message)))
        return messages
