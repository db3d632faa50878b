"""The one place that knows how Rasa writes things down: messages in, replies out, slots.

No Rasa in here: the actions, which rasa-sdk runs, read and write by it too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.content.circumstances import Circumstances, Detail
from bot.content.dialogue import Memory
from bot.content.quiz import QuizState
from bot.handoff.form.state import Form, form_of
from bot.handoff.model import NewRequest
from bot.messages import Button, Kind, Press, Reply
from bot.understanding.activities import ActivityVerdict
from bot.understanding.message import Decision, RankedCard, Understanding

TERM, CARD, QUIZ, HANDOFF = "term", "card", "quiz", "handoff"
"""Entities: what a person named in words, or by pressing a button."""

FALLBACK = "nlu_fallback"
"""The intent that Rasa gives a message which was not understood."""


def as_typed_for_rasa(press: str) -> str:
    """A press as Rasa reads it from a message: `/intent{"entity": "value"}`."""
    meant = Press.read(press)
    return f"/{meant.intent}" + (json.dumps({meant.names: meant.value}) if meant.names else "")


def button_from_rasa(button: Mapping[str, Any]) -> Button:
    """A button of a reply, with `/intent{…}` as a press."""
    intent, brace, named = str(button["payload"]).lstrip("/").partition("{")
    values = json.loads(brace + named) if brace else {}
    names, value = next(iter(values.items()), ("", ""))
    return Button(str(button["title"]), str(Press(intent, names, str(value))))


def understanding_of(parsed: Mapping[str, Any], otherwise: Decision = "answer") -> Understanding:
    """A parsed message: its `parse_data` in an event, `latest_message` in an action.

    Args:
        otherwise: the decision on a message on which the pipeline made none.
    """
    decision = parsed.get("decision") or {}
    chosen = parsed.get("intent") or {}
    ranking = tuple(
        (entry["name"], entry["confidence"])
        for entry in parsed.get("intent_ranking") or [chosen or {"name": None}]
        if entry["name"] and entry["name"] != FALLBACK
    )
    intent, confidence = chosen.get("name"), chosen.get("confidence")
    if intent in (None, FALLBACK):
        intent, confidence = ranking[0] if ranking else (decision.get("intent"), 0.0)
    named: dict[str, list[str]] = {}
    for entity in parsed.get("entities") or ():
        named.setdefault(entity["entity"], []).append(str(entity["value"]))
    return Understanding(
        intent=intent,
        decision=decision.get("decision", otherwise),
        text=parsed.get("text") or "",
        terms=tuple(named.get(TERM, ())),
        card=next(iter(named.get(CARD, ())), None),
        alternatives=tuple(decision.get("alternatives", ())),
        activity=_activity(parsed.get("activity")),
        quiz=next(iter(named.get(QUIZ, ())), None),
        form_press=next(iter(named.get(HANDOFF, ())), ""),
        confidence=float(confidence or 0.0),
        ranking=ranking,
        cards=tuple(
            RankedCard(one["card"], one["part"], float(one["confidence"]))
            for one in parsed.get("cards") or ()
        ),
    )


def _activity(found: Mapping[str, Any] | None) -> ActivityVerdict | None:
    if not found:
        return None
    return ActivityVerdict(
        found["kind"], float(found["confidence"]), found["decision"], found.get("cue", "")
    )


def utterance(
    reply: Reply, decision: Decision, request: NewRequest | None = None
) -> dict[str, Any]:
    """A reply as the arguments of rasa-sdk's `utter_message`.

    Args:
        decision: what was decided on the message that it answers.
        request: for a person, when the form has just finished one.
    """
    buttons = [
        {"title": button.title, "payload": as_typed_for_rasa(button.press)}
        for button in reply.buttons
    ]
    said: dict[str, Any] = {"text": reply.text, "buttons": buttons, "kind": reply.kind}
    said |= {"parts": list(reply.parts), "card": reply.card, "decision": decision}
    return said | ({HANDOFF: asdict(request)} if request else {})


def reply_of(said: Mapping[str, Any]) -> Reply:
    """A reply as it comes out of Rasa; also one that no action of ours made."""
    buttons = tuple(button_from_rasa(button) for button in said.get("buttons") or ())
    kind: Kind = said.get("kind") or "text"
    card = said.get("card")
    if card is None and said.get("parts"):
        return Reply(kind, tuple(said["parts"]), buttons=buttons)
    return Reply.read(kind, said.get("text") or "", card, buttons=buttons)


def decision_in(said: list[dict[str, Any]], otherwise: Decision) -> Decision:
    """What was decided in the end, as the replies say it."""
    return next((one["decision"] for one in said if one.get("decision")), otherwise)


def request_in(said: list[dict[str, Any]]) -> NewRequest | None:
    """The request for a person that came with the replies."""
    found = next((one[HANDOFF] for one in said if one.get(HANDOFF)), None)
    return NewRequest(**found) if found else None


def metadata(around: Circumstances) -> dict[str, Any]:
    """What goes to the actions beside a message."""
    return asdict(around)


def circumstances(told: Mapping[str, Any] | None, form: Form) -> Circumstances:
    """What `metadata` gave; empty where another client of Rasa's sent the message."""
    known = {
        name: value
        for name, value in (told or {}).items()
        if name in Circumstances.__dataclass_fields__
    }
    known["details"] = tuple(Detail(**one) for one in known.get("details") or ())
    known |= {"unfinished": form.open, "waits": form.open and not form.stopped}
    return Circumstances(**known)


def memory_of(slots: Mapping[str, Any]) -> Memory:
    """What the slots remember."""
    quiz = slots.get("quiz")
    return Memory(
        card=slots.get("last_card"),
        read=tuple(slots.get("read") or ()),
        person=slots.get("person"),
        misses=int(slots.get("misses") or 0),
        offered=tuple(slots.get("offered") or ()),
        quiz=QuizState(**(quiz | {"asked": tuple(quiz["asked"])})) if quiz else QuizState(),
    )


def slots_of(memory: Memory) -> dict[str, Any]:
    """A memory as slots."""
    return {
        "last_card": memory.card,
        "read": list(memory.read),
        "person": memory.person,
        "misses": memory.misses,
        "offered": list(memory.offered),
        "quiz": asdict(memory.quiz),
    }


def form_in(slots: Mapping[str, Any]) -> Form:
    """The message for a person, as far as it is written."""
    return form_of(slots.get(HANDOFF))
