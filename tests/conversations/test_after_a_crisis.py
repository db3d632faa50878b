"""After a crisis card it is calm: no quiz and no joke, and questions are answered."""

from __future__ import annotations

import pytest

from tests.conversations.writer import Writer


@pytest.mark.parametrize("text", ["quiz me", "test me please", "tell me a joke"])
async def test_after_a_crisis_there_is_no_quiz_and_no_joke(writer: Writer, text: str) -> None:
    await writer.says("I want to kill myself")
    await writer.says(text)
    assert writer.cards == ["not-now"]
    assert writer.last.calm
    assert "quiz" not in " ".join(writer.buttons).lower()


async def test_a_quiz_ends_with_a_crisis(writer: Writer) -> None:
    await writer.says("quiz me")
    involvement = writer.buttons["Involvement"]
    await writer.says("I want to kill myself")
    await writer.says("What is a placebo?")
    assert "Back to the quiz" not in writer.buttons
    heard = await writer._takes(pressed=involvement)
    assert "Question" not in heard


async def test_questions_are_answered_after_a_crisis(writer: Writer) -> None:
    await writer.says("I want to kill myself", "What is involvement?")
    assert writer.cards == ["involvement"]
