"""Python reads this at the start of each server whose PYTHONPATH names this folder.

The server then lives at the moment RECORDED_AT, and takes the first where it would draw lots: what
it says is the same on any day. Only the standard library is changed, so it fits any insides.
"""

from __future__ import annotations

import os
import random
from datetime import datetime

import time_machine

random.choice = lambda options: options[0]
time_machine.travel(datetime.fromisoformat(os.environ["RECORDED_AT"]), tick=True).start()
