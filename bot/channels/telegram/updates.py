"""Turn a Telegram update into a turn, and the replies into Telegram messages."""

from __future__ import annotations

import asyncio
import logging

from telegram import Bot, LinkPreviewOptions, Update
from telegram.constants import ChatType, ParseMode
from telegram.ext import ContextTypes

from bot.assistant import Assistant
from bot.channels.identity import person_hash
from bot.channels.telegram.menu import COMMANDS, deep_link
from bot.channels.telegram.render import keyboard_of, texts_of
from bot.content.replies import say
from bot.errors import GuideError, NotReady, TooSlow, UnknownOffer
from bot.messages import Message
from bot.records.store import NewMessage
from bot.stores.person_lock import PersonLocks
from bot.turn import Asked

log = logging.getLogger("ppi_guide.telegram")
CHANNEL = "telegram"


class TelegramUpdates:
    """The handlers of one bot over one assistant. Only private chats are answered so far."""

    def __init__(self, assistant: Assistant, key: bytes) -> None:
        """`key`: of the keyed hash under which a chat is known."""
        self._assistant = assistant
        self._records = assistant.records
        self._key = key
        self._chats = PersonLocks()

    async def on_start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/start`: the welcome; `/start involvement`, from a link, goes on to that card."""
        if update.effective_chat and update.effective_chat.type == ChatType.PRIVATE:
            chat = update.effective_chat.id
            async with self._chats.hold(str(chat)):
                await self._notice(context.bot, chat, "welcome")
            payload = deep_link(self._assistant.pack, (context.args or [""])[0])
            if payload:
                await self._turn(update, context.bot, command=payload)

    async def on_command(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A command of the menu."""
        words = (update.effective_message.text or "").split() if update.effective_message else []
        command = (
            COMMANDS.get(words[0].removeprefix("/").partition("@")[0].lower()) if words else None
        )
        if command:
            text = " ".join(words)
            payload = command.payload(self._assistant.pack)
            await self._turn(update, context.bot, text=text, command=payload)

    async def on_text(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A text message."""
        if update.effective_message and update.effective_chat:
            text = update.effective_message.text or ""
            await self._turn(update, context.bot, text=text)

    async def on_button(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A button: answered at once, so that the client stops its spinner."""
        query = update.callback_query
        if query is None:
            return
        await query.answer()
        await self._turn(update, context.bot, payload=query.data or "")

    async def on_other(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A photo, a voice message, a sticker: only text can be read."""
        if update.effective_chat:
            await self._notice(context.bot, update.effective_chat.id, "not-text")

    async def on_error(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """What was not foreseen: the kind of error goes to the log, never the message."""
        log.error("An update could not be handled: %s", type(context.error).__name__)

    async def _turn(
        self,
        update: Update,
        bot: Bot,
        *,
        text: str | None = None,
        payload: str | None = None,
        command: str = "",
    ) -> None:
        chat = update.effective_chat
        if chat is None or chat.type != ChatType.PRIVATE:
            return
        if self._assistant.turns.crisis_reply(text or ""):  # waits for nothing
            await self._answer(update, bot, chat.id, text, payload, "")
            return
        # From here on in the order of the updates, to the last message sent.
        async with self._chats.hold(str(chat.id)):
            await self._answer(update, bot, chat.id, text, payload, command)

    async def _answer(
        self,
        update: Update,
        bot: Bot,
        chat: int,
        text: str | None,
        payload: str | None,
        command: str,
    ) -> None:
        try:
            conversation = await self._conversation(chat)
            key = f"update-{update.update_id}"
            asked = Asked(conversation, CHANNEL, text, payload, key, command)
            turned = await self._assistant.turns.take(asked)
        except UnknownOffer:
            await self._notice(bot, chat, "old-button")
        except (NotReady, TooSlow):
            await self._notice(bot, chat, "starting")
        except GuideError as error:
            log.error("A turn failed: %s", type(error).__name__)
            crisis = self._assistant.turns.crisis_reply(text or "")
            if crisis:
                await _send(bot, chat, crisis)
            else:
                await self._notice(bot, chat, "failed")
        else:
            for message in turned.replies:
                await _send(bot, chat, message)

    async def _notice(self, bot: Bot, chat: int, card: str) -> None:
        """Send a notice that needs no turn; stored when possible, so that its buttons work."""
        reply = say(self._assistant.pack, self._assistant.pack.cards[card])
        choices = tuple((choice.title, choice.payload) for choice in reply.choices)
        notice = NewMessage("assistant", reply.kind, reply.text, reply.card, choices)
        try:
            conversation = await self._conversation(chat)
            stored = await asyncio.to_thread(self._records.add, conversation, [notice])
        except GuideError:
            await bot.send_message(chat, reply.text, link_preview_options=_NO_PREVIEW)
            return
        await _send(bot, chat, stored[0])

    async def _conversation(self, chat: int) -> str:
        person = person_hash(self._key, CHANNEL, str(chat))
        return await asyncio.to_thread(self._records.start, CHANNEL, person)


_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def _send(bot: Bot, chat: int, message: Message) -> None:
    texts = texts_of(message)
    for number, text in enumerate(texts, start=1):
        await bot.send_message(
            chat,
            text,
            parse_mode=ParseMode.HTML,
            link_preview_options=_NO_PREVIEW,
            reply_markup=keyboard_of(message) if number == len(texts) else None,
        )
