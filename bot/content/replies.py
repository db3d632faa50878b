"""How a card is said: its parts, its source line, its buttons."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from bot.content.cards import CRISIS_INTENT, Card
from bot.content.events import DATES, say_dates

if TYPE_CHECKING:
    from bot.content.pack import Pack

ReplyKind = Literal[
    "text", "card", "comparison", "verdict", "quiz", "notice", "crisis", "form", "error"
]
MOST_FOLLOW_UPS = 3
MOST_WORDS_IN_SHORT = 25
WHO_DOES_WHAT = {
    "involvement": "You advise or decide, with the team.",
    "engagement": "The team shares what it knows. You hear, ask and talk.",
    "participation": "The team studies. You give data or are treated.",
    "depends": "It can be involvement or participation. What is done with your words?",
}
SAME_KIND = {
    "involvement": "Each of these is a form of involvement. To tell them apart, ask who decides.",
    "engagement": "Each of these is a form of engagement.",
    "participation": "Each of these belongs to participation. The study team can tell you more.",
}
HOW_TO_TELL = "Ask the team what they want from you: advice, or data about you?"

ERASE = "!erase"
"""The payload of the button that confirms a deletion; handled before Rasa, not by it."""


@dataclass(frozen=True)
class Choice:
    """A button: `payload` is Rasa's `/intent{…}` form and never leaves the server.

    `card` is the id of the card that it shows, when it shows one.
    """

    title: str
    payload: str
    card: str | None = None


@dataclass(frozen=True)
class Reply:
    """One message of the assistant. `card` is what the web channel draws, beside the plain text."""

    kind: ReplyKind
    text: str
    card: dict[str, Any] | None = None
    choices: tuple[Choice, ...] = ()

    @property
    def card_id(self) -> str | None:
        """The id of the card shown, or None."""
        return str(self.card["id"]) if self.card else None


def choice_of(card: Card) -> Choice:
    """The button that shows `card`; a crisis card needs no intent of its own for that."""
    intent = card.intents[0] if card.intents else CRISIS_INTENT
    return Choice(card.button, f"/{intent}{json.dumps({'card': card.id})}", card.id)


def follow_ups(pack: Pack, card: Card) -> tuple[Choice, ...]:
    """The buttons under a card's first part."""
    more = (Choice("Tell me more", "/more"),) if card.further_parts else ()
    return (more + tuple(choice_of(pack.cards[i]) for i in card.follow_ups))[:MOST_FOLLOW_UPS]


def say(pack: Pack, card: Card, columns: Sequence[str] = ()) -> Reply:
    """A card's first part: meaning, example, then where it comes from.

    Args:
        columns: of the card's table, only these, when any are given and they are there.
    """
    if card.table and set(columns) < set(card.table.columns[1:]) and columns:
        asked = tuple(one for one in card.follow_ups if pack.cards[one].title in columns)
        card = card.model_copy(update={"table": card.table.only(columns), "follow_ups": asked})
    parts = [card.meaning] + ([card.example] if card.example else [])
    parts = [_with_dates(pack, part) for part in parts]
    lines = list(parts)
    if card.table:
        lines += [_table_line(card.table.columns, row) for row in card.table.rows]
    if card.source:
        lines.append(source_line(card))
    return Reply(
        kind=_kind(card),
        text="\n\n".join(lines),
        card=card_view(card, parts),
        choices=follow_ups(pack, card),
    )


def say_part(pack: Pack, card: Card, text: str) -> Reply:
    """Another part of a card: more of it, its example, a simpler wording."""
    text = _with_dates(pack, text)
    return Reply("card", text, card_view(card, [text], table=False), follow_ups(pack, card))


def say_source(pack: Pack, card: Card) -> Reply:
    """Where a card comes from, in full, with the source's own words when the card quotes them."""
    if card.source is None or card.reviewed is None:
        text = "These are my own words. They come from no other source."
    else:
        text = (
            f"This comes from {card.source.name}: {card.source.url}\n\n"
            f"We checked it in {card.reviewed.on:%B %Y}. "
            f"Read over with patients or the public: {card.reviewed.people}."
        )
        if card.quotation:
            text += f"\n\nTheir own words: “{card.quotation.text}”"
            text += f"\n\n{card.quotation.note}" if card.quotation.note else ""
    return Reply("card", text, card_view(card, [text], table=False), follow_ups(pack, card))


def compare(pack: Pack, cards: list[Card]) -> Reply:
    """Two or three terms side by side, from their cards."""
    rows = [["What it is", *(_in_short(card) for card in cards)]]
    kinds = {card.which for card in cards}
    if None not in kinds and len(kinds) > 1:
        rows.append(["Who does what", *(WHO_DOES_WHAT[card.which or "depends"] for card in cards)])
    if all(card.example for card in cards):
        rows.append(["An example", *(_without_opening(card.example) for card in cards)])
    if any(card.confused_with for card in cards):
        rows.append(["How to tell", *(card.confused_with or HOW_TO_TELL for card in cards)])
    lines = [
        "\n".join(
            [f"{card.title}: {rows[0][place]}", *(f"{row[0]}: {row[place]}" for row in rows[1:])]
        )
        for place, card in enumerate(cards, start=1)
    ]
    one_kind = kinds.pop() if len(kinds) == 1 else None
    same = [SAME_KIND[one_kind]] if one_kind in SAME_KIND else []
    first = {source_line(card): card_view(card, [])["source"] for card in cards if card.source}
    view = {
        "id": cards[0].id,
        "title": " and ".join(card.title for card in cards),
        "parts": same,
        "sources": list(first.values()),
        "table": {"columns": ["", *(card.title for card in cards)], "rows": rows},
    }
    choices = tuple(choice_of(card) for card in cards)
    return Reply("comparison", "\n\n".join([*lines, *same, "\n".join(first)]), view, choices)


def _without_opening(example: str) -> str:
    """An example without its "For example": the row is called so."""
    said = example.removeprefix("For example, ")
    return said[:1].upper() + said[1:]


def _in_short(card: Card) -> str:
    """What a term is: one sentence; two when they are short or the first only spells it out."""
    sentences = re.split(r"(?<=[.?!])\s+", card.meaning)
    two = " ".join(sentences[:2])
    both = len(two.split()) <= MOST_WORDS_IN_SHORT or "stands for" in sentences[0]
    return two if both else sentences[0]


def _with_dates(pack: Pack, text: str) -> str:
    return text.replace(DATES, say_dates(pack.events, date.today())) if DATES in text else text


def source_line(card: Card) -> str:
    """The last line of an answer: "From: NAME (checked MONTH YEAR)"."""
    if card.source is None:
        return ""
    checked = f" (checked {card.reviewed.on:%B %Y})" if card.reviewed else ""
    return f"From: {card.source.name}{checked}"


def card_view(card: Card, parts: list[str], *, table: bool = True) -> dict[str, Any]:
    """A card as the web channel's message carries it."""
    view: dict[str, Any] = {"id": card.id, "title": card.title, "parts": parts}
    if card.source:
        checked = card.reviewed.on.isoformat() if card.reviewed else None
        view["source"] = {"name": card.source.name, "url": card.source.url, "checked": checked}
    if table and card.table:
        view["table"] = {
            "columns": list(card.table.columns),
            "rows": [list(row) for row in card.table.rows],
        }
    return view


def _kind(card: Card) -> ReplyKind:
    if card.is_crisis:
        return "crisis"
    if card.table:
        return "comparison"
    if "classify_scenario" in card.intents:
        return "verdict"
    return "notice" if card.kind == "notice" else "card"


def _table_line(columns: tuple[str, ...], row: tuple[str, ...]) -> str:
    cells = "\n".join(f"- {name}: {cell}" for name, cell in zip(columns[1:], row[1:], strict=True))
    return f"{row[0]}\n{cells}" if row[0] else cells
