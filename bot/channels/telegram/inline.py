"""Inline mode: `@bot co-prod` in any chat offers matching cards; sending one posts its meaning."""

from __future__ import annotations

import re
from html import escape

from rapidfuzz import fuzz, process
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)
from telegram.constants import InlineQueryResultLimit, ParseMode

from bot.channels.telegram.menu import link_to
from bot.channels.telegram.render import html_texts
from bot.channels.telegram.send import NO_PREVIEW, quietly, with_patience
from bot.content.cards import Card
from bot.content.pack import Pack
from bot.content.replies import say
from bot.conversation.service import Conversations
from bot.messages import Message
from bot.safety.gate import Danger

MOST_CARDS = 10
FEWEST_LETTERS = 3
"""Names that look alike are searched for from this length on; shorter words fit too many."""

LIKENESS = 75
CACHE_SECONDS = 300
TRIES = 2
"""Only few, as the person types on and a late answer is of no use."""

WITHOUT_A_WORD = ("involvement", "engagement", "participation", "compare-core")
ASK = "Ask me about this"
CLOSED = "Closed for now"


class Inline:
    """Answers inline queries from the cards' names; needs no model."""

    def __init__(self, conversations: Conversations) -> None:
        """Offer the cards of the pack of `conversations`."""
        self._conversations = conversations
        self._index: Index | None = None

    async def answer(self, query: InlineQuery, danger: Danger | None, bot: Bot) -> None:
        """Offer the cards that match. Failures are ignored, as the next letter typed asks again."""
        cards = self.cards_for(query.query, danger)
        results = [_article(self._conversations.pack, card, bot.username) for card in cards]
        if not cards and self._conversations.closed:
            results = [_notice(self._conversations.closed_notice(), bot.username)]
        button = InlineQueryResultsButton("Ask me in a private chat", start_parameter="help")
        await quietly(
            with_patience(
                lambda: bot.answer_inline_query(
                    query.id, results, cache_time=CACHE_SECONDS, button=button
                ),
                tries=TRIES,
            )
        )

    def cards_for(self, typed: str, danger: Danger | None) -> list[Card]:
        """The cards to offer, best match first. Sure danger gives only the crisis card.

        While the assistant is closed, no other card is offered.
        """
        pack = self._conversations.pack
        if danger and danger.sure:
            return [pack.cards[danger.card]]
        if self._conversations.closed:
            return []
        if self._index is None or self._index.pack is not pack:
            self._index = Index(pack)
        return self._index.search(typed)


class Index:
    """Searches the names of a pack's cards: their titles, aliases and questions."""

    def __init__(self, pack: Pack) -> None:
        """Read the names of the cards of `pack` that may be posted."""
        self.pack = pack
        self._names: list[tuple[str, str, str]] = []  # words, the same without spaces, card id
        for card in pack.cards.values():
            if _can_be_posted(card):
                for name in dict.fromkeys((card.title, *card.aliases, card.ask)):
                    if name:
                        words = _words(name)
                        self._names.append((words, words.replace(" ", ""), card.id))

    def search(self, typed: str) -> list[Card]:
        """At most `MOST_CARDS` cards for what was typed; those of `WITHOUT_A_WORD` for no word.

        First come names that begin so, then names with a word that begins so, then names that look
        alike.
        """
        words = _words(typed)
        if not words:
            found = [name for name in WITHOUT_A_WORD if name in self.pack.cards]
            return [self.pack.cards[name] for name in found]
        joined = words.replace(" ", "")
        begins = [
            (len(name), card)
            for name, gapless, card in self._names
            if name.startswith(words) or gapless.startswith(joined)
        ]
        ranked = [card for _, card in sorted(begins)]
        ranked += [card for name, _, card in self._names if f" {words}" in name]
        if len(joined) >= FEWEST_LETTERS:
            alike = process.extract(
                words,
                [name for name, _, _ in self._names],
                scorer=fuzz.WRatio,
                score_cutoff=LIKENESS,
                limit=MOST_CARDS,
            )
            ranked += [self._names[place][2] for _, _, place in alike]
        return [self.pack.cards[card] for card in dict.fromkeys(ranked)][:MOST_CARDS]


def _words(text: str) -> str:
    """A text in small letters and digits, so "Co-production?" and "co production" are the same."""
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def _can_be_posted(card: Card) -> bool:
    return card.source is not None and bool(card.intents) and "verdict" not in card.id


def _article(pack: Pack, card: Card, username: str) -> InlineQueryResultArticle:
    reply = say(pack, card)
    meaning = reply.parts[0]
    if card.table or card.is_crisis:
        html = html_texts(card.title, reply.text)[0]
    else:
        html = html_texts(card.title, meaning)[0] + _source(card)
    ask = InlineKeyboardButton(ASK, url=link_to(username, "help" if card.is_crisis else card.id))
    return _posted(card.id, card.title, meaning, html, ask)


def _notice(message: Message, username: str) -> InlineQueryResultArticle:
    """The only result that is offered while the assistant is closed."""
    ask = InlineKeyboardButton(ASK, url=link_to(username, "help"))
    return _posted("closed", CLOSED, message.text, html_texts("", message.text)[0], ask)


def _posted(
    name: str, title: str, description: str, html: str, ask: InlineKeyboardButton
) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        id=name[: InlineQueryResultLimit.MAX_ID_LENGTH],
        title=title,
        description=description,
        input_message_content=InputTextMessageContent(
            html, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
        ),
        reply_markup=InlineKeyboardMarkup([[ask]]),
    )


def _source(card: Card) -> str:
    if card.source is None:
        return ""
    return f'\n\nFrom: <a href="{escape(card.source.url)}">{escape(card.source.name)}</a>'
