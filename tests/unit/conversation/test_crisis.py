"""A crisis card comes first and alone, whatever else is slow or broken."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from bot.conversation.context import Incoming
from bot.conversation.service import Conversations
from bot.errors import NotReady, RecordsUnavailable
from bot.records.store import Records
from tests.unit.conversation.fakes import CRISIS, FakeAgent


async def test_a_crisis_brings_the_card_first_and_alone_without_the_agent(
    turns: Conversations, agent: FakeAgent, asked: Callable[..., Incoming]
) -> None:
    turned = await turns.take(asked(CRISIS))
    assert [m.kind for m in turned.replies] == ["crisis"]
    assert "116 123" in turned.replies[0].text
    assert turned.outcome is not None
    understood = turned.outcome.understanding
    assert (understood.intent, understood.confidence) == ("urgent_help", 1.0)
    assert turned.outcome.decision == "crisis"
    assert agent.heard == []


async def test_a_crisis_does_not_wait_for_a_slow_turn_or_a_loading_model(
    turns: Conversations, agent: FakeAgent, asked: Callable[..., Incoming]
) -> None:
    agent.ready, agent.seconds = False, 5
    slow = asyncio.create_task(turns.take(asked("hello")))
    await asyncio.sleep(0.05)
    turned = await asyncio.wait_for(turns.take(asked(CRISIS)), 0.4)
    assert turned.replies[0].kind == "crisis"
    with pytest.raises(NotReady):
        await slow


async def test_a_crisis_is_answered_when_the_database_is_away(
    turns: Conversations,
    records: Records,
    asked: Callable[..., Incoming],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(*_: object) -> None:
        raise RecordsUnavailable("away")

    monkeypatch.setattr(records, "write", away)
    turned = await turns.take(asked(CRISIS))
    assert turned.replies[0].kind == "crisis"
    with pytest.raises(RecordsUnavailable):
        await turns.take(asked("hello"))


async def test_crisis_words_at_the_end_of_a_very_long_message_are_seen(
    turns: Conversations, asked: Callable[..., Incoming]
) -> None:
    turned = await turns.take(asked("involvement and research. " * 400 + CRISIS))
    assert turned.replies[0].kind == "crisis"


async def test_a_crisis_in_another_language_of_the_pack_brings_the_card(
    turns: Conversations, agent: FakeAgent, asked: Callable[..., Incoming]
) -> None:
    turned = await turns.take(asked("je veux mourir"))
    assert turned.replies[0].kind == "crisis"
    danger = await turns.danger("je veux mourir")
    assert danger is not None
    assert turns.crisis_card(danger).kind == "crisis"
    assert agent.heard == []
