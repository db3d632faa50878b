"""An agent that is broken, silent or too slow: an apology, and the conversation goes on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.content.pack import Pack
from bot.conversation.context import Incoming
from bot.conversation.service import Conversations
from bot.errors import TooSlow
from bot.records.store import Records
from tests.unit.conversation.fakes import FakeAgent


async def test_a_broken_agent_is_an_apology_and_the_conversation_goes_on(
    turns: Conversations, agent: FakeAgent, pack: Pack, asked: Callable[..., Incoming]
) -> None:
    agent.error = RuntimeError("broken")
    turned = await turns.take(asked("hello"))
    assert turned.replies[0].text.startswith(pack.cards["failed"].meaning)
    agent.error = None
    assert (await turns.take(asked("hello"))).replies[0].text == "echo hello"


async def test_a_silent_agent_is_an_apology(
    turns: Conversations, agent: FakeAgent, pack: Pack, asked: Callable[..., Incoming]
) -> None:
    agent.silent = True
    turned = await turns.take(asked("hello"))
    assert turned.replies[0].text.startswith(pack.cards["failed"].meaning)


async def test_a_turn_that_takes_too_long_stores_nothing_and_can_come_again(
    turns: Conversations, agent: FakeAgent, records: Records, asked: Callable[..., Incoming]
) -> None:
    agent.seconds = 6
    with pytest.raises(TooSlow):
        await turns.take(asked("hello", key="id-1"))
    assert records.history(asked().conversation, 0) == ()
    agent.seconds = 0
    assert (await turns.take(asked("hello", key="id-1"))).replies[0].text == "echo hello"
