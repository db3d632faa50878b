"""Leaving a message for a person, through the whole assistant on every channel."""

from __future__ import annotations

import pytest

from bot.content.pack import Pack
from bot.handoff.codes import codes_in
from tests.conversations.writer import CHANNELS, LEAVE, MESSAGE, SEND, Writer, Writing
from tests.support.people import EXAMPLE_EMAIL, EXAMPLE_PHONE, PAT, SAMANTHA


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_message_is_left_by_buttons_and_words(writing: Writing, channel: str) -> None:
    writer = writing(channel)
    heard = await writer.writes()
    assert f"“{MESSAGE}”" in heard
    assert f"by email, {SAMANTHA.email}" in heard
    assert writer.desk.opened == []  # nothing counts before it is sent
    heard = await writer.presses(SEND)
    (request, requester), *more = writer.desk.opened
    assert more == []
    assert request.reference in heard
    assert (request.role, request.contact_method, request.message) == ("patient", "email", MESSAGE)
    assert writer.desk.details == [{request.token: SAMANTHA.email}]
    assert requester.channel == channel
    assert "9 am to 5 pm" in heard


async def test_the_contact_comes_first_and_then_the_form(writer: Writer, pack: Pack) -> None:
    heard = await writer.says("can I speak to someone real")
    contact = pack.facts["contact"]
    for fact in ("name", "role", "email"):
        assert contact[fact] in heard
    assert heard.index(contact["email"]) < heard.index("Or leave a message here")
    heard = await writer.presses(LEAVE)
    assert heard.startswith("Not for urgent or medical help. Read on working days.")


async def test_all_of_it_in_typed_words(writing: Writing) -> None:
    writer = writing("telegram")
    await writer.begins()
    await writer.says(
        "I'm a carer", "please ring me", SAMANTHA.phone, "yes", MESSAGE, "yes send it"
    )
    (request, _), *_ = writer.desk.opened
    assert (request.role, request.contact_method) == ("carer", "phone")
    assert list(writer.desk.details[0].values()) == [SAMANTHA.phone]


async def test_here_on_telegram_needs_no_address(writing: Writing) -> None:
    writer = writing("telegram")
    await writer.begins()
    await writer.presses("A researcher", "Here in this chat", "Yes, and our last messages")
    await writer.says(MESSAGE)
    heard = await writer.presses(SEND)
    (request, requester), *_ = writer.desk.opened
    assert (request.contact_method, request.token, request.return_code) == ("here", "", "")
    assert request.with_transcript
    assert requester.address == "4242"
    assert "in this chat" in heard
    assert "code" not in heard


async def test_here_on_the_web_gives_a_code_that_is_kept_nowhere(writer: Writer) -> None:
    await writer.begins()
    await writer.presses("A patient", "Here, with a code", "Yes, only my message")
    await writer.says(MESSAGE)
    heard = await writer.presses(SEND)
    (request, _), *_ = writer.desk.opened
    assert codes_in(heard) == [request.return_code]
    assert request.return_code not in writer.stored()
    # A page that is loaded again still shows it.
    shown = (await writer.conversations.history(writer.conversation, 0))[-1].text
    assert request.return_code in shown


async def test_here_is_not_offered_in_the_terminal(writing: Writing) -> None:
    writer = writing("shell")
    await writer.begins()
    await writer.presses("A patient")
    assert [title for title in writer.buttons if "ere" in title] == []


async def test_details_are_in_the_database_only_as_tokens(writer: Writer) -> None:
    await writer.writes(f"My name is {SAMANTHA.name}. Ring my sister on {SAMANTHA.phone}.")
    assert SAMANTHA.phone in writer.heard or SAMANTHA.international_phone in writer.heard
    await writer.presses(SEND)
    stored = writer.stored()
    for private in (
        SAMANTHA.email,
        SAMANTHA.last_name,
        SAMANTHA.phone,
        SAMANTHA.international_phone[1:],
    ):
        assert private not in stored
    (request, _), *_ = writer.desk.opened
    assert SAMANTHA.email not in request.message + request.token
    assert SAMANTHA.email in writer.desk.details[0].values()
    assert SAMANTHA.name in writer.desk.details[0].values()


async def test_nobody_is_told_off_for_what_was_asked_for(writer: Writer, pack: Pack) -> None:
    await writer.writes()
    assert "personal-data" not in writer.cards
    assert "notice" not in writer.kinds


async def test_a_message_in_other_letters_is_taken(writer: Writer) -> None:
    heard = await writer.writes("Мне нужна помощь на русском языке, пожалуйста")
    assert "Мне нужна помощь" in heard
    await writer.presses(SEND)
    assert "Мне нужна" in writer.desk.opened[0][0].message


async def test_a_message_with_two_questions_is_one_message(writer: Writer) -> None:
    text = "What does the panel do? And will I be paid for it?"
    assert f"“{text}”" in await writer.writes(text)


async def test_every_answer_is_corrected_before_it_is_sent(writer: Writer) -> None:
    await writer.writes("Frist try")
    await writer.presses("Change", "Who I am", "A member of the public")
    await writer.says("change my email")
    await writer.presses("By phone")
    await writer.says(SAMANTHA.phone)
    await writer.presses("Change", "My message")
    await writer.says("Second try")
    await writer.presses("Change", "What goes with it", "Yes, and our last messages", SEND)
    (request, _), *_ = writer.desk.opened
    assert (request.role, request.contact_method, request.message) == (
        "public",
        "phone",
        "Second try",
    )
    assert request.with_transcript


async def test_a_new_address_takes_the_place_of_the_old(writer: Writer) -> None:
    await writer.writes()
    heard = await writer.says(f"sorry, it is {PAT.email}")
    assert f"by email, {PAT.email}" in heard
    await writer.presses(SEND)
    assert list(writer.desk.details[0].values()) == [PAT.email]


async def test_an_old_button_changes_an_earlier_answer(writer: Writer) -> None:
    await writer.begins()
    await writer.presses("A patient", "By email")
    await writer.presses_again("A researcher")
    await writer.says(SAMANTHA.email)
    await writer.presses("Yes, only my message")
    await writer.says(MESSAGE)
    await writer.presses(SEND)
    assert writer.desk.opened[0][0].role == "researcher"


async def test_what_is_written_after_the_message_is_added_to_it(writer: Writer) -> None:
    await writer.writes()
    await writer.says("And may my daughter come along?")
    await writer.presses(SEND)
    assert writer.desk.opened[0][0].message == f"{MESSAGE}\nAnd may my daughter come along?"


@pytest.mark.parametrize("typed", ["sam@", "sam at home", "nope@@example", "example.org", "later"])
async def test_no_email_address_is_asked_again_with_an_example(writer: Writer, typed: str) -> None:
    await writer.begins()
    await writer.presses("A patient", "By email")
    assert EXAMPLE_EMAIL in await writer.says(typed)
    assert "Is that all right?" in await writer.says(SAMANTHA.email)


@pytest.mark.parametrize("typed", ["12345", "07700", "99999 999999 999999", "my number"])
async def test_no_telephone_number_is_asked_again_with_an_example(
    writer: Writer, typed: str
) -> None:
    await writer.begins()
    await writer.presses("A patient", "By phone")
    assert EXAMPLE_PHONE in await writer.says(typed)
    assert "Is that all right?" in await writer.says(SAMANTHA.phone)


BAD = [
    f"{SAMANTHA.email}\r\nBcc: everybody@example.org",
    "<b>Sam</b> <script>alert(1)</script>",
    "x" * 10_000,
    "{{ 7 * 7 }} {% include 'x' %}",
    "=HYPERLINK(1)",
    "\x00\x01\x02 hidden",
    "[email 1] [phone 1]",
    "/restart",
    "🙂",
]


@pytest.mark.parametrize("text", BAD)
async def test_bad_input_as_the_message_is_harmless(writer: Writer, text: str) -> None:
    await writer.writes(text)
    assert writer.kinds[-1] in ("form", "notice")
    if "Send" not in writer.buttons:  # refused for its length: the form waits
        assert "too long" in writer.heard
        await writer.says(MESSAGE)
    await writer.presses(SEND)
    (request, _), *_ = writer.desk.opened
    assert "\x00" not in request.message
    assert "everybody@example.org" not in request.message
    # What looks like a token of ours is not taken for one.
    assert request.token not in request.message or text.startswith(SAMANTHA.email)
    assert writer.desk.details[0][request.token] == SAMANTHA.email


async def test_odd_answers_to_a_choice_are_asked_again(writer: Writer) -> None:
    await writer.begins()
    for text in ("flumble wump", "🙂", "?", "   ", "\x00"):
        heard = await writer.says(text)
        assert heard
    await writer.says("a patient")
    assert "How can" in writer.heard
