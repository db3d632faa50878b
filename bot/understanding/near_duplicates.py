"""Finds lines that differ in a letter or two: they teach nothing and flatter a test."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

MOST_SIMILAR = 0.8
"""The Jaccard index of two lines' character 5-grams above which they are near-duplicates."""

LENGTH = 5


def grams_of(line: str) -> frozenset[str]:
    """The character 5-grams of a line in lower case, single-spaced; of a short line, the line."""
    text = f" {' '.join(line.lower().split())} "
    return frozenset(text[i : i + LENGTH] for i in range(max(1, len(text) - LENGTH + 1)))


def near_duplicates(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of lines more similar than `MOST_SIMILAR`, as their numbers, the earlier one first.

    Only lines that share one of their rarest grams can be (prefix filtering, Bayardo et al. 2007).
    """
    grams = [grams_of(line) for line in lines]
    common = Counter(gram for of_line in grams for gram in of_line)
    seen: defaultdict[str, list[int]] = defaultdict(list)
    for number, mine in enumerate(grams):
        rarest = sorted(mine, key=lambda gram: (common[gram], gram))
        rarest = rarest[: len(mine) - math.ceil(MOST_SIMILAR * len(mine)) + 1]
        candidates = {other for gram in rarest for other in seen[gram]}
        for other in sorted(candidates):
            if jaccard(grams[other], mine) > MOST_SIMILAR:
                yield other, number
        for gram in rarest:
            seen[gram].append(number)


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """The Jaccard index of two sets of grams, 0 to 1."""
    return len(one & other) / len(one | other)
