"""The sentence encoder in `models/encoder/`, run by onnxruntime on one thread."""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from bot.understanding.checksums import verify_checksums

DIMENSIONS = 384
MOST_WORD_PIECES = 256
"""Longer texts are cut, as the original model was trained."""

CACHE_SIZE = 512
"""Vectors that are remembered, 1.5 kB each."""

MOST_CACHED_AT_ONCE = 16
"""A call with more texts than that is training or evaluation: its vectors are not remembered."""

FILES = ("model.onnx", "tokenizer.json")


@cache
def load_encoder(folder: Path) -> SentenceEncoder:
    """The encoder in `folder`, loaded once: the safety gate and the pipeline share it.

    Raises:
        ChecksumError: a file is missing or was changed.
    """
    return SentenceEncoder(folder)


class SentenceEncoder:
    """Turns sentences into unit vectors: mean over the word pieces, L2-normalised.

    The last vectors are remembered, each under a hash of its text. The safety gate encodes a
    message before the pipeline does, and encoding is a quarter of the work of a turn.
    """

    def __init__(self, folder: Path) -> None:
        """Load the encoder from its folder.

        Raises:
            ChecksumError: a file is missing or was changed.
        """
        import onnxruntime
        from tokenizers import Tokenizer

        verify_checksums(folder, FILES)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MOST_WORD_PIECES)
        self._tokenizer.no_padding()
        self._cache: OrderedDict[bytes, NDArray[np.float32]] = OrderedDict()
        self._cache_lock = Lock()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of `texts`, (n_texts, 384) float32; a blank text gets the zero vector.

        One text at a time: dynamic quantisation scales activations over a whole batch, so in a
        batch a text's vector would depend on its neighbours.
        """
        if len(texts) > MOST_CACHED_AT_ONCE:
            # One thread a text: onnxruntime releases the interpreter's lock.
            with ThreadPoolExecutor(os.cpu_count()) as threads:
                vectors = list(threads.map(self._encode_one, texts))
        else:
            vectors = [self._vector_of(text) for text in texts]
        return np.array(vectors, dtype=np.float32).reshape(len(texts), DIMENSIONS)

    def _vector_of(self, text: str) -> NDArray[np.float32]:
        key = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        with self._cache_lock:
            vector = self._cache.get(key)
        if vector is None:
            vector = self._encode_one(text)
            with self._cache_lock:
                self._cache[key] = vector
                if len(self._cache) > CACHE_SIZE:
                    self._cache.popitem(last=False)
        return vector

    def _encode_one(self, text: str) -> NDArray[np.float32]:
        if not text.strip():
            return np.zeros(DIMENSIONS, dtype=np.float32)
        pieces = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        inputs = {
            "input_ids": pieces,
            "attention_mask": np.ones_like(pieces),
            "token_type_ids": np.zeros_like(pieces),
        }
        states = self._session.run(None, inputs)[0]
        mean: NDArray[np.float32] = states[0].mean(axis=0)
        length = float(np.linalg.norm(mean))
        return mean / length if length else mean
