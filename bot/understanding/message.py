"""A message as it was understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.understanding.activities import ActivityVerdict

Decision = Literal["answer", "clarify", "refuse", "crisis"]


@dataclass(frozen=True)
class RankedCard:
    """A card that a message may ask for, the part of it ("" for the first), and how likely."""

    card: str
    part: str
    confidence: float


@dataclass(frozen=True)
class Understanding:
    """A message as the language understanding left it.

    `card`, `quiz` and `form_press` are what a button named. `ranking` is of intents, best first;
    `alternatives` are those to offer. `activity` is what a described activity was judged to be.
    `intents` are those of a message in parts. `cards` are ranked, best first; a label of
    no card, such as "-chitchat", says that none may be asked for.
    """

    intent: str | None
    decision: Decision = "answer"
    text: str = ""
    terms: tuple[str, ...] = ()
    card: str | None = None
    alternatives: tuple[str, ...] = ()
    activity: ActivityVerdict | None = None
    quiz: str | None = None
    form_press: str = ""
    confidence: float = 1.0
    ranking: tuple[tuple[str, float], ...] = ()
    intents: tuple[str, ...] = ()
    cards: tuple[RankedCard, ...] = ()
