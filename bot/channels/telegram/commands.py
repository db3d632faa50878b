"""`ppi-guide telegram`: show the state of the bot, register the webhook, or remove it.

The Telegram library is imported only when a command runs, so that `ppi-guide --help` stays quick.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

import click

from bot.errors import GuideError, SettingError
from bot.settings import Settings, load_settings, secret_key

if TYPE_CHECKING:
    from telegram import WebhookInfo

    from bot.channels.telegram.bot import GuideBot
    from bot.channels.telegram.webhook import WebhookAddress

TRIES = 3
Result = TypeVar("Result")


@click.group()
def telegram() -> None:
    """Show the state of the Telegram bot; register its webhook, or remove it."""


@telegram.command("set-webhook")
def set_webhook() -> None:
    """Tell Telegram to send messages to PPI_PUBLIC_URL."""
    from bot.channels.telegram.bot import ALLOWED_UPDATES

    settings = _settings()
    address = _address(settings)
    url = address.url(settings)
    _call(
        settings,
        lambda bot: bot.set_webhook(
            url, secret_token=address.secret, allowed_updates=ALLOWED_UPDATES
        ),
    )
    click.echo(f"Telegram sends messages to {settings.public_url} from now on.")
    if settings.telegram_mode != "webhook":
        click.echo("Set PPI_TELEGRAM_MODE=webhook and start again, or none is answered.")


@telegram.command("remove-webhook")
def remove_webhook() -> None:
    """Remove the webhook. Telegram keeps new messages until polling fetches them."""
    settings = _settings()
    _call(settings, lambda bot: bot.delete_webhook(drop_pending_updates=False))
    click.echo("The webhook is removed.")
    if settings.telegram_mode == "webhook":
        click.echo("Set PPI_TELEGRAM_MODE=polling and start again, or none is answered.")


@telegram.command()
@click.option("--json", "as_json", is_flag=True, help="Print the state as JSON.")
def status(as_json: bool) -> None:
    """Show how messages arrive, and the last error; exit with 1 when none can arrive."""
    settings = _settings()

    async def look(bot: GuideBot) -> tuple[str, WebhookInfo]:
        await bot.initialize()
        return bot.username, await bot.get_webhook_info()

    name, info = _call(settings, look)
    wanted = _address(settings).url(settings) if settings.telegram_mode == "webhook" else ""
    fits = info.url == wanted
    if as_json:
        state = {
            "bot": name,
            "mode": settings.telegram_mode,
            "webhook_is_set": bool(info.url),
            "fits": fits,
            "waiting": info.pending_update_count,
            "last_error": info.last_error_message,
        }
        click.echo(json.dumps(state))
    else:
        click.echo(f"@{name}, mode {settings.telegram_mode}.")
        click.echo(f"{info.pending_update_count} updates wait at Telegram.")
        if info.last_error_message:
            at = f" at {info.last_error_date:%d %B %H:%M}" if info.last_error_date else ""
            click.echo(f"Last error{at}: {info.last_error_message}")
        if not fits:
            click.echo(_what_to_do(settings, info), err=True)
    if not fits:
        sys.exit(1)


def _what_to_do(settings: Settings, info: WebhookInfo) -> str:
    if settings.telegram_mode == "webhook":
        where = "to another address" if info.url else "nowhere"
        return f"Telegram sends messages {where}. Run `ppi-guide telegram set-webhook`."
    return (
        "A webhook is set, so polling gets nothing. Run `ppi-guide telegram remove-webhook`, or "
        "set PPI_TELEGRAM_MODE=webhook."
    )


def _settings() -> Settings:
    settings = load_settings()
    if not settings.telegram_token:
        raise SettingError(
            "Setting PPI_TELEGRAM_TOKEN is missing. @BotFather gives you one: docs/telegram.md."
        )
    return settings


def _address(settings: Settings) -> WebhookAddress:
    from bot.channels.telegram.webhook import WebhookAddress

    return WebhookAddress.of(secret_key(settings), settings.telegram_token)


def _call[Result](settings: Settings, call: Callable[[GuideBot], Awaitable[Result]]) -> Result:
    """Make a call to Telegram, with at most `TRIES` tries.

    Raises:
        GuideError: the call failed; the message says why in plain words.
    """
    from telegram.error import TelegramError

    from bot.channels.telegram.bot import make_bot
    from bot.channels.telegram.send import in_plain_words, with_patience

    async def run() -> Result:
        bot = make_bot(settings)
        try:
            return await with_patience(lambda: call(bot), tries=TRIES)
        finally:
            await bot.shutdown()

    try:
        return asyncio.run(run())
    except TelegramError as error:
        raise GuideError(in_plain_words(error)) from None
