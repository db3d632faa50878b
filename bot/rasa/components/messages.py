"""What our components read from a Rasa message, and what they leave there for each other."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.understanding.feature_vector import FeatureVector, concatenate

BUTTON_PREFIX = "/"

CORRECTED_TEXT = "corrected_text"
IS_GIBBERISH = "is_gibberish"
INTENT_RANKING = "intent_ranking"
"""All intents with their confidences, best first: Rasa's own name for it."""


def text_of(message: Message) -> str:
    """A message's text, or an empty one."""
    return cast(str, message.get(TEXT) or "")


def corrected_text_of(message: Message) -> str:
    """The text with its spelling corrected; as it is, where no component has corrected it."""
    return cast(str, message.get(CORRECTED_TEXT) or text_of(message))


def is_button(message: Message) -> bool:
    """Whether it is `/intent{…}`: Rasa reads that itself, and there is nothing to understand."""
    return text_of(message).startswith(BUTTON_PREFIX)


def labelled_examples(training_data: TrainingData) -> tuple[list[Message], list[str]]:
    """The training examples that have a text and an intent, and their intents."""
    examples = [example for example in training_data.intent_examples if text_of(example)]
    return examples, [str(example.get(INTENT)) for example in examples]


def sentence_vector(message: Message) -> NDArray[np.float32] | None:
    """The encoder's vector, (384,) float32, or None without an encoder in the pipeline."""
    for features in _sentence_features(message):
        if features.is_dense():
            vector: NDArray[np.float32] = features.features[0]
            return vector
    return None


def all_features(message: Message) -> FeatureVector:
    """The vectors of all featurizers, one after the other."""
    return concatenate(map(_as_vector, _sentence_features(message)))


def _sentence_features(message: Message) -> list[Features]:
    return [
        features
        for features in message.features
        if features.attribute == TEXT and features.type == FEATURE_TYPE_SENTENCE
    ]


def _as_vector(features: Features) -> FeatureVector:
    matrix = features.features
    if features.is_dense():
        return FeatureVector.from_dense(matrix[0])
    return FeatureVector(matrix.col, matrix.data, matrix.shape[1])
