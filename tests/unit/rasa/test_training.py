"""`ppi-guide train` says how far it is."""

from __future__ import annotations

import logging
from pathlib import Path

from bot.rasa.bootstrap import prepare

prepare()

from bot.paths import CONFIG  # noqa: E402
from bot.rasa.training import _Steps, steps_in  # noqa: E402  # Rasa is imported by it


def test_the_steps_are_the_components_that_are_trained(tmp_path: Path) -> None:
    config = tmp_path / "config.yml"
    config.write_text(
        "recipe: default.v1\nassistant_id: test\nlanguage: en\n"
        "pipeline: [{name: WhitespaceTokenizer}, {name: EntitySynonymMapper}]\n"
        "policies: [{name: RulePolicy}]\n"
    )
    assert steps_in(config) == 2  # the tokenizer learns nothing
    assert steps_in(CONFIG) > 2


def test_each_start_is_one_line_and_nothing_else_is() -> None:
    said: list[str] = []
    steps = _Steps(said.append, 2)
    for line in ("Starting to train component 'ReadAs'.", "Finished training component 'ReadAs'.",
                 "Starting to train component 'RulePolicy'."):  # fmt: skip
        steps.handle(logging.makeLogRecord({"msg": line, "levelno": logging.INFO}))
    assert said == ["  step 1 of 2, after 0 s: ReadAs", "  step 2 of 2, after 0 s: RulePolicy"]
