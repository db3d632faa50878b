"""How long to wait before the next try of a delivery."""

from __future__ import annotations

import tenacity

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, JITTER_SECONDS = 5.0, 900.0, 10.0

_pauses = tenacity.wait_exponential_jitter(
    multiplier=FIRST_PAUSE_SECONDS, max=LONGEST_PAUSE_SECONDS, jitter=JITTER_SECONDS
)


def pause(tries: int) -> float:
    """Seconds to wait after so many tries: 5, 10, 20 … 900, and up to 10 left to chance."""
    state = tenacity.RetryCallState(tenacity.Retrying(), None, (), {})
    state.attempt_number = tries
    return float(_pauses(state))
