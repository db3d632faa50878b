"""Personal data, on the texts in the lists beside this file."""

from __future__ import annotations

from bot.privacy import KINDS, Masked, mask, without_tokens
from tests.support.rows import all_of
from tests.unit.privacy.samples import FOUND, LEFT, TEXTS, put_back, remains


def test_personal_data_become_tokens() -> None:
    def check(text: str, kinds: str, masked: str, reason: str) -> None:
        found = mask(text)
        assert found.text == masked, reason
        assert ", ".join(sorted({piece.kind for piece in found.pieces})) == kinds
        assert put_back(found) == without_tokens(text)
        assert remains(found) == []

    all_of(FOUND, check)


def test_everything_else_is_left() -> None:
    def check(text: str, reason: str) -> None:
        assert mask(text) == Masked(text, ()), reason

    all_of(LEFT, check)


def test_the_lists_are_long_and_hold_nothing_twice() -> None:
    assert len(FOUND) >= 120
    assert len(LEFT) >= 120
    assert len(set(TEXTS)) == len(TEXTS)
    kinds = {kind for row in FOUND for kind in row[1].split(", ")}
    assert kinds == set(KINDS)
