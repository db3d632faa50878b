"""The features of one message as the linear head reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix


@dataclass(frozen=True)
class FeatureVector:
    """A sparse vector: the `columns` that are not zero and their `values`, (n,) each.

    Plain arrays: for one message scipy's checks of a sparse matrix cost more than the arithmetic.
    """

    columns: NDArray[np.int32]
    values: NDArray[np.float32]
    width: int
    """How many columns there are, zeros included."""

    @classmethod
    def from_dense(cls, vector: NDArray[np.float32]) -> FeatureVector:
        """The same vector as a dense one, (width,)."""
        return cls(np.arange(len(vector), dtype=np.int32), vector, len(vector))


def concatenate(vectors: Iterable[FeatureVector]) -> FeatureVector:
    """Several vectors, one after the other, as one."""
    width, columns, values = 0, [], []
    for vector in vectors:
        columns.append(vector.columns + np.int32(width))
        values.append(vector.values)
        width += vector.width
    return FeatureVector(np.concatenate(columns), np.concatenate(values), width)


def as_matrix(vectors: Sequence[FeatureVector]) -> csr_matrix:
    """Vectors of the same width as the rows of a matrix, (n_vectors, width)."""
    ends = np.cumsum([0, *(len(vector.columns) for vector in vectors)])
    columns = np.concatenate([vector.columns for vector in vectors])
    values = np.concatenate([vector.values for vector in vectors])
    return csr_matrix((values, columns, ends), shape=(len(vectors), vectors[0].width))
