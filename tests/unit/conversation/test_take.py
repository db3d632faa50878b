"""One turn, with a stand-in for the agent: order, limits, safety and what happens on failure."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.content.live import live_pack
from bot.content.pack import Pack
from bot.content.replies import ERASE
from bot.conversation.agent import AgentRequest, Outcome
from bot.conversation.context import Incoming
from bot.conversation.service import Conversations
from bot.errors import (
    MessageConflict,
    NotReady,
    RecordsUnavailable,
    TooSlow,
    UnknownConversation,
    UnknownOffer,
)
from bot.messages import Button, Reply
from bot.records.snapshot import Snapshot
from bot.records.store import Records
from bot.safety import language
from bot.understanding.message import Understanding

CRISIS = "I want to kill myself"
KEY = b"a made-up key for tests, of 32 bytes"


@dataclass
class FakeAgent:
    """Answers with an echo; can be slow, broken or silent."""

    ready: bool = True
    seconds: float = 0.0
    error: Exception | None = None
    silent: bool = False
    heard: list[str] = field(default_factory=list)

    async def settled(self) -> None:
        await asyncio.sleep(self.seconds)

    async def answer(self, request: AgentRequest) -> Outcome:
        self.heard.append(request.press or request.text)
        await asyncio.sleep(self.seconds)
        if self.error:
            raise self.error
        buttons = (Button("More", "more"), Button("Yes, delete everything", ERASE))
        said = Reply("card", (f"echo {request.text}",), buttons=buttons)
        replies = () if self.silent else (said,)
        events = [{"event": "user", "text": request.text}]
        return Outcome(replies, Understanding("why_involve"), Snapshot({"n": 1}, None, events))


@pytest.fixture
def agent() -> FakeAgent:
    return FakeAgent()


@pytest.fixture
def turns(records: Records, agent: FakeAgent, pack: Pack) -> Conversations:
    language.warm_up()  # its tables take longer to load than a turn may wait here
    return Conversations(records, agent, live_pack(pack.folder), key=KEY, seconds=3)


@pytest.fixture
def asked(records: Records) -> Callable[..., Incoming]:
    conversation = records.start("web", "someone")

    def make(text: str | None = None, **more: Any) -> Incoming:
        return Incoming("web", conversation=conversation, text=text, **more)

    return make


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


async def test_when_closed_only_the_contact_and_crisis_cards_are_served(
    records: Records, agent: FakeAgent, pack: Pack, asked: Callable[..., Incoming]
) -> None:
    turns = Conversations(
        records,
        agent,
        live_pack(pack.folder),
        key=KEY,
        seconds=1,
        closed="We are closed this week.",
    )
    turned = await turns.take(asked("what is involvement"))
    assert "We are closed this week." in turned.replies[0].text
    assert pack.facts["contact"]["email"] in turned.replies[0].text
    assert agent.heard == []
    assert (await turns.take(asked(CRISIS))).replies[0].kind == "crisis"


async def test_when_closed_everything_can_still_be_deleted(
    records: Records, agent: FakeAgent, pack: Pack, asked: Callable[..., Incoming]
) -> None:
    turns = Conversations(
        records, agent, live_pack(pack.folder), key=KEY, seconds=5, closed="Closed."
    )
    shown = (await turns.take(asked("delete my data"))).replies[0]
    assert f"call {pack.facts['crisis']['emergency']}" in shown.text
    assert (await turns.take(asked(pressed=shown.buttons[0].press))).erased
    with pytest.raises(UnknownConversation):
        await turns.take(asked("hello"))


async def test_a_crisis_in_another_language_of_the_pack_brings_the_card(
    turns: Conversations, agent: FakeAgent, asked: Callable[..., Incoming]
) -> None:
    turned = await turns.take(asked("je veux mourir"))
    assert turned.replies[0].kind == "crisis"
    danger = await turns.danger("je veux mourir")
    assert danger is not None
    assert turns.crisis_card(danger).kind == "crisis"
    assert agent.heard == []
