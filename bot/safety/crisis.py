"""The crisis gate: finds danger to life, self-harm, illness on treatment and abuse in a message.

It runs before language understanding, on every channel, over the whole text, and needs no model.
The rules stand in `crisis.yml`, in words that a clinician can review.
"""

from collections import Counter
from dataclasses import dataclass

from bot.safety.crisis_rules import (
    FIRST_RULE,
    NOT_NOW,
    NOW,
    TREATMENT,
    TRIAL_TALK,
    CrisisRules,
    crisis_rules,
)
from bot.safety.crisis_words import OTHER

__all__ = ["CrisisMatch", "find_crisis", "warm_up"]


@dataclass(frozen=True, slots=True)
class CrisisMatch:
    """The card to show, alone, and the name of the rule that asked for it.

    `reason` is for counting and never holds a word of the message. `plain` says that it is said
    outright: no talk of research and no year can make it harmless.
    """

    card: str
    reason: str
    plain: bool = True


def warm_up() -> None:
    """Reads the rules now, so that the first message does not wait for it (about 0.1 s).

    Raises RulesError when the rules file cannot be read.
    """
    crisis_rules()


def find_crisis(text: str) -> CrisisMatch | None:
    """The most urgent crisis named anywhere in `text`, or None. Never raises on any text.

    The time taken grows in step with the length of the text.
    """
    rules = crisis_rules()
    words, sentences = rules.reader.read(text)
    talk, past = _remove_harmless(words, sentences, rules)
    first = _first_rule(words, sentences, talk, past, rules)
    if first is None:
        return None
    rule = rules.rules[first]
    return CrisisMatch(rule.card, rule.name, plain=rule.kind == "says" and not rule.now)


def _remove_harmless(
    words: list[str], sentences: list[int], rules: CrisisRules
) -> tuple[dict[int, int], set[int]]:
    """Blanks figures of speech in `words`, in place.

    Returns, for each sentence that is about research, the plainest sign of it: RESEARCH_TALK, or
    TRIAL_TALK when only the words "trial" or "study" say so; and the sentences about what was long
    ago or is only supposed.
    """
    spans: list[tuple[int, int]] = []
    talk: dict[int, int] = {}
    said: dict[int, set[int]] = {NOT_NOW: set(), NOW: set()}
    for at, marks in rules.harmless.find(words):
        for mark in marks:
            if mark > 0:
                spans.append((at - mark + 1, at + 1))
            elif mark in said:
                said[mark].add(sentences[at])
            else:
                talk[sentences[at]] = max(mark, talk.get(sentences[at], mark))
    for start, end in spans:
        words[start:end] = [OTHER] * (end - start)
    return talk, said[NOT_NOW] - said[NOW]


def _first_rule(
    words: list[str],
    sentences: list[int],
    talk: dict[int, int],
    past: set[int],
    rules: CrisisRules,
) -> int | None:
    """The place in `rules.rules` of the most urgent rule that holds."""
    found: set[int] = set()
    treatment_at = -rules.treatment_distance - 1
    symptom_at: dict[int, int] = {}  # rule that needs treatment named nearby -> its last match
    size_of = Counter(sentences)
    for at, marks in rules.alarming.find(words):
        sentence = sentences[at]
        for mark in marks:
            if mark == TREATMENT:
                treatment_at = at
                continue
            rule = rules.rules[mark - FIRST_RULE]
            if rule.now and sentence in past:
                continue
            heeded = talk.get(sentence)
            if rule.with_treatment and heeded == TRIAL_TALK:
                heeded = None
            if rule.kind != "says" and heeded is not None:
                continue
            if rule.kind == "short" and size_of[sentence] > rules.short_sentence:
                continue
            if rule.with_treatment:
                symptom_at[mark - FIRST_RULE] = at
            else:
                found.add(mark - FIRST_RULE)
        if symptom_at:
            reach = rules.treatment_distance
            found |= {n for n, seen in symptom_at.items() if abs(seen - treatment_at) <= reach}
    return min(found, default=None)
