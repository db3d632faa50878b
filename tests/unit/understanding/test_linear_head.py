"""The linear head alone, on small made-up features."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression

from bot.understanding.feature_vector import FeatureVector, as_matrix, concatenate
from bot.understanding.linear_fit import fit_head
from bot.understanding.linear_head import LinearHead


@pytest.fixture(scope="module")
def data() -> tuple[csr_matrix, list[str]]:
    rng = np.random.default_rng(1)
    centres = rng.normal(size=(4, 300))
    rows = np.vstack([centres[n % 4] + rng.normal(scale=2.0, size=300) for n in range(80)])
    return csr_matrix(rows / np.linalg.norm(rows, axis=1, keepdims=True)), [
        f"intent_{n % 4}" for n in range(80)
    ]


def test_it_is_the_same_solution_as_over_all_features(data: tuple[csr_matrix, list[str]]) -> None:
    rows, intents = data
    head = fit_head(rows, intents, candidates=[5.0], folds=4)
    plain = LogisticRegression(C=5.0, tol=1e-6, max_iter=2000).fit(rows, intents)
    scores = np.asarray(rows @ head.weights) + head.bias
    expected = plain.decision_function(rows)
    assert np.allclose(
        scores - scores.mean(1, keepdims=True),
        expected - expected.mean(1, keepdims=True),
        atol=0.1,
    )


def test_probabilities_are_a_distribution_also_for_an_empty_text(
    data: tuple[csr_matrix, list[str]],
) -> None:
    head = fit_head(*data, candidates=[1.0, 20.0], folds=4)
    assert head.intents == ("intent_0", "intent_1", "intent_2", "intent_3")
    for row in (data[0][0].toarray()[0], np.zeros(300)):
        probabilities = head.probabilities(FeatureVector.from_dense(row))
        assert probabilities.shape == (4,)
        assert probabilities.sum() == pytest.approx(1)


def test_calibration_lowers_the_confidence_of_a_head_that_guesses() -> None:
    rng = np.random.default_rng(2)
    rows = csr_matrix(rng.normal(size=(120, 200)))
    intents = [f"intent_{n}" for n in rng.integers(0, 3, size=120)]
    head = fit_head(rows, intents, candidates=[20.0], folds=4)
    unseen = rng.normal(size=(50, 200))
    confidences = [head.probabilities(FeatureVector.from_dense(row)).max() for row in unseen]
    assert np.mean(confidences) < 0.5


def test_two_intents_and_rare_intents_are_fitted_too() -> None:
    rows = csr_matrix(np.eye(5))
    head = fit_head(rows, ["a", "a", "a", "b", "b"], candidates=[5.0], folds=4)
    assert isinstance(head, LinearHead)
    assert _likeliest(head, np.eye(5)[0]) == "a"
    assert _likeliest(head, np.eye(5)[4]) == "b"
    lone = fit_head(rows, ["a", "a", "a", "b", "c"], candidates=[5.0], folds=4)
    assert lone.temperature == 1.0


def test_probabilities_are_those_of_scipys_softmax() -> None:
    rng = np.random.default_rng(3)
    head = LinearHead(
        intents=tuple("abcdefg"),
        weights=rng.normal(size=(30, 7), scale=9).astype(np.float32),
        bias=rng.normal(size=7).astype(np.float32),
        temperature=0.7,
        c=1.0,
    )
    for row in rng.normal(size=(50, 30)).astype(np.float32):
        expected = softmax((row @ head.weights + head.bias) / 0.7)
        assert np.allclose(head.probabilities(FeatureVector.from_dense(row)), expected, atol=1e-6)


def test_concatenated_vectors_are_one_vector() -> None:
    sparse = FeatureVector(np.array([0, 4], np.int32), np.array([2.0, 3.0], np.float32), 5)
    dense = FeatureVector.from_dense(np.array([1.0, 0.5], np.float32))
    row = concatenate([dense, sparse, sparse])
    assert as_matrix([row]).toarray().tolist() == [[1, 0.5, 2, 0, 0, 0, 3, 2, 0, 0, 0, 3]]


def _likeliest(head: LinearHead, features: np.ndarray) -> str:
    return head.intents[int(head.probabilities(FeatureVector.from_dense(features)).argmax())]
