"""What is remembered of a conversation from turn to turn, and what an answer is."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.content.asker import role_of
from bot.content.cards import Person, Role
from bot.content.quiz import QuizState
from bot.messages import Reply
from bot.understanding.message import Decision


@dataclass(frozen=True)
class Memory:
    """What is remembered from turn to turn.

    The last card and which of its passages were read (0 is the first, then its further parts), who
    is asking, how often in a row nothing was understood, and the buttons last offered, in order:
    the card that each shows, else what pressing it means.
    """

    card: str | None = None
    read: tuple[int, ...] = ()
    person: Person | None = None
    misses: int = 0
    offered: tuple[str, ...] = ()
    quiz: QuizState = field(default_factory=QuizState)

    @property
    def role(self) -> Role | None:
        """Whether the person asks because of their work, when it is known."""
        return role_of(self.person)


@dataclass(frozen=True)
class Answer:
    """The replies, what to remember, and what was decided in the end.

    `opens_form`: nothing is said here; the form that leaves a message for a person goes on.
    """

    replies: tuple[Reply, ...]
    memory: Memory
    decision: Decision
    opens_form: bool = False
