"""Moves about the card shown last: more, an example, simpler words, again, its source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.content.cards import Card
from bot.content.dialogue import Answer, Memory
from bot.content.pack import Pack
from bot.content.replies import next_unread, say, say_part, say_passage, say_source


def _after_last_card(step: Callable[[Pack, Card, Memory], Answer]) -> Callable[..., Answer]:
    def move(pack: Pack, memory: Memory) -> Answer:
        card = pack.cards.get(memory.card or "")
        if card is None:
            reply = say(pack, pack.cards["nothing-yet"])
            return Answer((reply,), replace(memory, misses=0), "answer")
        return step(pack, card, replace(memory, misses=0))

    return move


def _more(pack: Pack, card: Card, memory: Memory) -> Answer:
    place = next_unread(card, memory.read)
    if place is None:
        return Answer((say(pack, pack.cards["no-more"]),), memory, "answer")
    read = (*memory.read, place)
    reply = say_passage(pack, card, place)
    if next_unread(card, read) is None:
        reply = replace(reply, buttons=tuple(b for b in reply.buttons if b.press != "more"))
    return Answer((reply,), replace(memory, read=read), "answer")


def _example(pack: Pack, card: Card, memory: Memory) -> Answer:
    if not card.example:
        return Answer((say(pack, pack.cards["no-more"]),), memory, "answer")
    return Answer((say_part(pack, card, card.example),), memory, "answer")


def _simpler(pack: Pack, card: Card, memory: Memory) -> Answer:
    return Answer((say_part(pack, card, card.simpler or card.meaning),), memory, "answer")


def _repeat(pack: Pack, card: Card, memory: Memory) -> Answer:
    return Answer((say(pack, card),), replace(memory, read=(0,)), "answer")


def _source(pack: Pack, card: Card, memory: Memory) -> Answer:
    return Answer((say_source(pack, card),), memory, "answer")


MOVES: dict[str, Callable[[Pack, Memory], Answer]] = {
    "more": _after_last_card(_more),
    "affirm": _after_last_card(_more),
    "example": _after_last_card(_example),
    "simpler": _after_last_card(_simpler),
    "repeat": _after_last_card(_repeat),
    "source": _after_last_card(_source),
}
