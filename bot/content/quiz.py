"""The quiz: five activities, one at a time; the person says which of the three kinds each is."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.content.strict_model import Strict
from bot.messages import Button, Press, Reply

ROUND = 5
KINDS = ("involvement", "engagement", "participation")

UNSURE = "unsure"
"""The answer of somebody who does not know: the kind is explained, and the round goes on."""

AGAIN = Button("Play again", "start_quiz")

Pick = Callable[[Sequence[int]], int]


class QuizQuestion(Strict):
    """One activity, its kind, and why it is that kind."""

    activity: str
    kind: Literal["involvement", "engagement", "participation"]
    why: str


@dataclass(frozen=True)
class QuizState:
    """What was asked in this conversation, and how the current round stands.

    `current` is the number of the question that waits for an answer, None between rounds.
    """

    asked: tuple[int, ...] = ()
    current: int | None = None
    answered: int = 0
    score: int = 0


def next_question(
    quiz: Sequence[QuizQuestion], state: QuizState, pick: Pick = random.choice
) -> tuple[Reply | None, QuizState]:
    """The waiting question again, or a new one; None when too few are left."""
    if state.current is None:
        left = [number for number in range(len(quiz)) if number not in state.asked]
        if not left or (state.answered == 0 and len(left) < ROUND):
            return None, state
        # From the kinds asked least in this round, so that no round is all of one kind.
        counted = [quiz[number].kind for number in state.asked[len(state.asked) - state.answered :]]
        rarest = min(counted.count(quiz[number].kind) for number in left)
        left = [number for number in left if counted.count(quiz[number].kind) == rarest]
        chosen = pick(left)
        state = replace(state, current=chosen, asked=(*state.asked, chosen))
    current = state.current
    assert current is not None
    text = f"Question {state.answered + 1} of {ROUND}. {quiz[current].activity} Which is it?"
    return Reply("quiz", (text,), buttons=_buttons(current)), state


def judge(
    quiz: Sequence[QuizQuestion], state: QuizState, kind: str, pick: Pick = random.choice
) -> tuple[list[Reply], QuizState]:
    """Say whether `kind` was right and why, then the next question or the score."""
    assert state.current is not None
    question = quiz[state.current]
    right = kind == question.kind
    verdict = (
        "Yes. That"
        if right
        else "That is all right. It"
        if kind == UNSURE
        else "Not this time. That"
    )
    text = f"{verdict} is {question.kind}. {question.why}"
    state = replace(
        state, current=None, answered=state.answered + 1, score=state.score + int(right)
    )
    if state.answered < ROUND:
        following, state = next_question(quiz, state, pick)
        assert following is not None
        return [Reply("quiz", (text,)), following], state
    end = f"You had {state.score} of {ROUND} right. {_well_done(state.score)}"
    return [Reply("quiz", (text, end), buttons=(AGAIN,))], _between(state)


def stop(state: QuizState) -> tuple[Reply, QuizState]:
    """End a round early, with the score so far."""
    score = f" You had {state.score} of {state.answered} right." if state.answered else ""
    text = f"We stop here.{score} Thank you for playing."
    return Reply("quiz", (text,), buttons=(AGAIN,)), _between(state)


def _well_done(score: int) -> str:
    if score == ROUND:
        return "Well done!"
    if score > ROUND // 2:
        return "Well done, and thank you for playing."
    return "Many people mix these words up. Thank you for playing."


def _between(state: QuizState) -> QuizState:
    return replace(state, current=None, answered=0, score=0)


def _buttons(question: int) -> tuple[Button, ...]:
    # The number goes with the answer, so that an old button never answers a new question.
    kinds = tuple(
        Button(kind.capitalize(), str(Press("start_quiz", "quiz", f"{question}:{kind}")))
        for kind in KINDS
    )
    return (*kinds, Button("Stop the quiz", "stop"))


_SAID = {
    "involvement": re.compile(r"\binvolv\w*", re.IGNORECASE),
    "engagement": re.compile(r"\bengag\w*", re.IGNORECASE),
    "participation": re.compile(r"\bparticip\w*|\btak(?:e|ing) part", re.IGNORECASE),
}
_DO_NOT_KNOW = re.compile(
    r"\b(?:don'?t|do not) know|\bnot sure|\bno idea|\bunsure|\bdunno|^(?:skip|pass|next)\b",
    re.IGNORECASE,
)
MOST_WORDS_SAID = 5


_WANTS_QUIZ = re.compile(r"(?:\b|_)(?:quiz\w*|test (?:me|us|my)|game|play)\b", re.IGNORECASE)


def wants_quiz(text: str) -> bool:
    """Whether a message asks for the quiz in so many words; so does a button, which has no text."""
    return not text or _WANTS_QUIZ.search(text) is not None


def chosen_kind(state: QuizState, pressed: str | None, text: str) -> str | None:
    """The kind that a button or a few typed words choose for the waiting question, or None.

    "I don't know" is an answer too: `UNSURE`.
    """
    if state.current is None:
        return None
    if pressed:
        question, _, kind = pressed.partition(":")
        return kind if question == str(state.current) and kind in KINDS else None
    if len(text.split()) > MOST_WORDS_SAID or text.rstrip().endswith("?"):
        return None
    said = [kind for kind, pattern in _SAID.items() if pattern.search(text)]
    if not said and _DO_NOT_KNOW.search(text.replace("’", "'")):
        return UNSURE
    return said[0] if len(said) == 1 else None
