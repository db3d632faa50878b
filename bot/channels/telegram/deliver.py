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
"""How long a delivery waits until Telegram can be reached, before it is put off."""


def telegram_senders(link: TelegramLink, staff_chat: int | None) -> dict[str, Sender]:
    """The senders of the delivery routes that use Telegram, by the name of the route."""
    senders: dict[str, Sender] = {"person": PersonSender(link)}
    if staff_chat is not None:
        senders["staff"] = StaffSender(link, staff_chat)
    return senders


class StaffSender:
    """Sends what staff are told about requests to the staff chat."""

    def __init__(self, link: TelegramLink, chat: int) -> None:
        """`chat`: the id of the staff chat, from PPI_STAFF_CHAT_ID."""
        self._link = link
        self._chat = chat

    async def send(self, delivery: Delivery) -> Sequence[int]:
        """Send; returns the ids of the messages. A reply to any of them answers the person."""
        notification = notification_of(delivery)
        bot = await _bot(self._link)
        texts = html_texts(notification.heading, in_chat(notification, delivery.request))
        return [await _send(bot, self._chat, text) for text in texts]

    async def check(self) -> None:
        """Raise what a delivery would raise; the staff chat sees only "typing …"."""
        bot = await _bot(self._link)
        await bot.send_chat_action(self._chat, ChatAction.TYPING)


class PersonSender:
    """Sends what staff write to the person's own chat."""

    def __init__(self, link: TelegramLink) -> None:
        """Send over `link`."""
        self._link = link

    async def send(self, delivery: Delivery) -> Sequence[int]:
        """Send; returns no ids, as this makes no message in the staff chat.

        Raises:
            Undeliverable: the person has blocked the bot, or the chat is gone.
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
        """Raise TimeoutError when Telegram cannot be reached."""
        await _bot(self._link)


def in_chat(notification: Notification, request: HandoffRequest) -> str:
    """The text of a notification under its heading. Only /show gives personal details."""
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
    """Send with a single try, as the outbox tries again later; returns the message's id.

    Raises:
        AskedToWait: Telegram asks us to wait before the next try.
        TelegramError: Telegram did not take the message.
    """
    try:
        return await send_text(bot, chat, text, html=True, tries=1)
    except RetryAfter as error:
        seconds = error.retry_after
        wait = seconds if isinstance(seconds, timedelta) else timedelta(seconds=seconds)
        raise AskedToWait(wait) from error
