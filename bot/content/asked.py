"""The sentences in which people ask for the cards of a pack, from data/asked/ and its cards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.content.pack import Pack
from bot.understanding.asked import Asked, check_claims


def asked_of_pack(pack: Pack, asked: Iterable[Asked]) -> Iterator[Asked]:
    """The sentences for the pack's cards; one for a part that a card lacks counts for the card."""
    for one in asked:
        card = pack.cards.get(one.card)
        if card is not None:
            yield one if card.place_of(one.part) else replace(one, part="")


def asked_in_cards(pack: Pack) -> Iterator[Asked]:
    """The sentences in the cards' own files, under `asked:`."""
    for card in pack.cards.values():
        where = str(pack.files.get(card.id, card.id))
        yield from (Asked(where, card.id, "", text) for text in card.asked)
        for part in card.parts:
            yield from (Asked(where, card.id, part.need, text) for text in part.asked)


def check_asked(pack: Pack, asked: Iterable[Asked]) -> Iterator[str]:
    """The faults, one line each: a card that nobody asks for, a sentence that two cards claim."""
    known = [*asked_of_pack(pack, asked), *asked_in_cards(pack)]
    yield from check_claims(known)
    sought = {one.card for one in known}
    for card in pack.cards.values():
        if card.kind != "notice" and not card.is_crisis and card.id not in sought:
            yield (
                f"{pack.files[card.id]}:1: no sentence asks for “{card.id}”; add “asked:” with "
                "some of people's own words."
            )
