"""With the index the same rules apply as when Rasa searches all of them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.resource import Resource

from bot.rasa.rule_index import RuleIndex, index_rules


def _state(intent: str | None = None, action: str | None = "action_listen") -> dict[str, Any]:
    state: dict[str, Any] = {"prev_action": {"action_name": action}} if action else {}
    return state | ({"user": {"intent": intent}} if intent else {})


def _key(*states: dict[str, Any]) -> str:
    return json.dumps(list(states))


TABLE = {
    _key(_state("greet")): "action_answer",
    _key(_state("bye")): "action_answer",
    _key(_state("greet"), _state("greet", "action_answer")): "action_listen",
    _key(_state("bye"), _state("bye", "action_answer")): "action_listen",
    _key(_state("greet", None), _state("more")): "action_more",
    _key(_state(None, "action_ask")): "action_wait",
    _key(_state("should_not_be_set", "action_ask")): "action_none",
}
CONVERSATIONS = [
    [_state("greet")],
    [_state("bye")],
    [_state("greet"), _state("greet", "action_answer")],
    [_state("bye"), _state("bye", "action_answer"), _state("greet")],
    [_state("greet", None), _state("more")],
    [_state("other")],
    [_state("greet", None)],
    [_state(None, "action_ask")],
    [_state("greet", "action_ask")],
]


def _policy() -> RulePolicy:
    context = ExecutionContext(GraphSchema({}), "test")
    lookup = {RULES: dict(TABLE), RULES_FOR_LOOP_UNHAPPY_PATH: {}}
    return RulePolicy(
        RulePolicy.get_default_config(), None, Resource("rules"), context, lookup=lookup
    )


@pytest.mark.parametrize("states", CONVERSATIONS)
def test_the_same_rules_apply(states: list[dict[str, Any]]) -> None:
    searched, indexed = _policy(), _policy()
    index_rules(indexed)
    expected = searched._get_possible_keys(searched.lookup[RULES], states)
    assert indexed._get_possible_keys(indexed.lookup[RULES], states) == expected


def test_few_rules_are_tried() -> None:
    index = RuleIndex(TABLE)
    assert index.candidates(_state("greet")) == [_key(_state("greet"))]
    assert len(index.candidates(_state("greet", None))) == len(TABLE)


def test_words_are_asked_for_only_where_a_rule_could_name_them() -> None:
    policy = _policy()
    asked: list[bool] = []
    policy._find_action_from_rules = lambda _t, _d, words: asked.append(words) or (None, "", False)
    index_rules(policy)
    assert policy._find_action_from_rules(None, None, True) == (None, None, False)
    policy._find_action_from_rules(None, None, False)
    assert asked == [False]
    policy = _policy()
    policy.lookup[RULES][_key(_state())] = "action_listen_to_words"
    policy._find_action_from_rules = lambda _t, _d, words: asked.append(words) or (None, "", False)
    index_rules(policy)
    policy._find_action_from_rules(None, None, True)
    assert asked == [False, True]
