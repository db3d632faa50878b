"""The state of a conversation between two turns, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Snapshot:
    """The state of a conversation: Rasa can continue it from `slots` and `active_loop` alone.

    `events`: what Rasa recorded in the turn that has just been taken; empty before a turn.
    """

    slots: dict[str, Any] = field(default_factory=dict)
    active_loop: str | None = None
    events: list[dict[str, Any]] = field(default_factory=list)
