"""Our bot, built on python-telegram-bot: it also gives raw updates, and limits its speed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from telegram.constants import ChatAction, UpdateType
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot.settings import Settings

ALLOWED_UPDATES = [
    UpdateType.MESSAGE,
    UpdateType.EDITED_MESSAGE,
    UpdateType.CALLBACK_QUERY,
    UpdateType.INLINE_QUERY,
    UpdateType.MY_CHAT_MEMBER,
]
"""The kinds of update that Telegram is asked to send. Any other kind that comes is ignored."""

CONNECTIONS = 64
SECONDS_TO_CONNECT = 10.0
SECONDS_TO_ANSWER = 20.0
SECONDS_OF_POLLING = 30

_Call = Callable[..., Coroutine[Any, Any, Any]]


class Pace(AIORateLimiter):
    """Sends at most 30 messages a second, and 20 a minute to a group; "typing …" never waits.

    When Telegram itself asks us to wait, send.py does so for the one message. A wait in this class
    would stop every chat.
    """

    async def process_request(
        self,
        callback: _Call,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """Wait until a call may be made, and make it."""
        if data.get("action") == ChatAction.TYPING:
            return await callback(*args, **kwargs)
        return await super().process_request(
            callback, args, kwargs, endpoint, data, rate_limit_args
        )


class GuideBot(ExtBot[int]):
    """A bot that gives raw updates, so that one that cannot be read does not stop the others."""

    async def raw_updates(self, offset: int | None) -> list[Any]:
        """Wait up to `SECONDS_OF_POLLING` for updates, as raw JSON.

        This tells Telegram that all updates with an id below `offset` have been received.
        """
        updates: list[Any] = await self._post(
            "getUpdates",
            {
                "offset": offset,
                "timeout": SECONDS_OF_POLLING,
                "allowed_updates": ALLOWED_UPDATES,
            },
            read_timeout=SECONDS_OF_POLLING + SECONDS_TO_ANSWER,
        )
        return updates


def make_bot(settings: Settings) -> GuideBot:
    """Make a bot from the settings; it is not connected yet."""
    # httpx logs the URL of every call, and the token is part of the URL.
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.CRITICAL)

    def connections(most: int) -> HTTPXRequest:
        return HTTPXRequest(
            connection_pool_size=most,
            connect_timeout=SECONDS_TO_CONNECT,
            read_timeout=SECONDS_TO_ANSWER,
            write_timeout=SECONDS_TO_ANSWER,
            pool_timeout=SECONDS_TO_ANSWER,
        )

    return GuideBot(
        settings.telegram_token,
        base_url=f"{settings.telegram_api_url.rstrip('/')}/bot",
        request=connections(CONNECTIONS),
        get_updates_request=connections(1),
        rate_limiter=Pace(),
    )
