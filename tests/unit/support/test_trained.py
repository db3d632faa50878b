"""Two test processes that need the model at once train it once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support import trained
from tests.support.trained import trained_model


def test_who_waited_for_another_s_training_finds_it_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainings: list[Path] = []
    both_ask = threading.Barrier(2)

    def train(pack: Path) -> None:
        assert not trainings, "trained twice"
        threading.Event().wait(0.3)  # the other asks meanwhile
        trainings.append(pack)

    def ask(_: int) -> Path:
        both_ask.wait()
        return trained_model(tmp_path, train, tmp_path)

    # Each opens the file of the lock itself, as two processes do.
    monkeypatch.setattr(trained, "is_current", lambda pack: bool(trainings))
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(ask, range(2))
    assert trainings == [tmp_path]
    assert first == second
