"""Cards are ranked by the sentences in which people ask for them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.errors import ContentError
from bot.paths import DATA
from bot.understanding.asked import Asked, card_and_part, load_asked
from bot.understanding.card_ranker import CardRanker

ASKED = {
    "pay": ["how much would I be paid", "is there any money in it", "do I get paid for my time"],
    "time": ["how long does it take", "how many hours a month is it", "is it a lot of time"],
    "time#evenings": ["are the meetings in the evening", "could I come in the evenings"],
}
TEXTS = [text for texts in ASKED.values() for text in texts] * 4
LABELS = [label for label, texts in ASKED.items() for _ in texts] * 4


def _no_vectors(texts: list[str]) -> np.ndarray:
    """As if the encoder told nothing apart: the words alone must do."""
    return np.full((len(texts), 4), 0.5, dtype=np.float32)


@pytest.fixture(scope="module")
def ranker() -> CardRanker:
    return CardRanker.fit(TEXTS, LABELS, _no_vectors(TEXTS), sharpness=20)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("will I be paid", "pay"),
        ("how many hours does it take", "time"),
        ("are they in the evening", "time#evenings"),
    ],
)
def test_what_is_asked_for_comes_first(ranker: CardRanker, text: str, label: str) -> None:
    ranked = ranker.rank(text, _no_vectors([text])[0], 3)
    assert ranked[0][0] == label
    assert sum(share for _, share in ranked) == pytest.approx(1, abs=0.01)


def test_a_ranker_is_the_same_after_it_was_stored(ranker: CardRanker) -> None:
    back = CardRanker.restore(ranker.state, ranker.arrays)
    vector = _no_vectors(["paid"])[0]
    assert back.rank("paid in the evening", vector, 3) == ranker.rank(
        "paid in the evening", vector, 3
    )


def test_a_voice_can_be_left_out(tmp_path: Path) -> None:
    for voice in ("v01", "v02"):
        (tmp_path / f"{voice}.tsv").write_text(
            "card\tpart\tasked\npay\t\thow much\npay\tpay-when\twhen\n", encoding="utf-8"
        )
    assert load_asked(tmp_path, without={"v01"}) == [
        Asked("v02", "pay", "", "how much"),
        Asked("v02", "pay", "pay-when", "when"),
    ]
    assert card_and_part(load_asked(tmp_path)[1].label) == ("pay", "pay-when")


@pytest.mark.parametrize("lines", ["card\tasked\n", "card\tpart\tasked\npay\thow much\n"])
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, lines: str) -> None:
    (tmp_path / "v01.tsv").write_text(lines, encoding="utf-8")
    with pytest.raises(ContentError, match=r"v01\.tsv:[12]"):
        load_asked(tmp_path)


def test_no_sentence_is_claimed_twice() -> None:
    asked = [one.text.lower() for one in load_asked(DATA / "asked")]
    assert len(asked) == len(set(asked))
