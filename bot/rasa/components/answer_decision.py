"""Rasa component: our own decision to answer, instead of a single threshold.

What is not to be answered becomes `nlu_fallback` at the head of the ranking, as Rasa's own
`FallbackClassifier` does it, so that rules and `rasa test nlu` read it as usual.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from rasa.core.constants import DEFAULT_NLU_FALLBACK_THRESHOLD
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.rasa.components.base import (
    WITHOUT_WORDS,
    Component,
    is_button,
    labelled,
    sentence_vector,
)
from bot.rasa.components.intent_classifier import INTENT_RANKING
from bot.understanding.decision import OUT_OF_SCOPE, Limits, decide

DECISION = "decision"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AnswerDecision(Component, IntentClassifier):
    """Adds `decision` to a message: answer, clarify or refuse, with the intents to offer."""

    defaults: ClassVar[dict[str, Any]] = {
        "answer_from": 0.4,
        "offer_from": 0.1,
        "urgent_from": 0.4,
        "likeness_from": 0.35,
        "unlike_answer_from": 0.8,
    }

    _seen: NDArray[np.float16] | None = None

    @classmethod
    def required_components(cls) -> list[type]:
        """It reads features when trained; the ranking it decides on comes from a classifier."""
        return [Featurizer]

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the vectors of what was seen, out-of-scope examples left out."""
        examples, intents = labelled(training_data)
        vectors = [
            sentence_vector(example)
            for example, intent in zip(examples, intents, strict=True)
            if intent != OUT_OF_SCOPE
        ]
        self._seen = np.array([v for v in vectors if v is not None], dtype=np.float16)
        self.keep({}, {"seen": self._seen})
        return self._resource

    def restore(self, facts: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
        """Take up the vectors."""
        self._seen = arrays["seen"].astype(np.float32)

    def process(self, messages: list[Message]) -> list[Message]:
        """Decide on each message."""
        limits = Limits(**{name: self.config[name] for name in self.defaults})
        for message in messages:
            ranking = message.get(INTENT_RANKING)
            if not ranking or is_button(message):
                continue
            if message.get(WITHOUT_WORDS):
                ranking = _nothing_but_noise(ranking)
                message.set(INTENT, ranking[0], add_to_output=True)
                message.set(INTENT_RANKING, ranking, add_to_output=True)
            # What is sure enough is answered however unlike: then nothing need be compared.
            sure = ranking[0]["confidence"] >= limits.unlike_answer_from
            likeness = 1.0 if sure else self._likeness(message)
            pairs = [(entry["name"], entry["confidence"]) for entry in ranking]
            verdict = decide(pairs, likeness, limits)
            message.set(
                DECISION,
                {
                    "decision": verdict.decision,
                    "intent": verdict.intent,
                    "alternatives": list(verdict.alternatives),
                    "likeness": None if sure else round(likeness, 3),
                },
                add_to_output=True,
            )
            if verdict.decision == "answer" and verdict.intent != ranking[0]["name"]:
                chosen = next(entry for entry in ranking if entry["name"] == verdict.intent)
                message.set(INTENT, chosen, add_to_output=True)
            elif verdict.decision != "answer" and verdict.intent != OUT_OF_SCOPE:
                fallback = {
                    "name": DEFAULT_NLU_FALLBACK_INTENT_NAME,
                    "confidence": DEFAULT_NLU_FALLBACK_THRESHOLD,
                }
                message.set(INTENT, fallback, add_to_output=True)
                message.set(INTENT_RANKING, [fallback, *ranking], add_to_output=True)
        return messages

    def _likeness(self, message: Message) -> float:
        vector = sentence_vector(message)
        if vector is None or self._seen is None or not len(self._seen):
            return 0.0
        return float((self._seen @ vector).max())


def _nothing_but_noise(ranking: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keyboard mash resembles whatever its letters do, and is out of scope all the same."""
    others = [entry | {"confidence": 0.0} for entry in ranking if entry["name"] != OUT_OF_SCOPE]
    return [{"name": OUT_OF_SCOPE, "confidence": 1.0}, *others]
