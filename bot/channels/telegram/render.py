"""A message as Telegram shows it: escaped HTML, split at the limit, buttons underneath."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import MessageLimit

from bot.channels.telegram.send import Outgoing
from bot.content.pack import Pack
from bot.messages import Message

MARK = "✓ "
TITLED = ("card", "comparison", "verdict")
PRIVACY, PRIVACY_HERE = "privacy", "privacy-telegram"

# Each matches between two characters, so that a split loses no character.
_SENTENCES = re.compile(r"(?<=[.?!…][ \n])|(?<=\n)")
_WORDS = re.compile(r"(?<=\s)")


def outgoing(message: Message, pack: Pack) -> list[Outgoing]:
    """The texts to send for a message; the buttons go under the last."""
    more = pack.cards[PRIVACY_HERE].meaning if message.card_id == PRIVACY else ""
    texts = texts_of(message, more)
    return with_keyboard(texts, keyboard_of(message))


def with_keyboard(texts: Sequence[str], keyboard: InlineKeyboardMarkup | None) -> list[Outgoing]:
    """The texts as messages, with the buttons under the last."""
    last = len(texts) - 1
    return [Outgoing(text, keyboard if n == last else None) for n, text in enumerate(texts)]


def texts_of(message: Message, more: str = "") -> list[str]:
    """A message's text as one or more Telegram HTML texts, the title first and in bold.

    Args:
        more: a text to add at the end, on this channel only.
    """
    title = message.title if message.kind in TITLED else ""
    text = f"{message.text}\n\n{more}" if more else message.text
    return html_texts(title, text)


def html_texts(title: str, text: str) -> list[str]:
    """A title and a text in HTML, split between sentences so that each fits a message."""
    limit = MessageLimit.MAX_TEXT_LENGTH
    texts, current = [], f"<b>{escape(title)}</b>\n\n" if title else ""
    for piece in _fitting(text, limit):
        if _size(current) + _size(piece) > limit:
            texts.append(current)
            current = ""
        current += piece
    return [one.strip() for one in (*texts, current) if one.strip()]


def keyboard_of(message: Message) -> InlineKeyboardMarkup | None:
    """The buttons, one in each row, as two long titles in a row would be cut off."""
    return one_a_row([(button.title, button.press) for button in message.buttons])


def one_a_row(buttons: Sequence[tuple[str, str]]) -> InlineKeyboardMarkup | None:
    """A keyboard of (title, callback data) pairs, one button in each row; None without buttons."""
    if not buttons:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(title, callback_data=data)] for title, data in buttons]
    )


def marked(keyboard: InlineKeyboardMarkup | None, data: str) -> InlineKeyboardMarkup | None:
    """The keyboard with the pressed button marked; None when that would change nothing."""
    if keyboard is None:
        return None
    rows = [[_marked(button, data) for button in row] for row in keyboard.inline_keyboard]
    changed = InlineKeyboardMarkup(rows)
    return None if changed == keyboard else changed


def _marked(button: InlineKeyboardButton, data: str) -> InlineKeyboardButton:
    if button.callback_data != data or button.text.startswith(MARK):
        return button
    return InlineKeyboardButton(f"{MARK}{button.text}", callback_data=data)


def _fitting(text: str, limit: int) -> Iterator[str]:
    """A text, escaped, in pieces within the limit: cut at sentences, else words, else characters.

    No HTML escape, such as `&amp;`, is cut in two, as the text is escaped after it is cut.
    """
    escaped = escape(text, quote=False)
    if _size(escaped) <= limit:
        yield escaped
        return
    for cut in (_SENTENCES, _WORDS):
        pieces = cut.split(text)
        if len(pieces) > 1:
            break
    else:
        pieces = list(text)
    # `html_texts` joins the pieces again as far as they fit into one message.
    for piece in pieces:
        yield from _fitting(piece, limit)


def _size(text: str) -> int:
    """The length in UTF-16 units, the most that Telegram may count: an emoji counts as two."""
    return len(text) + sum(character > "\uffff" for character in text)
