"""The states of a request, and what may be done in each: open → claimed → answered → closed."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from bot.errors import GuideError

State = Literal["open", "claimed", "answered", "closed"]


class NotNow(GuideError):
    """What was asked for cannot be done with a request in its state."""


class NoSuchRequest(GuideError):
    """There is no request with this reference."""


def may_claim(reference: str, state: str, who: str, by: str | None, at: datetime | None) -> bool:
    """Whether claiming changes anything: not when it is `who`'s already.

    Raises:
        NotNow: somebody else has it, or it is answered or closed.
    """
    if state == "open":
        return True
    if state == "claimed" and by == who:
        return False
    if state == "claimed":
        when = f" on {at:%d %B at %H:%M} UTC" if at else ""
        raise NotNow(
            f"{reference} was claimed by {by}{when}. You can still answer it or add a note."
        )
    raise NotNow(f"{reference} is {state} already, so nobody needs to claim it.")


def may_answer(reference: str, state: str) -> None:
    """Pass when a request may be answered.

    Raises:
        NotNow: it is closed.
    """
    if state == "closed":
        raise NotNow(
            f"{reference} is closed, so nothing was sent. The person can ask for somebody again."
        )


def may_close(reference: str, state: str) -> None:
    """Pass when a request may be closed.

    Raises:
        NotNow: it is closed already.
    """
    if state == "closed":
        raise NotNow(f"{reference} is closed already.")
