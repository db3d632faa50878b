"""Writes data/asked/earlier.tsv: which card each example of `data/nlu` asks for.

The examples name an intent only. Of the intent's cards, the one that a ranker likes best which was
trained on the voices in data/asked/ alone is taken. Run it again after cards or voices were added:

    .venv/bin/python -m tools.label_earlier_examples
"""

from __future__ import annotations

import csv

from bot.content.load import load_pack
from bot.paths import DATA, ENCODER
from bot.settings import load_settings
from bot.understanding.asked import COLUMNS, card_and_part, load_asked
from bot.understanding.card_ranker import CardRanker
from bot.understanding.encoder import load_encoder
from bot.understanding.examples import intent_examples

FILE = DATA / "asked" / "earlier.tsv"
NOT_RANKED = frozenset({"classify_scenario", "compare_terms", "distress_support"})
"""Intents whose answer is not a card alone: a verdict, a comparison, a kind word."""


def main() -> None:
    """Label and write."""
    pack = load_pack(load_settings().pack)
    asked = load_asked(DATA / "asked", without={FILE.stem})
    encoder = load_encoder(ENCODER)
    ranker = CardRanker.fit(
        [one.label for one in asked], encoder.encode([one.text for one in asked]), temperature=1.0
    )
    of_intent: dict[str, set[str]] = {}
    for label in ranker.labels:
        card = pack.cards.get(card_and_part(label)[0])
        for intent in card.intents if card else ():
            of_intent.setdefault(intent, set()).add(label)
    examples = [
        (text, intent)
        for text, intent in intent_examples()
        if intent in of_intent and intent not in NOT_RANKED
    ]
    vectors = encoder.encode([text for text, _ in examples])
    known = {one.text.lower() for one in asked}
    with FILE.open("w", encoding="utf-8", newline="") as file:
        file.write("\t".join(COLUMNS) + "\n")
        out = csv.writer(
            file, delimiter="\t", quoting=csv.QUOTE_NONE, lineterminator="\n", quotechar=None
        )
        for (text, intent), vector in zip(examples, vectors, strict=True):
            ranked = ranker.rank(vector, len(ranker.labels))
            label = next(label for label, _ in ranked if label in of_intent[intent])
            if text.lower() not in known:
                out.writerow([*card_and_part(label), text])


if __name__ == "__main__":
    main()
