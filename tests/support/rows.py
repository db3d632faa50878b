"""Long lists of rows in one test, which still names every row that fails.

A list of ten rows or more is one test. A shorter one is parametrised, and so is one whose rows have
names or take seconds each.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest

# What `pytest.raises` raises when nothing was raised is no Exception.
Failures = (Exception, pytest.fail.Exception)


def all_of(rows: Sequence[Any], check: Callable[..., object]) -> None:
    """Check every row: a tuple or list is the arguments of `check`, anything else its one argument.

    Raises AssertionError that counts and names all rows for which `check` raised, each with the
    reason; also when there are no rows, for then nothing was shown.
    """
    failed = []
    for row in rows:
        try:
            check(*_arguments(row))
        except Failures as why:
            failed.append(_said(row, why))
    _none_failed(rows, failed)


async def all_of_async(rows: Sequence[Any], check: Callable[..., Awaitable[object]]) -> None:
    """The same for a `check` that is awaited, one row after the other."""
    failed = []
    for row in rows:
        try:
            await check(*_arguments(row))
        except Failures as why:
            failed.append(_said(row, why))
    _none_failed(rows, failed)


def _arguments(row: Any) -> Sequence[Any]:
    return row if isinstance(row, tuple | list) else (row,)


def _said(row: Any, why: BaseException) -> str:
    reason = str(why).replace("\n", "\n    ")
    return f"{', '.join(map(repr, _arguments(row)))}\n    {type(why).__name__}: {reason}"


def _none_failed(rows: Sequence[Any], failed: list[str]) -> None:
    if not rows:
        raise AssertionError("there is no row to check")
    if failed:
        raise AssertionError(f"{len(failed)} of {len(rows)} rows failed:\n" + "\n".join(failed))
