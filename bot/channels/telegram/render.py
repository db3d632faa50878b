"""A message as Telegram shows it: escaped HTML, split at the limit, buttons underneath."""

from __future__ import annotations

from html import escape

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import MessageLimit

from bot.messages import Message


def texts_of(message: Message) -> list[str]:
    """A message's text as one or more Telegram HTML texts, the title first and in bold."""
    titled = message.card and message.kind in ("card", "comparison", "verdict")
    title = f"<b>{escape(str(message.card['title']))}</b>\n\n" if titled and message.card else ""
    return _split(title, message.text)


def keyboard_of(message: Message) -> InlineKeyboardMarkup | None:
    """The buttons, one a row: titles are sentences, and two a row would be cut."""
    if not message.buttons:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(b.title, callback_data=b.payload)] for b in message.buttons]
    )


def _split(title: str, text: str) -> list[str]:
    """Whole lines as long as they fit; a line that is too long by itself is cut."""
    limit = MessageLimit.MAX_TEXT_LENGTH
    texts, current = [], title
    for line in text.splitlines(keepends=True):
        for piece in _pieces(line, limit):
            if len(current) + len(piece) > limit:
                texts.append(current.rstrip())
                current = ""
            current += piece
    texts.append(current.rstrip())
    return [one for one in texts if one]


def _pieces(line: str, limit: int) -> list[str]:
    """A line, escaped; cut so that no piece is over the limit and no escape is cut in two."""
    pieces, current = [], ""
    for character in line:
        escaped = escape(character, quote=False)
        if len(current) + len(escaped) > limit:
            pieces.append(current)
            current = ""
        current += escaped
    return [*pieces, current]
