"""Typing errors, to measure how much they cost."""

from __future__ import annotations

import random

SHARE = 0.1
FEWEST_LETTERS = 4


def misspell(text: str, seed: int) -> str:
    """`text` with a tenth of its words misspelt, at least one: a letter lost, doubled or swapped.

    Only words of four letters or more are changed, each once. The same seed gives the same errors.
    """
    rng = random.Random(seed)  # noqa: S311  # not a secret
    words = text.split(" ")
    long = [number for number, word in enumerate(words) if len(word) >= FEWEST_LETTERS]
    for number in rng.sample(long, min(len(long), max(1, round(SHARE * len(words))))):
        word = words[number]
        at = rng.randrange(1, len(word) - 1)
        misspellings = (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
        words[number] = rng.choice(misspellings)
    return " ".join(words)
