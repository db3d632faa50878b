"""Run the Telegram bot inside the server's own event loop, by long polling or by a webhook."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from starlette.routing import Route
from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from bot.assistant import Assistant
from bot.channels.telegram.answers import Answers
from bot.channels.telegram.asking import Asking
from bot.channels.telegram.bot import make_bot
from bot.channels.telegram.intake import CHANNEL, Intake
from bot.channels.telegram.link import TelegramLink
from bot.channels.telegram.menu import COMMANDS
from bot.channels.telegram.polling import Polling, connect
from bot.channels.telegram.send import in_plain_words, with_patience
from bot.channels.telegram.staff import StaffChat
from bot.channels.telegram.webhook import WebhookAddress, webhook_route
from bot.errors import RecordsUnavailable
from bot.records.inbox import Inbox
from bot.records.lease import Lease, while_held

log = logging.getLogger("ppi_guide.telegram")

MENU_TRIES = 2


class TelegramService:
    """The Telegram channel of one assistant.

    `link` gives the running bot to other code, such as the outbox. `routes` holds the route of the
    webhook; with polling it is empty.
    """

    def __init__(self, assistant: Assistant) -> None:
        """Put the channel together.

        Raises:
            SettingError: the webhook is chosen, but PPI_PUBLIC_URL is missing or is not https.
        """
        settings = assistant.settings
        self.link = TelegramLink()
        self._bot = make_bot(settings)
        self._polls = settings.telegram_mode == "polling"
        # Telegram lets only one process poll. The lease decides which one of ours it is.
        self._lease = Lease(assistant.records, "telegram")
        key, conversations = assistant.key, assistant.conversations
        inbox = Inbox(assistant.records, key, CHANNEL)
        answers = Answers(
            conversations,
            Asking(assistant),
            inbox,
            self.link,
            staff_chat=settings.staff_chat_id,
            staff=StaffChat(assistant.handoff) if assistant.handoff else None,
        )
        self._intake = Intake(
            inbox,
            answers,
            bot_id=settings.telegram_token.partition(":")[0],
            person=partial(conversations.person, CHANNEL),
            danger=conversations.danger,
            staff_chat=settings.staff_chat_id,
        )
        self.routes: list[Route] = []
        if not self._polls:
            address = WebhookAddress.of(key, settings.telegram_token)
            self._webhook = address.url(settings)
            self.routes.append(webhook_route(address, self._intake))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[TelegramLink]:
        """Answer updates until the end of the block. No Telegram error stops the website."""
        tasks = [asyncio.create_task(self._run()), asyncio.create_task(self._intake.keep_looking())]
        try:
            yield self.link
        finally:
            for task in tasks:
                task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(*tasks)
            await self._intake.finish()
            self.link.away()
            await self._bot.shutdown()

    async def _run(self) -> None:
        try:
            await connect(self._bot)
            self.link.up(self._bot)
            await self._take_up()
            if self._polls:
                await while_held(self._lease, self._poll, "Asking Telegram for messages")
            else:
                await self._register_menu()
                await self._check_webhook()
        except TelegramError as error:
            self.link.away()
            log.error("%s The website goes on without Telegram.", in_plain_words(error))
        except Exception:
            log.exception("Telegram has stopped. The website goes on without it.")

    async def _poll(self) -> None:
        await self._register_menu()
        await Polling(self._bot, self._intake, self.link).run()

    async def _take_up(self) -> None:
        try:
            await self._intake.take_up()
        except RecordsUnavailable as error:
            log.error("What was left unanswered waits: %s", error)

    async def _register_menu(self) -> None:
        everything = [BotCommand(name, command.description) for name, command in COMMANDS.items()]
        for_all = [one for one in everything if COMMANDS[one.command].in_groups]
        scopes: list[tuple[BotCommandScope, list[BotCommand]]] = [
            (BotCommandScopeDefault(), everything),
            (BotCommandScopeAllPrivateChats(), everything),
            (BotCommandScopeAllGroupChats(), for_all),
        ]
        try:
            for scope, commands in scopes:
                register = partial(self._bot.set_my_commands, commands, scope=scope)
                await with_patience(register, tries=MENU_TRIES)
        except TelegramError as error:
            log.warning("The menu is not registered: %s", in_plain_words(error))

    async def _check_webhook(self) -> None:
        info = await with_patience(self._bot.get_webhook_info)
        if info.url != self._webhook:
            log.error(
                "Telegram does not send messages here yet. Run `ppi-guide telegram set-webhook`."
            )
