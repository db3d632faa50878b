"""The staff chat: staff answer persons by replying to messages, and manage requests by commands.

Only the chat PPI_STAFF_CHAT_ID is handled here, and whoever can write in it counts as staff. From
any other chat none of this can be reached.
"""

from __future__ import annotations

import asyncio

from telegram import Bot, Message, Update
from telegram.ext import filters

from bot.channels.telegram.render import html_texts
from bot.channels.telegram.send import send_text
from bot.handoff.service import Handoff
from bot.handoff.staff.chat_commands import (
    NO_EDITS,
    ONLY_TEXT,
    REQUEST_GONE,
    CommandReply,
    parse_command,
    run_command,
)
from bot.handoff.states import NoSuchRequest


class StaffChat:
    """Carries out the replies and commands that staff write."""

    def __init__(self, handoff: Handoff) -> None:
        """`handoff`: whose requests and outbox are used."""
        self._requests = handoff.requests
        self._outbox = handoff.outbox

    async def on_update(self, update: Update, bot: Bot) -> None:
        """Handle a new or edited message; anything else that happens in the chat is ignored."""
        if update.message:
            await self._on_message(update, update.message, bot)
        elif update.edited_message:
            await self._on_edit(update.edited_message, bot)

    async def _on_message(self, update: Update, message: Message, bot: Bot) -> None:
        """Handle an answer or a command; what staff write to each other is ignored."""
        if filters.StatusUpdate.ALL.check_update(update):
            return
        text = message.text or ""
        if _is_for_another_bot(text, bot):
            return
        about = await self._about(message)
        if about and not text:
            await self._say(bot, message, CommandReply(ONLY_TEXT, about))
            return
        if about is None and _answers_the_bot(message, bot) and not text.startswith("/"):
            await self._say(bot, message, CommandReply(REQUEST_GONE))
            return
        command = await asyncio.to_thread(parse_command, text, about, self._is_known)
        if command is None:
            return
        who = update.effective_user.first_name if update.effective_user else ""
        key = f"update-{update.update_id}"
        done = await asyncio.to_thread(run_command, command, self._requests, who, key)
        await self._say(bot, message, done)

    async def _on_edit(self, message: Message, bot: Bot) -> None:
        """Say of an edited reply that the person has the words as they were before."""
        about = await self._about(message)
        if about and not (message.text or "").startswith("/"):
            await self._say(bot, message, CommandReply(NO_EDITS, about))

    async def _about(self, message: Message) -> str | None:
        answered = message.reply_to_message
        if answered is None:
            return None
        return await asyncio.to_thread(self._requests.reference_of, answered.message_id)

    def _is_known(self, reference: str) -> bool:
        try:
            return bool(self._requests.show(reference))
        except NoSuchRequest:
            return False

    async def _say(self, bot: Bot, message: Message, done: CommandReply) -> None:
        thread = message.message_thread_id if message.is_topic_message else None
        for text in html_texts("", done.text):
            said = await send_text(
                bot,
                message.chat.id,
                text,
                html=True,
                thread=thread,
                quoted=message.message_id,
            )
            if done.reference:
                await asyncio.to_thread(self._outbox.link_staff_message, said, done.reference)


def _answers_the_bot(message: Message, bot: Bot) -> bool:
    answered = message.reply_to_message
    return bool(answered and answered.from_user and answered.from_user.id == bot.id)


def _is_for_another_bot(text: str, bot: Bot) -> bool:
    """Whether a command is for another bot of the group, such as `/close@another_bot`."""
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    named = first.partition("@")[2].lower() if first.startswith("/") else ""
    return bool(named) and named != bot.username.lower()
