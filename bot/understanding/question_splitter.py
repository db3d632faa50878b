"""More than one question in a message: where one ends and the next begins."""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST_PARTS = 2
MOSTLY_QUESTIONS = 0.75
"""The share of a message's words that stand in its questions, from which it is split."""

SURE_FROM = 0.6
"""The probability from which a part counts as a question of its own."""

# Answered first, whatever the order in the message. Danger never comes here: the gate takes it.
URGENT_FIRST = (
    "urgent_help", "medical_advice", "distress_support", "raise_a_concern",
    "trial_safety_or_consent", "contact_person",
)  # fmt: skip

# What is no question of its own beside another: small talk, moves, and descriptions.
NO_PARTS = frozenset(
    {
        "affirm", "chitchat", "classify_scenario", "deny", "example", "give_feedback", "help",
        "more", "out_of_scope", "repeat", "simpler", "source", "stop",
    }
)  # fmt: skip

_OPENERS = (
    r"(?:what|whats|what's|how|hows|how's|who|whos|who's|where|when|why|which|can|could|do|does|did"
    r"|is|are|am|will|would|should|may|have|has|tell me|explain|i(?:'d| would) like to know"
    r"|i (?:also )?(?:want|need) to know)\b"
)
_SENTENCE = re.compile(r"[^.?!\n]+[.?!]*")
_JOINED = re.compile(rf"(?:,\s*|\s+)(?:and|also|plus|but)\s+(?:also\s+)?(?={_OPENERS})", re.I)
_QUESTION = re.compile(rf"^(?:(?:and|also|so|but|please|hi|hello)[ ,]+)*{_OPENERS}", re.I)


def split_questions(text: str) -> list[str]:
    """The questions of a message in order; the message itself when there is only one."""
    pieces = [
        piece.strip(" ,;")
        for sentence in _SENTENCE.findall(text)
        for piece in _JOINED.split(sentence)
    ]
    questions = [
        piece
        for piece in pieces
        if len(piece.split()) > 1 and (piece.endswith("?") or _QUESTION.match(piece))
    ]
    # In a story with questions the story counts: it is understood as a whole.
    asked = sum(len(question.split()) for question in questions)
    all_questions = len(questions) > 1 and asked >= MOSTLY_QUESTIONS * len(text.split())
    return questions if all_questions else [text]


def choose_parts(understood: Sequence[tuple[str, float, str]]) -> list[int]:
    """Which parts to answer, the more urgent first; fewer than two means: answer the whole.

    Args:
        understood: intent, probability and decision of each part, in order.
    """
    seen: set[str] = set()
    chosen: list[int] = []
    for number, (intent, probability, decision) in enumerate(understood):
        clear = decision == "answer" and probability >= SURE_FROM
        if clear and intent not in NO_PARTS and intent not in seen:
            seen.add(intent)
            chosen.append(number)
    rank = {intent: place for place, intent in enumerate(URGENT_FIRST)}
    chosen.sort(key=lambda number: rank.get(understood[number][0], len(rank)))
    return chosen[:MOST_PARTS]
