"""One message's features as the heads read them: the columns that are not zero, with values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix


@dataclass(frozen=True)
class FeatureRow:
    """`columns` and `values`, (n,) each, of a row `width` columns wide.

    Plain arrays: for one message scipy's checks of a sparse matrix cost more than the arithmetic.
    """

    columns: NDArray[np.int32]
    values: NDArray[np.float32]
    width: int

    @classmethod
    def of(cls, vector: NDArray[np.float32]) -> FeatureRow:
        """A dense vector."""
        return cls(np.arange(len(vector), dtype=np.int32), vector, len(vector))


def side_by_side(rows: Iterable[FeatureRow]) -> FeatureRow:
    """Several rows as one, each after the one before it."""
    width, columns, values = 0, [], []
    for row in rows:
        columns.append(row.columns + np.int32(width))
        values.append(row.values)
        width += row.width
    return FeatureRow(np.concatenate(columns), np.concatenate(values), width)


def as_matrix(rows: Sequence[FeatureRow]) -> csr_matrix:
    """Rows below each other, (n_rows, width)."""
    ends = np.cumsum([0, *(len(row.columns) for row in rows)])
    columns = np.concatenate([row.columns for row in rows])
    values = np.concatenate([row.values for row in rows])
    return csr_matrix((values, columns, ends), shape=(len(rows), rows[0].width))
