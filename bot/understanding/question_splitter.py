"""Splits a message that is several questions, and chooses which of them to answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MOST_PARTS = 2
"""The questions of one message that are answered."""

QUESTION_SHARE = 0.75
"""The share of a message's words that must be in its questions, or it is not split."""

CONFIDENT_FROM = 0.42
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


_CORRECTION = re.compile(
    r"^(?:(?:sorry|ok|okay|oh|er+|hmm)[ ,.]+)*"
    r"(?:no[ ,.]+i(?:'m| am) not asking [^,.]+[,.] ?(?:but )?i(?:'m| am) asking(?: about| if)?"
    r"|(?:no[ ,.]+(?:sorry[ ,.]+)?)?(?:what )?i (?:meant|mean)(?: was| is)?(?: about| if)?"
    r"|(?:no[ ,.]+)?(?:that is|that's|thats)(?: not|n't) what i (?:asked|meant|said|wanted)(?=[.,])"
    r"(?:[ ,.]+i (?:asked|meant|want to know|wanted to know)(?: about| if| you)?)?"
    r"|i (?:wanted|want) to (?:say|ask)(?: about| if)?"
    r"|(?:and |also |a |one |another )*(?:different|separate|other|another|new) "
    r"(?:thing|question|subject|topic|matter|point))[ ,:.-]+(?=\w+ \w|\w{3,})",
    re.IGNORECASE,
)


def without_correction(text: str) -> str:
    """What a person says they meant, without "no, I meant"; another text as it is."""
    return _CORRECTION.sub("", text.replace("’", "'"), count=1) if corrects(text) else text


def corrects(text: str) -> bool:
    """Whether a person says that they meant something else than what was understood."""
    return _CORRECTION.match(text.replace("’", "'")) is not None


@dataclass(frozen=True)
class PartRead:
    """What a part of a message was understood as: the intent, or the card where one is likely."""

    intent: str
    probability: float
    decision: str
    card: str = ""


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


def choose_parts(understood: Sequence[PartRead]) -> list[int]:
    """The numbers of the parts to answer, the most urgent first.

    When there are fewer than two, the message is to be answered as a whole.

    Args:
        understood: what each part was understood as, in order.
    """
    subjects: set[str] = set()
    chosen: list[int] = []
    for number, part in enumerate(understood):
        clear = part.decision == "answer" and part.probability >= CONFIDENT_FROM
        subject = part.card or part.intent
        if clear and subject not in NOT_A_PART and subject not in subjects:
            subjects.add(subject)
            chosen.append(number)
    rank = {intent: place for place, intent in enumerate(URGENT_FIRST)}
    chosen.sort(key=lambda number: rank.get(understood[number].intent, len(rank)))
    return chosen[:MOST_PARTS]
