"""What the actions share: from Rasa's tracker to the cards, and back."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.content.answer import Answer, Memory, Understood, answer
from bot.content.live import live_pack
from bot.content.load import Pack
from bot.content.quiz import QuizState
from bot.settings import load_settings

TERM, CARD, QUIZ = "term", "card", "quiz"


def pack() -> Pack:
    """The cards of the pack that the settings name, as they stand now."""
    return live_pack(_folder()).now


@lru_cache(maxsize=1)
def _folder() -> Path:
    return load_settings().pack


def understood_from(tracker: Tracker, *, refused: bool = False) -> Understood:
    """The last message as the language understanding left it."""
    message = tracker.latest_message
    decision = message.get("decision") or {}
    return Understood(
        intent=decision.get("intent") or (message.get("intent") or {}).get("name"),
        decision=decision.get("decision", "refuse" if refused else "answer"),
        text=message.get("text") or "",
        terms=tuple(str(value) for value in tracker.get_latest_entity_values(TERM)),
        card=next(tracker.get_latest_entity_values(CARD), None),
        alternatives=tuple(decision.get("alternatives", ())),
        activity=(message.get("activity") or {}).get("decision"),
        cue=(message.get("activity") or {}).get("cue", ""),
        quiz=next(tracker.get_latest_entity_values(QUIZ), None),
    )


def memory_from(tracker: Tracker) -> Memory:
    """What the slots remember."""
    return Memory(
        card=tracker.get_slot("last_card"),
        part=int(tracker.get_slot("card_part") or 0),
        role=tracker.get_slot("asker_role"),
        misses=int(tracker.get_slot("misses") or 0),
        offered=tuple(tracker.get_slot("offered") or ()),
        quiz=_quiz_from(tracker.get_slot("quiz")),
    )


def _quiz_from(kept: dict[str, Any] | None) -> QuizState:
    return QuizState(**(kept | {"asked": tuple(kept["asked"])})) if kept else QuizState()


def reply(
    dispatcher: CollectingDispatcher, tracker: Tracker, understood: Understood
) -> list[EventType]:
    """Answer, and say what to remember."""
    memory = memory_from(tracker)
    answered = answer(pack(), understood, memory)
    for one in answered.replies:
        extra: dict[str, Any] = {
            "kind": one.kind,
            "card": one.card,
            "decision": answered.decision,
        }
        buttons = [{"title": choice.title, "payload": choice.payload} for choice in one.choices]
        dispatcher.utter_message(text=one.text, buttons=buttons, **extra)
    return _changes(memory, answered)


def _changes(before: Memory, answered: Answer) -> list[EventType]:
    after = answered.memory
    slots = {
        "last_card": (before.card, after.card),
        "card_part": (before.part, after.part),
        "asker_role": (before.role, after.role),
        "misses": (before.misses, after.misses),
        "offered": (list(before.offered), list(after.offered)),
        "quiz": (asdict(before.quiz), asdict(after.quiz)),
    }
    return [SlotSet(name, new) for name, (old, new) in slots.items() if new != old]
