"""Train the model. Importing this imports Rasa."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import time
from collections.abc import Callable
from pathlib import Path

import rasa.model_training
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.utils.io import read_yaml_file

from bot.errors import GuideError
from bot.paths import CONFIG, DATA, DOMAIN, MODELS, ROOT
from bot.rasa.bootstrap import write_no_telemetry_id
from bot.rasa.model_files import model_path, remember_inputs


class TrainingFailed(GuideError):
    """Rasa made no model."""


def train(pack: Path, *, verbose: bool = False, say: Callable[[str], None] = print) -> Path:
    """Train the model from `config.yml`, `domain.yml`, `data/` and the cards; returns its path.

    Raises:
        TrainingFailed: with Rasa's own reason.
    """
    write_no_telemetry_id()
    os.chdir(ROOT)  # Rasa's cache and the importer's paths are relative to the project
    MODELS.mkdir(exist_ok=True)
    output = contextlib.nullcontext() if verbose else contextlib.redirect_stdout(io.StringIO())
    progress = _Progress(say, count_steps(CONFIG))
    hooks = logging.getLogger("rasa.engine.training.hooks")
    hooks.setLevel(logging.INFO)
    hooks.propagate = verbose
    hooks.addHandler(progress)
    try:
        with output:
            result = rasa.model_training.train(
                domain=str(DOMAIN),
                config=str(CONFIG),
                training_files=[str(DATA)],
                output=str(MODELS),
                force_training=True,  # Rasa's cache does not see that our code has changed
                fixed_model_name=model_path(pack).name.removesuffix(".tar.gz"),
            )
    except Exception as error:
        raise TrainingFailed(
            f"Training failed: {_root_cause(error)} The old model, if any, is kept."
        ) from error
    finally:
        hooks.removeHandler(progress)
    if result.code != 0 or not result.model:
        raise TrainingFailed("Training failed. `ppi-guide train --verbose` shows Rasa's reasons.")
    remember_inputs(pack)
    return Path(result.model)


def _root_cause(error: BaseException) -> str:
    """The first error of the chain: Rasa's own says only which component failed."""
    while error.__cause__ is not None:
        error = error.__cause__
    return f"{str(error).strip().rstrip('.')}."


def count_steps(config: Path) -> int:
    """How many components of a configuration are trained: Rasa logs the start of each."""
    graph = DefaultV1Recipe().graph_config_for_recipe(read_yaml_file(str(config)), {})
    return sum(node.is_target and not node.is_input for node in graph.train_schema.nodes.values())


class _Progress(logging.Handler):
    """Turns Rasa's log line "Starting to train component …" into a line of progress."""

    def __init__(self, say: Callable[[str], None], steps: int) -> None:
        super().__init__(logging.INFO)
        self._say, self._steps, self._step = say, steps, 0
        self._began = time.monotonic()

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if message.startswith("Starting to train component"):
            self._step += 1
            passed = time.monotonic() - self._began
            component = message.split("'")[1]
            self._say(f"  step {self._step} of {self._steps}, after {passed:.0f} s: {component}")
