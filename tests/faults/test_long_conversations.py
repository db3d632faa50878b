"""A long conversation answers as a new one does: Rasa is handed its state, and never its past."""

from __future__ import annotations

from typing import Any

from bot.assistant import Assistant
from bot.conversation.agent import AgentRequest
from bot.records.snapshot import Snapshot
from tests.conftest import Person

MANY = 25


async def test_what_was_said_long_before_is_still_remembered(talk: Person) -> None:
    await talk.says("I am a researcher. How do I start involving people?")
    for _ in range(MANY):
        await talk.says("thank you")
    await talk.says("why should people be involved at all?")
    assert talk.card == "why-involve-researcher"


async def test_the_state_gives_the_same_replies_as_the_whole_conversation(
    assistant: Assistant, monkeypatch: Any
) -> None:
    """The same messages, with every event replayed each time and with the state only."""
    from rasa.shared.core.events import Event

    from bot.rasa import tracker_store

    shortest_past = tracker_store._shortest_past
    past: list[dict[str, object]] = []

    def everything(snapshot: Snapshot) -> list[Event]:
        return [Event.from_parameters(event) for event in past] or shortest_past(snapshot)

    messages = ["What is involvement?", "!more", "thanks", "!example", "asdkj qwe", "!more"] * 6
    whole, state = Snapshot(), Snapshot()
    for message in messages:
        monkeypatch.setattr(tracker_store, "_shortest_past", everything)
        replayed = await assistant.agent.answer(_request("whole", message, whole))
        monkeypatch.setattr(tracker_store, "_shortest_past", shortest_past)
        handed = await assistant.agent.answer(_request("state", message, state))
        assert handed.replies == replayed.replies
        past.extend(replayed.state.events)
        whole = Snapshot(replayed.state.slots, replayed.state.active_loop)
        state = Snapshot(handed.state.slots, handed.state.active_loop)
        assert state.slots == whole.slots
    assert len(past) > len(messages)


def _request(conversation: str, message: str, snapshot: Snapshot) -> AgentRequest:
    """A message, or with "!" before it the press of a button."""
    if message.startswith("!"):
        return AgentRequest(conversation, press=message[1:], snapshot=snapshot)
    return AgentRequest(conversation, message, snapshot=snapshot)


async def test_both_questions_of_a_message_are_remembered(assistant: Assistant) -> None:
    answer = await assistant.agent.answer(
        AgentRequest("two", "What is involvement? Do I get paid?")
    )
    assert answer.understanding.intents == ("define_involvement", "payment_expenses")
    heard = [event["text"] for event in answer.state.events if event["event"] == "user"]
    assert heard == ["What is involvement?", "Do I get paid?"]
