"""What the gate and the finders make of words that nobody here had read (docs/trust/figures.md).

The floors stand a little below what the first run gave. Fix what a row shows only together with a
new set that nobody has read: these rows are worth nothing once something was fitted to them.
"""

from __future__ import annotations

import csv

import pytest

from bot.paths import EVALUATION
from bot.privacy import mask
from bot.safety.gate import judge, warm_up

UNSEEN = EVALUATION / "unseen"


def _rows(name: str) -> list[dict[str, str]]:
    with (UNSEEN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "count", "floor"), [("must_fire.tsv", 120, 0.95), ("must_fire_later.tsv", 198, 0.94)]
)
def test_danger_is_found(name: str, count: int, floor: float) -> None:
    warm_up()
    rows = _rows(name)
    found = sum(judge(row["phrase"], {}) is not None for row in rows)
    assert len(rows) == count
    assert found >= floor * count, f"{found} of {count}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "count", "most"),
    [("must_not_fire.tsv", 120, 0.05), ("must_not_fire_later.tsv", 197, 0.07)],
)
def test_what_is_no_danger_is_left(name: str, count: int, most: float) -> None:
    warm_up()
    rows = _rows(name)
    wrong = sum(judge(row["phrase"], {}) is not None for row in rows)
    assert len(rows) == count
    assert wrong <= most * count, f"{wrong} of {count}"


def test_personal_data_are_hidden_and_the_rest_is_left() -> None:
    hidden = total = touched = 0
    rows = _rows("personal_data.tsv")
    for row in rows:
        masked = mask(row["text"])
        pieces = row["hidden"].split(" | ") if row["hidden"] else []
        total += len(pieces)
        hidden += sum(piece not in masked.text for piece in pieces)
        touched += not pieces and bool(masked.pieces)
    assert (len(rows), total) == (140, 82)
    assert hidden >= 0.93 * total, f"{hidden} of {total}"
    assert touched <= 3, f"{touched} were touched"
