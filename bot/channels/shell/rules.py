"""Finds the rule in `data/rules/` that led to an answer, for `:why` in the shell."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML

from bot.conversation.agent import Outcome
from bot.paths import DATA

FALLBACK_ACTION, FALLBACK_INTENT = "action_default_fallback", "nlu_fallback"


def rule_behind(outcome: Outcome) -> str | None:
    """The name of the rule that led to the outcome's action, or None when no rule did."""
    for action, _policy in outcome.actions:
        intent = FALLBACK_INTENT if action == FALLBACK_ACTION else outcome.understanding.intent
        for rule in _rules():
            steps = rule.get("steps", [])
            if {"intent": intent} in steps and {"action": action} in steps:
                return str(rule["rule"])
    return None


@lru_cache(maxsize=1)
def _rules() -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = []
    for path in sorted((DATA / "rules").glob("*.yml")):
        rules += YAML(typ="safe").load(path.read_text(encoding="utf-8")).get("rules") or []
    return rules
