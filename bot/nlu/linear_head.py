"""The linear classifier over all features: C by cross-validation, calibrated out of fold.

Multinomial logistic regression. There are more features than examples, so it is fitted in the
space the examples span: with the Gram matrix X·Xᵀ = Q·Qᵀ the L2-regularised solution over Q is the
same as over X (the representer theorem), and Q is small and dense.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import log_softmax, softmax
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

SEED = 20
SMALLEST_EIGENVALUE = 1e-4
"""Directions of the examples below this share of the largest one are noise of the arithmetic."""

MOST_DIRECTIONS = 2000
"""The main directions kept of many examples. With 600 of 3,911 a point of accuracy was lost on unseen
questions; with all of them none was gained."""

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class LinearHead:
    """`weights` (n_features, n_intents) float32, `bias` (n_intents,), intents in column order."""

    intents: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    temperature: float
    c: float

    def probabilities(self, row: csr_matrix) -> Floats:
        """Calibrated probabilities of the intents, (n_intents,), for one row of features."""
        scores = np.asarray(row @ self.weights)[0] + self.bias
        probabilities: Floats = softmax(scores / self.temperature)
        return probabilities


def fit_head(
    rows: csr_matrix,
    intents: Sequence[str],
    *,
    candidates: Sequence[float],
    folds: int,
    hardness: float = 1.0,
) -> LinearHead:
    """Fit the head on `rows` (n_examples, n_features) with one intent each.

    Args:
        candidates: the values of C to choose from, by out-of-fold accuracy.
        folds: of the cross-validation; intents with fewer examples lower it.
        hardness: how much of the fitted temperature is kept. Training data are collected for their
            hard cases, so out-of-fold scores call for more doubt than the messages people send.
    """
    names, labels = np.unique(np.asarray(intents), return_inverse=True)
    spanned, back = _span(rows)
    folds = min(folds, int(np.bincount(labels).min()))
    if folds < 2:
        c, temperature = candidates[0], 1.0
    else:
        held_out = {c: _out_of_fold(spanned, labels, c, folds) for c in candidates}
        c = max(candidates, key=lambda c: float(np.mean(held_out[c].argmax(1) == labels)))
        temperature = _fit_temperature(held_out[c], labels) * hardness
    weights, bias = _fit(spanned, labels, c)
    return LinearHead(
        intents=tuple(str(name) for name in names),
        weights=np.asarray(rows.T @ (back @ weights), dtype=np.float32),
        bias=bias.astype(np.float32),
        temperature=temperature,
        c=c,
    )


def _span(rows: csr_matrix) -> tuple[Floats, Floats]:
    """Coordinates of the examples in the space they span, and the way back to the features."""
    gram = np.asarray((rows @ rows.T).todense(), dtype=np.float32)
    if len(gram) > MOST_DIRECTIONS * 5 // 4:
        values, vectors = _main_directions(gram)
    else:
        values, vectors = np.linalg.eigh(gram.astype(np.float64))
    kept = values > values[-1] * SMALLEST_EIGENVALUE
    roots = np.sqrt(values[kept])
    return (vectors[:, kept] * roots).astype(np.float32), vectors[:, kept] / roots


def _main_directions(gram: Floats) -> tuple[Floats, Floats]:
    """The largest eigenvalues, ascending, and their vectors (Halko et al. 2011, section 5.3)."""
    generator = np.random.default_rng(SEED)
    basis = generator.standard_normal((len(gram), MOST_DIRECTIONS + 40)).astype(np.float32)
    for _ in range(2):
        basis, _ = np.linalg.qr(gram @ basis)
    values, vectors = np.linalg.eigh((basis.T @ (gram @ basis)).astype(np.float64))
    return values[-MOST_DIRECTIONS:], basis @ vectors[:, -MOST_DIRECTIONS:].astype(np.float32)


def _fit(examples: Floats, labels: NDArray[np.intp], c: float) -> tuple[Floats, Floats]:
    model = LogisticRegression(C=c, tol=1e-3, max_iter=200)
    model.fit(examples, labels)
    if len(model.classes_) == 2:  # scikit-learn keeps one column for two intents
        weights = np.hstack([-model.coef_.T / 2, model.coef_.T / 2])
        return weights, np.array([-model.intercept_[0] / 2, model.intercept_[0] / 2])
    return model.coef_.T, model.intercept_


def _out_of_fold(examples: Floats, labels: NDArray[np.intp], c: float, folds: int) -> Floats:
    """Scores of every example by a model that has not seen it, (n_examples, n_intents)."""
    scores = np.zeros((len(labels), int(labels.max()) + 1))
    splits = StratifiedKFold(folds, shuffle=True, random_state=SEED)
    for seen, unseen in splits.split(examples, labels):
        weights, bias = _fit(examples[seen], labels[seen], c)
        scores[unseen] = examples[unseen] @ weights + bias
    return scores


def _fit_temperature(scores: Floats, labels: NDArray[np.intp]) -> float:
    """The temperature with the least out-of-fold log loss (Guo et al. 2017, section 4.2)."""

    def loss(log_temperature: float) -> float:
        scaled = log_softmax(scores / np.exp(log_temperature), axis=1)
        return float(-scaled[np.arange(len(labels)), labels].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 3), method="bounded").x))
