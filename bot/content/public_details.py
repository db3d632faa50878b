"""Names, addresses and numbers that the pack itself publishes: they are not hidden in messages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.content.cards import Card
from bot.privacy import PUBLIC, Piece, mask

# Only texts that match are searched: searching all cards would take half a second.
_MAY_HOLD_DETAILS = re.compile(r"@|\d[ \d()-]{5}|\b(?:Dr|Doctor|Prof|Professor|Mrs?|Ms|Miss|Mx)\b")


def public_details(facts: Mapping[str, Any], cards: Iterable[Card]) -> frozenset[str]:
    """What is not hidden in a message, in the form that `mask` takes as `public`.

    Args:
        facts: what pack.yml says: the contact, the support lines and the events are in it.
        cards: their texts name people too.
    """
    texts = [*_strings(facts)]
    for card in cards:
        texts += [card.meaning, card.example, card.simpler, *card.further_parts]
    texts = [text for text in texts if _MAY_HOLD_DETAILS.search(text)]
    found = {form for text in texts for piece in mask(text).pieces for form in _forms(piece)}
    name = str(facts.get("contact", {}).get("name", ""))
    return PUBLIC | found | ({name.lower()} if name else frozenset())


def _forms(piece: Piece) -> Iterator[str]:
    if piece.kind == "email":
        yield (piece.checked or piece.value).lower()
    elif piece.kind == "name":
        yield piece.value.lower()
    elif piece.kind == "phone":
        digits = re.sub(r"\D", "", piece.value)
        yield digits
        if piece.checked and piece.checked.startswith("+44"):
            yield "0" + piece.checked.removeprefix("+44")


def _strings(block: object) -> Iterator[str]:
    if isinstance(block, str):
        yield block
    elif isinstance(block, Mapping):
        for value in block.values():
            yield from _strings(value)
    elif isinstance(block, list | tuple):
        for value in block:
            yield from _strings(value)
