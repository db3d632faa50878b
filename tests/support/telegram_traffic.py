"""Mixed traffic of many chats, and what each update must be answered."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from html import escape
from typing import Any

from bot.content.pack import Pack
from tests.support.bot_api import BotApi

BOT = "@ppi_guide_bot"
PICTURE = {"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}
CRISIS, CRISIS_CARD = "i want to kill myself", "116 123"
FIRST_CHAT = 40_000


@dataclass
class Traffic:
    """Updates still to send, in order; what each chat must get; inline queries."""

    expected: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    urgent: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    queries: list[str] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    _answered: list[tuple[int, dict[str, Any]]] = field(default_factory=list)

    @property
    def answered(self) -> list[tuple[int, int]]:
        """The chat and the number of each update that is due an answer, in order."""
        return [(chat, update["update_id"]) for chat, update in self._answered]

    @property
    def messages(self) -> int:
        return sum(map(len, self.expected.values())) + sum(self.urgent.values())


class Mixer:
    """Makes traffic: every answer of a chat is different, so order, losses and doubles show."""

    def __init__(self, api: BotApi, pack: Pack, chats: int, seed: int = 7) -> None:
        self._api = api
        self._pack = pack
        self._random = random.Random(seed)
        # One in five is a group.
        self._chats = [(FIRST_CHAT + n) * (-1 if n % 5 == 4 else 1) for n in range(chats)]
        titles = [card for card in pack.terms.values() if card.title not in ("PPI", "CAG")]
        self._terms = {chat: self._random.sample(titles, len(titles)) for chat in self._chats}
        self._once: dict[int, list[str]] = {
            chat: self._random.sample(["photo", "/help", "/compare", "crisis", "/terms"], 5)
            for chat in self._chats
        }
        self.traffic = Traffic()

    def make(self, count: int) -> Traffic:
        for number in range(count):
            chat = self._chats[number % len(self._chats)]
            (self._in_group if chat < 0 else self._in_private)(chat)
        # Telegram counts them up in the order in which they come.
        for number, update in enumerate(self.traffic.updates, start=1_000_000):
            update["update_id"] = number
        return self.traffic

    def _in_private(self, chat: int) -> None:
        kind = self._random.choices(
            ["text", "edit", "press", "start", "once", "service", "malformed", "inline"],
            [40, 8, 20, 6, 12, 5, 3, 6],
        )[0]
        if kind == "once" and not self._once[chat]:
            kind = "text"
        if kind == "inline":
            return self._inline(chat)
        if kind == "service":
            return self._add(self._api.message(chat, new_chat_title="A title"))
        if kind == "malformed":
            return self._add({"update_id": 0, "message": {"chat": {"id": "x"}}})
        if kind == "once":
            return self._special(chat, self._once[chat].pop())
        title, card = self._term(chat)
        if kind == "text":
            self._add(self._api.message(chat, text=_asks(title)))
        elif kind == "edit":
            message = self._api.message(chat, text=_asks(title))["message"]
            self._add({"update_id": 0, "edited_message": message})
        elif kind == "press":
            self._add(self._api.press(chat, f"c:{card}"))
        else:
            self._add(self._api.message(chat, text=f"/start {card}"))
            self._expect(chat, "computer program")
        return self._expect(chat, f"<b>{escape(title)}</b>")

    def _special(self, chat: int, what: str) -> None:
        cards = self._pack.cards
        if what == "photo":
            self._add(self._api.message(chat, photo=[PICTURE]))
            self._expect(chat, escape(cards["not-text"].meaning, quote=False))
        elif what == "crisis":
            self._add(self._api.message(chat, text=CRISIS))
            self.traffic.urgent[chat] += 1
        else:
            self._add(self._api.message(chat, text=what))
            words = {"/help": "what a research word means", "/terms": "by their first letter"}
            self._expect(chat, words.get(what, "Engagement means you hear about research"))

    def _in_group(self, chat: int) -> None:
        kind = self._random.choices(["named", "press", "not named"], [55, 25, 20])[0]
        title, card = self._term(chat)
        if kind == "not named":
            return self._add(self._api.message(chat, "supergroup", 77, text=_asks(title)))
        if kind == "named":
            self._add(self._api.message(chat, "supergroup", 77, text=f"{BOT} {_asks(title)}"))
        else:
            self._add(self._api.press(chat, f"c:{card}", kind="supergroup"))
        return self._expect(chat, f"<b>{escape(title)}</b>")

    def _inline(self, person: int) -> None:
        update = self._api.inline_query(person, "co-prod")
        self.traffic.queries.append(update["inline_query"]["id"])
        self._add(update)

    def _term(self, chat: int) -> tuple[str, str]:
        card = self._terms[chat].pop()
        return card.title, card.id

    def _add(self, update: dict[str, Any]) -> None:
        self.traffic.updates.append(update)

    def _expect(self, chat: int, words: str) -> None:
        self.traffic.expected[chat].append(words)
        last = self.traffic.updates[-1]
        if not self.traffic._answered or self.traffic._answered[-1][1] is not last:
            self.traffic._answered.append((chat, last))


def _asks(title: str) -> str:
    return f"What does {title} mean?"


@dataclass
class Found:
    """What came of some traffic."""

    wrong: list[str] = field(default_factory=list)
    lost: int = 0
    doubled: list[tuple[int, int]] = field(default_factory=list)  # chat, place of the first copy


def compare(traffic: Traffic, sent: dict[int, list[str]]) -> Found:
    """Hold what each chat got, in order, against what it must get.

    A double is a message that is the same as the one before it; everything else that is not as
    expected is wrong.
    """
    found = Found()
    for chat in {*traffic.expected, *traffic.urgent, *sent}:
        expected = list(traffic.expected[chat])
        urgent, last = traffic.urgent[chat], ""
        for place, text in enumerate(sent.get(chat, [])):
            if CRISIS_CARD in text and urgent:
                urgent -= 1
            elif expected and expected[0] in text:
                expected.pop(0)
                last = text
            elif text == last or (CRISIS_CARD in text and traffic.urgent[chat]):
                found.doubled.append((chat, place - 1))
            else:
                wanted = expected[0] if expected else "nothing more"
                found.wrong.append(f"{chat}: {text[:60]!r} instead of {wanted!r}")
                break
        found.lost += len(expected) + urgent
    return found
