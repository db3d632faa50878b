"""The action server of Rasa's side: one action that answers every intent, as on our side."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher


class Answer(Action):
    """Say what was understood, in a text as long as one of our cards."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_answer"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Answer with a text and two buttons."""
        intent = tracker.get_intent_of_latest_message() or "nothing"
        dispatcher.utter_message(
            text=f"This is the answer to {intent}. " * 8,
            buttons=[
                {"title": "Tell me more", "payload": "/more"},
                {"title": "Where is that from?", "payload": "/source"},
            ],
        )
        return []
