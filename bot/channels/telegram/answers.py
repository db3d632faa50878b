"""Passes each update to the code that answers its kind, and sends the answer.

An update is marked as answered only when its whole answer is sent. When an answer has several
messages, each one that is sent is noted. So after a crash only the rest is sent, and only the
message that Telegram received at the moment of the crash can come twice.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from telegram import Message
from telegram.constants import ChatType
from telegram.error import TelegramError

from bot.channels.telegram.asking import Asking
from bot.channels.telegram.groups import Groups
from bot.channels.telegram.inline import Inline
from bot.channels.telegram.intake import Job
from bot.channels.telegram.link import TelegramLink
from bot.channels.telegram.private import NO_ANSWER, Answer, Private
from bot.channels.telegram.render import outgoing
from bot.channels.telegram.send import Outgoing, Place, in_plain_words, quietly, send_text
from bot.channels.telegram.staff import StaffChat
from bot.conversation.service import Conversations
from bot.errors import GuideError, NotReady, RecordsUnavailable
from bot.messages import Message as Said
from bot.records.inbox import Inbox

log = logging.getLogger("ppi_guide.telegram")

SENT = "sent"
_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)


class Answers:
    """Answers the updates of one bot."""

    def __init__(
        self,
        conversations: Conversations,
        asking: Asking,
        inbox: Inbox,
        link: TelegramLink,
        *,
        staff_chat: int | None = None,
        staff: StaffChat | None = None,
    ) -> None:
        """`staff` handles the updates of the chat with the id `staff_chat`."""
        self._conversations = conversations
        self._inbox = inbox
        self._link = link
        self._private = Private(conversations, asking, inbox)
        self._groups = Groups(conversations, asking)
        self._inline = Inline(conversations)
        self._staff_chat = staff_chat
        self._staff = staff

    async def answer(self, job: Job) -> None:
        """Answer an update and mark it as answered.

        Raises:
            RecordsUnavailable: the database cannot be used. Call this again: what was sent already
                is not sent again.
            NotReady: the model does not load, so there is no answer before the next start.
        """
        try:
            answer = await self._answer_to(job)
        except (RecordsUnavailable, NotReady):
            raise
        except TelegramError as error:
            log.error("Telegram does not take an answer: %s", in_plain_words(error))
            answer = NO_ANSWER
        except Exception as error:  # unforeseen: its text may quote a visitor, so it is not logged
            log.error("An update could not be answered: %s", _where(error))
            answer = self._sorry(job)
        await self._deliver(job, answer)

    async def answer_unstored(self, job: Job) -> None:
        """Send the crisis card when the database cannot be used.

        Only for sure danger in a private chat; for any other update nothing is sent.
        """
        message = job.update.effective_message
        if message and job.danger and job.danger.sure and message.chat.type == ChatType.PRIVATE:
            await self._send(job, self._shown(self._conversations.crisis_card(job.danger)))

    async def apologise(self, job: Job) -> None:
        """Give up: send an apology to a private chat, and mark the update as answered.

        When the danger is sure, the crisis card is sent in place of the apology.
        """
        await self._deliver(job, self._sorry(job))

    async def greet_press(self, job: Job) -> None:
        """Confirm the press of a button to Telegram at once, so that the button stops spinning."""
        query = job.update.callback_query
        if query:
            bot = await self._link.wait()
            await quietly(bot.answer_callback_query(query.id))

    async def _answer_to(self, job: Job) -> Answer:
        update, bot = job.update, await self._link.wait()
        chat, message = update.effective_chat, update.message or update.edited_message
        if chat and chat.id == self._staff_chat:
            if self._staff:
                await self._staff.on_update(update, bot)
            return NO_ANSWER
        if update.inline_query:
            await self._inline.answer(update.inline_query, job.danger, bot)
        elif update.callback_query and chat:
            if chat.type == ChatType.PRIVATE:
                return await self._private.answer_press(job, update.callback_query, bot)
            if chat.type in _GROUPS:
                return await self._groups.answer_press(update.callback_query, bot)
        elif message and chat:
            if chat.type == ChatType.PRIVATE:
                return await self._private.answer_message(job, message, bot)
            if chat.type in _GROUPS:
                return await self._groups.answer_message(job, message, bot)
        elif update.my_chat_member and chat and chat.type in _GROUPS:
            return self._groups.answer_added(update.my_chat_member, bot)
        # Posts in Telegram channels, users who block the bot, kinds that are new: no answer is due.
        return NO_ANSWER

    async def _deliver(self, job: Job, answer: Answer) -> None:
        try:
            await self._send(job, answer.messages, noted=True)
        except TelegramError as error:  # the bot was blocked, or the chat is gone
            log.warning("An answer cannot be delivered: %s", in_plain_words(error))
        await asyncio.to_thread(self._inbox.done, job.key)
        if answer.after is not None:
            try:
                await answer.after()
            except GuideError as error:
                log.warning("After an answer: %s", error)

    async def _send(self, job: Job, messages: Sequence[Outgoing], *, noted: bool = False) -> None:
        bot, place = await self._link.wait(), _place(job)
        for number, message in enumerate(messages, start=1):
            if number <= int(job.body.get(SENT, 0)):
                continue
            await send_text(
                bot,
                place.chat,
                message.html,
                html=True,
                keyboard=message.keyboard,
                thread=place.thread,
                quoted=place.quoted,
                tries=None,
            )
            job.body[SENT] = number
            place = replace(place, quoted=None)  # only the first message quotes the question
            if noted and number < len(messages):
                await asyncio.to_thread(self._inbox.note, job.key, job.body)

    def _sorry(self, job: Job) -> Answer:
        chat = job.update.effective_chat
        if job.update.inline_query or chat is None or chat.type != ChatType.PRIVATE:
            return NO_ANSWER
        if job.danger and job.danger.sure:
            return Answer(self._shown(self._conversations.crisis_card(job.danger)))
        return Answer(self._shown(self._conversations.plain("failed")))

    def _shown(self, message: Said) -> list[Outgoing]:
        return outgoing(message, self._conversations.pack)


def _where(error: Exception) -> str:
    """The class of an error and the line it came from, without the error's text."""
    line = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(line.filename).name}, line {line.lineno}"


def _place(job: Job) -> Place:
    """Where the answer goes. It quotes the question in a group, and after an edit."""
    message, chat = job.update.effective_message, job.update.effective_chat
    if chat is None:
        return Place(0)
    quotes = chat.type in _GROUPS or job.update.edited_message
    topic = isinstance(message, Message) and message.is_topic_message
    return Place(
        chat.id,
        message.message_thread_id if topic and isinstance(message, Message) else None,
        message.message_id if quotes and message else None,
    )
