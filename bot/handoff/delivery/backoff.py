"""How long to wait before the next try of a delivery."""

from __future__ import annotations

import tenacity

FIRST_DELAY_SECONDS, LONGEST_DELAY_SECONDS, JITTER_SECONDS = 5.0, 900.0, 10.0

_exponential = tenacity.wait_exponential_jitter(
    multiplier=FIRST_DELAY_SECONDS, max=LONGEST_DELAY_SECONDS, jitter=JITTER_SECONDS
)


def retry_delay(tries: int) -> float:
    """Seconds to wait after `tries` tries: 5, 10, 20 …, plus 0 to 10 at random; at most 900."""
    state = tenacity.RetryCallState(tenacity.Retrying(), None, (), {})
    state.attempt_number = tries
    return float(_exponential(state))
