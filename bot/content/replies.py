"""Makes a reply from a card: its parts, its source and its buttons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from bot.content.cards import CRISIS_INTENT, Card
from bot.content.events import DATES, say_dates
from bot.messages import Button, Kind, Press, Reply, Source, Table

if TYPE_CHECKING:
    from bot.content.pack import Pack

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
"""The press of the button that confirms a deletion; it is handled before Rasa is asked."""


def button_for(card: Card) -> Button:
    """The button that shows `card`; for a card that answers no intent it names `CRISIS_INTENT`."""
    intent = card.intents[0] if card.intents else CRISIS_INTENT
    return Button(card.button, str(Press(intent, "card", card.id)))


def follow_ups(pack: Pack, card: Card) -> tuple[Button, ...]:
    """At most three buttons under a card: "Tell me more" if there is more, then its follow-ups."""
    more = (Button("Tell me more", "more"),) if card.further_parts else ()
    return (more + tuple(button_for(pack.cards[i]) for i in card.follow_ups))[:MOST_FOLLOW_UPS]


def say(pack: Pack, card: Card, columns: Sequence[str] = ()) -> Reply:
    """A card's first part: meaning, example, table, then where it comes from.

    Args:
        columns: show only these columns of the card's table; all of them when none are given.
    """
    if card.table and set(columns) < set(card.table.columns[1:]) and columns:
        asked = tuple(one for one in card.follow_ups if pack.cards[one].title in columns)
        card = card.model_copy(update={"table": card.table.only(columns), "follow_ups": asked})
    parts = [card.meaning] + ([card.example] if card.example else [])
    table = Table(card.table.columns, card.table.rows) if card.table else None
    return _shown(pack, card, *parts, table=table)


def say_part(pack: Pack, card: Card, text: str) -> Reply:
    """Another part of a card: more of it, its example, a simpler wording."""
    return _shown(pack, card, text, kind="card")


def say_passage(pack: Pack, card: Card, place: int) -> Reply:
    """A passage by its place: 0 is the card's first text, then its further parts in order."""
    return say_part(pack, card, card.further_parts[place - 1]) if place else say(pack, card)


def next_unread(card: Card, read: Sequence[int]) -> int | None:
    """The place of the first further part that was not read, or None when all were."""
    places = range(1, len(card.further_parts) + 1)
    return next((place for place in places if place not in read), None)


def say_source(pack: Pack, card: Card) -> Reply:
    """Where a card comes from, in full, with the source's own words when the card quotes them."""
    if card.source is None or card.reviewed is None:
        parts = ["These are my own words. They come from no other source."]
    else:
        parts = [
            f"This comes from {card.source.name}: {card.source.url}",
            _when_opened(card.source.opened)
            + f"Read over with patients or the public: {card.reviewed.people}.",
        ]
        if card.quotation:
            parts.append(f"Their own words: “{card.quotation.text}”")
            parts += [card.quotation.note] if card.quotation.note else []
    return Reply("card", tuple(parts), card.title, card.id, buttons=follow_ups(pack, card))


def _when_opened(day: date | None) -> str:
    """When a person opened the source. Many cards were written from stored copies of pages."""
    return f"We opened the page in {day:%B %Y}. " if day else "We read a copy of the page. "


def _shown(
    pack: Pack, card: Card, *parts: str, table: Table | None = None, kind: Kind | None = None
) -> Reply:
    return Reply(
        kind or _kind(card),
        tuple(_with_dates(pack, part) for part in parts),
        card.title,
        card.id,
        table,
        _sources(card),
        follow_ups(pack, card),
    )


def _sources(card: Card) -> tuple[Source, ...]:
    if card.source is None:
        return ()
    return (Source(card.source.name, card.source.url, card.source.opened),)


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
    one_kind = kinds.pop() if len(kinds) == 1 else None
    sources = dict.fromkeys(source for card in cards for source in _sources(card))
    return Reply(
        "comparison",
        (SAME_KIND[one_kind],) if one_kind in SAME_KIND else (),
        " and ".join(card.title for card in cards),
        cards[0].id,
        Table(("", *(card.title for card in cards)), tuple(tuple(row) for row in rows)),
        tuple(sources),
        tuple(button_for(card) for card in cards),
    )


def _without_opening(example: str) -> str:
    """An example without its "For example", because the row of the table is named so."""
    said = example.removeprefix("For example, ")
    return said[:1].upper() + said[1:]


def _in_short(card: Card) -> str:
    """What a term is, in one sentence, or two if they are short or the first only spells it out."""
    sentences = re.split(r"(?<=[.?!])\s+", card.meaning)
    two = " ".join(sentences[:2])
    both = len(two.split()) <= MOST_WORDS_IN_SHORT or "stands for" in sentences[0]
    return two if both else sentences[0]


def _with_dates(pack: Pack, text: str) -> str:
    return text.replace(DATES, say_dates(pack.events, date.today())) if DATES in text else text


def _kind(card: Card) -> Kind:
    if card.is_crisis:
        return "crisis"
    if card.table:
        return "comparison"
    if "classify_scenario" in card.intents:
        return "verdict"
    return "notice" if card.kind == "notice" else "card"
