"""The form that leaves a message for a person."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.shared import (
    HANDOFF,
    changes,
    form_from,
    heard_from,
    memory_from,
    pack,
    utter,
)
from bot.handoff.form.filling import take_step
from bot.handoff.model import FORM


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
        memory, form = memory_from(tracker), form_from(tracker)
        step = take_step(pack(), form, heard_from(tracker), memory)
        request = asdict(step.request) if step.request else None
        utter(dispatcher, step.replies, step.decision, request)
        events = changes(memory, step.memory)
        if step.form != form:
            events.append(SlotSet(HANDOFF, step.form.as_slot()))
        if not step.goes_on:
            events.append(ActiveLoop(None))
        return events
