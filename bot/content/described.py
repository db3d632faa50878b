"""Whether a message describes an activity whose kind is to be said: only where that is wanted."""

from __future__ import annotations

import re

from bot.content.ranked import Odds
from bot.understanding.activities import KINDS, MIXED, NONE
from bot.understanding.message import Understanding

SCENARIO = "classify_scenario"
"""The intent of a message that describes an activity."""

SURELY_DESCRIBED, SURELY_OF_A_KIND = 0.6, 0.8
"""The confidence from which that intent alone is enough, and the probability of a kind from which
it is said to a statement that no card answers."""

ANSWERED_BY_A_CARD = 0.5
"""The probability from which a card answers a statement better than a verdict."""

PERHAPS_ADVICE = 0.2
"""The probability of the medical intent from which a statement is no description of an activity."""

_WHICH = re.compile(
    r"\bwhich (?:one |of (?:the|your|these|those)(?: \w+)? |word |box |category |label )?"
    r"(?:is|was|does|would|are) (?:it|that|this|mine|he|she|they|we|i)\b(?! \w+ing)"
    r"|\bwhich (?:of your \w+|one|word|box|category|label)(?: fits| applies| is (?:mine|it))?\W*$"
    r"|\bwhat (?:is|was|would|do (?:you|we) call|are you calling|category|kind)\b.{0,25}"
    r"\b(?:that|it|this)\b(?: called| then)\W*$"
    r"|\b(?:does|do|would|will|did) (?:that|it|this|they|we|i|he|she|my \w+) count\b"
    r"(?! (?:for|me|him|her|us|against))"
    r"|\b(?:counts?|classed?|comes?|falls?) (?:as|under) (?:which|what|involve|engage|particip)"
    r"|\bwhere does (?:that|it|this) (?:fit|belong|go)\b"
    r"|(?:^|[,.;] *|\b(?:so|and|but|not|no) )(?:is|was|does|am|are|were|would) (?:\w+[ ,]+){1,14}?"
    r"(?:\bcount(?:s|ed)? as )?(?<!than )(?<!is )(?:involvement|engagement|participation)\b"
    r"|\b(?:is|was) (?:that|this|it) ppie?\b"
    r"|\bone of (?:your|the) three\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\?|(?:^|[.!,;:] *|\b(?:so|and|but|or|then|please|also|hi|hello) )(?:"
    r"(?:what|how|who|where|when|why|which)\b"
    r"|(?:can|could|do|does|did|is|are|will|would|should|may|am) \w+)"
    r"|\b(?:how|why|who|what|where|when) (?:would|do|does|did|can|could|long|many|much|to)\b"
    r"|\bwud i\b|\b(?:tell me|let me know|want to know|wondering|looking for|need"
    r"|i(?:'d| would) (?:like|love))\b",
    re.IGNORECASE,
)


def asks_which(text: str) -> bool:
    """Whether a message asks which of the three words an activity is."""
    return _WHICH.search(text) is not None


def asks_something(text: str) -> bool:
    """Whether a message asks or wants something, and is no mere description."""
    return _ASKS.search(text) is not None


def wants_verdict(understood: Understanding, odds: Odds, likely: float, *, in_talk: bool) -> bool:
    """Whether to say which of the three words the described activity is.

    Args:
        likely: the probability from which a card is so likely that no verdict is preferred to it.
        in_talk: something was answered before. There people tell and react: a verdict is asked for.
    """
    activity, text = understood.activity, understood.text
    if activity is None:
        return False
    described = understood.intent == SCENARIO and understood.confidence >= SURELY_DESCRIBED
    sure = odds.sure
    if sure and sure.probability >= likely:
        return False
    if asks_which(text):
        return described or activity.decision != NONE
    if in_talk or asks_something(text):
        return False
    if described:
        return True
    of_a_kind = activity.decision in (*KINDS, MIXED) and activity.confidence >= SURELY_OF_A_KIND
    answered = sure is not None and sure.probability >= ANSWERED_BY_A_CARD
    advice = dict(understood.ranking).get("medical_advice", 0.0) >= PERHAPS_ADVICE
    return of_a_kind and not answered and not advice and odds.sure_intent is None
