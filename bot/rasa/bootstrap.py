"""What has to be set before Rasa is imported. Its telemetry: bot/process/no_telemetry.py."""

from __future__ import annotations

import logging
import os
import warnings


def prepare(*, verbose: bool = False) -> None:
    """Set up the process for Rasa. Call it before anything of Rasa's is imported."""
    if not verbose:
        os.environ.setdefault("LOG_LEVEL", "ERROR")  # Rasa draws no progress bars then
        # Rasa and its kind set filters of their own, so what they would show is dropped instead.
        warnings.showwarning = _show_nothing
        for name in ("rasa", "rasa_sdk"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
    from rasa.utils.log_utils import configure_structlog

    # What Rasa says below INFO holds the words of people: it is never shown.
    configure_structlog(logging.INFO if verbose else logging.CRITICAL)
    logging.getLogger("rasa").setLevel(logging.INFO if verbose else logging.CRITICAL)


def keep_no_id() -> None:
    """Rasa keeps an id of the person's in ~/.config/rasa, also with the telemetry off: not here."""
    from rasa import telemetry

    telemetry.initialize_telemetry = lambda: False


def _show_nothing(*_args: object, **_kwargs: object) -> None:
    """Take the place of `warnings.showwarning`."""
