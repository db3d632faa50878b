"""Run the Telegram bot inside the server's own event loop, by long polling."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import tenacity
from telegram import BotCommand, Update
from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.ext import (
    AIORateLimiter,
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.assistant import Assistant
from bot.channels.telegram.menu import COMMANDS
from bot.channels.telegram.updates import TelegramUpdates

log = logging.getLogger("ppi_guide.telegram")

ALLOWED_UPDATES = [Update.MESSAGE, Update.CALLBACK_QUERY]
LONGEST_PAUSE_SECONDS = 60


@asynccontextmanager
async def telegram(assistant: Assistant, key: bytes) -> AsyncIterator[None]:
    """Poll Telegram while the server runs. Telegram being away never stops the website."""
    application = build_application(assistant, key)
    starting = asyncio.create_task(_start(application))
    try:
        yield
    finally:
        starting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await starting
        await _stop(application)


def build_application(assistant: Assistant, key: bytes) -> Application:  # type: ignore[type-arg]
    """The bot with its handlers, not started."""
    settings = assistant.settings
    updates = TelegramUpdates(assistant, key)
    application = (
        ApplicationBuilder()
        .token(settings.telegram_token)
        .base_url(f"{settings.telegram_api_url.rstrip('/')}/bot")
        .rate_limiter(AIORateLimiter(max_retries=3))
        # Chats in parallel; the turns of one chat wait for each other at the person's lock.
        .concurrent_updates(True)
        .build()
    )
    private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    application.add_handler(CommandHandler("start", updates.on_start, private))
    application.add_handler(CommandHandler(list(COMMANDS), updates.on_command, private))
    application.add_handler(MessageHandler(filters.TEXT & private, updates.on_text))
    application.add_handler(MessageHandler(~filters.StatusUpdate.ALL & private, updates.on_other))
    application.add_handler(CallbackQueryHandler(updates.on_button))
    application.add_error_handler(updates.on_error)
    return application


async def _start(application: Application) -> None:  # type: ignore[type-arg]
    assert application.updater is not None
    try:
        async for attempt in tenacity.AsyncRetrying(
            retry=tenacity.retry_if_exception_type(NetworkError),
            wait=tenacity.wait_exponential_jitter(initial=1, max=LONGEST_PAUSE_SECONDS),
        ):
            with attempt:
                await application.initialize()
        menu = [BotCommand(name, command.description) for name, command in COMMANDS.items()]
        await application.bot.set_my_commands(menu)
        await application.updater.start_polling(
            allowed_updates=ALLOWED_UPDATES, bootstrap_retries=-1
        )
        await application.start()
    except InvalidToken:
        log.error("Telegram refuses the token. Check PPI_TELEGRAM_TOKEN; the website goes on.")
    except TelegramError as error:
        log.error("Telegram cannot be started: %s. The website goes on.", type(error).__name__)


async def _stop(application: Application) -> None:  # type: ignore[type-arg]
    if application.updater is not None and application.updater.running:
        await application.updater.stop()
    if application.running:
        await application.stop()
    await application.shutdown()
