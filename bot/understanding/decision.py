"""Whether to answer, to ask what was meant, or to say sorry: one place decides.

It rests on two things: the calibrated probability of the best intents, and how like anything seen
in training the message is (the cosine of its sentence vector with the nearest example's).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

OUT_OF_SCOPE = "out_of_scope"
URGENT = "urgent_help"
MOST_ALTERNATIVES = 3


@dataclass(frozen=True)
class Limits:
    """Probabilities and cosines, each from 0 to 1.

    answer_from: probability from which the best intent is answered.
    offer_from: probability from which an intent is worth offering as "did you mean".
    urgent_from: probability from which possible danger is answered as danger.
    likeness_from: cosine below which a message is like nothing seen in training.
    unlike_answer_from: the probability that such a message needs instead of `answer_from`.
    """

    answer_from: float
    offer_from: float
    urgent_from: float
    likeness_from: float
    unlike_answer_from: float


@dataclass(frozen=True)
class Verdict:
    """What was decided: the intent to go on with, and the intents to offer when unsure."""

    decision: Literal["answer", "clarify", "refuse"]
    intent: str
    alternatives: tuple[str, ...] = ()


def decide(ranking: Sequence[tuple[str, float]], likeness: float, limits: Limits) -> Verdict:
    """Decide on a message by its intent `ranking` (best first) and its `likeness`."""
    best, probability = ranking[0]
    if dict(ranking).get(URGENT, 0.0) >= limits.urgent_from:
        return Verdict("answer", URGENT)
    unlike = likeness < limits.likeness_from
    if probability >= (limits.unlike_answer_from if unlike else limits.answer_from):
        return Verdict("refuse" if best == OUT_OF_SCOPE else "answer", best)
    if unlike or best == OUT_OF_SCOPE:
        return Verdict("refuse", best)
    offered = tuple(
        name for name, p in ranking if p >= limits.offer_from and name not in (OUT_OF_SCOPE, URGENT)
    )
    if offered:
        return Verdict("clarify", best, offered[:MOST_ALTERNATIVES])
    return Verdict("refuse", best)
