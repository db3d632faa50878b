"""Take a turn on behalf of a chat, which sees "typing …" meanwhile."""

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
"""Turns at the same time: those that wait for the model behind more would time out together."""

SECONDS_BETWEEN_TYPING = 4.0
"""Telegram shows "typing …" for five seconds."""

SECONDS_FOR_TYPING = 0.5
"""How long an answer waits for a "typing …" on its way, which must not be shown after it."""


class Asking:
    """Takes the turns of the chats of one bot, as many at once as can be answered in time."""

    def __init__(self, assistant: Assistant) -> None:
        """Ask `assistant`."""
        self._assistant = assistant
        self._at_once = asyncio.Semaphore(MOST_AT_ONCE)

    async def turn(self, incoming: Incoming, bot: Bot, place: Place) -> TurnResult:
        """Take a turn; the chat sees "typing …" meanwhile.

        Raises:
            GuideError: as `Conversations.take`; NotReady only when the model does not load.
        """
        take = self._assistant.conversations.take
        if is_sure(incoming.danger):  # waits for nothing
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
