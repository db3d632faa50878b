"""Keeps libraries from reporting to their makers and from writing into the home folder.

The variables have to be set before any of the libraries is imported. Whether one is missing here is
found by tests/faults/test_silence.py, which watches the operating system.
"""

from __future__ import annotations

import os

from bot.paths import ROOT

ENVIRONMENT = {
    # When it loads a model, onnxruntime writes a device id and a queue of events under
    # ~/.cache/Microsoft, and looks up a host of its maker's. It reads this when it is imported.
    "ORT_DISABLE_TELEMETRY": "1",
    # Rasa reports the use of its commands and training. Its id: write_no_telemetry_id, in
    # bot/rasa/bootstrap.py.
    "RASA_TELEMETRY_ENABLED": "false",
    # matplotlib makes a folder for its settings in the home folder. It is installed for tests only;
    # Rasa imports it where it is. This folder is Rasa's cache in the project.
    "MPLCONFIGDIR": str(ROOT / ".rasa" / "matplotlib"),
}


def install() -> None:
    """Set the variables, for this process and those that it starts, whatever they were."""
    os.environ.update(ENVIRONMENT)
