"""What has to be set before Rasa is used. Its telemetry: bot/process/no_telemetry.py."""

from __future__ import annotations

import logging
import os
import warnings


def prepare(*, verbose: bool = False) -> None:
    """Import Rasa and silence it, unless `verbose`. Call this before any other import of Rasa."""
    if not verbose:
        os.environ.setdefault("LOG_LEVEL", "ERROR")  # without it Rasa draws progress bars
        # Rasa and its libraries set their own filters, so warnings are dropped when shown.
        warnings.showwarning = _show_no_warning
        for name in ("rasa", "rasa_sdk"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
    from rasa.utils.log_utils import configure_structlog

    # Below INFO, Rasa logs the words of visitors: that is never shown.
    configure_structlog(logging.INFO if verbose else logging.CRITICAL)
    logging.getLogger("rasa").setLevel(logging.INFO if verbose else logging.CRITICAL)


def write_no_telemetry_id() -> None:
    """Keep Rasa from writing an id into ~/.config/rasa, which it does with telemetry off too."""
    from rasa import telemetry

    telemetry.initialize_telemetry = lambda: False


def _show_no_warning(*_args: object, **_kwargs: object) -> None:
    """Take the place of `warnings.showwarning`."""
