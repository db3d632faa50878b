"""Whether the model is sure enough to answer, should ask what was meant, or say sorry.

It looks at two things: the calibrated probabilities of the intents, and how similar the message is
to the training data (the cosine of its sentence vector with the nearest example's).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

OUT_OF_SCOPE = "out_of_scope"
URGENT = "urgent_help"
MOST_ALTERNATIVES = 3


@dataclass(frozen=True)
class Thresholds:
    """Probabilities and cosines, each from 0 to 1.

    answer_from: probability from which the best intent is answered.
    offer_from: probability from which an intent is offered as "did you mean".
    urgent_from: probability from which possible danger is answered as danger.
    similar_from: cosine below which a message is unlike all training data.
    unlike_answer_from: probability that such a message needs in place of `answer_from`.
    """

    answer_from: float
    offer_from: float
    urgent_from: float
    similar_from: float
    unlike_answer_from: float


@dataclass(frozen=True)
class Decision:
    """What to do: with which intent, and which intents to offer when it is to `clarify`."""

    decision: Literal["answer", "clarify", "refuse"]
    intent: str
    alternatives: tuple[str, ...] = ()


def decide(
    ranking: Sequence[tuple[str, float]], similarity: float, thresholds: Thresholds
) -> Decision:
    """Decide what to do with a message.

    Args:
        ranking: intents with their probabilities, best first.
        similarity: the cosine with the most similar training example.
    """
    best, probability = ranking[0]
    if dict(ranking).get(URGENT, 0.0) >= thresholds.urgent_from:
        return Decision("answer", URGENT)
    unlike = similarity < thresholds.similar_from
    if probability >= (thresholds.unlike_answer_from if unlike else thresholds.answer_from):
        return Decision("refuse" if best == OUT_OF_SCOPE else "answer", best)
    if unlike or best == OUT_OF_SCOPE:
        return Decision("refuse", best)
    alternatives = tuple(
        intent
        for intent, p in ranking
        if p >= thresholds.offer_from and intent not in (OUT_OF_SCOPE, URGENT)
    )
    if alternatives:
        return Decision("clarify", best, alternatives[:MOST_ALTERNATIVES])
    return Decision("refuse", best)
