"""Takes the turns of Telegram chats, and shows "typing …" in the chat meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram import Bot
from telegram.constants import ChatAction

from bot.assistant import Assistant
from bot.channels.telegram.send import Place, quietly
from bot.conversation.context import Incoming, TurnResult
from bot.safety.gate import is_sure

MOST_AT_ONCE = 16
"""How many turns may run at the same time. With more, all might wait too long and time out."""

SECONDS_BETWEEN_TYPING = 4.0
"""How often "typing …" is sent again, as Telegram shows it for five seconds."""

SECONDS_FOR_TYPING = 0.5
"""How long an answer waits for the last "typing …" to be sent, so that none follows it."""


class Asking:
    """Takes the turns of one bot's chats, at most `MOST_AT_ONCE` at a time; danger never waits."""

    def __init__(self, assistant: Assistant) -> None:
        """`assistant` answers the turns."""
        self._assistant = assistant
        self._at_once = asyncio.Semaphore(MOST_AT_ONCE)

    async def turn(self, incoming: Incoming, bot: Bot, place: Place) -> TurnResult:
        """Take a turn; the chat sees "typing …" meanwhile.

        Raises:
            GuideError: any that `Conversations.take` raises; NotReady only when the model cannot be
                loaded.
        """
        take = self._assistant.conversations.take
        if is_sure(incoming.danger):  # a crisis card must not wait
            return await take(incoming)
        async with typing(bot, place):
            await self._assistant.agent.settled()
            async with self._at_once:
                return await take(incoming)


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
