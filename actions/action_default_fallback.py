"""Ask what was meant, or say sorry and name a person."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.shared import reply


class ActionDefaultFallback(Action):
    """Takes the place of Rasa's own fallback, which takes back the person's message.

    Taking it back replays the whole conversation at every later turn, and loses what was said.
    """

    def name(self) -> str:
        """As Rasa calls it."""
        return "action_default_fallback"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Say what can be said when a message was not understood."""
        return reply(dispatcher, tracker, otherwise="refuse")
