"""What is remembered of a conversation from turn to turn, and what an answer is."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.content.quiz import QuizState
from bot.messages import Reply
from bot.understanding.message import Decision


@dataclass(frozen=True)
class Memory:
    """What is remembered from turn to turn.

    The last card and how far it was read, who is asking, how often in a row nothing was understood,
    and the buttons last offered, in order: the card that each shows, else what pressing it means.
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
