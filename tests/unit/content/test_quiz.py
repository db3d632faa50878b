"""The quiz by itself, and as part of answering."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.content.answer import answer
from bot.content.dialogue import Answer, Memory
from bot.content.pack import Pack
from bot.content.quiz import KINDS, ROUND, UNSURE, QuizState, chosen_kind, judge, next_question
from bot.understanding.message import Understanding


def _first(numbers: Sequence[int]) -> int:
    return numbers[0]


def _play(pack: Pack, memory: Memory, *, right: bool) -> Answer:
    """Answer the waiting question by its button."""
    waiting = memory.quiz.current
    assert waiting is not None
    kind = pack.quiz[waiting].kind
    if not right:
        kind = next(one for one in KINDS if one != kind)
    return answer(pack, Understanding("start_quiz", quiz=f"{waiting}:{kind}"), memory)


def test_only_who_asks_for_it_gets_the_quiz(pack: Pack) -> None:
    heard = answer(pack, Understanding("start_quiz", text="quiz me then"), Memory())
    assert heard.replies[-1].kind == "quiz"
    asked = answer(pack, Understanding("start_quiz", text="which ones may I ask her"), Memory())
    assert asked.replies[-1].kind != "quiz"


def test_five_questions_each_explained_then_the_score(pack: Pack) -> None:
    answered = answer(pack, Understanding("start_quiz", text="test me"), Memory())
    assert answered.replies[0].text.startswith("Question 1 of 5.")
    titles = [choice.title for choice in answered.replies[0].buttons]
    assert titles == ["Involvement", "Engagement", "Participation", "Stop the quiz"]
    for number in range(1, ROUND + 1):
        question = pack.quiz[answered.memory.quiz.current or 0]
        answered = _play(pack, answered.memory, right=number != 2)
        said = answered.replies[0].text
        assert said.startswith("Not this time." if number == 2 else "Yes.")
        assert f"That is {question.kind}." in said
        assert question.why in said
    assert "You had 4 of 5" in answered.replies[0].text
    assert answered.memory.quiz.current is None


def test_no_question_comes_twice_in_a_conversation(pack: Pack) -> None:
    memory, seen = Memory(), []
    while True:
        answered = answer(pack, Understanding("start_quiz"), memory)
        if answered.memory.quiz.current is None:
            break
        for _ in range(ROUND):
            seen.append(answered.memory.quiz.current)
            answered = _play(pack, answered.memory, right=True)
        memory = answered.memory
    assert len(seen) == len(set(seen)) == len(pack.quiz) // ROUND * ROUND
    assert answered.replies[0].card_id == "quiz-done"


def test_a_round_has_all_three_kinds(pack: Pack) -> None:
    state = QuizState()
    kinds = set()
    for _ in range(ROUND):
        _, state = next_question(pack.quiz, state, _first)
        assert state.current is not None
        kinds.add(pack.quiz[state.current].kind)
        _, state = judge(pack.quiz, state, "involvement", _first)
        state = QuizState(state.asked, None, min(state.answered, ROUND - 1), state.score)
    assert kinds == set(KINDS)


def test_it_can_be_stopped_and_left_and_taken_up_again(pack: Pack) -> None:
    playing = answer(pack, Understanding("start_quiz"), Memory()).memory
    aside = answer(pack, Understanding("define_ppi", text="what is PPI"), playing)
    assert aside.replies[0].card_id == "ppi"
    assert aside.replies[-1].buttons[-1].title == "Back to the quiz"
    back = answer(pack, Understanding("start_quiz"), aside.memory)
    assert back.memory.quiz.current == playing.quiz.current
    stopped = answer(pack, Understanding("stop", text="stop"), back.memory)
    assert stopped.replies[0].text == "We stop here. Thank you for playing."
    assert stopped.memory.quiz.current is None


def test_an_old_button_never_answers_a_new_question(pack: Pack) -> None:
    playing = answer(pack, Understanding("start_quiz"), Memory()).memory
    old = f"{(playing.quiz.current or 0) + 1}:involvement"
    pressed = answer(pack, Understanding("start_quiz", quiz=old), playing)
    assert pressed.replies[0].text.startswith("Question 1 of 5.")
    assert pressed.memory.quiz == playing.quiz


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("involvement", "involvement"),
        ("I think engagement", "engagement"),
        ("taking part", "participation"),
        ("what is engagement?", None),
        ("involvement or engagement", None),
        ("no idea", UNSURE),
        ("I don’t know", UNSURE),
        ("not sure, involvement?", None),
        ("not sure, maybe participation", "participation"),
    ],
)
def test_an_answer_can_be_typed(text: str, kind: str | None) -> None:
    assert chosen_kind(QuizState(asked=(3,), current=3), None, text) == kind


def test_who_does_not_know_is_told_and_goes_on(pack: Pack) -> None:
    playing = answer(pack, Understanding("start_quiz"), Memory()).memory
    question = pack.quiz[playing.quiz.current or 0]
    answered = answer(pack, Understanding("deny", text="I don't know"), playing)
    assert answered.replies[0].text == f"That is all right. It is {question.kind}. {question.why}"
    assert answered.replies[1].text.startswith("Question 2 of 5.")
    assert (answered.memory.quiz.answered, answered.memory.quiz.score) == (1, 0)


@pytest.mark.parametrize(("score", "words"), [(5, "Well done!"), (3, "Well done"), (1, "mix")])
def test_the_end_is_kind_whatever_the_score(pack: Pack, score: int, words: str) -> None:
    state = QuizState(asked=(0,), current=0, answered=ROUND - 1, score=score - 1)
    (last,), _ = judge(pack.quiz, state, pack.quiz[0].kind)
    assert f"You had {score} of 5 right." in last.text
    assert words in last.text


def test_a_typed_place_picks_a_button_of_the_quiz(pack: Pack) -> None:
    playing = answer(pack, Understanding("start_quiz"), Memory()).memory
    waiting = playing.quiz.current or 0
    answered = answer(pack, Understanding("affirm", text="the second one"), playing)
    right = pack.quiz[waiting].kind == "engagement"
    assert answered.replies[0].text.startswith("Yes." if right else "Not this time.")


def test_a_button_says_which_question_it_answers(pack: Pack) -> None:
    shown = answer(pack, Understanding("start_quiz"), Memory())
    waiting = shown.memory.quiz.current
    assert shown.replies[0].buttons[1].press == f"start_quiz quiz={waiting}:engagement"
