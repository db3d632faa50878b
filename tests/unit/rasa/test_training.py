"""`ppi-guide train` shows its progress."""

from __future__ import annotations

import logging
from pathlib import Path

from bot.rasa.bootstrap import prepare

prepare()

from bot.paths import CONFIG  # noqa: E402
from bot.rasa.training import _Progress, count_steps  # noqa: E402  # Rasa is imported by it


def test_the_steps_are_the_components_that_are_trained(tmp_path: Path) -> None:
    config = tmp_path / "config.yml"
    config.write_text(
        "recipe: default.v1\nassistant_id: test\nlanguage: en\n"
        "pipeline: [{name: WhitespaceTokenizer}, {name: EntitySynonymMapper}]\n"
        "policies: [{name: RulePolicy}]\n"
    )
    assert count_steps(config) == 2  # the tokenizer learns nothing
    assert count_steps(CONFIG) > 2


def test_each_start_is_one_line_and_nothing_else_is() -> None:
    said: list[str] = []
    progress = _Progress(said.append, 2)
    for line in ("Starting to train component 'SpellingCorrector'.", "Finished training component 'SpellingCorrector'.",
                 "Starting to train component 'RulePolicy'."):  # fmt: skip
        progress.handle(logging.makeLogRecord({"msg": line, "levelno": logging.INFO}))
    assert said == [
        "  step 1 of 2, after 0 s: SpellingCorrector",
        "  step 2 of 2, after 0 s: RulePolicy",
    ]
