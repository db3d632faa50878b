"""Rasa component: tokens by spaCy, each with its lemma."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.understanding.tokenizer import tokenize


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class LemmaTokenizer(Tokenizer):
    """Splits a message into tokens with lemmas."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The options that Rasa expects of every tokenizer."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    @staticmethod
    def required_packages() -> list[str]:
        """What has to be installed."""
        return ["spacy"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LemmaTokenizer:
        """Make the component."""
        return cls(config)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The tokens of one attribute of a message."""
        return [
            Token(word.text, word.start, lemma=word.lemma)
            for word in tokenize(message.get(attribute))
        ]
