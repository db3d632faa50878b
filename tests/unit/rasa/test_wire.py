"""How Rasa writes things down, and back: nothing is lost on the way."""

from __future__ import annotations

from datetime import date

import pytest

from bot.content.circumstances import Circumstances, Detail
from bot.content.dialogue import Memory
from bot.content.quiz import QuizState
from bot.handoff.form.state import Form
from bot.handoff.model import NewRequest
from bot.messages import Button, Press, Reply, Source, Table
from bot.rasa import wire

WHOLE = Reply(
    "comparison",
    ("One part.", "Another part."),
    "A title",
    "a-card",
    Table(("", "This", "That"), (("Row", "one", "two"),)),
    (Source("Where from", "https://example.org/", date(2026, 11, 1)),),
    (Button("More", "more"), Button("Show", "help card=help")),
)


@pytest.mark.parametrize(
    ("press", "written"),
    [
        ("more", "/more"),
        ("help card=help", '/help{"card": "help"}'),
        ("start_quiz quiz=3:involvement", '/start_quiz{"quiz": "3:involvement"}'),
        ("contact_person handoff=a1 role patient", '/contact_person{"handoff": "a1 role patient"}'),
    ],
)
def test_a_press_as_rasa_reads_it_and_back(press: str, written: str) -> None:
    assert str(Press.read(press)) == press
    assert wire.as_typed_for_rasa(press) == written
    assert wire.button_from_rasa({"title": "x", "payload": written}) == Button("x", press)


@pytest.mark.parametrize("reply", [WHOLE, Reply("quiz", ("One.", "Two."))])
def test_a_reply_comes_back_as_it_was(reply: Reply) -> None:
    said = wire.utterance(reply, "answer")
    assert wire.reply_of(said) == reply
    assert said["text"] == reply.text
    assert wire.decision_in([said], "refuse") == "answer"
    assert wire.request_in([said]) is None


def test_a_reply_of_somebody_else_s_action_is_shown() -> None:
    assert wire.reply_of({"text": "Hello"}) == Reply("text", ("Hello",))


def test_a_request_comes_along_with_the_reply() -> None:
    request = NewRequest("key", "PPI-1", "carer", "email", "[email 1]", "Please write.")
    assert wire.request_in([wire.utterance(WHOLE, "answer", request)]) == request


def test_circumstances_come_back_with_what_the_form_says() -> None:
    told = Circumstances("web", handoff=True, calm=True, details=(Detail("[t]", "email", True),))
    form = Form().entered()
    back = wire.circumstances(wire.metadata(told), form)
    assert (back.channel, back.handoff, back.calm, back.details) == (
        "web",
        True,
        True,
        told.details,
    )
    assert (back.unfinished, back.waits) == (True, True)
    assert wire.circumstances(None, Form()) == Circumstances()


def test_a_memory_comes_back_from_the_slots() -> None:
    memory = Memory("ppi", (0, 2), "public", 1, ("ppi", "more"), QuizState((1, 2), 2, 1, 1))
    assert wire.memory_of(wire.slots_of(memory)) == memory
    assert wire.memory_of({}) == Memory()


def test_a_message_that_was_not_understood_keeps_what_it_was_most_like() -> None:
    parsed = {
        "text": "hm",
        "intent": {"name": "nlu_fallback", "confidence": 0.3},
        "intent_ranking": [
            {"name": "nlu_fallback", "confidence": 0.3},
            {"name": "help", "confidence": 0.2},
        ],
        "decision": {"decision": "clarify", "intent": "help", "alternatives": ["help"]},
        "entities": [{"entity": "term", "value": "ppi"}],
    }
    understood = wire.understanding_of(parsed)
    assert (understood.intent, understood.confidence) == ("help", 0.2)
    assert understood.ranking == (("help", 0.2),)
    assert (understood.decision, understood.terms) == ("clarify", ("ppi",))
