"""Libraries that would report to their makers are told not to, before any of them is imported.

tests/faults/test_silence.py watches the operating system: what is missing here shows up there.
"""

from __future__ import annotations

import os

SILENT = {
    # onnxruntime writes a device id and a queue of events under ~/.cache/Microsoft when a model is
    # loaded, and looks up a host of its maker's. It reads this as it is imported.
    "ORT_DISABLE_TELEMETRY": "1",
    # Rasa reports the use of its commands and of its training, under an id kept in ~/.config/rasa.
    "RASA_TELEMETRY_ENABLED": "false",
}


def install() -> None:
    """Set them for this process and those that it starts, whatever they were."""
    os.environ.update(SILENT)
