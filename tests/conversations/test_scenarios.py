"""Whole conversations, from `tests/scenarios/`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.conftest import Person

FILE = Path(__file__).parents[1] / "scenarios" / "scenarios.yml"
SCENARIOS: list[dict[str, Any]] = YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))
SITUATIONS = {
    "happy path", "corrections", "disambiguation", "digressions", "repeat", "chitchat",
    "invalid input", "handoff",
}  # fmt: skip


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario["name"])
async def test_a_conversation(talk: Person, scenario: dict[str, Any]) -> None:
    for turn in scenario["turns"]:
        assert set(turn) <= {"says", "presses", "card", "decision", "hears"}
        did = turn.get("says") or turn["presses"]
        heard = await (talk.says(did) if "says" in turn else talk.presses(did))
        assert heard.strip(), did
        if "card" in turn:
            assert talk.card == turn["card"], f"{did!r}: {heard}"
        if "decision" in turn:
            assert talk.decision == turn["decision"], did
        for words in turn.get("hears", ()):
            assert words in heard, f"{did!r}: {words!r} is not in {heard!r}"


def test_every_situation_is_there() -> None:
    assert {scenario["situation"] for scenario in SCENARIOS} == SITUATIONS
