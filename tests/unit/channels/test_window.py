"""A limit of so many in so many seconds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.window import Window


def test_as_many_as_are_allowed_pass_and_the_next_is_told_how_long_to_wait() -> None:
    window = Window(3, 10)
    assert [window.hit("a", 100.0) for _ in range(3)] == [0, 0, 0]
    wait = window.hit("a", 101.0)
    assert 0 < wait <= 20
    assert window.hit("b", 101.0) == 0


def test_who_waits_as_long_as_told_is_let_in() -> None:
    window = Window(3, 10)
    now = 1000.0
    for _ in range(20):
        wait = window.hit("a", now)
        now += wait + 1e-6
        if wait:
            assert window.hit("a", now) == 0


def test_a_burst_at_the_edge_of_two_windows_is_seen() -> None:
    window = Window(10, 10)
    passed = [window.hit("a", 109.0) == 0 for _ in range(10)]
    passed += [window.hit("a", 111.0) == 0 for _ in range(10)]
    assert sum(passed) <= 12


def test_keys_are_forgotten_after_two_windows() -> None:
    window = Window(3, 10)
    for number in range(1000):
        window.hit(f"visitor {number}", 100.0)
    window.hit("a", 111.0)
    window.hit("a", 125.0)
    assert len(window._now) + len(window._before) <= 2


@given(st.lists(st.floats(0, 3), min_size=50, max_size=200))
def test_never_much_more_than_the_number_passes_in_any_window(pauses: list[float]) -> None:
    window, now, passed = Window(5, 10), 0.0, []
    for pause in pauses:
        now += pause
        if window.hit("a", now) == 0:
            passed.append(now)
    for at in passed:
        assert sum(at <= other < at + 10 for other in passed) <= 2 * 5


@pytest.mark.parametrize("now", [0.0, 1e9])
def test_the_first_of_all_passes_whatever_the_clock_says(now: float) -> None:
    assert Window(1, 10).hit("a", now) == 0
