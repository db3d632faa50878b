"""Messages are misspelt the same way in every run."""

from __future__ import annotations

from bot.evaluation.typos import misspell


def test_misspelling_touches_a_tenth_of_the_words_the_same_way_each_time() -> None:
    text = "what happens to the information about me when the study that I joined comes to its end"
    changed = misspell(text, 1)
    assert changed == misspell(text, 1)
    pairs = list(zip(text.split(), changed.split(), strict=True))
    assert sum(one != other for one, other in pairs) in (1, 2)
    assert misspell("no", 1) == "no"
