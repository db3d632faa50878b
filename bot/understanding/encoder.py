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

from bot.understanding.checksums import verify

DIMENSIONS = 384
MOST_WORD_PIECES = 256
"""As the original model's own setting; longer texts are cut for the encoder."""

FEW, MOST_REMEMBERED = 16, 512
"""Texts of one call whose vectors are remembered, and vectors that are (1.5 kB each)."""

FILES = ("model.onnx", "tokenizer.json")


@cache
def encoder_in(folder: Path) -> EncoderModel:
    """The encoder of a folder, loaded once: the gate and the pipeline share it, and its vectors.

    Raises:
        PublishedFileError: a file is missing or was changed.
    """
    return EncoderModel(folder)


class EncoderModel:
    """Turns sentences into unit vectors: mean over the word pieces, L2-normalised.

    The last vectors are remembered, each under a hash of its text: the safety gate has read a
    message before the pipeline does, and that is a quarter of the work of a turn.
    """

    def __init__(self, folder: Path) -> None:
        """Load the encoder from its folder.

        Raises:
            PublishedFileError: a file is missing or was changed.
        """
        import onnxruntime
        from tokenizers import Tokenizer

        verify(folder, FILES)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MOST_WORD_PIECES)
        self._tokenizer.no_padding()
        self._remembered: OrderedDict[bytes, NDArray[np.float32]] = OrderedDict()
        self._remembering = Lock()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of `texts`, (n_texts, 384) float32; a blank text gets the zero vector.

        One text at a time: dynamic quantisation scales activations over a whole batch, so in one
        a text's vector would depend on its neighbours.
        """
        if len(texts) > FEW:  # one thread a text; onnxruntime does not hold the interpreter
            with ThreadPoolExecutor(os.cpu_count()) as threads:
                vectors = list(threads.map(self._encode_one, texts))
        else:
            vectors = [self._vector_of(text) for text in texts]
        return np.array(vectors, dtype=np.float32).reshape(len(texts), DIMENSIONS)

    def _vector_of(self, text: str) -> NDArray[np.float32]:
        key = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        with self._remembering:
            vector = self._remembered.get(key)
        if vector is None:
            vector = self._encode_one(text)
            with self._remembering:
                self._remembered[key] = vector
                if len(self._remembered) > MOST_REMEMBERED:
                    self._remembered.popitem(last=False)
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
