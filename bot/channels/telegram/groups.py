"""Answers in groups: only when the bot is named or replied to, and nothing personal.

Each question has a conversation of its own, which is deleted once it is answered. So no form can
be filled in there, no question builds on an earlier one, and nothing that people say is kept. For
anything personal the answer has a button that leads to a private chat.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence

from telegram import (
    Bot,
    CallbackQuery,
    ChatMember,
    ChatMemberUpdated,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    MessageEntity,
)
from telegram.ext import filters

from bot.channels.telegram import glossary
from bot.channels.telegram.asking import Asking
from bot.channels.telegram.intake import CHANNEL, Job
from bot.channels.telegram.menu import COMMANDS, START, TERMS, Typed, command_in, link_to
from bot.channels.telegram.private import NO_ANSWER, Answer, mark, turn_page
from bot.channels.telegram.render import PRIVACY, PRIVACY_HERE, outgoing
from bot.channels.telegram.send import Outgoing, Place
from bot.content.cards import Card
from bot.content.replies import say
from bot.conversation.context import Incoming, TurnResult
from bot.conversation.fixed_outcomes import unstored
from bot.conversation.service import Conversations
from bot.errors import NotReady, RecordsUnavailable, TurnError, UnknownOffer
from bot.messages import Message as Said
from bot.messages import Press
from bot.safety.gate import is_sure

log = logging.getLogger("ppi_guide.telegram")

PERSONAL = {
    "contact_person": "contact",
    "delete_my_data": "deletemydata",
    "start_quiz": "quiz",
    "raise_a_concern": "contact",
    "give_feedback": "help",
    "stop": "help",
    "privacy": "privacy",
}
"""Intents that concern one person only, and the card or command that the private chat shows."""

IN_PRIVATE = "Go on in private"
NAME = "[name]"
_HERE = (ChatMember.MEMBER, ChatMember.ADMINISTRATOR)


class Groups:
    """Answers messages and presses in groups, and greets a group that the bot is added to."""

    def __init__(self, conversations: Conversations, asking: Asking) -> None:
        """`asking` takes the turns."""
        self._conversations = conversations
        self._asking = asking

    async def answer_message(self, job: Job, message: Message, bot: Bot) -> Answer:
        """The answer to a new or edited message; `NO_ANSWER` when it is not meant for the bot.

        Raises:
            RecordsUnavailable, NotReady: it cannot be answered now.
        """
        own = message.via_bot and message.via_bot.id == bot.id
        # An anonymous admin's message seems to come from a bot, but its `sender_chat` is the group.
        robot = message.from_user and message.from_user.is_bot and message.sender_chat is None
        if own or robot or filters.StatusUpdate.ALL.check_update(job.update):
            return NO_ANSWER
        words = message.text or message.caption or ""
        typed = command_in(words)
        if typed and typed.bot:
            if typed.bot != bot.username.lower():
                return NO_ANSWER
        elif not (_is_named(message, words, bot) or _is_reply_to(message, bot)):
            return NO_ANSWER
        danger = is_sure(job.danger)
        if self._conversations.closed and not danger:
            return self._closed(bot)
        if typed and typed.bot and not danger:
            return self._answer_command(typed, bot)
        if not words:
            return self._shown([self._conversations.plain("not-text")], bot)
        text = _without_name(message, words, bot)
        if not text:
            return self._greeting(bot)
        if typed and not danger:
            return self._answer_command(typed, bot)
        return await self._answer_question(job, message, text, bot)

    async def answer_press(self, query: CallbackQuery, bot: Bot) -> Answer:
        """The answer to the press of a button in a group; it is the same for everybody."""
        data = query.data or ""
        if self._conversations.closed:
            return self._closed(bot)
        if glossary.turns_a_page(data):
            return Answer(await turn_page(self._conversations, bot, query, data))
        card = glossary.card_of(self._conversations.pack, data)
        if card is None:
            return self._shown([self._conversations.plain("old-button")], bot)
        return Answer(self._card(card, bot).messages, mark(bot, query))

    def answer_added(self, change: ChatMemberUpdated, bot: Bot) -> Answer:
        """A greeting when the bot was added to the group; `NO_ANSWER` to any other change."""
        came = change.new_chat_member.status in _HERE and change.old_chat_member.status not in _HERE
        if not came:
            return NO_ANSWER
        return self._closed(bot) if self._conversations.closed else self._greeting(bot)

    def _answer_command(self, typed: Typed, bot: Bot) -> Answer:
        command = COMMANDS.get(typed.name)
        if typed.name == START:
            return self._greeting(bot)
        if command is None:
            return self._card(self._conversations.pack.cards["help"], bot)
        if not command.in_groups or typed.name == PRIVACY:
            return self._offer_private(typed.name, bot)
        if typed.name == TERMS:
            return Answer([glossary.letters(self._conversations.pack)])
        return self._card(self._conversations.pack.cards[command.card], bot)

    async def _answer_question(self, job: Job, message: Message, text: str, bot: Bot) -> Answer:
        # A question in a group has a conversation of its own.
        person = self._conversations.person(CHANNEL, f"{message.chat.id}:{job.key}")
        try:
            conversation = await self._conversations.open(CHANNEL, person)
        except RecordsUnavailable:
            if job.danger is None or not job.danger.sure:
                raise
            return self._shown([self._conversations.crisis_card(job.danger)], bot)
        incoming = Incoming(
            CHANNEL,
            conversation=conversation,
            text=text,
            key=job.key,
            danger=job.danger,
            judged=True,
        )
        place = Place(
            message.chat.id, message.message_thread_id if message.is_topic_message else None
        )
        try:
            result = await self._asking.turn(incoming, bot, place)
            answer = await self._of_turn(conversation, result, bot)
        except NotReady:
            raise
        except TurnError as error:
            log.error("A turn in a group failed: %s", type(error).__name__)
            answer = self._shown([self._conversations.plain("failed")], bot)

        async def forget() -> None:
            await self._conversations.erase(conversation)

        return Answer(answer.messages, forget)

    async def _of_turn(self, conversation: str, result: TurnResult, bot: Bot) -> Answer:
        replies, intent = result.replies, result.intent
        asks_on = any(reply.kind in ("form", "quiz") for reply in replies)
        if intent in PERSONAL or asks_on or not replies:
            return self._offer_private(PERSONAL.get(intent, "help"), bot)
        buttons = [
            (button.title, glossary.card_data(card))
            for reply in replies
            for button in reply.buttons
            if (card := await self._card_of(conversation, button.press))
        ]
        return self._shown(replies, bot, buttons)

    async def _card_of(self, conversation: str, offer: str) -> str | None:
        """The id of the card that a button shows; None when a group may not be offered the button.

        Buttons that show no card go on with the conversation, and one in a group is deleted.
        """
        try:
            press = await self._conversations.meaning(conversation, offer)
        except UnknownOffer:
            return None
        named = glossary.card_of(self._conversations.pack, glossary.card_data(press.card or ""))
        return named.id if named and _for_all(named) else None

    def _card(self, card: Card, bot: Bot) -> Answer:
        if not _for_all(card):
            return self._offer_private(PERSONAL[card.intents[0]], bot)
        reply = say(self._conversations.pack, card)
        buttons = [
            (button.title, glossary.card_data(shown))
            for button in reply.buttons
            if (shown := Press.read(button.press).card)
            and _for_all(self._conversations.pack.cards[shown])
        ]
        return self._shown([unstored(reply)], bot, buttons, link=card.id)

    def _closed(self, bot: Bot) -> Answer:
        return self._shown([self._conversations.closed_notice()], bot)

    def _greeting(self, bot: Bot) -> Answer:
        greeting = self._conversations.plain("telegram-group")
        return self._shown([greeting.with_values({NAME: f"@{bot.username}"})], bot)

    def _offer_private(self, link: str, bot: Bot) -> Answer:
        # For /privacy, what Telegram can see is said here, as it concerns everybody in the group.
        notice = PRIVACY_HERE if link == PRIVACY else "telegram-private"
        return self._shown([self._conversations.plain(notice)], bot, link=link)

    def _shown(
        self,
        messages: Sequence[Said],
        bot: Bot,
        buttons: Sequence[tuple[str, str]] = (),
        link: str = "help",
    ) -> Answer:
        rows = [
            [InlineKeyboardButton(title, callback_data=data)]
            for title, data in dict.fromkeys(buttons)
        ]
        private = InlineKeyboardButton(IN_PRIVATE, url=link_to(bot.username, link))
        said = [one for message in messages for one in outgoing(message, self._conversations.pack)]
        last = len(said) - 1
        keyboard = InlineKeyboardMarkup([*rows, [private]])
        return Answer(
            [Outgoing(one.html, keyboard if n == last else None) for n, one in enumerate(said)]
        )


def _for_all(card: Card) -> bool:
    return not card.intents or card.intents[0] not in PERSONAL


def _name_of(bot: Bot) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)@{re.escape(bot.username)}(?!\w)", re.IGNORECASE)


def _is_named(message: Message, words: str, bot: Bot) -> bool:
    return bool(_name_of(bot).search(words)) or bool(_mentions(message, bot))


def _mentions(message: Message, bot: Bot) -> list[str]:
    """The mentions of the bot that do not contain its user name."""
    kinds: list[str | None] = [MessageEntity.TEXT_MENTION]
    found = message.parse_entities(kinds) if message.text else message.parse_caption_entities(kinds)
    return [text for entity, text in found.items() if entity.user and entity.user.id == bot.id]


def _is_reply_to(message: Message, bot: Bot) -> bool:
    answered = message.reply_to_message
    return bool(answered and answered.from_user and answered.from_user.id == bot.id)


def _without_name(message: Message, words: str, bot: Bot) -> str:
    """The question alone, without the bot's name and the punctuation next to it."""
    for mention in _mentions(message, bot):
        words = words.replace(mention, " ", 1)
    return " ".join(_name_of(bot).sub(" ", words).split(" ")).strip(" ,:;\n\t")
