"""A message with several questions is split, and the questions to answer are chosen."""

from __future__ import annotations

import pytest

from bot.understanding.question_splitter import choose_parts, split_questions


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
    assert choose_parts(understood) == chosen
