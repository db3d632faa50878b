"""What our Rasa components share: how they are made, and how they keep JSON and arrays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar, Self, cast

import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from safetensors.numpy import load_file, save_file

FACTS_FILE = "facts.json"
ARRAYS_FILE = "arrays.safetensors"
BUTTON_PREFIX = "/"
READ_AS, WITHOUT_WORDS = "read_as", "without_words"


class Component(GraphComponent):
    """A graph component whose state is a JSON object and named arrays: nothing is pickled."""

    defaults: ClassVar[dict[str, Any]] = {}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        """Rasa calls this through `create` and `load`."""
        self.config = config
        self._storage = storage
        self._resource = resource

    @classmethod
    def get_default_config(cls) -> dict[str, Any]:
        """The options of the component and their defaults."""
        return dict(cls.defaults)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Self:
        """Make an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Self:
        """Make a component from what `keep` wrote."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            facts = json.loads((folder / FACTS_FILE).read_text(encoding="utf-8"))
            arrays = load_file(folder / ARRAYS_FILE) if (folder / ARRAYS_FILE).exists() else {}
        component.restore(facts, arrays)
        return component

    def restore(self, facts: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
        """Take up what was kept; components that are trained override it."""

    def keep(self, facts: dict[str, Any], arrays: dict[str, NDArray[Any]] | None = None) -> None:
        """Write the trained state into the model."""
        with self._storage.write_to(self._resource) as folder:
            (Path(folder) / FACTS_FILE).write_text(json.dumps(facts), encoding="utf-8")
            if arrays:
                contiguous = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
                save_file(contiguous, Path(folder) / ARRAYS_FILE)


def text_of(message: Message) -> str:
    """A message's text, or an empty one."""
    return cast(str, message.get(TEXT) or "")


def reading_of(message: Message) -> str:
    """What a message is read as, once misspelt words are put right; its text before that."""
    return cast(str, message.get(READ_AS) or text_of(message))


def is_button(message: Message) -> bool:
    """True for `/intent{…}`: Rasa's own handler reads it, so nothing has to be understood."""
    return text_of(message).startswith(BUTTON_PREFIX)


def labelled(training_data: TrainingData) -> tuple[list[Message], list[str]]:
    """The training examples that have text and intent, and their intents."""
    examples = [e for e in training_data.intent_examples if text_of(e)]
    return examples, [str(example.get(INTENT)) for example in examples]


def sentence_vector(message: Message) -> NDArray[np.float32] | None:
    """The sentence vector of a message, (384,), or None without an encoder in the pipeline."""
    for features in message.features:
        if (
            features.attribute == TEXT
            and features.type == FEATURE_TYPE_SENTENCE
            and features.is_dense()
        ):
            vector: NDArray[np.float32] = features.features[0]
            return vector
    return None
