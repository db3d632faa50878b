"""The vectors of n-grams are those of scikit-learn's `TfidfVectorizer`, to the last digit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.understanding.examples import intent_examples
from bot.understanding.ngrams import NgramShape, NgramVectorizer

SHAPES = (NgramShape("word", 1, 2), NgramShape("char_wb", 2, 5), NgramShape("char_wb", 2, 4))
ODD = ["", " ", "?", "a", "A a b", "İstanbul isn't\tÄ-ß 12", "\u00a0x\u2003y", "don’t — stop", "qqqq zzzz", "the " * 300]  # fmt: skip


def scikit_learn(shape: NgramShape) -> TfidfVectorizer:
    token = {"token_pattern": r"(?u)\b\w+\b"} if shape.analyzer == "word" else {}
    return TfidfVectorizer(
        analyzer=shape.analyzer,
        ngram_range=(shape.shortest, shape.longest),
        sublinear_tf=True,
        **token,
    )


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_vocabulary_and_vectors_are_equal_on_all_training_texts(shape: NgramShape) -> None:
    texts = [text for text, _ in intent_examples()]
    theirs = scikit_learn(shape).fit(texts)
    ours = NgramVectorizer.fit(shape, texts)
    assert ours.vocabulary == list(theirs.get_feature_names_out())
    assert np.array_equal(ours.idf, theirs.idf_)
    _equal(ours, theirs, [*texts, *ODD])
    _equal(NgramVectorizer(shape, ours.vocabulary, ours.idf), theirs, texts[:100])


@given(st.lists(st.text(max_size=40), min_size=1, max_size=4))
def test_vectors_are_equal_on_text_nobody_thought_of(texts: list[str]) -> None:
    for shape in SHAPES:
        blank_is_left_out = [text for text in texts if text.strip()]
        learnt = ["one or two words", "and a third, 3rd İ one", *blank_is_left_out]
        _equal(NgramVectorizer.fit(shape, learnt), scikit_learn(shape).fit(learnt), texts)


def test_without_a_known_ngram_the_vector_is_zero() -> None:
    ngrams = NgramVectorizer.fit(SHAPES[0], ["one", "two", " "])
    rows = ngrams.matrix(["three", "one"])
    assert rows.shape == (2, 2)
    assert rows.toarray().tolist() == [[0, 0], [1, 0]]
    assert rows.dtype == np.float32


def _equal(ours: NgramVectorizer, theirs: TfidfVectorizer, texts: list[str]) -> None:
    mine, expected = ours.matrix(texts), theirs.transform(texts).astype(np.float32)
    assert mine.shape == expected.shape
    assert mine.dtype == expected.dtype
    for one, other in ((mine.indptr, expected.indptr), (mine.indices, expected.indices)):
        assert np.array_equal(one, other)
    assert np.array_equal(mine.data, expected.data)
