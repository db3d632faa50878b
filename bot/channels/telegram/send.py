"""Sends to Telegram: waits at flood limits, tries again what may work later, gives up the rest."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import tenacity
from telegram import (
    Bot,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

log = logging.getLogger("ppi_guide.telegram")

LONGEST_PAUSE_SECONDS = 60.0
TRIES = 4
"""How often `send_text` tries when its caller does not say."""

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_backing_off = tenacity.wait_exponential_jitter(
    multiplier=0.5, max=LONGEST_PAUSE_SECONDS, jitter=0.5
)
Result = TypeVar("Result")


@dataclass(frozen=True)
class Place:
    """Where an answer goes: the ids of a chat, of its forum topic, and of a message to quote."""

    chat: int | str
    thread: int | None = None
    quoted: int | None = None


@dataclass(frozen=True)
class Outgoing:
    """A message to send: Telegram's HTML within its limit, and the buttons under it."""

    html: str
    keyboard: InlineKeyboardMarkup | None = None


def passes(error: BaseException) -> bool:
    """Whether the same call may work later: a flood limit, a server's error, no connection."""
    # In python-telegram-bot a BadRequest is a NetworkError, but sending it again never helps. A
    # message that timed out may have arrived; better that it comes twice than never.
    if isinstance(error, BadRequest):
        return False
    return isinstance(error, RetryAfter | NetworkError)


def _pause(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, RetryAfter):
        seconds = error.retry_after
        return float(seconds if isinstance(seconds, int | float) else seconds.total_seconds())
    return _backing_off(state)


async def with_patience[Result](
    call: Callable[[], Awaitable[Result]], *, tries: int | None = None
) -> Result:
    """Make a call again and again until it works, or at most `tries` times if given.

    Raises:
        TelegramError: no try can work (the bot was blocked, the chat is gone), or the last failed.
    """
    async for attempt in tenacity.AsyncRetrying(
        retry=tenacity.retry_if_exception(passes),
        stop=tenacity.stop_after_attempt(tries) if tries else tenacity.stop_never,
        wait=_pause,
        reraise=True,
    ):
        with attempt:
            return await call()
    raise AssertionError("tenacity returns or raises")


async def send_text(
    bot: Bot,
    chat: int | str,
    text: str,
    *,
    html: bool = False,
    keyboard: InlineKeyboardMarkup | None = None,
    thread: int | None = None,
    quoted: int | None = None,
    tries: int | None = TRIES,
) -> int:
    """Send one message; returns its id.

    Args:
        text: at most 4,096 characters; plain text, or Telegram's HTML when `html` is set.
        thread: the id of a forum topic.
        quoted: the id of the message that it answers.
        tries: None to go on until Telegram takes it.

    Raises:
        TelegramError: Telegram refuses it, or did not take it within `tries`.
    """
    where = chat

    async def send() -> int:
        message = await bot.send_message(
            where,
            text,
            parse_mode=ParseMode.HTML if html else None,
            link_preview_options=NO_PREVIEW,
            reply_markup=keyboard,
            message_thread_id=thread,
            reply_parameters=(
                ReplyParameters(quoted, allow_sending_without_reply=True) if quoted else None
            ),
        )
        return message.message_id

    try:
        return await with_patience(send, tries=tries)
    except ChatMigrated as moved:  # a group that became a supergroup has a new id
        where = moved.new_chat_id
        return await with_patience(send, tries=tries)


async def edit_text(bot: Bot, chat: int | str, message: int, new: Outgoing) -> bool:
    """Replace the text and buttons of a message of ours; False when it is too old, or gone.

    Raises:
        TelegramError: Telegram refuses for another reason.
    """
    try:
        await with_patience(
            lambda: bot.edit_message_text(
                new.html,
                chat_id=chat,
                message_id=message,
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
                reply_markup=new.keyboard,
            )
        )
    except BadRequest as error:
        return "not modified" in error.message.lower()
    return True


async def quietly(call: Awaitable[object]) -> None:
    """Make a call that is allowed to fail, such as "typing …": an error is only logged."""
    try:
        await call
    except TelegramError as error:
        log.debug("Telegram did not take a courtesy: %s", type(error).__name__)


def in_plain_words(error: TelegramError) -> str:
    """What went wrong, for the log and the command line; never with the token."""
    if isinstance(error, InvalidToken):
        return "Telegram refuses the token. Check PPI_TELEGRAM_TOKEN."
    if isinstance(error, Conflict) and "webhook" in error.message:
        return (
            "A webhook is set for this bot, so polling gets nothing. Remove it with `ppi-guide "
            "telegram remove-webhook`, or set PPI_TELEGRAM_MODE=webhook."
        )
    if isinstance(error, Conflict):
        return (
            "Another program asks for this bot's messages with the same token. Only one may: stop "
            "the other, or give each its own bot."
        )
    if isinstance(error, RetryAfter):
        return "Telegram asks us to wait."
    if isinstance(error, BadRequest):
        return f"Telegram refuses this: {error.message}."
    if isinstance(error, NetworkError):
        return "Telegram cannot be reached. Check the network and PPI_TELEGRAM_API_URL."
    return f"Telegram says: {error.message}."
