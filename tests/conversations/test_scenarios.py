"""Whole conversations, from `scenarios.yml` beside this file."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.assistant import Assistant
from bot.channels.shell.batch import Asker
from bot.channels.shell.scenarios import Scenario, ScenarioFault, load_scenarios, play
from bot.cli import main

FILE = Path(__file__).with_name("scenarios.yml")
SCENARIOS = load_scenarios(FILE)
SITUATIONS = {
    "happy path", "corrections", "disambiguation", "digressions", "repeat", "chitchat",
    "invalid input", "handoff",
}  # fmt: skip


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
async def test_a_conversation(assistant: Assistant, scenario: Scenario) -> None:
    assert await play(scenario.turns, Asker(assistant).taker()) == []


def test_every_situation_is_there() -> None:
    assert {scenario.situation for scenario in SCENARIOS} == SITUATIONS


def _file(folder: Path, turns: str) -> str:
    path = folder / "one.yml"
    path.write_text(f"- name: made up\n  situation: happy path\n  turns:\n{turns}")
    return str(path)


@pytest.mark.usefixtures("model")
def test_the_shell_plays_scenarios_and_shows_what_was_said(tmp_path: Path) -> None:
    file = _file(
        tmp_path, "    - {says: hello, card: greeting}\n    - presses: What is involvement?\n"
    )
    ran = CliRunner().invoke(main, ["shell", "--play", file])
    assert ran.exit_code == 0, ran.output
    assert "computer program" in ran.output
    assert "help shape research" in ran.output
    assert "1 of 1 conversations went as written" in ran.output


@pytest.mark.usefixtures("model")
def test_the_shell_names_what_did_not_go_as_written(tmp_path: Path) -> None:
    file = _file(tmp_path, "    - {says: hello, card: involvement}\n")
    ran = CliRunner().invoke(main, ["shell", "--play", file])
    assert ran.exit_code == 1
    assert "card greeting in place of involvement" in ran.output


@pytest.mark.parametrize(
    ("turns", "says"),
    [
        ("    - {says: hello, presses: Help}\n", "either says or presses"),
        ("    - {says: hello, crd: greeting}\n", "Extra inputs are not permitted"),
    ],
)
def test_a_wrong_scenario_is_named(tmp_path: Path, turns: str, says: str) -> None:
    with pytest.raises(ScenarioFault, match=says):
        load_scenarios(Path(_file(tmp_path, turns)))
