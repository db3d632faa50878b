"""The running bot, for all code that sends to Telegram, such as the answers and the outbox."""

from __future__ import annotations

import asyncio

from telegram import Bot


class TelegramLink:
    """Holds the bot, and knows whether Telegram can be reached."""

    def __init__(self) -> None:
        """Start without a bot."""
        self._bot: Bot | None = None
        self._here = asyncio.Event()

    @property
    def bot(self) -> Bot | None:
        """The bot, or None while Telegram cannot be reached."""
        return self._bot if self._here.is_set() else None

    def up(self, bot: Bot) -> None:
        """Note that Telegram can be reached through `bot`."""
        self._bot = bot
        self._here.set()

    def away(self) -> None:
        """Note that Telegram cannot be reached at the moment."""
        self._here.clear()

    async def wait(self) -> Bot:
        """Wait until Telegram can be reached; returns the bot."""
        while not (self._here.is_set() and self._bot):
            await self._here.wait()
        return self._bot
