"""`ppi-guide check` finds what is too old."""

from __future__ import annotations

from datetime import date, timedelta

from bot.content.load import Pack
from bot.evaluation.checks import NUMBERS_GOOD_FOR, old_crisis_numbers, overdue_reviews


def test_an_overdue_review_is_a_fault(pack: Pack) -> None:
    due = sorted(card.reviewed.due for card in pack.cards.values() if card.reviewed)
    assert list(overdue_reviews(pack, due[0])) == []
    faults = list(overdue_reviews(pack, due[0] + timedelta(days=1)))
    assert len(faults) == due.count(due[0])
    assert f"the review was due on {due[0]}" in faults[0]
    assert len(list(overdue_reviews(pack, date.max))) == len(due)


def test_crisis_numbers_that_nobody_has_checked_for_a_year_are_a_fault(pack: Pack) -> None:
    checked: date = pack.facts["crisis"]["checked"]
    assert list(old_crisis_numbers(pack, checked + timedelta(days=NUMBERS_GOOD_FOR))) == []
    faults = list(old_crisis_numbers(pack, checked + timedelta(days=NUMBERS_GOOD_FOR + 1)))
    assert len(faults) == 1
    assert f"last checked on {checked}" in faults[0]
