"""A long conversation answers as a new one does, and Rasa is never handed more than a window."""

from __future__ import annotations

from bot.agent.answers import AgentRequest
from bot.assistant import Assistant
from bot.records.store import WINDOW_TURNS
from bot.stores.snapshot import Snapshot
from tests.conftest import Person


async def test_what_was_said_before_the_window_is_still_remembered(talk: Person) -> None:
    await talk.says("I am a researcher. How do I start involving people?")
    for _ in range(WINDOW_TURNS + 5):
        await talk.says("thank you")
    await talk.says("does involvement make a difference?")
    assert talk.card == "impact-evaluation-researcher"


async def test_the_window_gives_the_same_replies_as_the_whole_conversation(
    assistant: Assistant,
) -> None:
    """The same messages, with everything handed over each time and with the window only."""
    messages = ["What is involvement?", "/more", "thanks", "/example", "asdkj qwe", "/more"] * 6
    whole, window = Snapshot(), Snapshot()
    turns: list[list[dict[str, object]]] = []
    for message in messages:
        everything = await assistant.agent.answer(AgentRequest("whole", "shell", message, whole))
        windowed = await assistant.agent.answer(AgentRequest("window", "shell", message, window))
        assert windowed.replies == everything.replies
        turns.append(windowed.snapshot.events)
        whole = Snapshot(everything.snapshot.slots, None, whole.events + everything.snapshot.events)
        last = [event for turn in turns[-WINDOW_TURNS:] for event in turn]
        window = Snapshot(windowed.snapshot.slots, None, last)
    assert len(whole.events) > len(window.events)
