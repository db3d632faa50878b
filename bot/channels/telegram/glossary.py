"""`/terms`: the glossary by first letter, in one message whose buttons change the page shown.

A button's data say all that is needed: "t:B:1" is the second page of letter B, "c:biobank" a card.
So buttons work for anybody, and after a restart too. Any other data are refused.
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
    """The first message: a button for each letter that terms begin with."""
    found = sorted(_by_letter(pack))
    buttons = [InlineKeyboardButton(one, callback_data=f"t:{one}:0") for one in found]
    rows = [buttons[start : start + A_ROW] for start in range(0, len(buttons), A_ROW)]
    return Outgoing(_said(pack.cards["telegram-terms"].meaning), InlineKeyboardMarkup(rows))


def page(pack: Pack, data: str) -> Outgoing | None:
    """The page that a button's data lead to; None when no button of ours has such data."""
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
    """Whether a button's data lead to a page of the glossary."""
    return data.startswith(ALL)


def card_data(card: str) -> str:
    """The data of a button that shows a card to whoever presses it."""
    return f"{_CARD}{card}"


def card_of(pack: Pack, data: str) -> Card | None:
    """The card that a button's data name; None when there is none, or buttons may not show it."""
    if not data.startswith(_CARD):
        return None
    card = pack.cards.get(data.removeprefix(_CARD))
    return card if card and card.intents and not card.is_crisis else None


def names_a_card(data: str) -> bool:
    """Whether a button's data have the form that names a card, which need not exist."""
    return data.startswith(_CARD)


def _by_letter(pack: Pack) -> dict[str, list[Card]]:
    """The terms by first letter, in alphabetical order; "#" stands for all but A to Z."""
    found = defaultdict(list)
    for card in sorted(pack.terms.values(), key=lambda card: card.title.casefold()):
        first = card.title[:1].upper()
        found[first if "A" <= first <= "Z" else "#"].append(card)
    return dict(found)


def _said(text: str) -> str:
    return html_texts("", text)[0]
