"""One turn: what is stored, in which order, and what of a message or a button the agent hears."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy.engine import Connection

from bot.conversation.context import Incoming
from bot.conversation.service import Conversations
from bot.errors import MessageConflict, UnknownConversation, UnknownOffer
from bot.records.store import Records
from bot.records.turns import StoredTurn
from tests.unit.conversation.fakes import CRISIS, FakeAgent


async def test_a_message_is_answered_and_both_sides_are_stored(
    turns: Conversations, records: Records, asked: Callable[..., Incoming]
) -> None:
    turned = await turns.take(asked("hello"))
    assert [m.text for m in turned.replies] == ["echo hello"]
    stored = records.history(asked().conversation, 0)
    assert [m.text for m in stored] == ["hello", "echo hello"]


async def test_the_same_message_id_runs_no_second_turn(
    turns: Conversations, agent: FakeAgent, asked: Callable[..., Incoming]
) -> None:
    first = await turns.take(asked("hello", key="id-1"))
    again = await turns.take(asked("hello", key="id-1"))
    assert again.messages == first.messages
    assert agent.heard == ["hello"]


async def test_the_same_message_id_with_another_text_is_refused(
    turns: Conversations, asked: Callable[..., Incoming]
) -> None:
    await turns.take(asked("hello", key="id-1"))
    with pytest.raises(MessageConflict):
        await turns.take(asked("goodbye", key="id-1"))


async def test_turns_of_one_conversation_run_in_the_order_they_came(
    turns: Conversations, records: Records, agent: FakeAgent, asked: Callable[..., Incoming]
) -> None:
    agent.seconds = 0.01
    await asyncio.gather(*(turns.take(asked(f"message {n}")) for n in range(8)))
    said = [m.text for m in records.history(asked().conversation, 0) if m.sender == "you"]
    assert said == [f"message {n}" for n in range(8)]


@pytest.mark.parametrize("text", ["/restart", "//restart", " / restart"])
async def test_a_typed_slash_is_plain_text(
    turns: Conversations, agent: FakeAgent, asked: Callable[..., Incoming], text: str
) -> None:
    await turns.take(asked(text))
    assert agent.heard == ["restart"]


async def test_a_button_reaches_the_agent_by_what_it_means(
    turns: Conversations, agent: FakeAgent, asked: Callable[..., Incoming]
) -> None:
    offered = (await turns.take(asked("hello"))).replies[0].buttons[0]
    turned = await turns.take(asked(pressed=offered.press))
    assert agent.heard == ["hello", "more"]
    assert turned.messages[0].text == "More"


async def test_a_button_that_was_never_offered_is_refused(
    turns: Conversations, asked: Callable[..., Incoming]
) -> None:
    with pytest.raises(UnknownOffer):
        await turns.take(asked(pressed="/restart"))


async def test_the_deletion_button_deletes(
    turns: Conversations, records: Records, asked: Callable[..., Incoming]
) -> None:
    offered = (await turns.take(asked("hello"))).replies[0].buttons[1]
    turned = await turns.take(asked(pressed=offered.press))
    assert turned.erased
    with pytest.raises(UnknownConversation):
        await turns.take(asked("hello"))


@pytest.mark.parametrize("text", ["hello", CRISIS])
async def test_a_key_that_another_process_used_meanwhile_brings_the_answer_of_that_one(
    turns: Conversations,
    records: Records,
    asked: Callable[..., Incoming],
    monkeypatch: pytest.MonkeyPatch,
    text: str,
) -> None:
    first = await turns.take(asked(text, key="id-1"))
    found, looked_up = records.answered_within, []

    def not_yet(db: Connection, conversation: str, key: str) -> StoredTurn | None:
        looked_up.append(key)
        return found(db, conversation, key) if len(looked_up) > 1 else None

    monkeypatch.setattr(records, "answered_within", not_yet)
    again = await turns.take(asked(text, key="id-1"))
    assert again.messages == first.messages
    assert looked_up == ["id-1", "id-1"]
