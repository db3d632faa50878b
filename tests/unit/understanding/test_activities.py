"""The kinds of activities: the examples, and how a kind is decided."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.errors import ContentError
from bot.paths import DATA
from bot.understanding.activities import KINDS, LABELS, decide_kind, load_activities


def test_every_label_has_examples_enough() -> None:
    _, labels = load_activities(DATA / "activities")
    counted = Counter(labels)
    assert set(counted) == set(LABELS)
    assert all(counted[kind] >= 120 for kind in KINDS)
    assert min(counted.values()) >= 60


@pytest.mark.parametrize(
    ("probabilities", "kind", "decision"),
    [
        ((0.8, 0.1, 0.05, 0.03, 0.01, 0.01), "involvement", "involvement"),
        ((0.3, 0.25, 0.2, 0.1, 0.1, 0.05), "involvement", "ask"),
        ((0.1, 0.05, 0.25, 0.5, 0.05, 0.05), "participation", "none"),
        ((0.2, 0.25, 0.05, 0.0, 0.5, 0.0), "engagement", "mixed"),
        ((0.2, 0.1, 0.3, 0.0, 0.0, 0.4), "participation", "ask"),
    ],
)
def test_the_kind_is_decided_by_the_probabilities(
    probabilities: tuple[float, ...], kind: str, decision: str
) -> None:
    verdict = decide_kind(dict(zip(LABELS, probabilities, strict=True)), kind_from=0.35)
    assert (verdict.kind, verdict.decision) == (kind, decision)
    assert verdict.confidence == max(probabilities[:3])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("kind: sport\nexamples: [running]\n", "one of involvement"),
        ("kind: none\n", "examples"),
        ("kind: none\nexamples: [1]\n", "quotes"),
        ("kind: [\n", "YAML"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "broken.yml").write_text(text)
    with pytest.raises(ContentError, match=r"broken\.yml") as caught:
        load_activities(tmp_path)
    assert says in str(caught.value)
