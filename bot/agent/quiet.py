"""What has to be set before Rasa is imported: no telemetry, no noise."""

from __future__ import annotations

import importlib.util
import logging
import os
import sys
import warnings


def prepare(*, verbose: bool = False) -> None:
    """Set up the process for Rasa. Call it before anything of Rasa's is imported."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    if not verbose:
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        os.environ.setdefault("LOG_LEVEL", "ERROR")  # Rasa draws no progress bars then
        # Rasa and its kind set filters of their own, so what they would show is dropped instead.
        warnings.showwarning = _show_nothing
        for name in ("tensorflow", "rasa", "rasa_sdk", "matplotlib", "absl"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        logging.getLogger().addFilter(_without_tensorboard)
    _import_when_used("skops.io")
    from rasa.utils.log_utils import configure_structlog

    # What Rasa says below INFO holds the words of people: it is never shown.
    configure_structlog(logging.INFO if verbose else logging.CRITICAL)
    logging.getLogger("rasa").setLevel(logging.INFO if verbose else logging.CRITICAL)


def _import_when_used(name: str) -> None:
    """Leave a module's import until something of it is used.

    Rasa's own classifiers import skops, which looks through every scikit-learn estimator: 3 s, and
    5 s once TensorFlow is loaded. Our pipeline never uses it.
    """
    if name in sys.modules:
        return
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        return
    loader = spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    loader.exec_module(module)
    parent, _, child = name.rpartition(".")
    setattr(sys.modules[parent], child, module)


def _without_tensorboard(record: logging.LogRecord) -> bool:
    """TensorFlow warns four times on the root logger that TensorBoard is not installed."""
    return "missing TensorBoard" not in record.getMessage()


def _show_nothing(*_args: object, **_kwargs: object) -> None:
    """Take the place of `warnings.showwarning`."""
