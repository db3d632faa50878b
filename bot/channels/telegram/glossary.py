"""`/terms`: the glossary by letter, in one message that is turned like pages.

The buttons' data say it all ("t:B:1", "c:biobank"), so they work after a restart and for anybody;
whatever else they hold is refused.
"""

from __future__ import annotations

import re
from collections import defaultdict

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.render import html_texts
from bot.channels.telegram.send import Outgoing
from bot.content.cards import Card
from bot.content.pack import Pack

A_PAGE, A_ROW = 8, 6
LETTER = "[letter]"
ALL = "t:"
_PAGE = re.compile(r"t:([A-Z#]):(\d{1,2})")
_CARD = "c:"


def letters(pack: Pack) -> Outgoing:
    """The letters that terms begin with, as buttons."""
    found = sorted(_by_letter(pack))
    buttons = [InlineKeyboardButton(one, callback_data=f"t:{one}:0") for one in found]
    rows = [buttons[start : start + A_ROW] for start in range(0, len(buttons), A_ROW)]
    return Outgoing(_said(pack.cards["telegram-terms"].meaning), InlineKeyboardMarkup(rows))


def page(pack: Pack, data: str) -> Outgoing | None:
    """What a button of the glossary turns to; None when we never made such a button."""
    if data == ALL:
        return letters(pack)
    found = _PAGE.fullmatch(data)
    terms = _by_letter(pack).get(found[1], []) if found else []
    if found is None or not terms:
        return None
    letter, number = found[1], int(found[2])
    pages = -(-len(terms) // A_PAGE)
    if number >= pages:
        return None
    text = pack.cards["telegram-letter"].meaning.replace(LETTER, letter)
    if pages > 1:
        text += f" Page {number + 1} of {pages}."
    rows = [
        [InlineKeyboardButton(card.title, callback_data=card_data(card.id))]
        for card in terms[number * A_PAGE : (number + 1) * A_PAGE]
    ]
    turns = []
    if number:
        turns.append(InlineKeyboardButton("Page before", callback_data=f"t:{letter}:{number - 1}"))
    turns.append(InlineKeyboardButton("All letters", callback_data=ALL))
    if number + 1 < pages:
        turns.append(InlineKeyboardButton("Next page", callback_data=f"t:{letter}:{number + 1}"))
    return Outgoing(_said(text), InlineKeyboardMarkup([*rows, turns]))


def turns_a_page(data: str) -> bool:
    """Whether a button's data are of this glossary's pages."""
    return data.startswith(ALL)


def card_data(card: str) -> str:
    """The data of a button that shows a card to whoever presses it."""
    return f"{_CARD}{card}"


def card_of(pack: Pack, data: str) -> Card | None:
    """The card that a button's data name, when it is one that buttons may show."""
    if not data.startswith(_CARD):
        return None
    card = pack.cards.get(data.removeprefix(_CARD))
    return card if card and card.intents and not card.is_crisis else None


def names_a_card(data: str) -> bool:
    """Whether a button's data are of the form that names a card."""
    return data.startswith(_CARD)


def _by_letter(pack: Pack) -> dict[str, list[Card]]:
    """The terms under their first letters, "#" for what is none, in the order of a dictionary."""
    found = defaultdict(list)
    for card in sorted(pack.terms.values(), key=lambda card: card.title.casefold()):
        first = card.title[:1].upper()
        found[first if "A" <= first <= "Z" else "#"].append(card)
    return dict(found)


def _said(text: str) -> str:
    return html_texts("", text)[0]
