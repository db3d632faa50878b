"""Rasa component: the cards, and the parts of cards, that a message may ask for.

It is trained on `data/asked/` (which sentences ask for which card), and on the examples of those
intents that no card answers: each of these competes as a label of its own. Voices `without` are
kept for measuring.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from numpy.typing import NDArray
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.content.asked import asked_in_cards, asked_of_pack
from bot.content.load import load_pack
from bot.paths import ENCODER, ROOT
from bot.rasa.components.base import BaseComponent
from bot.rasa.components.messages import (
    IS_GIBBERISH,
    is_button,
    labelled_examples,
    sentence_vector,
    text_of,
)
from bot.settings import load_settings
from bot.understanding.asked import NO_CARD, card_and_part, load_asked
from bot.understanding.card_ranker import CardRanker
from bot.understanding.encoder import load_encoder

CARDS = "cards"
MOST = 40


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CardRanking(BaseComponent, IntentClassifier):
    """Adds `cards` to a message: the likeliest cards and parts, with their probabilities."""

    defaults: ClassVar[dict[str, Any]] = {
        "folder": "data/asked",
        "without": [],
        "temperature": 1.0,
        "no_card": [],
    }

    _ranker: CardRanker | None = None

    @classmethod
    def required_components(cls) -> list[type]:
        """A featurizer has to come before it."""
        return [Featurizer]

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the ranker on the sentences asked."""
        pack = load_pack(load_settings().pack)
        asked = load_asked(ROOT / Path(self.config["folder"]), self.config["without"])
        asked = [*asked_of_pack(pack, asked), *asked_in_cards(pack)]
        texts, labels = [one.text for one in asked], [one.label for one in asked]
        for example, intent in zip(*labelled_examples(training_data), strict=True):
            if intent in self.config["no_card"]:
                texts.append(text_of(example))
                labels.append(f"{NO_CARD}{intent}")
        vectors = load_encoder(ENCODER).encode(texts)
        self._ranker = ranker = CardRanker.fit(
            labels, vectors, temperature=self.config["temperature"]
        )
        self.persist(ranker.state, ranker.arrays)
        return self._resource

    def restore(self, state: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
        """Take back the fitted ranker."""
        self._ranker = CardRanker.restore(state, arrays)

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank the cards for every message; which is shown is decided elsewhere."""
        for message in messages:
            vector = sentence_vector(message)
            if self._ranker is None or vector is None or is_button(message):
                continue
            if message.get(IS_GIBBERISH):  # its letters resemble some card's, which means nothing
                continue
            found = [
                {"card": card, "part": part, "confidence": confidence}
                for label, confidence in self._ranker.rank(vector, MOST)
                for card, part in [card_and_part(label)]
            ]
            message.set(CARDS, found, add_to_output=True)
        return messages
