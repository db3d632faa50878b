"""A pack: everything that one organisation replaces, and the ways to look things up in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.content.cards import Card
from bot.content.events import DatedEvent
from bot.content.form_texts import FormTexts
from bot.content.opening_hours import OpeningHours
from bot.content.public_details import public_details
from bot.content.quiz import QuizQuestion


@dataclass(frozen=True)
class Pack:
    """A pack without faults. `bot/content/load.py` makes one from a folder.

    `facts` is what pack.yml says, `cards` are by id, `files` says which file each card is in.
    """

    folder: Path
    facts: dict[str, Any]
    cards: dict[str, Card]
    form: FormTexts
    quiz: tuple[QuizQuestion, ...] = ()
    events: tuple[DatedEvent, ...] = ()
    hours: OpeningHours | None = None
    files: dict[str, Path] = field(default_factory=dict)

    @property
    def terms(self) -> dict[str, Card]:
        """The glossary, by term id."""
        return {card.id: card for card in self.cards.values() if card.kind == "term"}

    def term_named(self, name: str) -> str | None:
        """The id of the term with this title or alias, in small or capital letters, or None."""
        return self._ids_by_name.get(_simplified(name))

    @cached_property
    def _ids_by_name(self) -> dict[str, str]:
        return {_simplified(name): card.id for card in self.terms.values() for name in card.names}

    @cached_property
    def words_of_terms(self) -> frozenset[str]:
        """Every word of the glossary's titles and aliases, in small letters."""
        names = " ".join(name for card in self.terms.values() for name in card.names)
        return frozenset(re.findall(r"[^\W\d_]+", names.lower()))

    def answering(self, intent: str) -> list[Card]:
        """The cards of an intent: those without role, cue or phrase first, then those that lead."""
        cards = [card for card in self.cards.values() if intent in card.intents]
        return sorted(
            cards,
            key=lambda card: (
                bool(card.role or card.when.cue or card.when.said),
                not card.leads,
                card.id,
            ),
        )

    @cached_property
    def public(self) -> frozenset[str]:
        """The addresses, numbers and names in the pack itself, which are not hidden in messages."""
        return public_details(self.facts, self.cards.values())

    @property
    def crisis_phrases(self) -> dict[str, list[str]]:
        """Crisis phrases in other languages, by the id of the card that they bring."""
        phrases: dict[str, list[str]] = self.facts["crisis"].get("phrases") or {}
        return phrases


def _simplified(name: str) -> str:
    """A name in small letters and without punctuation, to be compared with what people type."""
    return " ".join(re.sub(r"[^\w'-]", " ", name.lower().replace("’", "'")).split())
