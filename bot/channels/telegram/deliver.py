"""Deliveries over Telegram: to the staff chat, and to the person's own chat."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import BadRequest, Forbidden, RetryAfter

from bot.channels.telegram.link import TelegramLink
from bot.channels.telegram.render import html_texts
from bot.channels.telegram.send import send_text
from bot.handoff.delivery.notification import Notification, notification_of
from bot.handoff.delivery.outbox import Delivery
from bot.handoff.delivery.worker import AskedToWait, Sender, Undeliverable
from bot.handoff.model import HandoffRequest

SECONDS_FOR_TELEGRAM = 5.0
"""How long a delivery waits for Telegram to be there before it is put off."""


def telegram_senders(link: TelegramLink, staff_chat: int | None) -> dict[str, Sender]:
    """The ways that go over Telegram, by name."""
    senders: dict[str, Sender] = {"person": PersonSender(link)}
    if staff_chat is not None:
        senders["staff"] = StaffSender(link, staff_chat)
    return senders


class StaffSender:
    """Puts requests into the staff chat."""

    def __init__(self, link: TelegramLink, chat: int) -> None:
        """`chat`: PPI_STAFF_CHAT_ID."""
        self._link = link
        self._chat = chat

    async def send(self, delivery: Delivery) -> Sequence[int]:
        """Send; a reply to any of the messages answers the person."""
        notification = notification_of(delivery)
        bot = await _bot(self._link)
        texts = html_texts(notification.heading, in_chat(notification, delivery.request))
        return [await _send(bot, self._chat, text) for text in texts]

    async def check(self) -> None:
        """Whether the bot may write there: "typing …" is shown to nobody else."""
        bot = await _bot(self._link)
        await bot.send_chat_action(self._chat, ChatAction.TYPING)


class PersonSender:
    """Sends what staff write into the person's own chat."""

    def __init__(self, link: TelegramLink) -> None:
        """Send over `link`."""
        self._link = link

    async def send(self, delivery: Delivery) -> Sequence[int]:
        """Send; none of it is a message of the staff chat.

        Raises:
            Undeliverable: the person has blocked the bot, or has gone.
        """
        body = delivery.body
        text = f"{body['text']}\n\n{body['after']}" if body["after"] else body["text"]
        bot = await _bot(self._link)
        try:
            for one in html_texts(body["title"], text):
                await _send(bot, int(body["chat"]), one)
        except (Forbidden, BadRequest) as error:
            raise Undeliverable("the chat takes no messages") from error
        return ()

    async def check(self) -> None:
        """Whether Telegram is there."""
        await _bot(self._link)


def in_chat(notification: Notification, request: HandoffRequest) -> str:
    """What stands in the staff chat under the heading. Details only come with /show."""
    parts = ["\n".join(notification.lines), f"“{notification.quote}”" if notification.quote else ""]
    if request.details:
        parts.append(f"Their details: /show {request.reference}")
    if request.contact_method == "here":
        parts.append("Reply to this message: your words go to the person.")
    commands = [f"/close {request.reference}"]
    if request.state == "open":
        commands.insert(0, f"/claim {request.reference}")
    parts.append("\n".join(commands))
    return "\n\n".join(part for part in parts if part)


async def _bot(link: TelegramLink) -> Bot:
    return await asyncio.wait_for(link.wait(), SECONDS_FOR_TELEGRAM)


async def _send(bot: Bot, chat: int, text: str) -> int:
    """One try: the outbox has a schedule of its own."""
    try:
        return await send_text(bot, chat, text, html=True, tries=1)
    except RetryAfter as error:
        seconds = error.retry_after
        wait = seconds if isinstance(seconds, timedelta) else timedelta(seconds=seconds)
        raise AskedToWait(wait) from error
