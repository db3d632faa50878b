"""Whether people get what they asked for."""

from __future__ import annotations

from typing import Any

import pytest

from bot.content.pack import Pack
from bot.evaluation.served import Wanted, judge_answer

PAY = Wanted("do you pay", "payment", ("pay-amounts#pay-amounts-here",))


def _shown(card: str, *buttons: str) -> dict[str, Any]:
    titles = [{"title": title, "payload": ""} for title in buttons]
    return {"replies": [{"card": card, "text": "", "buttons": titles}]}


@pytest.mark.parametrize(
    ("card", "right", "answered", "refused"),
    [
        ("payment", True, True, False),
        ("pay-amounts", True, True, False),
        ("time", False, True, False),
        ("out-of-scope", False, False, True),
        ("not-known", False, False, False),
    ],
)
def test_an_answer_is_right_when_it_is_one_of_the_wanted_cards(
    pack: Pack, card: str, right: bool, answered: bool, refused: bool
) -> None:
    found = judge_answer(pack, PAY, _shown(card))
    assert (found.right, found.answered, found.refused) == (right, answered, refused)


def test_to_be_asked_back_with_the_right_card_is_served_in_the_end(pack: Pack) -> None:
    offered = judge_answer(pack, PAY, _shown("clarify", pack.cards["payment"].button))
    assert (offered.right, offered.answered, offered.in_the_end) == (False, False, True)
    other = judge_answer(pack, PAY, _shown("clarify", pack.cards["time"].button))
    assert not other.in_the_end


def test_where_nothing_answers_saying_so_is_right(pack: Pack) -> None:
    assert judge_answer(pack, Wanted("what is it", "-"), _shown("not-known")).right
    assert not judge_answer(pack, Wanted("what is it", "-"), _shown("time")).right
