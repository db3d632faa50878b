"""The message, read back before it is sent, and all that can still be changed then."""

from __future__ import annotations

import pytest

from bot.content.circumstances import Detail
from bot.content.pack import Pack
from bot.handoff.form.filling import MOST_CHARACTERS
from tests.support.rows import all_of
from tests.unit.handoff.form.filling import PHONE, Filling

HARMLESS = [
    "<script>alert(1)</script> hello",
    "Subject: hi\r\nBcc: all@example.org",
    "=cmd|' /C calc'!A0",
    "{{ contact.email }} {% raw %}",
    "/restart",
    "[email 9] [return code 0]",
    "a" * MOST_CHARACTERS,
    "Ünïcödé ✨ こんにちは",
    "'; DROP TABLE handoff; --",
    "1",
    "2",
    "send",
    "yes",
    "no",
    "back",
    "change my number please",
    "Can I talk to a person?",
    "What is involvement?",
]


def test_whatever_is_written_is_read_back_as_it_is(pack: Pack) -> None:
    def is_read_back(text: str) -> None:
        filling = Filling(pack).as_far_as("message")
        heard = filling.says(text, intent="define_involvement")
        assert f"“{text}”" in heard
        assert filling.form.message == text
        assert filling.step.request is None
        assert "Send" in filling.buttons

    all_of(HARMLESS, is_read_back)


def test_a_message_in_two_parts_is_one_message(filling: Filling) -> None:
    heard = filling.as_far_as("check").says("And can I bring my wife?")
    assert "“Please tell me about the panel.\nAnd can I bring my wife?”" in heard
    filling.presses("Send")
    assert filling.step.request is not None
    assert filling.step.request.message.endswith("bring my wife?")


def test_more_than_can_be_sent_is_said_and_what_was_written_stays(filling: Filling) -> None:
    heard = filling.as_far_as("check").says("x" * MOST_CHARACTERS)
    assert "more than I can send" in heard
    assert filling.form.message == "Please tell me about the panel."


def test_that_was_a_question_is_answered_and_is_not_sent(filling: Filling, pack: Pack) -> None:
    filling.as_far_as("message").says(
        "what is a biobank", intent="other_glossary_term", terms=("biobank",)
    )
    heard = filling.presses("That was a question")
    assert pack.cards["biobank"].meaning in heard
    assert filling.form.parts == ()
    assert "What would you like to say" in heard


def test_only_the_last_part_was_a_question(filling: Filling, pack: Pack) -> None:
    filling.as_far_as("check").says(
        "what is a biobank", intent="other_glossary_term", terms=("biobank",)
    )
    heard = filling.presses("That was a question")
    assert pack.cards["biobank"].meaning in heard
    assert filling.form.message == "Please tell me about the panel."
    assert "Shall I send it?" in heard


@pytest.mark.parametrize(
    "text", ["yes", "Send it", "ok send it please", "yes please", "looks good"]
)
def test_it_is_sent_by_words(filling: Filling, text: str) -> None:
    filling.as_far_as("check").says(text)
    assert filling.step.request is not None


def test_each_answer_can_be_changed_at_the_end(filling: Filling) -> None:
    filling.as_far_as("check").presses("Change")
    assert list(filling.buttons) == [
        "Who I am", "How to reach me", "What goes with it", "My message", "Nothing",
    ]  # fmt: skip
    filling.presses("Who I am")
    filling.presses("A researcher")
    assert "a researcher" in filling.heard
    filling.presses("Change")
    filling.presses("How to reach me")
    filling.presses("By phone")
    filling.says("[phone 1]", PHONE)
    assert "by phone, [phone 1]" in filling.heard
    filling.presses("Change")
    filling.presses("What goes with it")
    filling.presses("Yes, and our last messages")
    filling.presses("Change")
    filling.presses("My message")
    filling.says("Something else.")
    filling.presses("Send")
    request = filling.step.request
    assert request is not None
    assert (request.role, request.contact_method, request.token) == (
        "researcher",
        "phone",
        "[phone 1]",
    )
    assert (request.with_transcript, request.message) == (True, "Something else.")


@pytest.mark.parametrize(
    ("text", "asking"),
    [
        ("change my email", "reach"),
        ("wrong number", "reach"),
        ("no, change the message", "message"),
        ("I want to change who I am", "role"),
        ("change", "change"),
        ("no", "change"),
        ("go back", "change"),
    ],
)
def test_a_change_in_words(filling: Filling, text: str, asking: str) -> None:
    filling.as_far_as("check").says(text)
    assert filling.form.asking == asking


def test_a_change_that_is_taken_back_changes_nothing(filling: Filling) -> None:
    before = filling.as_far_as("check").heard
    filling.presses("Change")
    assert filling.presses("Nothing") == before
    filling.presses("Change")
    assert filling.says("no") == before


def test_a_new_address_at_the_end_takes_the_place_of_the_old(filling: Filling) -> None:
    new = Detail("[email 2]", "email", True)
    heard = filling.as_far_as("check").says("my email is [email 2]", new)
    assert "by email, [email 2]" in heard
    assert "email is" not in filling.form.message


def test_an_address_within_more_words_is_part_of_the_message(filling: Filling) -> None:
    filling.as_far_as("check").says("you can also ring my wife on [phone 1] or at work", PHONE)
    assert filling.form.token == "[email 1]"
    assert "[phone 1]" in filling.form.message


def test_an_earlier_answer_is_changed_by_its_old_button(filling: Filling) -> None:
    patient = filling.buttons["A patient"]
    filling.as_far_as("consent").uses(patient)
    assert filling.form.role == "patient"
    assert filling.form.asking == "consent"
