"""Rasa component: whether to answer a message, to ask back, or to say sorry.

It takes the place of Rasa's `FallbackClassifier`, which has one threshold. As there, what is not to
be answered gets the intent `nlu_fallback` at the head of the ranking, so that rules and
`rasa test nlu` understand it.
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

from bot.rasa.components.base import BaseComponent
from bot.rasa.components.messages import (
    INTENT_RANKING,
    IS_GIBBERISH,
    is_button,
    labelled_examples,
    sentence_vector,
)
from bot.understanding.decision import OUT_OF_SCOPE, Thresholds, decide

DECISION = "decision"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AnswerDecision(BaseComponent, IntentClassifier):
    """Adds `decision` to a message: answer, clarify or refuse, with the intents to offer."""

    defaults: ClassVar[dict[str, Any]] = {
        "answer_from": 0.4,
        "offer_from": 0.1,
        "urgent_from": 0.4,
        "similar_from": 0.35,
        "unlike_answer_from": 0.8,
    }

    _example_vectors: NDArray[np.float16] | None = None

    @classmethod
    def required_components(cls) -> list[type]:
        """A featurizer has to come before it."""
        return [Featurizer]

    def train(self, training_data: TrainingData) -> Resource:
        """Store the vectors of the examples, except those that are out of scope."""
        examples, intents = labelled_examples(training_data)
        vectors = [
            sentence_vector(example)
            for example, intent in zip(examples, intents, strict=True)
            if intent != OUT_OF_SCOPE
        ]
        self._example_vectors = np.array([v for v in vectors if v is not None], dtype=np.float16)
        self.persist({}, {"examples": self._example_vectors})
        return self._resource

    def restore(self, state: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
        """Take back the vectors."""
        self._example_vectors = arrays["examples"].astype(np.float32)

    def process(self, messages: list[Message]) -> list[Message]:
        """Decide on each message."""
        thresholds = Thresholds(**{name: self.config[name] for name in self.defaults})
        for message in messages:
            ranking = message.get(INTENT_RANKING)
            if not ranking or is_button(message):
                continue
            if message.get(IS_GIBBERISH):
                ranking = _out_of_scope(ranking)
                message.set(INTENT, ranking[0], add_to_output=True)
                message.set(INTENT_RANKING, ranking, add_to_output=True)
            # An intent as probable as that is answered however unlike the examples the message is.
            certain = ranking[0]["confidence"] >= thresholds.unlike_answer_from
            similarity = 1.0 if certain else self._similarity(message)
            pairs = [(entry["name"], entry["confidence"]) for entry in ranking]
            decided = decide(pairs, similarity, thresholds)
            message.set(
                DECISION,
                {
                    "decision": decided.decision,
                    "intent": decided.intent,
                    "alternatives": list(decided.alternatives),
                    "similarity": None if certain else round(similarity, 3),
                },
                add_to_output=True,
            )
            if decided.decision == "answer" and decided.intent != ranking[0]["name"]:
                chosen = next(entry for entry in ranking if entry["name"] == decided.intent)
                message.set(INTENT, chosen, add_to_output=True)
            elif decided.decision != "answer" and decided.intent != OUT_OF_SCOPE:
                fallback = {
                    "name": DEFAULT_NLU_FALLBACK_INTENT_NAME,
                    "confidence": DEFAULT_NLU_FALLBACK_THRESHOLD,
                }
                message.set(INTENT, fallback, add_to_output=True)
                message.set(INTENT_RANKING, [fallback, *ranking], add_to_output=True)
        return messages

    def _similarity(self, message: Message) -> float:
        """The cosine of the message's vector with the most similar example's."""
        vector = sentence_vector(message)
        if vector is None or self._example_vectors is None or not len(self._example_vectors):
            return 0.0
        return float((self._example_vectors @ vector).max())


def _out_of_scope(ranking: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The ranking for gibberish: its letters resemble those of some intent, which means nothing."""
    others = [entry | {"confidence": 0.0} for entry in ranking if entry["name"] != OUT_OF_SCOPE]
    return [{"name": OUT_OF_SCOPE, "confidence": 1.0}, *others]
