"""The int8 encoder against the float model it was made from (`tools/make_encoder.py`)."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from bot.paths import ENCODER, ROOT
from bot.understanding.checksums import ChecksumError
from bot.understanding.encoder import DIMENSIONS, SentenceEncoder


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder(ENCODER)


def test_its_vectors_are_those_of_the_float_model(encoder: SentenceEncoder) -> None:
    path = ROOT / "tools" / "make_encoder.reference.json"
    reference = json.loads(path.read_text(encoding="utf-8"))
    vectors = encoder.encode(list(reference))
    cosines = (vectors * np.array(list(reference.values()))).sum(axis=1)
    assert cosines.mean() > 0.985
    assert cosines.min() > 0.96


def test_a_text_has_the_same_vector_alone_and_among_others(encoder: SentenceEncoder) -> None:
    texts = ["What is involvement?", "a much longer sentence about " + "research " * 40, "hi"]
    together = encoder.encode(texts)
    alone = np.vstack([encoder.encode([text]) for text in texts])
    assert np.array_equal(together, alone)


def test_vectors_have_length_one_and_blank_texts_are_zero(encoder: SentenceEncoder) -> None:
    vectors = encoder.encode(["involvement", "", " \n\t"])
    assert vectors.shape == (3, DIMENSIONS)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), [1, 0, 0], atol=1e-5)
    assert encoder.encode([]).shape == (0, DIMENSIONS)


@pytest.mark.parametrize("text", ["🙂🙂", "как дела", "研究", "\x00", "a" * 10_000, "x " * 4_000])
def test_no_text_raises(encoder: SentenceEncoder, text: str) -> None:
    assert np.isfinite(encoder.encode([text])).all()


def test_a_changed_or_missing_file_is_refused(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(ENCODER, tmp_path / "encoder"))
    with (copy / "tokenizer.json").open("a") as file:
        file.write(" ")
    with pytest.raises(ChecksumError, match="git checkout models/encoder"):
        SentenceEncoder(copy)
    (copy / "tokenizer.json").unlink()
    with pytest.raises(ChecksumError, match="is missing"):
        SentenceEncoder(copy)
