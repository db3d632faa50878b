"""Rasa component: the kind of the activity that a message describes.

It is trained from `data/activities/`, not from the intents: a description keeps its kind whatever
is asked about it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.lang.en.stop_words import STOP_WORDS

from bot.paths import ENCODER, ROOT
from bot.rasa.components.base import Component, is_button, reading_of, sentence_vector
from bot.understanding.activities import load_activities, settle
from bot.understanding.encoder import encoder_in
from bot.understanding.feature_vector import FeatureRow, as_matrix, side_by_side
from bot.understanding.linear_head import LinearHead
from bot.understanding.ngrams import Ngrams, NgramShape

ACTIVITY = "activity"
CUE_FROM = 0.05
"""The share in a label's score from which words are worth naming."""

SHAPES = (NgramShape("word", 1, 2), NgramShape("char_wb", 2, 5))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ActivityKind(Component, IntentClassifier):
    """Adds `activity` to a message: its kind, confidence and decision."""

    defaults: ClassVar[dict[str, Any]] = {
        "folder": "data/activities",
        "candidates": [10.0, 20.0],
        "folds": 3,
        "ngram_weights": [1.0],
        "hardness": 1.0,
        "kind_from": 0.35,
    }

    _head: LinearHead | None = None
    _ngrams: tuple[Ngrams, ...] = ()

    @classmethod
    def required_components(cls) -> list[type]:
        """It reads the sentence vector."""
        return [Featurizer]

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the head on the activities."""
        from bot.understanding.linear_fit import fit_head

        texts, labels = load_activities(ROOT / Path(self.config["folder"]))
        self._ngrams = tuple(Ngrams.fit(shape, texts) for shape in SHAPES)
        vectors = encoder_in(ENCODER).encode(texts)
        rows = as_matrix([self._row(t, v) for t, v in zip(texts, vectors, strict=True)])
        self._head = head = fit_head(
            rows,
            labels,
            candidates=self.config["candidates"],
            folds=self.config["folds"],
            ngram_weights=self.config["ngram_weights"],
            hardness=self.config["hardness"],
        )
        vocabularies = {"vocabularies": [ngrams.vocabulary for ngrams in self._ngrams]}
        idfs = {f"idf{number}": ngrams.idf for number, ngrams in enumerate(self._ngrams)}
        self.keep(head.facts | vocabularies, head.arrays | idfs)
        return self._resource

    def restore(self, facts: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
        """Take up the fitted head."""
        self._ngrams = tuple(
            Ngrams(shape, vocabulary, arrays[f"idf{number}"])
            for number, (shape, vocabulary) in enumerate(
                zip(SHAPES, facts["vocabularies"], strict=True)
            )
        )
        self._head = LinearHead.restore(facts, arrays)

    def process(self, messages: list[Message]) -> list[Message]:
        """Judge every message; what it is asked for is decided elsewhere."""
        for message in messages:
            vector = sentence_vector(message)
            if self._head is None or vector is None or is_button(message):
                continue
            row = self._row(reading_of(message), vector)
            found = self._head.probabilities(row)
            probabilities = dict(zip(self._head.intents, map(float, found), strict=True))
            verdict = settle(probabilities, self.config["kind_from"])
            message.set(
                ACTIVITY,
                {
                    "kind": verdict.kind,
                    "confidence": verdict.confidence,
                    "decision": verdict.decision,
                    "probabilities": probabilities,
                    "cue": self._cue(row, verdict.decision),
                },
                add_to_output=True,
            )
        return messages

    def _cue(self, row: FeatureRow, label: str) -> str:
        """The words of a message that spoke most for `label`; empty when none did clearly."""
        assert self._head is not None
        words = self._ngrams[0].vocabulary
        first = row.width - sum(len(ngrams.vocabulary) for ngrams in self._ngrams)
        of_words = (row.columns >= first) & (row.columns < first + len(words))
        columns = row.columns[of_words]
        weights = self._head.weights[columns]
        above = weights[:, self._head.intents.index(label)] - weights.mean(axis=1)
        shares = row.values[of_words] * above
        for place in np.argsort(-shares):
            phrase: str = words[columns[place] - first]
            if shares[place] < CUE_FROM:
                break
            if not STOP_WORDS.issuperset(phrase.split()):
                return phrase
        return ""

    def _row(self, text: str, vector: NDArray[np.float32]) -> FeatureRow:
        """The sentence vector and the n-grams side by side."""
        return side_by_side([FeatureRow.of(vector), *(n.row(text) for n in self._ngrams)])
