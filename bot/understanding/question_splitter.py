"""Splits a message that is several questions, and chooses which of them to answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST_PARTS = 2
"""The questions of one message that are answered."""

QUESTION_SHARE = 0.75
"""The share of a message's words that must be in its questions, or it is not split."""

CONFIDENT_FROM = 0.6
"""The probability from which a part counts as a question of its own."""

# Answered first, whatever the order in the message. What the safety gate takes for danger never
# comes this far.
URGENT_FIRST = (
    "urgent_help", "medical_advice", "distress_support", "raise_a_concern",
    "trial_safety_or_consent", "contact_person",
)  # fmt: skip

# Not a question of its own beside another one: small talk, dialogue moves, descriptions.
NOT_A_PART = frozenset(
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
    # A story with questions in it is understood as a whole.
    words_in_questions = sum(len(question.split()) for question in questions)
    mostly_questions = words_in_questions >= QUESTION_SHARE * len(text.split())
    return questions if len(questions) > 1 and mostly_questions else [text]


def choose_parts(understood: Sequence[tuple[str, float, str]]) -> list[int]:
    """The numbers of the parts to answer, the most urgent first.

    When there are fewer than two, the message is to be answered as a whole.

    Args:
        understood: intent, probability and decision of each part, in order.
    """
    chosen_intents: set[str] = set()
    chosen: list[int] = []
    for number, (intent, probability, decision) in enumerate(understood):
        clear = decision == "answer" and probability >= CONFIDENT_FROM
        if clear and intent not in NOT_A_PART and intent not in chosen_intents:
            chosen_intents.add(intent)
            chosen.append(number)
    rank = {intent: place for place, intent in enumerate(URGENT_FIRST)}
    chosen.sort(key=lambda number: rank.get(understood[number][0], len(rank)))
    return chosen[:MOST_PARTS]
