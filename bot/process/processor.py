"""Whether this processor can run the locked packages. tools/setup.sh asks before it installs them.

It imports nothing of the project, so that any Python can run it as a script.

The x86-64 wheels of numpy, SciPy, scikit-learn, spaCy's blis and onnxruntime are built for
x86-64-v2 (processors since about 2009). On an older one, or on a virtual machine that hides part of
its host's, Python ends with "Illegal instruction" and nothing else.
"""

from __future__ import annotations

import platform
import sys
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")
X86_64_V2 = {  # Linux's name for each, and the usual one
    "cx16": "CMPXCHG16B",
    "lahf_lm": "LAHF",
    "pni": "SSE3",
    "popcnt": "POPCNT",
    "sse4_1": "SSE4.1",
    "sse4_2": "SSE4.2",
    "ssse3": "SSSE3",
}


def too_old(cpuinfo: Path | None = None) -> str:
    """Why this processor cannot run the packages, in a sentence; "" when nothing is against it.

    Only Linux on x86-64 is asked: elsewhere nothing is known.
    """
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return ""
    missing = _missing_features(cpuinfo or CPUINFO)
    if not missing:
        return ""
    return (
        f"This processor lacks {', '.join(missing)} (x86-64-v2), which numpy needs. Use a "
        "machine made after 2009; give a virtual machine its host's processor (-cpu host)."
    )


def _missing_features(cpuinfo: Path) -> list[str]:
    try:
        with cpuinfo.open(encoding="ascii", errors="replace") as lines:
            flags = next((line for line in lines if line.startswith("flags")), "")
    except OSError:
        return []
    found = set(flags.partition(":")[2].split())
    return [name for flag, name in X86_64_V2.items() if flag not in found] if found else []


if __name__ == "__main__":
    sys.exit(too_old() or None)
