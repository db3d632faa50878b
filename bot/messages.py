"""What is said: a reply, its buttons, and a message as it stands in a conversation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, Literal, Self

Sender = Literal["you", "assistant", "staff"]
Kind = Literal["text", "card", "comparison", "verdict", "quiz", "notice", "crisis", "form", "error"]


@dataclass(frozen=True)
class Press:
    """What pressing a button means: an intent, and the one thing that it names.

    As text, for example, "more", "ppi_group card=ppi-group" or "start_quiz quiz=3:involvement".
    """

    intent: str
    names: str = ""
    value: str = ""

    def __str__(self) -> str:
        return f"{self.intent} {self.names}={self.value}" if self.names else self.intent

    @classmethod
    def read(cls, text: str) -> Self:
        """A press from its text."""
        intent, _, named = text.partition(" ")
        names, _, value = named.partition("=")
        return cls(intent, names, value)

    @property
    def card(self) -> str | None:
        """The id of the card that is shown, or None."""
        return self.value if self.names == "card" else None


@dataclass(frozen=True)
class Button:
    """A choice. `press` is a `Press` as text; once stored, an id that is good in its talk only."""

    title: str
    press: str


@dataclass(frozen=True)
class Source:
    """Where a card's facts come from, and the day on which somebody checked them."""

    name: str
    url: str
    checked: date | None = None

    @property
    def line(self) -> str:
        """The last line of an answer."""
        checked = f" (checked {self.checked:%B %Y})" if self.checked else ""
        return f"From: {self.name}{checked}"


@dataclass(frozen=True)
class Table:
    """A small table; every row is as long as `columns`."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def lines(self) -> list[str]:
        """Each row as text, for where no table can be drawn."""
        return [self._line(row) for row in self.rows]

    def _line(self, row: tuple[str, ...]) -> str:
        named = zip(self.columns[1:], row[1:], strict=True)
        cells = "\n".join(f"- {name}: {cell}" for name, cell in named)
        return f"{row[0]}\n{cells}" if row[0] else cells


@dataclass(frozen=True)
class Reply:
    """One thing that is said. `card_id` and `title` are those of the card shown, if one is."""

    kind: Kind
    parts: tuple[str, ...]
    title: str = ""
    card_id: str | None = None
    table: Table | None = None
    sources: tuple[Source, ...] = ()
    buttons: tuple[Button, ...] = ()
    sender: Sender = "assistant"

    @property
    def text(self) -> str:
        """All of it as plain text, without the title and the buttons."""
        said = [*self.parts, *(self.table.lines if self.table else ())]
        if self.sources:
            said.append("\n".join(source.line for source in self.sources))
        return "\n\n".join(said)

    def mapped(self, change: Callable[[str], str]) -> Self:
        """The same with each part changed."""
        return replace(self, parts=tuple(change(part) for part in self.parts))

    def with_values(self, values: Mapping[str, str]) -> Self:
        """The same with placeholders replaced."""

        def filled(part: str) -> str:
            for placeholder, value in values.items():
                part = part.replace(placeholder, value)
            return part

        return self.mapped(filled)

    def with_buttons(self, *buttons: Button) -> Self:
        """The same with more buttons after its own."""
        return replace(self, buttons=(*self.buttons, *buttons))

    def without_buttons(self) -> Self:
        """The same without its buttons."""
        return replace(self, buttons=())

    def beginning_with(self, *parts: str) -> Self:
        """The same with something said before it."""
        return replace(self, parts=(*parts, *self.parts))

    @property
    def card(self) -> dict[str, Any] | None:
        """What a page draws of a card, as JSON; None when the reply shows none."""
        if self.card_id is None:
            return None
        view: dict[str, Any] = {"id": self.card_id, "title": self.title, "parts": list(self.parts)}
        sources = [
            {
                "name": source.name,
                "url": source.url,
                "checked": source.checked.isoformat() if source.checked else None,
            }
            for source in self.sources
        ]
        if len(sources) == 1:
            view["source"] = sources[0]
        elif sources:
            view["sources"] = sources
        if self.table:
            rows = [list(row) for row in self.table.rows]
            view["table"] = {"columns": list(self.table.columns), "rows": rows}
        return view

    @classmethod
    def read(cls, kind: Kind, text: str, card: Mapping[str, Any] | None, **more: Any) -> Self:
        """A reply from its kind, its text and what `card` gave."""
        if card is None:
            return cls(kind, (text,) if text else (), **more)
        named = [card["source"]] if card.get("source") else card.get("sources", ())
        table = card.get("table")
        return cls(
            kind,
            tuple(card["parts"]),
            card["title"],
            card["id"],
            Table(tuple(table["columns"]), tuple(map(tuple, table["rows"]))) if table else None,
            tuple(Source(one["name"], one["url"], _day(one.get("checked"))) for one in named),
            **more,
        )


@dataclass(frozen=True, kw_only=True)
class Message(Reply):
    """A reply in its place in a conversation. `seq` counts up from 1 within it."""

    id: str
    seq: int
    at: datetime

    def as_json(self) -> dict[str, Any]:
        """The form of the web channel."""
        body: dict[str, Any] = {
            "id": self.id,
            "seq": self.seq,
            "at": self.at.isoformat(timespec="seconds"),
            "from": self.sender,
            "kind": self.kind,
            "text": self.text,
            "buttons": [{"title": b.title, "payload": b.press} for b in self.buttons],
        }
        card = self.card
        return body | {"card": card} if card else body


def as_message(reply: Reply, *, number: str, seq: int, at: datetime) -> Message:
    """A reply put in its place; `number` is the id of the message."""
    said = {field.name: getattr(reply, field.name) for field in fields(Reply)}
    return Message(**said, id=number, seq=seq, at=at)


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
