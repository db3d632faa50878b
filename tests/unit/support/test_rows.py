"""A row in a long list fails as loudly as a test of its own."""

import pytest

from tests.support.rows import all_of


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


def test_no_rows_show_nothing() -> None:
    with pytest.raises(AssertionError, match="no row"):
        all_of([], _is_small)
