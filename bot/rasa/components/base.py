"""The base of our Rasa components: how they are made, and how they store what they learnt."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from safetensors.numpy import load_file, save_file

STATE_FILE = "state.json"
ARRAYS_FILE = "arrays.safetensors"


class BaseComponent(GraphComponent):
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
        """Make a component from what `persist` stored."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            state = json.loads((folder / STATE_FILE).read_text(encoding="utf-8"))
            arrays = load_file(folder / ARRAYS_FILE) if (folder / ARRAYS_FILE).exists() else {}
        component.restore(state, arrays)
        return component

    def persist(self, state: dict[str, Any], arrays: dict[str, NDArray[Any]] | None = None) -> None:
        """Store what was learnt in the model."""
        with self._storage.write_to(self._resource) as folder:
            (Path(folder) / STATE_FILE).write_text(json.dumps(state), encoding="utf-8")
            if arrays:
                contiguous = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
                save_file(contiguous, Path(folder) / ARRAYS_FILE)

    def restore(self, state: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
        """Take back what `persist` stored; every component that is trained overrides this."""
