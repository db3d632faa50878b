"""Long lists of rows in one test, which still names every row that fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any


def all_of(rows: Sequence[Any], check: Callable[..., None]) -> None:
    """Check every row: a tuple or list is the arguments of `check`, anything else its one argument.

    Raises AssertionError that counts and names all rows for which `check` raised, each with the
    reason; also when there are no rows, for then nothing was shown.
    """
    assert rows, "there is no row to check"
    failed = []
    for row in rows:
        arguments = row if isinstance(row, tuple | list) else (row,)
        try:
            check(*arguments)
        except Exception as why:
            failed.append(f"{', '.join(map(repr, arguments))}\n    {type(why).__name__}: {why}")
    assert not failed, f"{len(failed)} of {len(rows)} rows failed:\n" + "\n".join(failed)
