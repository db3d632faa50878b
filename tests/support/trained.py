"""The trained model, for as many test processes as there are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import portalocker  # Rasa brings it

from bot.paths import MODELS
from bot.rasa.model_files import is_current, model_path

TRAINING_SECONDS = 280


def trained_model(pack: Path, train: Callable[[Path], None], folder: Path = MODELS) -> Path:
    """The path of the model of a pack; it is trained now when its inputs changed.

    One process at a time gets past the lock: who waited for another's training finds it done.
    """
    folder.mkdir(exist_ok=True)
    with portalocker.Lock(folder / "ppi-guide.lock", timeout=TRAINING_SECONDS):
        if not is_current(pack):
            train(pack)
    return model_path(pack)
