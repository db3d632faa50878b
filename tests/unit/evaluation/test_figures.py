"""Figures over measured messages."""

from __future__ import annotations

from bot.evaluation.figures import calibration_error, macro_f1, share_of


def test_a_share_has_an_interval_around_it() -> None:
    figure = share_of([True] * 90 + [False] * 10)
    assert figure.share == 0.9
    assert 0.8 < figure.low < 0.87 < 0.93 < figure.high < 0.98


def test_without_a_miss_the_lower_bound_is_the_rule_of_three() -> None:
    assert share_of([True] * 100).low == 0.97


def test_the_calibration_error_is_the_gap_between_confidence_and_accuracy() -> None:
    assert calibration_error([0.9] * 10, [True] * 9 + [False]) < 1e-9
    assert calibration_error([1.0] * 10, [True] * 5 + [False] * 5) == 0.5


def test_every_class_counts_the_same_in_macro_f1() -> None:
    assert macro_f1(["a", "a", "b"], ["a", "a", "b"]) == 1.0
    assert macro_f1(["a", "b"], ["a", "a"]) == (2 / 3) / 2
