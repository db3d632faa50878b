"""Ask the assistant on behalf of a chat: turns, and notices that need no turn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import select
from telegram import Bot
from telegram.constants import ChatAction

from bot.assistant import Assistant
from bot.channels.telegram.intake import CHANNEL
from bot.channels.telegram.send import Place, quietly
from bot.content.pack import Pack
from bot.content.replies import say
from bot.conversation.known_answers import closed_door, unstored
from bot.conversation.service import Asked, Turned
from bot.errors import GuideError
from bot.keys import SecretKey, person_hash
from bot.messages import Message
from bot.records import tables as t
from bot.records.store import NewMessage, NewTurn

MOST_AT_ONCE = 16
"""Turns at the same time: those that wait for the model behind more would time out together."""

SECONDS_BETWEEN_TYPING = 4.0
"""Telegram shows "typing …" for five seconds."""

SECONDS_FOR_TYPING = 0.5
"""How long an answer waits for a "typing …" on its way, which must not be shown after it."""


class Asking:
    """The assistant, as the chats of one bot ask it."""

    def __init__(self, assistant: Assistant, key: SecretKey) -> None:
        """`key`: of the keyed hash under which a chat is known."""
        self._assistant = assistant
        self._records = assistant.records
        self._key = key
        self._at_once = asyncio.Semaphore(MOST_AT_ONCE)

    @property
    def pack(self) -> Pack:
        """The cards as they stand now."""
        return self._assistant.pack

    @property
    def closed(self) -> bool:
        """Whether only the contact and the crisis cards are served."""
        return bool(self._assistant.settings.closed)

    def closed_notice(self) -> Message:
        """What is said while closed, where it needs no record."""
        return unstored(closed_door(self.pack, self._assistant.settings.closed).replies[0])

    def crisis(self, text: str) -> Message | None:
        """The crisis card that a text brings."""
        return self._assistant.turns.crisis_reply(text)

    async def conversation(self, whose: str) -> str:
        """The id of the conversation of a chat.

        Raises:
            RecordsUnavailable: the database cannot be used.
        """
        person = person_hash(self._key, CHANNEL, whose)
        return await asyncio.to_thread(self._records.start, CHANNEL, person)

    async def turn(self, asked: Asked, bot: Bot, place: Place) -> Turned:
        """Take a turn; the chat sees "typing …" meanwhile.

        Raises:
            GuideError: as `Turns.take`; NotReady only when the model does not load.
        """
        if self.crisis(asked.text or ""):  # waits for nothing
            return await self._assistant.turns.take(asked)
        async with typing(bot, place):
            await self._assistant.agent.settled()
            async with self._at_once:
                return await self._assistant.turns.take(asked)

    async def payload_of(self, conversation: str, offer: str) -> str:
        """What a button means, in Rasa's form.

        Raises:
            UnknownOffer: it was never offered there.
        """
        _, payload = await asyncio.to_thread(self._records.offered, conversation, offer)
        return payload

    async def intent_of(self, conversation: str) -> str:
        """What the last turn of a conversation was about; "" when there was none."""

        def read() -> str:
            with self._records.reading() as db:
                last = (
                    select(t.turn.c.intent)
                    .where(t.turn.c.conversation_id == conversation)
                    .order_by(t.turn.c.number.desc())
                )
                return str(db.execute(last).scalars().first() or "")

        return await asyncio.to_thread(read)

    async def erase(self, conversation: str) -> None:
        """Delete a conversation."""
        await asyncio.to_thread(self._records.erase, conversation)

    async def notice(
        self, conversation: str, key: str, card: str, *, intent: str, decision: str
    ) -> tuple[Message, ...]:
        """A notice that answers a message by itself, stored so that its buttons work.

        The same key gives the same messages.
        """
        reply = say(self.pack, self.pack.cards[card])
        choices = tuple((choice.title, choice.payload) for choice in reply.choices)
        new = NewTurn(
            conversation=conversation,
            key=key,
            request="",
            intent=intent,
            confidence=1.0,
            decision=decision,
            card=card,
            messages=[NewMessage("assistant", reply.kind, reply.text, reply.card, choices)],
        )
        try:
            before = await asyncio.to_thread(self._records.answered, conversation, key)
            if before:
                return before.messages
            return await asyncio.to_thread(self._records.write, new)
        except GuideError:
            return (unstored(reply),)

    def plain(self, card: str) -> Message:
        """A notice without buttons, which needs no record."""
        return unstored(say(self.pack, self.pack.cards[card]))


@asynccontextmanager
async def typing(bot: Bot, place: Place) -> AsyncIterator[None]:
    """Show "typing …" in a chat, until the end of the block."""
    over = asyncio.Event()
    task = asyncio.create_task(_keep_typing(bot, place, over))
    try:
        yield
    finally:
        over.set()
        await asyncio.wait({task}, timeout=SECONDS_FOR_TYPING)


async def _keep_typing(bot: Bot, place: Place, over: asyncio.Event) -> None:
    while not over.is_set():
        await quietly(
            bot.send_chat_action(place.chat, ChatAction.TYPING, message_thread_id=place.thread)
        )
        try:
            await asyncio.wait_for(over.wait(), SECONDS_BETWEEN_TYPING)
        except TimeoutError:
            continue
