"""When to answer, when to ask back, when to say sorry."""

from __future__ import annotations

import pytest

from bot.understanding.decision import Decision, Thresholds, decide

THRESHOLDS = Thresholds(
    answer_from=0.5, offer_from=0.15, urgent_from=0.4, similar_from=0.4, unlike_answer_from=0.9
)


@pytest.mark.parametrize(
    ("ranking", "similarity", "decision"),
    [
        ([("why_involve", 0.8), ("eligibility", 0.1)], 0.7, Decision("answer", "why_involve")),
        (
            [("why_involve", 0.4), ("eligibility", 0.3), ("help", 0.1)],
            0.7,
            Decision("clarify", "why_involve", ("why_involve", "eligibility")),
        ),
        ([("why_involve", 0.8), ("eligibility", 0.1)], 0.2, Decision("refuse", "why_involve")),
        ([("why_involve", 0.95)], 0.2, Decision("answer", "why_involve")),
        ([("out_of_scope", 0.8)], 0.7, Decision("refuse", "out_of_scope")),
        (
            [("out_of_scope", 0.45), ("why_involve", 0.3)],
            0.7,
            Decision("refuse", "out_of_scope"),
        ),
        ([("distress_support", 0.5), ("urgent_help", 0.4)], 0.7, Decision("answer", "urgent_help")),
        ([("why_involve", 0.1), ("eligibility", 0.1)], 0.7, Decision("refuse", "why_involve")),
    ],
)
def test_the_decision(
    ranking: list[tuple[str, float]], similarity: float, decision: Decision
) -> None:
    assert decide(ranking, similarity, THRESHOLDS) == decision
