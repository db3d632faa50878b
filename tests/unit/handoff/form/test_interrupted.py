"""Questions and danger in the middle of the form; it is left, and taken up again."""

from __future__ import annotations

from itertools import product

import pytest

from bot.content.circumstances import Detail
from bot.content.pack import Pack
from bot.handoff.form.state import Form
from tests.support.rows import all_of
from tests.unit.handoff.form.filling import MAIL, Filling


@pytest.mark.parametrize("step", ["role", "reach", "contact", "consent"])
def test_a_question_in_the_middle_is_answered_and_the_form_goes_on(
    filling: Filling, pack: Pack, step: str
) -> None:
    asked = filling.as_far_as(step).heard.split("\n\n")[-1]
    heard = filling.says("What is a biobank?", intent="other_glossary_term", terms=("biobank",))
    assert pack.cards["biobank"].meaning in heard
    assert heard.endswith(asked)
    assert filling.form.asking == step
    assert filling.step.goes_on


def test_what_is_stored_is_answered_in_the_middle(filling: Filling, pack: Pack) -> None:
    heard = filling.as_far_as("consent").says("what do you store?", intent="privacy")
    assert pack.cards["privacy"].meaning in heard


def test_the_contact_is_named_in_the_middle_without_a_second_form(filling: Filling) -> None:
    heard = filling.as_far_as("reach").says("who reads this?", intent="contact_person")
    assert "@" in heard
    assert "Leave a message" not in filling.buttons


def test_what_is_not_understood_is_said_and_asked_again(filling: Filling) -> None:
    heard = filling.says("flumble wump")
    assert heard.startswith("I did not follow that.")
    assert "Who are you?" in heard


def test_the_quiz_does_not_start_in_the_middle(filling: Filling) -> None:
    heard = filling.says("quiz me", intent="start_quiz")
    assert "Question 1" not in heard
    assert "Who are you?" in heard


def test_deleting_is_offered_where_a_message_is_expected(filling: Filling) -> None:
    filling.as_far_as("message").says("delete my data", intent="delete_my_data")
    assert "Yes, delete everything" in filling.buttons
    assert filling.form.parts == ()


def test_danger_that_the_classifier_hears_brings_the_card_alone(filling: Filling) -> None:
    filling.as_far_as("message").says("it all hurts so much", intent="urgent_help")
    assert [reply.kind for reply in filling.step.replies] == ["crisis"]
    assert filling.step.decision == "crisis"
    assert filling.form.parts == ()
    assert filling.step.goes_on
    # Nobody is kept from leaving a message: the second time it is read back.
    filling.says("I was ill on the trial and nobody rang", intent="urgent_help")
    assert "“I was ill on the trial and nobody rang”" in filling.heard


STEPS = ("role", "reach", "contact", "consent", "message", "check")
STOPS = ("stop", "Cancel", "never mind", "I want to stop", "quit please")


def test_it_can_be_stopped_anywhere(pack: Pack) -> None:
    def is_stopped(step: str, text: str) -> None:
        filling = Filling(pack).as_far_as(step)
        assert "Nothing was sent" in filling.says(text)
        assert not filling.step.goes_on
        assert filling.step.request is None

    all_of(list(product(STEPS, STOPS)), is_stopped)


def test_it_is_gone_on_with_and_only_the_address_is_asked_again(filling: Filling) -> None:
    filling.as_far_as("check").presses("Stop")
    assert list(filling.buttons) == ["Go on with my message"]
    heard = filling.comes_back()
    assert heard.startswith("Not for urgent or medical help.")
    assert "What is your email address?" in heard
    filling.says("[email 1]", MAIL)
    assert "“Please tell me about the panel.”" in filling.heard


def test_a_message_with_something_private_is_asked_again(filling: Filling) -> None:
    filling.as_far_as("message").says("I am [name 1]", Detail("[name 1]", "name", True))
    filling.presses("Stop")
    assert filling.form.parts == ()
    filling.comes_back()
    heard = filling.says("[email 1]", MAIL)
    assert "What would you like to say" in heard
    assert "[name 1]" not in heard


def test_a_form_left_at_the_first_question_leaves_nothing(filling: Filling) -> None:
    filling.says("stop")
    assert filling.form == Form()
    assert filling.buttons == {}


def test_an_old_send_button_of_a_form_that_was_left_sends_nothing_half(filling: Filling) -> None:
    send = filling.as_far_as("check").buttons["Send"]
    filling.says("stop")
    filling.form = filling.form.entered()
    heard = filling.uses(send)
    assert filling.step.request is None
    assert "email address" in heard
