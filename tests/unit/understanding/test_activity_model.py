"""The model of activities on a few examples of its own."""

from __future__ import annotations

import json

import numpy as np
import pytest

from bot.understanding.activity_model import ActivityModel

EXAMPLES = [
    *((f"I drafted the leaflet number {n}", "involvement") for n in range(6)),
    *((f"I went to the lecture number {n}", "engagement") for n in range(6)),
]
VECTORS = np.zeros((len(EXAMPLES), 4), dtype=np.float32)
NO_VECTOR = VECTORS[0]


@pytest.fixture(scope="module")
def model() -> ActivityModel:
    texts, labels = zip(*EXAMPLES, strict=True)
    return ActivityModel.fit(texts, labels, VECTORS, candidates=[10.0], folds=3)


def test_the_words_that_decided_are_named(model: ActivityModel) -> None:
    features = model.features("we drafted the leaflet together", NO_VECTOR)
    probabilities = model.probabilities(features)
    assert probabilities["involvement"] > probabilities["engagement"]
    assert {"drafted", "leaflet"} & set(model.cue(features, "involvement").split())


@pytest.mark.parametrize("text", ["", "it was on the"])
def test_without_words_that_say_much_no_words_are_named(model: ActivityModel, text: str) -> None:
    assert model.cue(model.features(text, NO_VECTOR), "involvement") == ""


def test_a_stored_model_gives_the_same_probabilities(model: ActivityModel) -> None:
    state, arrays = json.loads(json.dumps(model.state)), model.arrays
    restored = ActivityModel.restore(state, arrays)
    features = model.features("I went to a lecture", NO_VECTOR)
    assert restored.probabilities(features) == model.probabilities(features)
