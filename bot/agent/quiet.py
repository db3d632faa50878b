"""What has to be set before Rasa is imported: no telemetry, no noise, the quick import order."""

from __future__ import annotations

import logging
import os
import warnings


def prepare(*, verbose: bool = False) -> None:
    """Set up the process for Rasa. Call it before anything of Rasa's is imported."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    if not verbose:
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        warnings.filterwarnings("ignore")
        for name in ("tensorflow", "rasa", "rasa_sdk", "matplotlib", "absl"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        logging.getLogger().addFilter(_without_tensorboard)
    # skops looks through every module loaded so far: before TensorFlow that takes a second, after
    # it five.
    import skops.io  # noqa: F401

    if not verbose:
        from rasa.utils.log_utils import configure_structlog

        configure_structlog(logging.CRITICAL)
        logging.getLogger("rasa").setLevel(logging.CRITICAL)


def _without_tensorboard(record: logging.LogRecord) -> bool:
    """TensorFlow warns four times on the root logger that TensorBoard is not installed."""
    return "missing TensorBoard" not in record.getMessage()
