"""Somebody who leaves a message for a person, through the whole assistant on one channel."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from bot.assistant import Assistant
from bot.conversation.context import Incoming, TurnResult
from bot.conversation.service import Conversations
from bot.records import tables as t
from tests.support.handing_off import NotingDesk
from tests.support.people import SAMANTHA

LEAVE, GO_ON, SEND = "Leave a message", "Go on with my message", "Send"
MESSAGE = "I would like to hear about the patient panel."
CHANNELS = ("telegram", "web", "shell")


class Writer:
    """Somebody who wants a person, on one channel."""

    def __init__(self, assistant: Assistant, channel: str) -> None:
        self.desk = NotingDesk(assistant.key, lambda: assistant.packs.now)
        self.channel = channel
        self.records = assistant.records
        self.conversations = Conversations(
            assistant.records,
            assistant.agent,
            assistant.packs,
            key=assistant.key,
            seconds=60,
            desk=self.desk,
        )
        self.conversation = assistant.records.start(channel, uuid.uuid4().hex)
        self.last: TurnResult
        self.offers: dict[str, str] = {}

    async def _takes(self, **what: Any) -> str:
        address = "4242" if self.channel == "telegram" else ""
        asked = Incoming(self.channel, conversation=self.conversation, address=address, **what)
        self.last = await self.conversations.take(asked)
        self.offers |= self.buttons
        return self.heard

    async def says(self, *texts: str) -> str:
        for text in texts:
            await self._takes(text=text)
        return self.heard

    async def presses(self, *titles: str) -> str:
        for title in titles:
            assert title in self.buttons, f"no button “{title}” among {sorted(self.buttons)}"
            await self._takes(pressed=self.buttons[title])
        return self.heard

    async def presses_again(self, title: str) -> str:
        """An old button, wherever it stood last."""
        return await self._takes(pressed=self.offers[title])

    async def begins(self) -> str:
        await self.says("Can I talk to a person?")
        return await self.presses(LEAVE)

    async def writes(self, message: str = MESSAGE) -> str:
        """All of it, as far as the last question."""
        await self.begins()
        await self.presses("A patient", "By email")
        await self.says(SAMANTHA.email)
        await self.presses("Yes, only my message")
        return await self.says(message)

    @property
    def heard(self) -> str:
        return "\n\n".join(message.text for message in self.last.replies)

    @property
    def buttons(self) -> dict[str, str]:
        return {b.title: b.press for m in self.last.replies for b in m.buttons}

    @property
    def kinds(self) -> list[str]:
        return [message.kind for message in self.last.replies]

    @property
    def cards(self) -> list[str]:
        return [str(m.card["id"]) for m in self.last.replies if m.card]

    def stored(self) -> str:
        """Everything that is in the database in plain words."""
        with self.records.reading() as db:
            tables = (t.message, t.turn, t.tracker_event, t.conversation)
            return "\n".join(str(tuple(row)) for one in tables for row in db.execute(one.select()))


Writing = Callable[[str], Writer]
