"""The quiz through the whole assistant."""

from __future__ import annotations

from bot.content.pack import Pack
from tests.conftest import Person


async def test_a_round_of_the_quiz(talk: Person, pack: Pack) -> None:
    heard = await talk.says("quiz me please")
    score = 0
    for number in range(1, 6):
        assert f"Question {number} of 5" in heard
        question = next(one for one in pack.quiz if one.activity in heard)
        kind = question.kind if number != 3 else "engagement"
        score += kind == question.kind
        heard = await talk.presses(kind.capitalize())
        assert question.why in heard
    assert f"You had {score} of 5" in heard


async def test_a_question_in_the_middle_is_answered_and_the_quiz_goes_on(talk: Person) -> None:
    first = await talk.says("test me")
    heard = await talk.says("what is a placebo?")
    assert talk.card == "placebo"
    assert "Back to the quiz" in talk.buttons
    heard = await talk.presses("Back to the quiz")
    assert heard == first
    assert "We stop here" in await talk.presses("Stop the quiz")


async def test_a_crisis_in_the_quiz_brings_the_card_alone(talk: Person) -> None:
    await talk.says("quiz me")
    await talk.says("I want to kill myself")
    assert talk.decision == "crisis"
    assert "Back to the quiz" not in talk.buttons
