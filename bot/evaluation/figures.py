"""Figures over measured messages: shares with intervals, macro F1, calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

DRAWS = 2000
BINS = 10
SEED = 95


@dataclass(frozen=True)
class Figure:
    """A share of messages, 0 to 1, over `count` of them, with its 95 % bootstrap interval."""

    share: float
    count: int
    low: float
    high: float


def share_of(right: Sequence[bool]) -> Figure:
    """The share that is right, with a bootstrap interval (2,000 draws, percentiles).

    Without a single miss all draws are equal: the rule of three gives the lower bound then.
    """
    judged = np.asarray(right, dtype=float)
    draws = np.random.default_rng(SEED).choice(judged, (DRAWS, len(judged))).mean(axis=1)
    low, high = np.percentile(draws, [2.5, 97.5])
    if judged.all():
        low = max(0.0, 1 - 3 / len(judged))
    return Figure(float(judged.mean()), len(judged), float(low), float(high))


def macro_f1(wanted: Sequence[str], given: Sequence[str]) -> float:
    """The mean of F1 over the wanted classes, each with the same weight."""
    scores = []
    pairs = list(zip(wanted, given, strict=True))
    for name in sorted(set(wanted)):
        both = sum(w == name == g for w, g in pairs)
        either = sum(w == name for w, _ in pairs) + sum(g == name for _, g in pairs)
        scores.append(2 * both / either)
    return float(np.mean(scores))


def calibration_error(confidence: Sequence[float], right: Sequence[bool]) -> float:
    """Expected calibration error over ten bins of equal width (Guo et al. 2017)."""
    sure, judged = np.asarray(confidence), np.asarray(right, dtype=float)
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    return float(
        sum(
            abs(sure[bins == b].mean() - judged[bins == b].mean()) * (bins == b).mean()
            for b in np.unique(bins)
        )
    )
