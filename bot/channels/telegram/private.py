"""Answers in private chats: to messages, commands and buttons."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from telegram import Bot, CallbackQuery, Message
from telegram.ext import filters

from bot.channels.telegram import glossary
from bot.channels.telegram.asking import Asking
from bot.channels.telegram.intake import CHANNEL, Job
from bot.channels.telegram.menu import COMMANDS, START, TERMS, command_in, deep_link
from bot.channels.telegram.render import marked, outgoing
from bot.channels.telegram.send import Outgoing, Place, edit_text, quietly
from bot.content.replies import ERASE, button_for
from bot.conversation.context import Incoming
from bot.conversation.service import Conversations
from bot.errors import NotReady, TurnError, UnknownOffer
from bot.messages import Message as Said
from bot.records.inbox import Inbox
from bot.safety.gate import is_sure

log = logging.getLogger("ppi_guide.telegram")

ALBUMS_REMEMBERED = 100
ERASING = "erasing"
"""Marks an update that deletes everything, as after a crash its button may be deleted already."""


@dataclass(frozen=True)
class Answer:
    """Messages to send, and `after`, which is called once they are sent and is allowed to fail."""

    messages: list[Outgoing]
    after: Callable[[], Awaitable[object]] | None = None


NO_ANSWER = Answer([])


class Private:
    """Answers private chats."""

    def __init__(self, conversations: Conversations, asking: Asking, inbox: Inbox) -> None:
        """`asking` takes the turns; what must be known after a crash is noted in `inbox`."""
        self._conversations = conversations
        self._asking = asking
        self._inbox = inbox
        self._albums: OrderedDict[str, None] = OrderedDict()

    async def answer_message(self, job: Job, message: Message, bot: Bot) -> Answer:
        """The answer to a new or edited message.

        Raises:
            RecordsUnavailable, NotReady: it cannot be answered now.
        """
        if message.via_bot and message.via_bot.id == bot.id:
            return NO_ANSWER  # a card of ours, sent from inline mode
        if message.text:
            return Answer(await self._answer_words(job, message, message.text, bot))
        if job.update.edited_message or filters.StatusUpdate.ALL.check_update(job.update):
            return NO_ANSWER  # such as a live location that moves, or a pinned message
        if not message.caption and self._is_of_known_album(message.media_group_id):
            return NO_ANSWER
        if self._conversations.closed:
            return Answer(await self._answer_words(job, message, message.caption or "", bot))
        conversation = await self._conversation(message.chat.id)
        notice = await self._conversations.notice(
            conversation,
            f"{_turn_key(job)}-notice",
            "telegram-caption" if message.caption else "not-text",
            intent="out_of_scope",
            decision="refuse",
        )
        said = self._shown(notice)
        if message.caption:
            said += await self._answer_words(job, message, message.caption, bot)
        return Answer(said)

    async def answer_press(self, job: Job, query: CallbackQuery, bot: Bot) -> Answer:
        """The answer to the press of a button.

        Raises:
            RecordsUnavailable, NotReady: it cannot be answered now.
        """
        data, pressed = query.data or "", query.message
        if pressed is None:
            return NO_ANSWER
        if glossary.turns_a_page(data) and not self._conversations.closed:
            return Answer(await turn_page(self._conversations, bot, query, data))
        conversation = await self._conversation(pressed.chat.id)
        incoming = Incoming(
            CHANNEL,
            conversation=conversation,
            pressed=data,
            key=_turn_key(job),
            address=str(pressed.chat.id),
        )
        if glossary.names_a_card(data) and not self._conversations.closed:
            card = glossary.card_of(self._conversations.pack, data)
            if card is None:
                return Answer(self._plain("old-button"))
            button = button_for(card)
            incoming = replace(
                incoming, pressed=None, text=button.title, command=button.press, judged=True
            )
        else:
            try:
                await self._note_erasing(job, conversation, data)
            except UnknownOffer:
                if self._conversations.closed and not job.body.get(ERASING):
                    return Answer(self._shown([self._conversations.closed_notice()]))
                return Answer(self._plain("deleted" if job.body.get(ERASING) else "old-button"))
        place = Place(pressed.chat.id, _thread(pressed))
        return Answer(await self._take(incoming, bot, place), mark(bot, query))

    async def _note_erasing(self, job: Job, conversation: str, data: str) -> None:
        if str(await self._conversations.meaning(conversation, data)) == ERASE:
            job.body[ERASING] = True
            await asyncio.to_thread(self._inbox.note, job.key, job.body, of_nobody=True)

    async def _answer_words(
        self, job: Job, message: Message, text: str, bot: Bot
    ) -> list[Outgoing]:
        conversation = await self._conversation(message.chat.id)
        typed = None if is_sure(job.danger) else command_in(text)
        # While the assistant is closed, a command is an ordinary text, and the turn says so.
        name = typed.name if typed and not self._conversations.closed else ""
        if typed and typed.bot:  # "/help@our_bot" would be taken for an email address
            text = f"/{typed.name} {typed.rest}".strip()
        if name == TERMS:
            return [glossary.letters(self._conversations.pack)]
        said: list[Outgoing] = []
        command = COMMANDS.get(name)
        press = command.press(self._conversations.pack) if command else ""
        if typed and name == START:
            key = f"{_turn_key(job)}-welcome"
            said = self._shown(
                await self._conversations.notice(
                    conversation, key, "welcome", intent="chitchat", decision="answer"
                )
            )
            if typed.rest == TERMS:
                return [*said, glossary.letters(self._conversations.pack)]
            link = deep_link(self._conversations.pack, typed.rest)
            if link is None:
                return said
            press = link
        incoming = Incoming(
            CHANNEL,
            conversation=conversation,
            text=text,
            key=_turn_key(job),
            command=press,
            address=str(message.chat.id),
            danger=job.danger,
            judged=True,
        )
        place = Place(message.chat.id, _thread(message))
        return said + await self._take(incoming, bot, place)

    async def _take(self, incoming: Incoming, bot: Bot, place: Place) -> list[Outgoing]:
        try:
            return self._shown((await self._asking.turn(incoming, bot, place)).replies)
        except UnknownOffer:
            return self._plain("old-button")
        except NotReady:
            raise
        except TurnError as error:
            log.error("A turn failed: %s", type(error).__name__)
            return self._plain("failed")

    async def _conversation(self, chat: int) -> str:
        person = self._conversations.person(CHANNEL, str(chat))
        return await self._conversations.open(CHANNEL, person)

    def _plain(self, card: str) -> list[Outgoing]:
        return self._shown([self._conversations.plain(card)])

    def _shown(self, messages: Sequence[Said]) -> list[Outgoing]:
        return [one for said in messages for one in outgoing(said, self._conversations.pack)]

    def _is_of_known_album(self, album: str | None) -> bool:
        """Whether the album was seen before: photos that are sent together get one answer."""
        if album is None:
            return False
        known = album in self._albums
        self._albums[album] = None
        while len(self._albums) > ALBUMS_REMEMBERED:
            self._albums.popitem(last=False)
        return known


async def turn_page(
    conversations: Conversations, bot: Bot, query: CallbackQuery, data: str
) -> list[Outgoing]:
    """Show another page of the glossary in the message that has the button.

    Returns what must be sent: nothing, or the page where that message cannot be changed, or the
    notice for an old button.
    """
    shown = glossary.page(conversations.pack, data)
    if shown is None:
        return outgoing(conversations.plain("old-button"), conversations.pack)
    pressed = query.message
    if pressed and await edit_text(bot, pressed.chat.id, pressed.message_id, shown):
        return []
    return [shown]


def mark(bot: Bot, query: CallbackQuery) -> Callable[[], Awaitable[object]] | None:
    """A function that puts a tick on the pressed button; None when there is nothing to mark."""
    pressed = query.message
    if not isinstance(pressed, Message):
        return None
    keyboard = marked(pressed.reply_markup, query.data or "")
    if keyboard is None:
        return None
    chat, number = pressed.chat.id, pressed.message_id
    return lambda: quietly(
        bot.edit_message_reply_markup(chat_id=chat, message_id=number, reply_markup=keyboard)
    )


def _turn_key(job: Job) -> str:
    return f"update-{job.update.update_id}"


def _thread(message: object) -> int | None:
    """The id of the forum topic that a message is in, or None."""
    if isinstance(message, Message) and message.is_topic_message:
        return message.message_thread_id
    return None
