"""An evaluation is compared with the committed one."""

from __future__ import annotations

from pathlib import Path

from bot.evaluation.evaluate import Evaluation
from bot.evaluation.figures import Figure
from bot.evaluation.report import below_committed, read_committed, write_committed


def test_a_fall_is_named_and_a_gain_is_not() -> None:
    committed = {"a": Figure(0.9, 100, 0.85, 0.95)}
    assert below_committed({"a": Figure(0.86, 100, 0.8, 0.9)}, committed) == []
    fallen = below_committed({"a": Figure(0.84, 100, 0.8, 0.9)}, committed)
    assert len(fallen) == 1
    assert "84.0%" in fallen[0]
    assert "not among" in below_committed({"b": Figure(1.0, 1, 1.0, 1.0)}, committed)[0]


def test_what_is_committed_is_read_back(tmp_path: Path) -> None:
    file = tmp_path / "figures.tsv"
    assert read_committed(file) == {}
    found = {"a, and b": Figure(0.90004, 641, 0.85, 0.97), "all": Figure(1.0, 3, 0.0, 1.0)}
    write_committed(Evaluation(found, {}), file)
    assert read_committed(file) == found | {"a, and b": Figure(0.9, 641, 0.85, 0.97)}
    assert read_committed()["right card"].count > 100
