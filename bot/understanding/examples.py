"""The training examples: `data/nlu` and `data/activities` as lists."""

from __future__ import annotations

from ruamel.yaml import YAML

from bot.paths import DATA
from bot.understanding.activities import load_activities


def intent_examples() -> list[tuple[str, str]]:
    """Every example of `data/nlu` with its intent."""
    examples: list[tuple[str, str]] = []
    for path in sorted((DATA / "nlu").glob("*.yml")):
        for block in YAML(typ="safe").load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = block["examples"].strip().splitlines()
            examples += [(line.removeprefix("- ").strip(), block["intent"]) for line in lines]
    return examples


def training_examples() -> list[tuple[str, str]]:
    """Every example of `data/nlu` and `data/activities`, with its intent or label."""
    return intent_examples() + list(zip(*load_activities(DATA / "activities"), strict=True))
