"""A message with several questions is split, and the questions to answer are chosen."""

from __future__ import annotations

import pytest

from bot.understanding.question_splitter import (
    PartRead,
    choose_parts,
    split_questions,
    without_correction,
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("What is PPI? Do I get paid?", ["What is PPI?", "Do I get paid?"]),
        ("what is involvement and how do i join", ["what is involvement", "how do i join"]),
        (
            "Hi, who runs the group, and also can I bring my dog?",
            ["Hi, who runs the group", "can I bring my dog?"],
        ),
        ("what is the difference between involvement and engagement", None),
        ("I had cancer. I would like to help. How do I join?", None),
        ("is it true that you pay people and that they come back", None),
        (
            "My mum was ill for years, we saw every clinic there is and nobody ever asked us. "
            "Why is that? Can it be changed?",
            None,
        ),
        ("why?", None),
        ("", None),
        ("?!?", None),
    ],
)
def test_a_message_is_split_into_its_questions(text: str, parts: list[str] | None) -> None:
    assert split_questions(text) == (parts or [text])


@pytest.mark.parametrize(
    ("understood", "chosen"),
    [
        ([("define_ppi", 0.9, "answer"), ("payment_expenses", 0.9, "answer")], [0, 1]),
        ([("payment_expenses", 0.9, "answer"), ("medical_advice", 0.9, "answer")], [1, 0]),
        ([("define_ppi", 0.9, "answer"), ("payment_expenses", 0.4, "answer")], [0]),
        ([("define_ppi", 0.9, "answer"), ("out_of_scope", 0.9, "refuse")], [0]),
        ([("define_ppi", 0.9, "answer"), ("chitchat", 0.9, "answer")], [0]),
        ([("define_ppi", 0.9, "answer"), ("define_ppi", 0.8, "answer")], [0]),
        (
            [
                ("time_commitment", 0.9, "answer"),
                ("define_ppi", 0.9, "answer"),
                ("raise_a_concern", 0.9, "answer"),
            ],
            [2, 0],
        ),
    ],
)
def test_clear_questions_are_answered_the_urgent_one_first(
    understood: list[tuple[str, float, str]], chosen: list[int]
) -> None:
    assert choose_parts([PartRead(*one) for one in understood]) == chosen


def test_parts_that_ask_for_different_cards_of_one_intent_are_both_answered() -> None:
    where = PartRead("trial_practicalities", 0.9, "answer", "trial-where")
    cost = PartRead("trial_practicalities", 0.8, "answer", "trial-costs-me")
    assert choose_parts([where, cost]) == [0, 1]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("no I meant would I have to take medicine", "would I have to take medicine"),
        ("sorry no, I mean research PPI", "research PPI"),
        ("no, I'm not asking if I'll be paid, I'm asking where my money is", "where my money is"),
        ("different question: is it safe", "is it safe"),
        ("that's not what I asked. I asked who is there", "who is there"),
        ("another thing, where do I sit", "where do I sit"),
        ("sorry I wanted to ask is lunch included", "is lunch included"),
        ("that's not what I meant by it at all", "that's not what I meant by it at all"),
        ("I mean it", "I mean it"),
        ("I want to know who pays", "I want to know who pays"),
    ],
)
def test_what_somebody_meant_is_read_without_the_correction(said: str, meant: str) -> None:
    assert without_correction(said) == meant
