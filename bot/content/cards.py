"""What a card is, with the keys that its file may have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from pydantic import Field

from bot.content.strict_model import Strict

Role = Literal["public", "researcher"]
Kind = Literal["term", "topic", "notice"]
Frame = Literal[
    "involved",
    "in-a-study",
    "hearing-about",
    "running-research",
    "this-centre",
    "own-care",
    "this-chat",
]
"""What a question is about: being involved, being in a study, one's own care …"""

Person = Literal[
    "patient",
    "carer",
    "bereaved",
    "under-18",
    "public",
    "researcher",
    "clinician",
    "funder",
    "staff",
]
Which = Literal["involvement", "engagement", "participation", "depends"]

AT_WORK = frozenset({"researcher", "clinician", "funder", "staff"})
"""Persons who ask because of their work."""

TERM_INTENT = "other_glossary_term"
"""The intent that a term answers when its card names none."""

CRISIS_INTENT = "urgent_help"


class Source(Strict):
    """Where a card's facts come from. `opened`: the day on which a person last opened the page."""

    name: str
    url: str = Field(pattern=r"^https?://\S+$")
    opened: date | None = None


class Reviewed(Strict):
    """When a card was read over, when that is due again, and by which people ("not yet": none)."""

    on: date
    due: date
    people: str = Field(alias="with")


class When(Strict):
    """What picks this card: a word (`cue`), who asks, or a word beside "PPI" (`clue`).

    `said`: phrases that pick it whatever the classifier says, for beliefs that people put into
    much the same words again and again.
    """

    role: Role | None = None
    said: tuple[str, ...] = ()
    cue: tuple[str, ...] = ()
    clue: tuple[str, ...] = ()


class Quotation(Strict):
    """The source's own words, shown on request."""

    text: str
    note: str = ""


class Part(Strict):
    """A passage that can be shown alone: `ask` is the question, `says` the answer.

    `need`: its name within the pack, which data/asked/ uses for the sentences that ask for it.
    `asked`: further such sentences.
    """

    need: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    ask: str = Field(max_length=40)
    says: str
    asked: tuple[str, ...] = ()


class Table(Strict):
    """A small table; every row is as long as `columns`."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def only(self, columns: Sequence[str]) -> Table:
        """The table with only its first column and those named."""
        kept = [0, *(place for place, name in enumerate(self.columns) if name in columns)]
        return Table(
            columns=tuple(self.columns[place] for place in kept),
            rows=tuple(tuple(row[place] for place in kept) for row in self.rows),
        )


class Card(Strict):
    """One piece of content. Texts are already filled in with the pack's names.

    `leads`: of several cards for its intent, this one is shown when nothing says which is meant.
    `asked`: sentences in which people ask for it, besides those in data/asked/.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    kind: Kind
    title: str
    ask: str = Field("", max_length=40)
    aliases: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    when: When = When()
    leads: bool = False
    asked: tuple[str, ...] = ()
    frame: Frame | None = None
    persons: tuple[Person, ...] = Field((), alias="for")
    meaning: str
    example: str = ""
    parts: tuple[Part, ...] = ()
    more: tuple[str, ...] = ()
    simpler: str = ""
    which: Which | None = None
    confused_with: str = ""
    elsewhere: str = ""
    quotation: Quotation | None = None
    table: Table | None = None
    source: Source | None = None
    reviewed: Reviewed | None = None
    follow_ups: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """How people may name it: the title, then the aliases."""
        return (self.title, *self.aliases)

    @property
    def intents(self) -> tuple[str, ...]:
        """The intents that this card answers; a term that names none answers `TERM_INTENT`."""
        if self.answers:
            return self.answers
        return (TERM_INTENT,) if self.kind == "term" else ()

    @property
    def role(self) -> Role | None:
        """The role that the card is written for, or None when it is for everybody."""
        at_work = self.persons and set(self.persons) <= AT_WORK
        return self.when.role or ("researcher" if at_work else None)

    @property
    def is_crisis(self) -> bool:
        """Whether this is a crisis card, which comes first and alone."""
        return self.id.startswith("crisis-")

    @property
    def button(self) -> str:
        """The title of a button that shows the card, in words that a person would say."""
        return self.ask or self.title

    @property
    def further_parts(self) -> tuple[str, ...]:
        """What "tell me more" shows, in order."""
        extra = (self.confused_with, self.elsewhere)
        own = tuple(part.says for part in self.parts)
        return own + self.more + tuple(part for part in extra if part)

    def place_of(self, need: str) -> int:
        """The place of the part called `need`, from 1; 0 (the first text) when there is none."""
        needs = [part.need for part in self.parts]
        return needs.index(need) + 1 if need in needs else 0
