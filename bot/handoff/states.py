"""The states of a request, and what may be done in each: open → claimed → answered → closed."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from bot.errors import GuideError

State = Literal["open", "claimed", "answered", "closed"]


class ActionRefused(GuideError):
    """Staff asked for something that cannot be done with this request, or not now."""


class NoSuchRequest(GuideError):
    """There is no request with this reference."""


def check_claim(
    reference: str, state: str, who: str, claimed_by: str | None, claimed_at: datetime | None
) -> bool:
    """Whether a claim by `who` changes anything: False when they have claimed it already.

    Raises:
        ActionRefused: somebody else has claimed it, or it is answered or closed.
    """
    if state == "open":
        return True
    if state == "claimed" and claimed_by == who:
        return False
    if state == "claimed":
        when = f" on {claimed_at:%d %B at %H:%M} UTC" if claimed_at else ""
        raise ActionRefused(
            f"{reference} was claimed by {claimed_by}{when}. You can still answer it or add a note."
        )
    raise ActionRefused(f"{reference} is {state} already, so nobody needs to claim it.")


def check_answer(reference: str, state: str) -> None:
    """Check that a request may be answered.

    Raises:
        ActionRefused: it is closed.
    """
    if state == "closed":
        raise ActionRefused(
            f"{reference} is closed, so nothing was sent. The person can ask for somebody again."
        )


def check_close(reference: str, state: str) -> None:
    """Check that a request may be closed.

    Raises:
        ActionRefused: it is closed already.
    """
    if state == "closed":
        raise ActionRefused(f"{reference} is closed already.")
