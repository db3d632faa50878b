"""A conversation's state between two turns, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Snapshot:
    """Where a conversation stands: `slots` and `active_loop` are all that Rasa needs to go on.

    `events` are those of the turn that has just been taken; before a turn there are none.
    """

    slots: dict[str, Any] = field(default_factory=dict)
    active_loop: str | None = None
    events: list[dict[str, Any]] = field(default_factory=list)
