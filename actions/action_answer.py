"""Answer a message from the cards."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.shared import reply


class ActionAnswer(Action):
    """The one action behind every intent."""

    def name(self) -> str:
        """As the rules call it."""
        return "action_answer"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Show the card, or do the dialogue move."""
        return reply(dispatcher, tracker)
