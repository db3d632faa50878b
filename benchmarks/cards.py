"""How well cards are ranked for people whose sentences were not trained on: `data/asked/`.

    python -m benchmarks.cards [--without v03 v09 v24]

Prints, for the voices left out, how often the right card is first, among the first three, and how
often it is right where the ranking is sure. The sentences were labelled by their writers.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from bot.paths import DATA, ENCODER
from bot.understanding.asked import card_and_part, load_asked
from bot.understanding.card_ranker import CardRanker
from bot.understanding.encoder import load_encoder

SHARPNESS = 20.0
SURE = 0.4


def main() -> None:
    """Train without some voices, and measure on them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without", nargs="+", default=["v03", "v09", "v24"])
    without = set(parser.parse_args().without)
    asked = load_asked(DATA / "asked")
    seen = [one for one in asked if one.voice not in without]
    unseen = [one for one in asked if one.voice in without]
    encoder = load_encoder(ENCODER)
    began = time.perf_counter()
    ranker = CardRanker.fit(
        [one.text for one in seen],
        [one.label for one in seen],
        encoder.encode([one.text for one in seen]),
        sharpness=SHARPNESS,
    )
    print(f"trained on {len(seen)} sentences in {time.perf_counter() - began:.0f} s")
    first, third, sure, milliseconds = [], [], [], []
    for one, vector in zip(unseen, encoder.encode([one.text for one in unseen]), strict=True):
        began = time.perf_counter()
        ranked = ranker.rank(one.text, vector, 10)
        milliseconds.append((time.perf_counter() - began) * 1000)
        cards = list(dict.fromkeys(card_and_part(label)[0] for label, _ in ranked))
        first.append(cards[0] == one.card)
        third.append(one.card in cards[:3])
        sure.append(ranked[0][1] >= SURE)
    right_where_sure = np.mean([ok for ok, is_sure in zip(first, sure, strict=True) if is_sure])
    print(f"voices left out: {', '.join(sorted(without))}; {len(unseen)} sentences")
    print(f"right card first {np.mean(first):.1%}, among three {np.mean(third):.1%}")
    print(f"sure of {np.mean(sure):.1%}, of these right {right_where_sure:.1%}")
    print(f"ranking one message: median {np.median(milliseconds):.1f} ms")


if __name__ == "__main__":
    main()
