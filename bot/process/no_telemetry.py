"""Libraries that would report to their makers, or leave something in the home folder, do neither.

This has to be set before any of them is imported.

tests/faults/test_silence.py watches the operating system: what is missing here shows up there.
"""

from __future__ import annotations

import os

from bot.paths import ROOT

SILENT = {
    # onnxruntime writes a device id and a queue of events under ~/.cache/Microsoft when a model is
    # loaded, and looks up a host of its maker's. It reads this as it is imported.
    "ORT_DISABLE_TELEMETRY": "1",
    # Rasa reports the use of its commands and its training. Its id: keep_no_id, agent/quiet.py.
    "RASA_TELEMETRY_ENABLED": "false",
    # matplotlib, which is installed for tests only and which Rasa then imports, makes a folder for
    # its settings in the home folder. This one is Rasa's cache in the project.
    "MPLCONFIGDIR": str(ROOT / ".rasa" / "matplotlib"),
}


def install() -> None:
    """Set them for this process and those that it starts, whatever they were."""
    os.environ.update(SILENT)
