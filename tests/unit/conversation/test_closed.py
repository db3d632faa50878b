"""What still works while the assistant is closed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.content.pack import Pack
from bot.conversation.context import Incoming
from bot.conversation.service import Conversations
from bot.errors import UnknownConversation
from tests.unit.conversation.fakes import CRISIS, FakeAgent


async def test_when_closed_only_the_contact_and_crisis_cards_are_served(
    conversations: Callable[..., Conversations],
    agent: FakeAgent,
    pack: Pack,
    asked: Callable[..., Incoming],
) -> None:
    turns = conversations(seconds=1, closed="We are closed this week.")
    turned = await turns.take(asked("what is involvement"))
    assert "We are closed this week." in turned.replies[0].text
    assert pack.facts["contact"]["email"] in turned.replies[0].text
    assert agent.heard == []
    assert (await turns.take(asked(CRISIS))).replies[0].kind == "crisis"


async def test_when_closed_everything_can_still_be_deleted(
    conversations: Callable[..., Conversations], pack: Pack, asked: Callable[..., Incoming]
) -> None:
    turns = conversations(seconds=5, closed="Closed.")
    shown = (await turns.take(asked("delete my data"))).replies[0]
    assert f"call {pack.facts['crisis']['emergency']}" in shown.text
    assert (await turns.take(asked(pressed=shown.buttons[0].press))).erased
    with pytest.raises(UnknownConversation):
        await turns.take(asked("hello"))
