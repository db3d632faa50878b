"""A row in a long list fails as loudly as a test of its own."""

import pytest

from tests.support.rows import all_of, all_of_async


def _is_small(number: int, limit: int = 3) -> None:
    assert number < limit, f"{number} is not small"


def test_every_row_is_checked_and_every_failure_named() -> None:
    seen: list[int] = []

    def check(number: int) -> None:
        seen.append(number)
        _is_small(number)

    with pytest.raises(AssertionError) as failed:
        all_of([1, 5, 2, 7], check)
    assert seen == [1, 5, 2, 7]
    assert "2 of 4 rows failed" in str(failed.value)
    assert "5 is not small" in str(failed.value)
    assert "7 is not small" in str(failed.value)
    assert "2 is not small" not in str(failed.value)


def test_a_row_of_several_cells_is_several_arguments() -> None:
    all_of([(1, 2), [5, 6]], _is_small)
    with pytest.raises(AssertionError, match="9, 8\n"):
        all_of([(1, 2), (9, 8)], _is_small)


def test_a_row_that_breaks_the_check_has_failed() -> None:
    with pytest.raises(AssertionError, match=r"1 of 2 rows failed:\n'x'\n    ValueError"):
        all_of(["1", "x"], int)


def test_a_row_that_raises_nothing_where_it_must_has_failed() -> None:
    def raises(text: str) -> None:
        with pytest.raises(ValueError):  # noqa: PT011 (int says only this)
            int(text)

    with pytest.raises(
        AssertionError, match=r"1 of 2 rows failed:\n'1'\n    Failed: DID NOT RAISE"
    ):
        all_of(["x", "1"], raises)


async def test_rows_that_are_awaited_are_checked_the_same() -> None:
    async def check(number: int) -> None:
        _is_small(number)

    await all_of_async([1, 2], check)
    with pytest.raises(AssertionError, match=r"2 of 3 rows failed:\n5\n(.*\n)+7\n"):
        await all_of_async([5, 1, 7], check)


def test_no_rows_show_nothing() -> None:
    with pytest.raises(AssertionError, match="no row"):
        all_of([], _is_small)
