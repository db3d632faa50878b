"""Where a message for a person can be begun, and what is said where none is delivered."""

from __future__ import annotations

import pytest

from bot.content.pack import Pack
from tests.conversations.writer import LEAVE, MESSAGE, SEND, Writer


async def test_it_is_offered_nowhere_when_nothing_is_delivered(writer: Writer, pack: Pack) -> None:
    writer.desk.delivers = False
    for text in (
        "Can I talk to a person?", "that did not help", "no", "you are useless",
        "nobody told me what came of my input", "zzkk qqpw llmn", "flumble wump zorp", "help",
    ):  # fmt: skip
        heard = await writer.says(text)
        assert LEAVE not in writer.buttons, text
        assert "leave a message" not in heard.lower(), text
    assert pack.facts["contact"]["email"] in await writer.says("Can I talk to a person?")


async def test_an_old_button_says_so_when_nothing_is_delivered_any_more(
    writer: Writer, pack: Pack
) -> None:
    await writer.says("Can I talk to a person?")
    writer.desk.delivers = False
    heard = await writer.presses(LEAVE)
    assert "cannot pass on messages" in heard
    assert pack.facts["contact"]["email"] in heard


async def test_when_nothing_is_delivered_at_the_end_the_words_stay(
    writer: Writer, pack: Pack
) -> None:
    await writer.writes()
    writer.desk.delivers = False
    heard = await writer.presses(SEND)
    assert "Nothing was sent" in heard
    assert MESSAGE in heard
    assert pack.facts["contact"]["email"] in heard
    assert writer.desk.opened == []
    writer.desk.delivers = True
    await writer.presses(SEND)
    assert len(writer.desk.opened) == 1


@pytest.mark.parametrize(
    "texts",
    [
        ("can I talk to a human",),
        ("I want to leave a message for the team",),
        ("zzkk qqpw llmn", "flumble wump zorp"),
        ("that was not helpful at all",),
        ("something went wrong and nobody told me what came of my input",),
    ],
)
async def test_the_ways_in(writer: Writer, texts: tuple[str, ...]) -> None:
    await writer.says(*texts)
    assert LEAVE in writer.buttons
    assert "Who are you?" in await writer.presses(LEAVE)


async def test_it_is_not_offered_with_a_crisis_card(writer: Writer) -> None:
    await writer.says("I want to kill myself")
    assert LEAVE not in writer.buttons


async def test_a_button_picked_by_its_place_opens_it(writer: Writer) -> None:
    await writer.says("Can I talk to a person?")
    assert "Who are you?" in await writer.says("the first one")
