"""The questions of the form: who somebody is, how to reach them, and whether they agree."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content.circumstances import Detail
from bot.content.pack import Pack
from bot.handoff.form import asking as form_asking
from bot.handoff.form.state import Form
from tests.support.rows import all_of
from tests.unit.handoff.form.filling import BAD_MAIL, BAD_PHONE, MAIL, PHONE, Filling


def test_it_opens_with_what_it_is_not_for_and_asks_who_they_are(filling: Filling) -> None:
    assert filling.heard.startswith("Not for urgent or medical help. Read on working days.")
    assert next(iter(filling.buttons)) == "A patient"
    assert filling.step.goes_on


def test_from_the_first_question_to_the_request(filling: Filling) -> None:
    heard = filling.as_far_as("check").heard
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


ROLES = [
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
]


def test_who_they_are_in_their_own_words(pack: Pack) -> None:
    def is_understood(text: str, role: str) -> None:
        filling = Filling(pack)
        filling.says(text)
        assert filling.form.role == role
        assert filling.form.asking == "reach"

    all_of(ROLES, is_understood)


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
    filling.as_far_as("reach").says(text)
    assert filling.form.reach == way


def test_here_is_no_way_in_a_terminal(pack: Pack) -> None:
    filling = Filling(pack, "shell").as_far_as("reach")
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
    filling.as_far_as("contact").says("[phone 1]", PHONE)
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
    filling.as_far_as("reach").presses(way)
    assert example in filling.says(text, *details)
    assert filling.form.token == ""
    assert filling.form.asking == "contact"


@pytest.mark.parametrize("text", ["sam@", "sam@@example", "0207 94"])
def test_half_an_address_at_the_choice_of_ways_is_asked_again(filling: Filling, text: str) -> None:
    heard = filling.as_far_as("reach").says(text, intent="contact_person")
    assert "I cannot read that as" in heard


def test_another_way_can_be_chosen_when_an_address_is_asked_for(filling: Filling) -> None:
    filling.as_far_as("contact").presses("Another way")
    assert filling.form.asking == "reach"
    filling.presses("By phone")
    assert "phone number" in filling.heard


CONSENTS = [
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
]


def test_consent_in_their_own_words(pack: Pack) -> None:
    def is_understood(text: str, with_talk: bool) -> None:
        filling = Filling(pack).as_far_as("consent")
        filling.says(text)
        assert filling.form.consent
        assert filling.form.with_talk is with_talk

    all_of(CONSENTS, is_understood)


@pytest.mark.parametrize("text", ["no", "No thanks, stop", "I do not agree", "nope"])
def test_without_consent_nothing_is_sent(filling: Filling, pack: Pack, text: str) -> None:
    heard = filling.as_far_as("consent").says(text)
    assert not filling.step.goes_on
    assert filling.step.request is None
    assert "Nothing was sent" in heard or "I send nothing" in heard
    assert pack.facts["contact"]["email"] in heard


def test_no_to_the_question_of_consent_forgets_it_all(filling: Filling) -> None:
    filling.as_far_as("consent").presses("No")
    assert filling.form == Form()


def test_how_long_it_is_kept_is_said_as_it_is_set(pack: Pack) -> None:
    form = replace(Form().entered(), asking="consent")
    assert "7 days" in form_asking.ask(pack, form, "web", 7).text
    assert "30 days" in form_asking.ask(pack, form, "web", 30).text
