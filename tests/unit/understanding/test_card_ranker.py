"""Cards are ranked by the sentences in which people ask for them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML

from bot.errors import ContentError
from bot.paths import CONFIG, DATA
from bot.understanding.asked import LEFT_OUT, Asked, card_and_part, load_asked
from bot.understanding.card_ranker import CardRanker

LABELS = ["pay", "pay", "time", "time#evenings"] * 5
DIRECTIONS = {"pay": [1.0, 0.0, 0.0], "time": [0.0, 1.0, 0.2], "time#evenings": [0.0, 0.2, 1.0]}


def _vector(label: str) -> np.ndarray:
    return np.array(DIRECTIONS[label], dtype=np.float32)


@pytest.fixture(scope="module")
def ranker() -> CardRanker:
    return CardRanker.fit(LABELS, np.array([_vector(one) for one in LABELS]), temperature=1.0)


@pytest.mark.parametrize("label", sorted(DIRECTIONS))
def test_what_is_asked_for_comes_first(ranker: CardRanker, label: str) -> None:
    ranked = ranker.rank(_vector(label), 3)
    assert ranked[0][0] == label
    assert sum(share for _, share in ranked) == pytest.approx(1, abs=0.01)


def test_a_higher_temperature_makes_it_less_sure(ranker: CardRanker) -> None:
    doubtful = CardRanker(ranker.labels, ranker.weights, ranker.bias, temperature=3.0)
    assert doubtful.rank(_vector("pay"), 1)[0][1] < ranker.rank(_vector("pay"), 1)[0][1]


def test_a_ranker_is_the_same_after_it_was_stored(ranker: CardRanker) -> None:
    back = CardRanker.restore(ranker.state, ranker.arrays)
    assert back.rank(_vector("time"), 3) == ranker.rank(_vector("time"), 3)


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


def test_the_voices_kept_for_measuring_are_left_out_of_training() -> None:
    config = YAML(typ="safe").load(CONFIG.read_text(encoding="utf-8"))
    without = [set(one["without"]) for one in config["pipeline"] if "without" in one]
    assert without == [LEFT_OUT, LEFT_OUT]
