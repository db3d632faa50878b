"""Each intent of the domain has what it needs: examples, and a rule that answers it."""

from __future__ import annotations

from collections import Counter

from ruamel.yaml import YAML

from bot.paths import DATA, DOMAIN
from bot.understanding.examples import intent_examples

DOMAIN_INTENTS: list[str] = YAML(typ="safe").load(DOMAIN.read_text(encoding="utf-8"))["intents"]

DIALOGUE_MOVES = {
    "affirm", "deny", "help", "start_quiz", "stop", "give_feedback", "privacy", "delete_my_data",
    "example", "more", "simpler", "repeat", "source",
}  # fmt: skip
"""Said in few different ways, so that fewer examples do."""

NEEDS_NO_RULE: set[str] = set()
"""Intents that may go without a rule. There is none: each would end as "sorry"."""

OF_RASA = {"nlu_fallback"}
"""Intents that rules may name although the domain does not."""


def test_every_intent_has_examples_enough() -> None:
    counted = Counter(intent for _, intent in intent_examples())
    wanted = {intent: 15 if intent in DIALOGUE_MOVES else 40 for intent in DOMAIN_INTENTS}
    assert {i: counted[i] for i in wanted if counted[i] < wanted[i]} == {}
    assert set(counted) == set(DOMAIN_INTENTS)


def test_every_intent_has_one_rule_that_an_action_follows() -> None:
    """A forgotten intent goes to the fallback, and its card is never shown."""
    followed_by = Counter()
    for file in sorted((DATA / "rules").glob("*.yml")):
        for rule in YAML(typ="safe").load(file.read_text(encoding="utf-8"))["rules"]:
            for step, following in zip(rule["steps"], rule["steps"][1:], strict=False):
                if "intent" in step and "action" in following:
                    followed_by[step["intent"]] += 1
    assert set(DOMAIN_INTENTS) - set(followed_by) == NEEDS_NO_RULE
    assert set(followed_by) - set(DOMAIN_INTENTS) == OF_RASA
    assert {intent: count for intent, count in followed_by.items() if count > 1} == {}
