"""The form that leaves a message for a person: its plain logic, no model and no database."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.content.circumstances import Circumstances, Detail
from bot.content.dialogue import Memory
from bot.content.load import Pack
from bot.handoff.form import asking as form_asking
from bot.handoff.form.filling import MOST_CHARACTERS, belongs, old_button, take_step
from bot.handoff.form.shapes import FormAnswer, Heard
from bot.handoff.form.state import Form, form_of
from bot.messages import Button, Press
from bot.understanding.message import Understanding

OFFERED = Circumstances(handoff=True)
MAIL = Detail("[email 1]", "email", True)
BAD_MAIL = Detail("[email 1]", "email", False)
PHONE = Detail("[phone 1]", "phone", True)
BAD_PHONE = Detail("[phone 1]", "phone", False)


class Filling:
    """Somebody who fills in the form on a channel."""

    def __init__(self, pack: Pack, channel: str = "web", around: Circumstances = OFFERED) -> None:
        self.pack, self.channel, self.around = pack, channel, around
        self.form = Form().entered()
        self.memory = Memory()
        self.step: FormAnswer
        self._hears(Understanding("contact_person"), press="start")

    def _hears(self, understood: Understanding, *details: Detail, press: str = "") -> str:
        around = replace(self.around, channel=self.channel, details=details)
        heard = Heard(replace(understood, form_press=press), around)
        self.step = take_step(self.pack, self.form, heard, self.memory)
        # As it is kept between two messages.
        self.form = form_of(json.loads(json.dumps(self.step.form.as_slot())))
        self.memory = self.step.memory
        return self.heard

    @property
    def heard(self) -> str:
        return "\n\n".join(reply.text for reply in self.step.replies)

    @property
    def buttons(self) -> dict[str, Button]:
        return {button.title: button for reply in self.step.replies for button in reply.buttons}

    def says(self, text: str, *details: Detail, intent: str = "out_of_scope", **more: Any) -> str:
        decision = more.pop("decision", "refuse" if intent == "out_of_scope" else "answer")
        return self._hears(Understanding(intent, decision, text, **more), *details)

    def presses(self, title: str) -> str:
        return self.uses(self.buttons[title])

    def uses(self, button: Button) -> str:
        press = Press.read(button.press)
        return self._hears(Understanding(press.intent, text=button.press), press=press.value)

    def comes_back(self) -> str:
        self.form = self.form.entered()
        return self._hears(Understanding("contact_person"), press="start")


@pytest.fixture
def filling(pack: Pack) -> Filling:
    return Filling(pack)


def _as_far_as(filling: Filling, step: str) -> Filling:
    """Fill in the form up to a question."""
    if step == "role":
        return filling
    filling.presses("A carer or family member")
    if step == "reach":
        return filling
    filling.presses("By email")
    if step == "contact":
        return filling
    filling.says("[email 1]", MAIL)
    if step == "consent":
        return filling
    filling.presses("Yes, only my message")
    if step == "message":
        return filling
    filling.says("Please tell me about the panel.")
    assert filling.form.asking == "check"
    return filling


def test_it_opens_with_what_it_is_not_for_and_asks_who_they_are(filling: Filling) -> None:
    assert filling.heard.startswith("Not for urgent or medical help. Read on working days.")
    assert next(iter(filling.buttons)) == "A patient"
    assert filling.step.goes_on


def test_from_the_first_question_to_the_request(filling: Filling) -> None:
    heard = _as_far_as(filling, "check").heard
    assert "by email, [email 1]" in heard
    assert "a carer or family member" in heard
    assert "“Please tell me about the panel.”" in heard
    assert list(filling.buttons)[:3] == ["Send", "Change", "That was a question"]
    heard = filling.presses("Send")
    request = filling.step.request
    assert request is not None
    assert (request.role, request.contact_method, request.token) == ("carer", "email", "[email 1]")
    assert request.message == "Please tell me about the panel."
    assert not request.with_transcript
    assert request.reference in heard
    assert not filling.step.goes_on


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("patient", "patient"),
        ("I'm a patient", "patient"),
        ("I have bowel cancer", "patient"),
        ("a carer", "carer"),
        ("I look after my mum", "carer"),
        ("My husband is ill", "carer"),
        ("member of the public", "public"),
        ("just interested", "public"),
        ("researcher", "researcher"),
        ("I am a PhD student", "researcher"),
        ("I'm a research nurse at the hospital", "researcher"),
        ("someone else", "other"),
        ("a charity", "other"),
        ("A patient.", "patient"),
        ("the first one", "patient"),
        ("4", "researcher"),
    ],
)
def test_who_they_are_in_their_own_words(filling: Filling, text: str, role: str) -> None:
    filling.says(text)
    assert filling.form.role == role
    assert filling.form.asking == "reach"


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("email please", "email"),
        ("by e-mail", "email"),
        ("please ring me", "phone"),
        ("a phone call", "phone"),
        ("text me", "phone"),
        ("not by phone, email me", "email"),
        ("here", "here"),
        ("Here, with a code", "here"),
        ("the second one", "phone"),
    ],
)
def test_how_to_reach_them_in_their_own_words(filling: Filling, text: str, way: str) -> None:
    _as_far_as(filling, "reach").says(text)
    assert filling.form.reach == way


def test_here_is_no_way_in_a_terminal(pack: Pack) -> None:
    filling = _as_far_as(Filling(pack, "shell"), "reach")
    assert [title for title in filling.buttons if title.startswith("Here")] == []
    filling.says("here")
    assert filling.form.reach == ""
    assert filling.form.asking == "reach"


def test_an_address_at_once_is_taken_at_once(filling: Filling) -> None:
    filling.says("I am a patient, [email 1]", MAIL)
    filling.says("patient")
    assert (filling.form.role, filling.form.token) == ("patient", "[email 1]")
    assert filling.form.asking == "consent"


def test_a_telephone_number_where_an_email_was_asked_for_is_taken(filling: Filling) -> None:
    _as_far_as(filling, "contact").says("[phone 1]", PHONE)
    assert (filling.form.reach, filling.form.token) == ("phone", "[phone 1]")


@pytest.mark.parametrize(
    ("way", "text", "details", "example"),
    [
        ("By email", "[email 1]", (BAD_MAIL,), "sam@example.org"),
        ("By email", "sam at home", (), "sam@example.org"),
        ("By email", "sam@", (), "sam@example.org"),
        ("By phone", "[phone 1]", (BAD_PHONE,), "020 7946 0123"),
        ("By phone", "12345", (), "020 7946 0123"),
        ("By phone", "no idea", (), "020 7946 0123"),
    ],
)
def test_what_is_no_address_is_asked_again_with_an_example(
    filling: Filling, way: str, text: str, details: tuple[Detail, ...], example: str
) -> None:
    _as_far_as(filling, "reach").presses(way)
    assert example in filling.says(text, *details)
    assert filling.form.token == ""
    assert filling.form.asking == "contact"


@pytest.mark.parametrize("text", ["sam@", "sam@@example", "0207 94"])
def test_half_an_address_at_the_choice_of_ways_is_asked_again(filling: Filling, text: str) -> None:
    heard = _as_far_as(filling, "reach").says(text, intent="contact_person")
    assert "I cannot read that as" in heard


def test_another_way_can_be_chosen_when_an_address_is_asked_for(filling: Filling) -> None:
    _as_far_as(filling, "contact").presses("Another way")
    assert filling.form.asking == "reach"
    filling.presses("By phone")
    assert "phone number" in filling.heard


@pytest.mark.parametrize(
    ("text", "with_talk"),
    [
        ("yes", False),
        ("ok", False),
        ("Yes please", False),
        ("that's fine", False),
        ("yes, only my message", False),
        ("just my message", False),
        ("both", True),
        ("yes, everything", True),
        ("yes and the chat too", True),
        ("Yes, and our last messages", True),
    ],
)
def test_consent_in_their_own_words(filling: Filling, text: str, with_talk: bool) -> None:
    _as_far_as(filling, "consent").says(text)
    assert filling.form.consent
    assert filling.form.with_talk is with_talk


@pytest.mark.parametrize("text", ["no", "No thanks, stop", "I do not agree", "nope"])
def test_without_consent_nothing_is_sent(filling: Filling, pack: Pack, text: str) -> None:
    heard = _as_far_as(filling, "consent").says(text)
    assert not filling.step.goes_on
    assert filling.step.request is None
    assert "Nothing was sent" in heard or "I send nothing" in heard
    assert pack.facts["contact"]["email"] in heard


def test_no_to_the_question_of_consent_forgets_it_all(filling: Filling) -> None:
    _as_far_as(filling, "consent").presses("No")
    assert filling.form == Form()


def test_how_long_it_is_kept_is_said_as_it_is_set(pack: Pack) -> None:
    form = replace(Form().entered(), asking="consent")
    assert "7 days" in form_asking.ask(pack, form, "web", 7).text
    assert "30 days" in form_asking.ask(pack, form, "web", 30).text


# ---- the message -------------------------------------------------------------------------------------

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


@pytest.mark.parametrize("text", HARMLESS)
def test_whatever_is_written_is_read_back_as_it_is(filling: Filling, text: str) -> None:
    heard = _as_far_as(filling, "message").says(text, intent="define_involvement")
    assert f"“{text}”" in heard
    assert filling.form.message == text
    assert filling.step.request is None
    assert "Send" in filling.buttons


def test_a_message_in_two_parts_is_one_message(filling: Filling) -> None:
    heard = _as_far_as(filling, "check").says("And can I bring my wife?")
    assert "“Please tell me about the panel.\nAnd can I bring my wife?”" in heard
    filling.presses("Send")
    assert filling.step.request is not None
    assert filling.step.request.message.endswith("bring my wife?")


def test_more_than_can_be_sent_is_said_and_what_was_written_stays(filling: Filling) -> None:
    heard = _as_far_as(filling, "check").says("x" * MOST_CHARACTERS)
    assert "more than I can send" in heard
    assert filling.form.message == "Please tell me about the panel."


def test_that_was_a_question_is_answered_and_is_not_sent(filling: Filling, pack: Pack) -> None:
    _as_far_as(filling, "message").says(
        "what is a biobank", intent="other_glossary_term", terms=("biobank",)
    )
    heard = filling.presses("That was a question")
    assert pack.cards["biobank"].meaning in heard
    assert filling.form.parts == ()
    assert "What would you like to say" in heard


def test_only_the_last_part_was_a_question(filling: Filling, pack: Pack) -> None:
    _as_far_as(filling, "check").says(
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
    _as_far_as(filling, "check").says(text)
    assert filling.step.request is not None


# ---- changes -----------------------------------------------------------------------------------------


def test_each_answer_can_be_changed_at_the_end(filling: Filling) -> None:
    _as_far_as(filling, "check").presses("Change")
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
    _as_far_as(filling, "check").says(text)
    assert filling.form.asking == asking


def test_a_change_that_is_taken_back_changes_nothing(filling: Filling) -> None:
    before = _as_far_as(filling, "check").heard
    filling.presses("Change")
    assert filling.presses("Nothing") == before
    filling.presses("Change")
    assert filling.says("no") == before


def test_a_new_address_at_the_end_takes_the_place_of_the_old(filling: Filling) -> None:
    new = Detail("[email 2]", "email", True)
    heard = _as_far_as(filling, "check").says("my email is [email 2]", new)
    assert "by email, [email 2]" in heard
    assert "email is" not in filling.form.message


def test_an_address_within_more_words_is_part_of_the_message(filling: Filling) -> None:
    _as_far_as(filling, "check").says("you can also ring my wife on [phone 1] or at work", PHONE)
    assert filling.form.token == "[email 1]"
    assert "[phone 1]" in filling.form.message


def test_an_earlier_answer_is_changed_by_its_old_button(filling: Filling) -> None:
    patient = filling.buttons["A patient"]
    _as_far_as(filling, "consent").uses(patient)
    assert filling.form.role == "patient"
    assert filling.form.asking == "consent"


# ---- questions and danger in the middle ----------------------------------------------------------------


@pytest.mark.parametrize("step", ["role", "reach", "contact", "consent"])
def test_a_question_in_the_middle_is_answered_and_the_form_goes_on(
    filling: Filling, pack: Pack, step: str
) -> None:
    asked = _as_far_as(filling, step).heard.split("\n\n")[-1]
    heard = filling.says("What is a biobank?", intent="other_glossary_term", terms=("biobank",))
    assert pack.cards["biobank"].meaning in heard
    assert heard.endswith(asked)
    assert filling.form.asking == step
    assert filling.step.goes_on


def test_what_is_stored_is_answered_in_the_middle(filling: Filling, pack: Pack) -> None:
    heard = _as_far_as(filling, "consent").says("what do you store?", intent="privacy")
    assert pack.cards["privacy"].meaning in heard


def test_the_contact_is_named_in_the_middle_without_a_second_form(filling: Filling) -> None:
    heard = _as_far_as(filling, "reach").says("who reads this?", intent="contact_person")
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
    _as_far_as(filling, "message").says("delete my data", intent="delete_my_data")
    assert "Yes, delete everything" in filling.buttons
    assert filling.form.parts == ()


def test_danger_that_the_classifier_hears_brings_the_card_alone(filling: Filling) -> None:
    _as_far_as(filling, "message").says("it all hurts so much", intent="urgent_help")
    assert [reply.kind for reply in filling.step.replies] == ["crisis"]
    assert filling.step.decision == "crisis"
    assert filling.form.parts == ()
    assert filling.step.goes_on
    # Nobody is kept from leaving a message: the second time it is read back.
    filling.says("I was ill on the trial and nobody rang", intent="urgent_help")
    assert "“I was ill on the trial and nobody rang”" in filling.heard


# ---- leaving and coming back ---------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["role", "reach", "contact", "consent", "message", "check"])
@pytest.mark.parametrize("text", ["stop", "Cancel", "never mind", "I want to stop", "quit please"])
def test_it_can_be_stopped_anywhere(filling: Filling, step: str, text: str) -> None:
    heard = _as_far_as(filling, step).says(text)
    assert "Nothing was sent" in heard
    assert not filling.step.goes_on
    assert filling.step.request is None


def test_it_is_gone_on_with_and_only_the_address_is_asked_again(filling: Filling) -> None:
    _as_far_as(filling, "check").presses("Stop")
    assert list(filling.buttons) == ["Go on with my message"]
    heard = filling.comes_back()
    assert heard.startswith("Not for urgent or medical help.")
    assert "What is your email address?" in heard
    filling.says("[email 1]", MAIL)
    assert "“Please tell me about the panel.”" in filling.heard


def test_a_message_with_something_private_is_asked_again(filling: Filling) -> None:
    _as_far_as(filling, "message").says("I am [name 1]", Detail("[name 1]", "name", True))
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
    send = _as_far_as(filling, "check").buttons["Send"]
    filling.says("stop")
    filling.form = filling.form.entered()
    heard = filling.uses(send)
    assert filling.step.request is None
    assert "email address" in heard


# ---- sent once ------------------------------------------------------------------------------------------


def test_send_pressed_ten_times_is_one_request(filling: Filling, pack: Pack) -> None:
    send = _as_far_as(filling, "check").buttons["Send"]
    press = Press.read(send.press).value
    filling.uses(send)
    request = filling.step.request
    assert request is not None
    for _ in range(9):
        assert not belongs(filling.form, press)
        said = old_button(pack, filling.form, press).text
        assert "was sent before" in said
        assert request.reference in said


def test_an_old_send_button_within_a_new_form_sends_nothing(filling: Filling) -> None:
    send = _as_far_as(filling, "check").buttons["Send"]
    filling.uses(send)
    first = filling.step.request
    assert first is not None
    filling.comes_back()
    _as_far_as(filling, "check")
    heard = filling.uses(send)
    assert filling.step.request is None
    assert first.reference in heard
    assert "Shall I send it?" in heard
    filling.presses("Send")
    second = filling.step.request
    assert second is not None
    assert second.key != first.key
    assert second.reference != first.reference


def test_a_button_of_another_form_says_that_it_is_old(pack: Pack) -> None:
    assert old_button(pack, Form(), "0a1b2c role patient").card_id == "old-button"
    assert not belongs(Form().entered(), "0a1b2c role patient")


@pytest.mark.parametrize("press", ["{run} role king", "{run} reach pigeon", "{run} fly", "{run}"])
def test_a_made_up_button_does_nothing(filling: Filling, press: str) -> None:
    made_up = Press("contact_person", "handoff", press.format(run=filling.form.run))
    filling.uses(Button("?", str(made_up)))
    assert filling.form.role == ""
    assert "Who are you?" in filling.heard


def test_when_nothing_can_be_delivered_any_more_it_says_so_and_keeps_the_words(
    filling: Filling, pack: Pack
) -> None:
    _as_far_as(filling, "check")
    filling.around = Circumstances(handoff=False)
    heard = filling.presses("Send")
    assert filling.step.request is None
    assert "Nothing was sent" in heard
    assert pack.facts["contact"]["email"] in heard
    assert "Please tell me about the panel." in heard
    filling.around = OFFERED
    filling.presses("Send")
    assert filling.step.request is not None


# ---- the end --------------------------------------------------------------------------------------------


def _sent(pack: Pack, channel: str, reach: str, at: datetime, monkeypatch: Any) -> str:
    monkeypatch.setattr(form_asking, "now", lambda: at)
    form = replace(Form().entered(), reach=reach)
    return form_asking.sent(pack, form, channel, "PPI-7K3M-9Q2X").text


TUESDAY = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
CHRISTMAS = datetime(2026, 12, 24, 20, 0, tzinfo=UTC)


def test_the_end_names_reference_way_and_hours(pack: Pack, monkeypatch: Any) -> None:
    said = _sent(pack, "web", "email", TUESDAY, monkeypatch)
    assert "PPI-7K3M-9Q2X" in said
    assert "Monday to Friday, 9 am to 5 pm" in said
    assert "today" in said
    assert "cannot say how soon" in said
    assert "code" not in said


def test_the_end_knows_bank_holidays(pack: Pack, monkeypatch: Any) -> None:
    # 25 is Christmas Day, 26 and 27 a weekend, and 28 stands in for Boxing Day.
    assert "on Tuesday 29 December" in _sent(pack, "web", "phone", CHRISTMAS, monkeypatch)


def test_no_hours_no_promise(pack: Pack, monkeypatch: Any) -> None:
    said = _sent(replace(pack, hours=None), "web", "phone", TUESDAY, monkeypatch)
    assert "Messages are read" not in said
    assert "cannot say how soon" in said


def test_the_end_has_a_code_on_the_web_only(pack: Pack, monkeypatch: Any) -> None:
    assert "type this code: [return code " in _sent(pack, "web", "here", TUESDAY, monkeypatch)
    assert "code" not in _sent(pack, "telegram", "here", TUESDAY, monkeypatch)


def test_what_is_kept_between_messages_is_read_back_whole() -> None:
    form = replace(
        Form().entered(), parts=("one", "two"), sent=(("0a1b2c", "PPI-7K3M-9Q2X"),), role="patient"
    )
    assert form_of(json.loads(json.dumps(form.as_slot()))) == form
    assert form_of(None) == Form()
    assert form_of({"unknown": 1}) == Form()
