"""A message that cannot be read never reaches the agent, and still gets a kind reply."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.content.pack import Pack
from bot.conversation.context import Incoming
from bot.conversation.service import Conversations
from tests.unit.conversation.fakes import FakeAgent


@pytest.mark.parametrize(
    ("text", "card"),
    [
        ("", "empty"),
        ("  \n\t ", "empty"),
        ("\x00\x07\x1b", "empty"),
        ("🙂🙂🙂", "empty"),
        ("?!…", "empty"),
        ("x" * 10_000, "too-long"),
        ("ꀀꀁꀂ ꀃꀄ", "other-alphabet"),
    ],
)
async def test_what_cannot_be_read_gets_a_kind_reply(
    turns: Conversations,
    agent: FakeAgent,
    pack: Pack,
    asked: Callable[..., Incoming],
    text: str,
    card: str,
) -> None:
    turned = await turns.take(asked(text))
    assert turned.replies[0].text.startswith(pack.cards[card].meaning)
    assert turned.outcome is not None
    assert turned.outcome.decision == "refuse"
    assert agent.heard == []
    after = await turns.take(asked("hello"))
    assert after.replies[0].text == "echo hello"


async def test_another_language_is_named_with_the_way_to_a_person(
    turns: Conversations, agent: FakeAgent, pack: Pack, asked: Callable[..., Incoming]
) -> None:
    turned = await turns.take(asked("Что такое участие в исследованиях"))
    assert "Russian" in turned.replies[0].text
    assert pack.facts["contact"]["email"] in turned.replies[0].text
    assert "[" not in turned.replies[0].text
    assert agent.heard == []
