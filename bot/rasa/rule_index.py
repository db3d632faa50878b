"""An index of a loaded RulePolicy's rules: Rasa itself tries every rule at every prediction.

The last state of a rule names the action before, and most often the intent of the last message. The
index is by those two, so that only the rules are tried whose last state resembles the
conversation's. Which of them applies is decided by Rasa.
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
"""The last action and the last intent, of a rule or of a conversation; None where not given."""


class RuleIndex:
    """The rules of one of the policy's tables, by the last action and intent of each."""

    def __init__(self, keys: Collection[str]) -> None:
        """`keys`: of the table, where each is the states of a rule as JSON."""
        self.ends: dict[End, list[str]] = defaultdict(list)
        for key in keys:
            self.ends[_end_of(json.loads(key)[-1])].append(key)

    def candidates(self, state: State) -> list[str]:
        """The keys of the rules that may apply to a conversation in `state`."""
        action, intent = _end_of(state)
        if action is None:  # at the start of a conversation Rasa compares nothing else
            return [key for keys in self.ends.values() for key in keys]
        ends: set[End] = {(action, intent), (action, None), (None, intent), (None, None)}
        return [key for end in ends for key in self.ends.get(end, ())]


def index_rules(policy: RulePolicy) -> None:
    """Make a loaded policy use an index. Its rules stay as they were trained."""
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
        return set(search(dict.fromkeys(index.candidates(states[-1]), ""), states))

    def action_from_rules(
        tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> Any:
        # Rasa asks twice: by the text of the last message, then by its intent.
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
    """Whether a rule applies to a message by its text: its last state names no intent."""
    last = [json.loads(key)[-1] for key in keys]
    return any(
        action == ACTION_LISTEN_NAME and intent is None for action, intent in map(_end_of, last)
    )
