"""What the actions share: from Rasa's tracker to the cards, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.content.answer import answer
from bot.content.around import LEAVE, Around
from bot.content.live import live_pack
from bot.content.pack import Pack
from bot.content.quiz import QuizState
from bot.content.replies import Reply
from bot.content.understood import Decision, Memory, Understood
from bot.handoff.form.filling import belongs, old_button
from bot.handoff.form.state import Form, form_of
from bot.handoff.form.step import Detail, Heard
from bot.handoff.model import FORM
from bot.settings import load_settings

TERM, CARD, QUIZ, HANDOFF = "term", "card", "quiz", "handoff"


def pack() -> Pack:
    """The cards of the pack that the settings name, as they stand now."""
    return live_pack(_folder()).now


@lru_cache(maxsize=1)
def _folder() -> Path:
    return load_settings().pack


@lru_cache(maxsize=1)
def _days() -> int:
    return load_settings().handoff_retention_days


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


def form_from(tracker: Tracker) -> Form:
    """The message for a person, as far as it is written."""
    return form_of(tracker.get_slot(HANDOFF))


def around_from(tracker: Tracker) -> Around:
    """What the turn says that stands around the conversation (bot/conversation/service.py)."""
    told, form = _told(tracker), form_from(tracker)
    return Around(
        handoff=bool(told.get("handoff")),
        calm=bool(told.get("calm")),
        unfinished=form.open,
        waits=form.open and not form.stopped,
    )


def heard_from(tracker: Tracker) -> Heard:
    """The last message as the form takes it."""
    told = _told(tracker)
    pieces = told.get("pieces") or ()
    return Heard(
        understood=understood_from(tracker),
        channel=str(told.get("channel") or ""),
        details=tuple(Detail(one["token"], one["kind"], bool(one["valid"])) for one in pieces),
        press=_press(tracker),
        around=around_from(tracker),
        days=_days(),
    )


def _told(tracker: Tracker) -> dict[str, Any]:
    return tracker.latest_message.get("metadata") or {}


def _press(tracker: Tracker) -> str:
    return str(next(tracker.get_latest_entity_values(HANDOFF), ""))


def reply(
    dispatcher: CollectingDispatcher, tracker: Tracker, understood: Understood
) -> list[EventType]:
    """Answer, and say what to remember."""
    memory, form, press = memory_from(tracker), form_from(tracker), _press(tracker)
    around = around_from(tracker)
    if press and not belongs(form, press):
        utter(dispatcher, (old_button(pack(), form, press),), "answer")
        return []
    if press:
        understood = Understood("contact_person", card=LEAVE)
    answered = answer(pack(), understood, memory, around)
    if answered.opens_form:
        # RulePolicy calls the form next, within this turn.
        return [SlotSet(HANDOFF, form.entered().as_slot()), ActiveLoop(FORM)]
    utter(dispatcher, answered.replies, answered.decision)
    return changes(memory, answered.memory)


def utter(
    dispatcher: CollectingDispatcher,
    replies: Sequence[Reply],
    decision: Decision,
    request: dict[str, Any] | None = None,
) -> None:
    """Say the replies; `request` is a message for a person that is finished."""
    for one in replies:
        extra: dict[str, Any] = {"kind": one.kind, "card": one.card, "decision": decision}
        if request:
            extra[HANDOFF] = request
        buttons = [{"title": choice.title, "payload": choice.payload} for choice in one.choices]
        dispatcher.utter_message(text=one.text, buttons=buttons, **extra)


def changes(before: Memory, after: Memory) -> list[EventType]:
    """The slots that remember something else now."""
    slots = {
        "last_card": (before.card, after.card),
        "card_part": (before.part, after.part),
        "asker_role": (before.role, after.role),
        "misses": (before.misses, after.misses),
        "offered": (list(before.offered), list(after.offered)),
        "quiz": (asdict(before.quiz), asdict(after.quiz)),
    }
    return [SlotSet(name, new) for name, (old, new) in slots.items() if new != old]
