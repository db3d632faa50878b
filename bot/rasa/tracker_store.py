"""A tracker store that is handed each conversation for one turn and gives back what is new.

The turn itself reads and writes the records, in one transaction, so that a database error reaches
it. Rasa is handed the state of the conversation (slots and form) and no past: rules look at the
last message, forms at the state. So the two-thousandth turn costs what the second does.
"""

from __future__ import annotations

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.records.snapshot import Snapshot


class HandedTrackerStore(TrackerStore):
    """Holds only the conversations that are being answered at this moment."""

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
        """Take a conversation back: slots and form as they are now, and the new events alone."""
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
        """The tracker of a conversation; None when it has no state yet, so that Rasa makes one."""
        if sender_id in self._saved:  # the second question of one message
            return self._saved[sender_id]
        snapshot = self._handed.get(sender_id)
        if snapshot is None or not (snapshot.slots or snapshot.active_loop):
            return None
        tracker = self.init_tracker(sender_id)
        for event in _shortest_past(snapshot):
            tracker.update(event, self.domain)
        self._known_events[sender_id] = len(tracker.events)
        return tracker

    async def keys(self) -> list[str]:
        """The conversations being answered."""
        return list(self._handed)


def _shortest_past(snapshot: Snapshot) -> list[Event]:
    """The fewest events after which a conversation is in this state and waits for a message."""
    loop = [ActiveLoop(snapshot.active_loop)] if snapshot.active_loop else []
    return [
        ActionExecuted(ACTION_SESSION_START_NAME),
        SessionStarted(),
        *(SlotSet(name, value) for name, value in snapshot.slots.items()),
        *loop,
        ActionExecuted(ACTION_LISTEN_NAME),
    ]
