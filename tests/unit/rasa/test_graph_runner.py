"""Our runner of a model's graph computes what Rasa's own does: each node once, in order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.exceptions import GraphComponentException, GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage

from bot.rasa.graph_runner import OrderedGraphRunner

ran: list[str] = []


class Adds(GraphComponent):
    """Adds its inputs to a number of its own."""

    @classmethod
    def create(cls, config: dict[str, Any], *_: Any, **__: Any) -> Adds:
        made = cls()
        made.number = config["number"]
        return made

    def add(self, left: int = 0, right: int = 0) -> int:
        ran.append(str(self.number))
        return self.number + left + right

    def fail(self, left: int = 0) -> int:
        raise ValueError(left)


def _node(number: int, needs: dict[str, str], *, fn: str = "add", eager: bool = True) -> SchemaNode:
    return SchemaNode(
        needs=needs, uses=Adds, constructor_name="create", fn=fn, config={"number": number},
        eager=eager,
    )  # fmt: skip


DIAMOND = {
    "last": _node(1000, {"left": "a", "right": "b"}),
    "a": _node(100, {"left": "first"}),
    "b": _node(10, {"left": "first"}),
    "first": _node(1, {"left": "given"}),
    "unused": _node(5, {"left": "given"}),
}


def _runner(kind: Any, nodes: dict[str, SchemaNode], tmp_path: Path) -> Any:
    schema = GraphSchema(nodes)
    return kind.create(schema, LocalModelStorage(tmp_path), ExecutionContext(schema, "test"))


def test_it_computes_what_rasas_own_runner_does(tmp_path: Path) -> None:
    found = [
        _runner(kind, DIAMOND, tmp_path).run({"given": 7}, ["last", "a"])
        for kind in (OrderedGraphRunner, DaskGraphRunner)
    ]
    assert found[0] == found[1] == {"last": 1000 + 108 + 18, "a": 108}


def test_each_node_that_is_needed_runs_once_after_those_it_needs(tmp_path: Path) -> None:
    ran.clear()
    runner = _runner(OrderedGraphRunner, DIAMOND, tmp_path)
    runner.run({"given": 7}, ["last"])
    assert ran == ["1", "100", "10", "1000"]
    runner.run({"given": 8}, ["a"])
    assert ran[4:] == ["1", "100"]


def test_a_component_that_fails_and_an_input_that_is_missing_are_named(tmp_path: Path) -> None:
    broken = {"bad": _node(1, {"left": "given"}, fn="fail")}
    with pytest.raises(GraphComponentException, match="bad"):
        _runner(OrderedGraphRunner, broken, tmp_path).run({"given": 1}, ["bad"])
    with pytest.raises(GraphRunError, match="misses its input 'given'"):
        _runner(OrderedGraphRunner, broken, tmp_path).run({}, ["bad"])


def test_a_component_that_is_loaded_late_is_refused(tmp_path: Path) -> None:
    late = {"late": _node(1, {}, eager=False)}
    with pytest.raises(GraphRunError, match="late"):
        _runner(OrderedGraphRunner, late, tmp_path)
