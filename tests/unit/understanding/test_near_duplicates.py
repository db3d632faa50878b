"""Lines that are nearly the same are found, whatever their order."""

from __future__ import annotations

from itertools import combinations

import pytest

from bot.understanding.examples import training_examples
from bot.understanding.near_duplicates import MOST_SIMILAR, grams_of, jaccard, near_duplicates


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("What is involvement?", "what is  involvement?", True),
        ("how do I join the panel at our place", "how do I join the panel at our places", True),
        ("how do I join the panel", "how do I leave the panel", False),
        ("yes", "no", False),
        ("", "", True),
    ],
)
def test_a_line_and_its_near_duplicate_are_a_pair(one: str, other: str, same: bool) -> None:
    assert (list(near_duplicates([one, other])) == [(0, 1)]) is same


def test_the_short_cut_finds_what_comparing_all_pairs_finds() -> None:
    lines = [text for text, _ in training_examples()][::12]
    lines += [line + "s" for line in lines[::7]] + [line.upper() for line in lines[::11]]
    grams = [grams_of(line) for line in lines]
    everything = {
        (a, b)
        for a, b in combinations(range(len(lines)), 2)
        if jaccard(grams[a], grams[b]) > MOST_SIMILAR
    }
    assert set(near_duplicates(lines)) == everything
    assert everything
