"""Runs a loaded model's graph: one node after the other, in an order that is worked out once.

It takes the place of Rasa's runner, which prunes, rebuilds and schedules the same graph at each of
a turn's three runs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rasa.engine.exceptions import GraphComponentException, GraphRunError
from rasa.engine.graph import (
    ExecutionContext,
    GraphComponent,
    GraphNode,
    GraphNodeHook,
    GraphSchema,
)
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.exceptions import RasaException


@dataclass(frozen=True)
class _Step:
    """One node: what to call, and the name of the value that each argument gets."""

    name: str
    call: Callable[..., Any]
    arguments: tuple[tuple[str, str], ...]


class OrderedGraphRunner(GraphRunner):
    """Calls the nodes in order. It is for prediction: every component is loaded at the start."""

    def __init__(self, schema: GraphSchema, nodes: dict[str, GraphNode]) -> None:
        """Made by `create`."""
        self._schema = schema
        self._nodes = nodes
        self._steps: dict[tuple[str, ...], tuple[_Step, ...]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> OrderedGraphRunner:
        """Load every component of the graph.

        Raises:
            GraphRunError: there are hooks, or a component is to be loaded during the run: that is
                training, for which Rasa's own runner is used.
        """
        if hooks:
            raise GraphRunError("Hooks run in training only, by Rasa's own runner.")
        nodes = {
            name: GraphNode.from_schema_node(name, node, model_storage, execution_context, hooks)
            for name, node in graph_schema.nodes.items()
        }
        late = [name for name, node in nodes.items() if node._component is None]
        if late:
            raise GraphRunError(f"The node {late[0]} would be loaded only during the run.")
        return cls(graph_schema, nodes)

    @property
    def components(self) -> list[GraphComponent]:
        """The loaded components."""
        return [node._component for node in self._nodes.values()]

    def run(
        self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        """The values of the nodes `targets`.

        Args:
            inputs: the values that no node computes.

        Raises:
            GraphRunError: a node needs a value that neither a node nor `inputs` has.
            GraphComponentException: a component failed.
        """
        wanted = tuple(targets or self._schema.target_names)
        steps = self._steps.get(wanted)
        if steps is None:
            steps = self._steps[wanted] = self._in_order(wanted)
        values = dict(inputs or {})
        for step in steps:
            try:
                arguments = {name: values[source] for name, source in step.arguments}
            except KeyError as error:
                raise GraphRunError(f"The node {step.name} misses its input {error}.") from None
            try:
                values[step.name] = step.call(**arguments)
            except RasaException:
                raise
            except Exception as error:
                raise GraphComponentException(f"The node {step.name} failed.") from error
        return {name: values[name] for name in wanted}

    def _in_order(self, targets: tuple[str, ...]) -> tuple[_Step, ...]:
        """The nodes that `targets` need, each after the nodes that it needs."""
        steps: dict[str, _Step] = {}

        def add(name: str) -> None:
            if name in steps or name not in self._nodes:  # what is not a node is an input
                return
            needs = self._schema.nodes[name].needs
            for source in needs.values():
                add(source)
            node = self._nodes[name]
            steps[name] = _Step(name, getattr(node._component, node._fn_name), tuple(needs.items()))

        for name in targets:
            add(name)
        return tuple(steps.values())
