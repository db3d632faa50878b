"""Looks the rules of a loaded RulePolicy up, where Rasa tries every rule at every prediction.

A rule ends in a state: the action before, and most often the intent that was just heard. Rules are
kept by those two, so that a prediction tries the few that end as the conversation does. Which of
them holds is still decided by Rasa.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from rasa.core.policies.rule_policy import (
    RULES,
    RULES_FOR_LOOP_UNHAPPY_PATH,
    SHOULD_NOT_BE_SET,
    RulePolicy,
)
from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION, USER
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

State = dict[str, Any]
End = tuple[str | None, str | None]
"""How a rule, or a conversation, ends: the action before and the intent heard, where given."""


class RuleIndex:
    """The keys of one table of rules, by how each rule ends."""

    def __init__(self, keys: Collection[str]) -> None:
        """`keys`: states as JSON, as RulePolicy keeps them."""
        self.ends: dict[End, list[str]] = defaultdict(list)
        for key in keys:
            self.ends[_end_of(json.loads(key)[-1])].append(key)

    def near(self, state: State) -> list[str]:
        """The keys of the rules that may hold where a conversation is in `state`."""
        action, intent = _end_of(state)
        if action is None:  # the start of a conversation: Rasa compares nothing else then
            return [key for keys in self.ends.values() for key in keys]
        ends: set[End] = {(action, intent), (action, None), (None, intent), (None, None)}
        return [key for end in ends for key in self.ends.get(end, ())]


def look_rules_up(policy: RulePolicy) -> None:
    """Make a loaded policy look its rules up. The rules themselves stay as they were trained."""
    tables = {
        id(table): RuleIndex(table)
        for name, table in policy.lookup.items()
        if name in (RULES, RULES_FOR_LOOP_UNHAPPY_PATH)
    }
    search, find = policy._get_possible_keys, policy._find_action_from_rules
    reads_text = _reads_text(policy.lookup[RULES])

    def possible_keys(lookup: dict[str, str], states: list[State]) -> set[str]:
        index = tables.get(id(lookup))
        if index is None or not states:
            return set(search(lookup, states))
        return set(search(dict.fromkeys(index.near(states[-1]), ""), states))

    def action_from_rules(
        tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> Any:
        # Rasa asks twice: for the words as they are, then for their intent. No rule names words.
        if use_text_for_last_user_input and not reads_text:
            return None, None, False
        return find(tracker, domain, use_text_for_last_user_input)

    policy._get_possible_keys = possible_keys
    policy._find_action_from_rules = action_from_rules


def _end_of(state: State) -> End:
    action = state.get(PREVIOUS_ACTION, {}).get(ACTION_NAME)
    intent = state.get(USER, {}).get(INTENT)
    return action, None if intent == SHOULD_NOT_BE_SET else intent


def _reads_text(keys: Collection[str]) -> bool:
    """Whether a rule answers something heard without naming its intent."""
    last = [json.loads(key)[-1] for key in keys]
    return any(
        action == ACTION_LISTEN_NAME and intent is None for action, intent in map(_end_of, last)
    )
