"""A Rasa tracker store that is handed each conversation and gives back what is new.

The turn reads and writes the records, in one transaction; Rasa only sees a window of the last
events, on top of the slots and the active form as they stand. So a turn costs the same at the
second message and at the two-thousandth, and a database error reaches the turn.
"""

from __future__ import annotations

from functools import lru_cache

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.stores.snapshot import Snapshot


class HandedTrackerStore(TrackerStore):
    """Keeps only the conversations that are being answered at this moment."""

    def __init__(self, domain: Domain) -> None:
        """`domain`: of the loaded model."""
        super().__init__(domain)
        self._handed: dict[str, Snapshot] = {}
        self._saved: dict[str, DialogueStateTracker] = {}
        self._known_events: dict[str, int] = {}

    def hand(self, sender_id: str, snapshot: Snapshot) -> None:
        """Hand over a conversation for one turn."""
        self._handed[sender_id] = snapshot

    def take(self, sender_id: str) -> Snapshot:
        """Take back a conversation: slots and form as they are now, and only the new events."""
        tracker = self._saved.pop(sender_id, None)
        known = self._known_events.pop(sender_id, 0)
        handed = self._handed.pop(sender_id, Snapshot())
        if tracker is None:  # the turn ended before Rasa saved
            return Snapshot(handed.slots, handed.active_loop)
        slots = {
            name: slot.value
            for name, slot in tracker.slots.items()
            if slot.value != slot.initial_value
        }
        new = [event.as_dict() for event in list(tracker.events)[known:]]
        return Snapshot(slots, tracker.active_loop_name, new)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the tracker until `take`."""
        self._saved[tracker.sender_id] = tracker

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Rebuild the tracker from what was handed over; None for a new conversation."""
        snapshot = self._handed.get(sender_id)
        # After many turns without Rasa (staff were answering) no event is in the window, but what
        # was remembered still holds.
        if snapshot is None or not (snapshot.events or snapshot.slots or snapshot.active_loop):
            return None
        tracker = self.init_tracker(sender_id)
        # The prefix is the state now, not at the window's start: what the window changes, it
        # changes again, and what it does not change is the same at both ends.
        prefix: list[Event] = [SlotSet(name, value) for name, value in snapshot.slots.items()]
        if snapshot.active_loop:
            prefix.append(ActiveLoop(snapshot.active_loop))
        for event in prefix + [Event.from_parameters(e) for e in snapshot.events]:
            tracker.update(event, self.domain)
        self._known_events[sender_id] = len(tracker.events)
        return tracker

    async def keys(self) -> list[str]:
        """The conversations being answered."""
        return list(self._handed)


def remember_event_types() -> None:
    """Make Rasa look up an event's class once a name, not once a stored event.

    Rasa walks all event classes at every event it reads: half the cost of a long conversation.
    """
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))
