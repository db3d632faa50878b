"""Dialogue moves, understood against the last card."""

from __future__ import annotations

import pytest

from bot.content.pack import Pack
from tests.conftest import Person


@pytest.mark.parametrize("move", ["give me an example", "for example?"])
async def test_an_example_of_the_last_card(talk: Person, pack: Pack, move: str) -> None:
    await talk.says("What is engagement?")
    assert pack.cards["engagement"].example in await talk.says(move)


@pytest.mark.parametrize("move", ["can you say that in simpler words", "too complicated"])
async def test_simpler_words_for_the_last_card(talk: Person, pack: Pack, move: str) -> None:
    await talk.says("What is participation?")
    assert pack.cards["participation"].simpler in await talk.says(move)


@pytest.mark.parametrize("move", ["say that again please", "can you repeat that"])
async def test_the_last_card_again(talk: Person, pack: Pack, move: str) -> None:
    await talk.says("Do I need any qualifications to be on a panel?")
    assert pack.cards["training"].meaning in await talk.says(move)


@pytest.mark.parametrize("move", ["where does that come from?", "what is your source"])
async def test_where_the_last_card_comes_from(talk: Person, pack: Pack, move: str) -> None:
    await talk.says("What is involvement?")
    source = pack.cards["involvement"].source
    assert source is not None
    assert source.url in await talk.says(move)


async def test_more_of_the_last_card_by_word_and_by_button(talk: Person, pack: Pack) -> None:
    await talk.says("What is involvement?")
    parts = pack.cards["involvement"].further_parts
    assert (await talk.says("tell me more")).startswith(parts[0])
    assert (await talk.presses("Tell me more")).startswith(parts[1])


async def test_thanks_in_between_does_not_lose_the_subject(talk: Person, pack: Pack) -> None:
    await talk.says("What is engagement?")
    await talk.says("thank you")
    assert pack.cards["engagement"].example in await talk.says("give me an example")


async def test_a_move_with_nothing_said_yet(talk: Person, pack: Pack) -> None:
    assert pack.cards["nothing-yet"].meaning in await talk.says("tell me more")


async def test_two_questions_are_answered_in_two_parts(talk: Person, pack: Pack) -> None:
    heard = await talk.says("What is involvement? And will I be paid for it?")
    assert pack.cards["involvement"].meaning in heard
    on_pay = [pack.cards[name].meaning for name in ("payment", "payment-participants")]
    assert any(meaning in heard for meaning in on_pay)


async def test_a_button_can_be_picked_by_its_place(talk: Person, pack: Pack) -> None:
    await talk.says("What is involvement?")
    second = next(c for c in pack.cards.values() if c.button == talk.buttons[1])
    heard = await talk.says("the second one")
    assert second.meaning in heard


async def test_a_term_after_and_is_meant(talk: Person, pack: Pack) -> None:
    await talk.says("What is involvement?")
    assert pack.cards["engagement"].meaning in await talk.says("and engagement?")
    assert pack.cards["biobank"].meaning in await talk.says("what about biobanks")
