"""What Rasa works out anew at every message although it never changes, worked out once.

Each is measured in processor time of one turn, on 628701f.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import rasa.core.processor
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event

from bot.agent.in_process_actions import InProcessActions, valid_reply


class _NoCopies:
    """In the place of `copy` in Rasa's processor, which copies what it logs below our level."""

    @staticmethod
    def deepcopy(value: Any) -> Any:
        """The value itself: the log only reads it."""
        return value


def prepare_rasa() -> None:
    """Set it up for this process. Does nothing the second time."""
    # Rasa walks all event classes at every event it reads: half the cost of a long conversation.
    if not hasattr(Event.resolve_by_type, "cache_info"):
        Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))
    # 1 ms: an empty domain is built, and both are written out, to see that ours is not empty.
    Domain.is_empty = _is_empty
    rasa.core.processor.copy = _NoCopies
    RemoteAction._validate_action_result = _validate


def _is_empty(domain: Domain) -> bool:
    return not (domain.intents or domain.user_actions or domain.slots)


def _validate(action: RemoteAction, reply: dict[str, Any]) -> bool:
    # Our own actions, called in this process, need no schema: 2 ms. The check of what another
    # server sends is compiled once: Rasa checks the constant schema itself each time, 20 to 45 ms.
    return isinstance(action.action_endpoint, InProcessActions) or valid_reply(reply)
