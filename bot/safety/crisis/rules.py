"""The list of phrases: finds danger to life, self-harm, illness on treatment and abuse.

It searches the whole text and needs no model. The rules are in `crisis.yml`, in words that a
clinician can review.
"""

from collections import Counter
from dataclasses import dataclass

from bot.safety.crisis.rules_file import (
    FIRST_RULE,
    NOT_NOW,
    NOW,
    PERHAPS_PAST,
    TREATMENT,
    TRIAL_TALK,
    CrisisRules,
    crisis_rules,
)
from bot.safety.crisis.words import OTHER

__all__ = ["CrisisMatch", "find_crisis", "warm_up"]


@dataclass(frozen=True, slots=True)
class CrisisMatch:
    """The card to show, and the name of the rule that asks for it.

    `reason` is for counting and never holds a word of the message. `plain`: this or another crisis
    is said outright, in a sentence that is not about the past.
    """

    card: str
    reason: str
    plain: bool = True


def warm_up() -> None:
    """Read the rules now, so that the first message does not wait for it (about 0.1 s).

    Raises:
        RulesError: the rules cannot be read.
    """
    crisis_rules()


def find_crisis(text: str) -> CrisisMatch | None:
    """The most urgent crisis named anywhere in `text`, or None. Never raises on any text.

    The time taken grows in step with the length of the text.
    """
    rules = crisis_rules()
    words, sentences = rules.normaliser.normalise(text)
    about = _remove_harmless(words, sentences, rules)
    found = _rules_that_hold(words, sentences, about, rules)
    if not found:
        return None
    first = min(found)
    rule = rules.rules[first]
    return CrisisMatch(rule.card, rule.name, plain=any(found.values()))


@dataclass(frozen=True, slots=True)
class _Sentences:
    """What the sentences of a message are about, by their numbers.

    `talk`: those about research, with the plainest sign of it: RESEARCH_TALK, or TRIAL_TALK where
    only the words "trial" or "study" say so. `past`: those about what was long ago or is only
    supposed. `doubtful`: those, and the ones that may be.
    """

    talk: dict[int, int]
    past: set[int]
    doubtful: set[int]


def _remove_harmless(words: list[str], sentences: list[int], rules: CrisisRules) -> _Sentences:
    """Blank out figures of speech in `words`, in place; returns what the sentences are about."""
    spans: list[tuple[int, int]] = []
    talk: dict[int, int] = {}
    said: dict[int, set[int]] = {NOT_NOW: set(), NOW: set(), PERHAPS_PAST: set()}
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
    return _Sentences(talk, said[NOT_NOW] - said[NOW], said[NOT_NOW] | said[PERHAPS_PAST])


def _rules_that_hold(
    words: list[str], sentences: list[int], about: _Sentences, rules: CrisisRules
) -> dict[int, bool]:
    """The indexes in `rules.rules` of those that hold, and whether each is said plainly somewhere.

    The lower the index, the more urgent the rule.
    """
    found: dict[int, bool] = {}
    treatment_at = -rules.treatment_distance - 1
    # Of each rule that needs a treatment named nearby: its last match, and whether it was plain.
    symptom_at: dict[int, tuple[int, bool]] = {}
    size_of = Counter(sentences)
    for at, marks in rules.alarming.find(words):
        sentence = sentences[at]
        for mark in marks:
            if mark == TREATMENT:
                treatment_at = at
                continue
            rule = rules.rules[mark - FIRST_RULE]
            if rule.now and sentence in about.past:
                continue
            talk = about.talk.get(sentence)
            if rule.with_treatment and talk == TRIAL_TALK:
                talk = None
            if rule.kind != "says" and talk is not None:
                continue
            if rule.kind == "short" and size_of[sentence] > rules.short_sentence:
                continue
            index, plain = mark - FIRST_RULE, rule.kind == "says" and sentence not in about.doubtful
            if rule.with_treatment:
                symptom_at[index] = (at, plain)
            else:
                found[index] = found.get(index, False) or plain
        for index, (seen, plain) in symptom_at.items():
            if abs(seen - treatment_at) <= rules.treatment_distance:
                found[index] = found.get(index, False) or plain
    return found
