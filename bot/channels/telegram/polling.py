"""Long polling that acknowledges an update only after it is stored."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import tenacity
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.channels.telegram.bot import GuideBot
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.link import TelegramLink
from bot.channels.telegram.reading import Malformed, update_id
from bot.channels.telegram.send import in_plain_words
from bot.errors import RecordsUnavailable

log = logging.getLogger("ppi_guide.telegram")

LONGEST_PAUSE_SECONDS = 30.0
SHORTEST_PAUSE_SECONDS = 0.5


class Polling:
    """Asks Telegram for updates, again and again."""

    def __init__(self, bot: GuideBot, intake: Intake, link: TelegramLink) -> None:
        """Hand the updates of `bot` to `intake`; tell `link` whether Telegram answers."""
        self._bot = bot
        self._intake = intake
        self._link = link
        self._offset: int | None = None
        self._failures = 0
        self._said = ""

    async def run(self) -> None:
        """Poll until cancelled."""
        while True:
            try:
                raws = await self._bot.raw_updates(self._offset)
                self._recovered()
                await self._take(raws)
            except (TelegramError, RecordsUnavailable) as error:
                await self._pause_after(error)

    async def _take(self, raws: list[Any]) -> None:
        """Store a batch, and only then move the offset, which tells Telegram that it has come."""
        jobs, highest = [], None
        for raw in raws:
            try:
                number = update_id(raw)
                highest = number if highest is None else max(highest, number)
                jobs.append(self._intake.read(raw))
            except Malformed as why:
                log.warning("An update cannot be read (%s); it is let pass.", why)
        if jobs:
            await self._intake.take(jobs)
        if highest is not None:
            self._offset = max(highest + 1, self._offset or 0)
        elif raws:  # none has an id to acknowledge, so the same come again: pause first
            await asyncio.sleep(SHORTEST_PAUSE_SECONDS)

    def _recovered(self) -> None:
        if self._failures:
            log.info("Telegram is there again.")
        self._failures, self._said = 0, ""
        self._link.up(self._bot)

    async def _pause_after(self, error: TelegramError | RecordsUnavailable) -> None:
        self._failures += 1
        pause = min(LONGEST_PAUSE_SECONDS, SHORTEST_PAUSE_SECONDS * 2 ** min(self._failures, 10))
        if isinstance(error, RecordsUnavailable):
            self._say(f"Updates wait at Telegram, as they cannot be stored. {error}")
        else:
            self._say(f"{in_plain_words(error)} The website goes on.")
            if isinstance(error, NetworkError):
                self._link.away()
            if isinstance(error, Conflict | InvalidToken):
                pause = LONGEST_PAUSE_SECONDS / 3
            if isinstance(error, RetryAfter):
                seconds = error.retry_after
                pause = float(seconds if isinstance(seconds, int) else seconds.total_seconds())
        await asyncio.sleep(pause)

    def _say(self, what: str) -> None:
        """Log an error once, not again with every try."""
        if what != self._said:
            self._said = what
            log.error(what)


async def connect(bot: GuideBot) -> None:
    """Connect to Telegram; while it cannot be reached, this goes on trying without end.

    Raises:
        InvalidToken: Telegram refuses the token.
        TelegramError: another error that trying again does not fix.
    """
    async for attempt in tenacity.AsyncRetrying(
        retry=tenacity.retry_if_exception_type((NetworkError, RetryAfter)),
        wait=tenacity.wait_exponential_jitter(multiplier=1, max=LONGEST_PAUSE_SECONDS),
        after=_say_once,
        reraise=True,
    ):
        with attempt:
            await bot.initialize()


def _say_once(state: tenacity.RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    if state.attempt_number == 1 and isinstance(error, TelegramError):
        log.error("%s The website goes on.", in_plain_words(error))
