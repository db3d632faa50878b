"""Rasa component: finds the glossary's terms in a message, as entities.

The forms of the terms are the training data's synonyms, which the card importer takes from the
cards. Rasa's `EntitySynonymMapper`, which comes next, turns each form into the term's id.
"""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.rasa.components.base import BaseComponent
from bot.rasa.components.messages import is_button
from bot.understanding.terms import TermFinder
from bot.understanding.tokenizer import Word

TERM_ENTITY = "term"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class TermExtractor(BaseComponent, EntityExtractorMixin):
    """Finds the terms and aliases of the glossary."""

    _finder = TermFinder([])

    @classmethod
    def required_components(cls) -> list[type]:
        """A tokenizer has to come before it."""
        return [Tokenizer]

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the forms of every term."""
        self._finder = TermFinder(training_data.entity_synonyms)
        self.persist({"forms": self._finder.forms})
        return self._resource

    def restore(self, state: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
        """Take back the forms."""
        self._finder = TermFinder(state["forms"])

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities."""
        for message in messages:
            if is_button(message):
                continue
            tokens = message.get(TOKENS_NAMES[TEXT]) or []
            words = [Word(token.text, token.start, token.lemma) for token in tokens]
            found = [
                {
                    "entity": TERM_ENTITY,
                    "value": term.form.lower(),
                    "start": term.start,
                    "end": term.end,
                }
                for term in self._finder.find(words)
            ]
            entities = message.get(ENTITIES, []) + self.add_extractor_name(found)
            message.set(ENTITIES, entities, add_to_output=True)
        return messages
