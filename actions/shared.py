"""What the actions share: the pack, and an answer from the cards."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.content.answer import answer
from bot.content.circumstances import LEAVE, Circumstances
from bot.content.dialogue import Memory
from bot.content.live import live_pack
from bot.content.load import Pack
from bot.handoff.form.filling import belongs, old_button
from bot.handoff.model import FORM, NewRequest
from bot.messages import Reply
from bot.rasa import wire
from bot.settings import load_settings
from bot.understanding.message import Decision, Understanding


def pack() -> Pack:
    """The cards of the pack that the settings name, as they stand now."""
    return live_pack(_folder()).now


@lru_cache(maxsize=1)
def _folder() -> Path:
    return load_settings().pack


def around(tracker: Tracker) -> Circumstances:
    """What the turn says that stands around the message."""
    return wire.circumstances(tracker.latest_message.get("metadata"), wire.form_in(tracker.slots))


def reply(
    dispatcher: CollectingDispatcher, tracker: Tracker, otherwise: Decision = "answer"
) -> list[EventType]:
    """Answer the last message, and say what to remember.

    Args:
        otherwise: the decision on a message on which the pipeline made none.
    """
    understood = wire.understanding_of(tracker.latest_message, otherwise)
    memory, form, press = (
        wire.memory_of(tracker.slots),
        wire.form_in(tracker.slots),
        understood.form_press,
    )
    if press and not belongs(form, press):
        utter(dispatcher, (old_button(pack(), form, press),), "answer")
        return []
    if press:
        understood = Understanding("contact_person", card=LEAVE)
    answered = answer(pack(), understood, memory, around(tracker))
    if answered.opens_form:
        # RulePolicy calls the form next, within this turn.
        return [SlotSet(wire.HANDOFF, form.entered().as_slot()), ActiveLoop(FORM)]
    utter(dispatcher, answered.replies, answered.decision)
    return changes(memory, answered.memory)


def utter(
    dispatcher: CollectingDispatcher,
    replies: Sequence[Reply],
    decision: Decision,
    request: NewRequest | None = None,
) -> None:
    """Say the replies; `request` is a message for a person that is finished."""
    for one in replies:
        dispatcher.utter_message(**wire.utterance(one, decision, request))


def changes(before: Memory, after: Memory) -> list[EventType]:
    """The slots that remember something else now."""
    old = wire.slots_of(before)
    return [SlotSet(name, new) for name, new in wire.slots_of(after).items() if new != old[name]]
