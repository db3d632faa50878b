"""The running bot, for those who write to Telegram of their own accord."""

from __future__ import annotations

import asyncio

from telegram import Bot


class TelegramLink:
    """`bot` while Telegram can be reached, None before and while it is away."""

    def __init__(self) -> None:
        """Start without a bot."""
        self._bot: Bot | None = None
        self._here = asyncio.Event()

    @property
    def bot(self) -> Bot | None:
        """The bot, or None while Telegram is away."""
        return self._bot if self._here.is_set() else None

    def up(self, bot: Bot) -> None:
        """Telegram answers."""
        self._bot = bot
        self._here.set()

    def away(self) -> None:
        """Telegram does not answer at the moment."""
        self._here.clear()

    async def wait(self) -> Bot:
        """The bot, as soon as Telegram is here."""
        while not (self._here.is_set() and self._bot):
            await self._here.wait()
        return self._bot
