"""Slips of the finger, to see what they cost."""

from __future__ import annotations

import random

SHARE = 0.1
SHORTEST = 4


def misspell(text: str, seed: int) -> str:
    """`text` with a tenth of its words misspelt, at least one: a letter lost, doubled or swapped.

    Only words of four letters or more are touched, each once; the same seed gives the same slips.
    """
    rng = random.Random(seed)  # noqa: S311  # no secret
    words = text.split(" ")
    long = [number for number, word in enumerate(words) if len(word) >= SHORTEST]
    for number in rng.sample(long, min(len(long), max(1, round(SHARE * len(words))))):
        word = words[number]
        place = rng.randrange(1, len(word) - 1)
        slips = (
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        )
        words[number] = rng.choice(slips)
    return " ".join(words)
