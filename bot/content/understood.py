"""What an answer is made from and what it leaves: a message understood, a memory, replies."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bot.content.quiz import QuizState
from bot.content.replies import Reply

Decision = Literal["answer", "clarify", "refuse", "crisis"]


@dataclass(frozen=True)
class Understood:
    """A message as the language understanding left it.

    `card` is set when a button named one; `alternatives` are intents to offer, best first;
    `activity` is what a described activity was judged to be (bot/understanding/activities.py),
    `cue` what decided it in its words; `quiz` is the answer that a button of the quiz gives.
    """

    intent: str | None
    decision: Decision = "answer"
    text: str = ""
    terms: tuple[str, ...] = ()
    card: str | None = None
    alternatives: tuple[str, ...] = ()
    activity: str | None = None
    cue: str = ""
    quiz: str | None = None


@dataclass(frozen=True)
class Memory:
    """What is remembered from turn to turn.

    The last card and how far it was read, who is asking, how often in a row nothing was understood,
    and the buttons last offered, in order: card ids, and moves as "/more".
    """

    card: str | None = None
    part: int = 0
    role: str | None = None
    misses: int = 0
    offered: tuple[str, ...] = ()
    quiz: QuizState = field(default_factory=QuizState)


@dataclass(frozen=True)
class Answer:
    """The replies, what to remember, and what was decided in the end.

    `opens_form`: nothing is said here; the form that leaves a message for a person goes on.
    """

    replies: tuple[Reply, ...]
    memory: Memory
    decision: Decision
    opens_form: bool = False
