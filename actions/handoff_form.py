"""The form that leaves a message for a person."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.shared import around, changes, pack, utter
from bot.handoff.form.filling import take_step
from bot.handoff.form.shapes import Heard
from bot.handoff.model import FORM
from bot.rasa import wire


class HandoffForm(Action):
    """Takes the place of Rasa's own form action, which knows slots but no conversation.

    While the form is open, RulePolicy calls it at every message; it never rejects one.
    """

    def name(self) -> str:
        """As `domain.yml` names the form."""
        return FORM

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Take one message of somebody who is filling in the form."""
        memory, form = wire.memory_of(tracker.slots), wire.form_in(tracker.slots)
        heard = Heard(wire.understanding_of(tracker.latest_message), around(tracker))
        said = take_step(pack(), form, heard, memory)
        utter(dispatcher, said.replies, said.decision, said.request)
        events = changes(memory, said.memory)
        if said.form != form:
            events.append(SlotSet(wire.HANDOFF, said.form.as_slot()))
        if not said.goes_on:
            events.append(ActiveLoop(None))
        return events
