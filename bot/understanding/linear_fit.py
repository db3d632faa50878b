"""Fits the linear classifier: C by cross-validation, calibrated out of fold.

Multinomial logistic regression. There are more features than examples, so it is fitted in the
space the examples span: with the Gram matrix X·Xᵀ = Q·Qᵀ the L2-regularised solution over Q is the
same as over X (the representer theorem), and Q is small and dense.

Only training imports this: scikit-learn takes half a second and 60 MB.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import qr, solve_triangular
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import log_softmax
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits

from bot.understanding.linear_head import Floats, LinearHead

SEED = 20
SMALLEST_EIGENVALUE = 1e-4
"""Directions below this share of the largest one are rounding errors."""

ROUNDING = 1e-6
"""Added to each direction, as a share of the mean one: the error of single precision."""

MOST_DIRECTIONS = 2800
"""The main directions that are kept. With 5,900 examples, 2,400 lost a point of accuracy on unseen
questions; with more than this the training takes longer than people wait."""

SEARCH_DIRECTIONS = 1000
"""Directions that are kept to compare settings. With 600, n-grams look worse than they are."""

SEARCH_TOLERANCE, TOLERANCE = 1e-3, 1e-4
"""Of the fit: to compare settings, and for the head itself (half a point better)."""


def fit_head(
    rows: csr_matrix,
    intents: Sequence[str],
    *,
    candidates: Sequence[float],
    folds: int,
    ngram_weights: Sequence[float] = (1.0,),
    temperature_scale: float = 1.0,
) -> LinearHead:
    """Fit the head on `rows` (n_examples, n_features) with one intent each.

    Args:
        candidates: the values of C to choose from, by out-of-fold accuracy.
        folds: of the cross-validation; fewer where an intent has fewer examples than that.
        ngram_weights: factors to choose from for the sparse features, beside the encoder's dense
            ones. With ten examples an intent a smaller one is best than with a hundred.
        temperature_scale: what to multiply the fitted temperature by. Training data are collected
            for their hard cases, so out-of-fold scores call for more doubt than real messages do.
    """
    names, labels = np.unique(np.asarray(intents), return_inverse=True)
    grams = _GramMatrices(rows)
    folds = min(folds, int(np.bincount(labels).min()))
    c, weight, temperature = candidates[0], ngram_weights[0], 1.0
    if folds > 1:
        c, weight, scores = _search(grams, labels, folds, candidates, ngram_weights)
        temperature = temperature_scale * _fit_temperature(scores, labels)
    spanned, back = _span(grams.weighted(weight), MOST_DIRECTIONS)
    weights, bias = _fit(spanned, labels, c, TOLERANCE)
    over_features = np.asarray(rows.T @ (back @ weights), dtype=np.float32)
    over_features[~grams.is_dense] *= weight * weight
    return LinearHead(
        intents=tuple(str(name) for name in names),
        weights=over_features,
        bias=bias.astype(np.float32),
        temperature=temperature,
        c=c,
    )


class _GramMatrices:
    """The inner products of all pairs of rows, dense and sparse features separately."""

    def __init__(self, rows: csr_matrix) -> None:
        self.is_dense = rows.getnnz(axis=0) * 2 > rows.shape[0]
        dense = rows[:, self.is_dense].toarray().astype(np.float32)
        sparse = rows[:, ~self.is_dense]
        self._dense = dense @ dense.T
        self._sparse = np.asarray((sparse @ sparse.T).todense(), dtype=np.float32)

    def weighted(self, weight: float) -> NDArray[np.float32]:
        """The inner products when the sparse features are multiplied by `weight`."""
        gram: NDArray[np.float32] = self._dense + np.float32(weight * weight) * self._sparse
        return gram


def _search(
    grams: _GramMatrices,
    labels: NDArray[np.intp],
    folds: int,
    candidates: Sequence[float],
    ngram_weights: Sequence[float],
) -> tuple[float, float, Floats]:
    """The C and the n-gram weight with the best out-of-fold accuracy, and their scores.

    The weight is searched first, then C.
    """
    spans = {
        weight: _span(grams.weighted(weight), SEARCH_DIRECTIONS)[0] for weight in ngram_weights
    }
    scores = {
        (candidates[0], weight): _out_of_fold(spanned, labels, candidates[0], folds)
        for weight, spanned in spans.items()
    }

    def accuracy(choice: tuple[float, float]) -> float:
        return float(np.mean(scores[choice].argmax(1) == labels))

    _, weight = max(scores, key=accuracy)
    for c in candidates[1:]:
        scores[c, weight] = _out_of_fold(spans[weight], labels, c, folds)
    c, weight = max(scores, key=accuracy)
    return c, weight, scores[c, weight]


def _span(gram: NDArray[np.float32], most: int) -> tuple[Floats, Floats]:
    """Coordinates of the examples in the space they span, and the map back to the features.

    The coordinates are `gram @ back`, and their products are those of the examples.
    """
    if len(gram) > most * 5 // 4:
        return _main_span(gram, most)
    values, vectors = np.linalg.eigh(gram.astype(np.float64))
    kept = values > values[-1] * SMALLEST_EIGENVALUE
    roots = np.sqrt(values[kept])
    return (vectors[:, kept] * roots).astype(np.float32), vectors[:, kept] / roots


def _main_span(gram: NDArray[np.float32], most: int) -> tuple[Floats, Floats]:
    """The same in the main directions only, by Nyström's approximation of the Gram matrix.

    Over a basis of random combinations of the examples (Halko et al. 2011, section 5.4): the
    triangular factor does what the eigenvectors would, for a tenth of the work.
    """
    generator = np.random.default_rng(SEED)
    mixed = gram @ generator.standard_normal((len(gram), most)).astype(np.float32)
    basis = qr(mixed, mode="economic", overwrite_a=True, check_finite=False)[0]
    image = gram @ basis
    core = (basis.T @ image).astype(np.float64)
    core.flat[:: most + 1] += np.trace(core) / most * ROUNDING
    factor = np.linalg.cholesky((core + core.T) / 2)
    back = solve_triangular(factor, basis.T.astype(np.float64), lower=True).T
    coordinates = solve_triangular(factor, image.T.astype(np.float64), lower=True).T
    return coordinates.astype(np.float32), back


def _fit(
    examples: Floats, labels: NDArray[np.intp], c: float, tolerance: float
) -> tuple[Floats, Floats]:
    model = LogisticRegression(C=c, tol=tolerance, max_iter=500)
    # Single precision: half the time, and the same share of unseen questions right.
    # One thread: the steps are so short that OpenBLAS's threads would mostly wait.
    with threadpool_limits(1, user_api="blas"):
        model.fit(np.ascontiguousarray(examples, dtype=np.float32), labels)
    if len(model.classes_) == 2:  # scikit-learn keeps one column for two intents
        weights = np.hstack([-model.coef_.T / 2, model.coef_.T / 2])
        return weights, np.array([-model.intercept_[0] / 2, model.intercept_[0] / 2])
    return model.coef_.T, model.intercept_


def _out_of_fold(examples: Floats, labels: NDArray[np.intp], c: float, folds: int) -> Floats:
    """Scores of every example by a model that has not seen it, (n_examples, n_intents)."""
    scores = np.zeros((len(labels), int(labels.max()) + 1))
    splits = StratifiedKFold(folds, shuffle=True, random_state=SEED)

    def score_fold(split: tuple[NDArray[np.intp], NDArray[np.intp]]) -> None:
        training, held_out = split
        weights, bias = _fit(examples[training], labels[training], c, SEARCH_TOLERANCE)
        scores[held_out] = examples[held_out] @ weights + bias

    # One thread a fold, each with one BLAS thread: BLAS releases the interpreter's lock.
    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor() as threads:
        list(threads.map(score_fold, splits.split(examples, labels)))
    return scores


def _fit_temperature(scores: Floats, labels: NDArray[np.intp]) -> float:
    """The temperature with the least out-of-fold log loss (Guo et al. 2017, section 4.2)."""

    def loss(log_temperature: float) -> float:
        scaled = log_softmax(scores / np.exp(log_temperature), axis=1)
        return float(-scaled[np.arange(len(labels)), labels].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 3), method="bounded").x))
