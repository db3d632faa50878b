"""A form for a person that is interrupted, left, taken up again, and sent once."""

from __future__ import annotations

import pytest

from bot.content.pack import Pack
from bot.records import tables as t
from tests.conversations.writer import CHANNELS, GO_ON, MESSAGE, SEND, Writer, Writing
from tests.support.people import PAT, SAMANTHA


@pytest.mark.parametrize("after", [0, 1, 2, 3])
async def test_a_question_in_the_middle_is_answered_and_the_form_goes_on(
    writer: Writer, pack: Pack, after: int
) -> None:
    await writer.begins()
    steps = [
        lambda: writer.presses("A patient"),
        lambda: writer.presses("By email"),
        lambda: writer.says(SAMANTHA.email),
    ]
    for step in steps[:after]:
        await step()
    question = writer.last.replies[-1].text.split("\n\n")[-1]
    heard = await writer.says("What is a biobank?")
    assert writer.cards[0] == "biobank"
    assert heard.endswith(question)


async def test_a_message_that_was_a_question_is_answered(writer: Writer, pack: Pack) -> None:
    await writer.writes("What is the difference between involvement and engagement?")
    await writer.presses("That was a question")
    assert writer.cards[0] == "compare-core"
    await writer.says(MESSAGE)
    await writer.presses(SEND)
    assert writer.desk.opened[0][0].message == MESSAGE


@pytest.mark.parametrize("step", ["role", "contact", "message", "check"])
async def test_danger_in_the_middle_brings_the_card_alone_and_is_no_answer(
    writer: Writer, step: str
) -> None:
    if step == "check":
        await writer.writes()
    else:
        await writer.begins()
        if step != "role":
            await writer.presses("A patient", "By email")
        if step == "message":
            await writer.says(SAMANTHA.email)
            await writer.presses("Yes, only my message")
    await writer.says("I want to kill myself")
    assert writer.kinds == ["crisis"]
    assert GO_ON not in writer.buttons
    # The form is where it was, with the way to help beside each question.
    if step == "role":
        await writer.presses_again("A patient")
        await writer.presses("By email")
    if step in ("role", "contact"):
        await writer.says(SAMANTHA.email)
        await writer.presses("Yes, only my message")
    if step != "check":
        await writer.says(MESSAGE)
    else:
        await writer.says("and my wife")
    assert "Get help now" in " ".join(writer.buttons)
    await writer.presses(SEND)
    assert "kill" not in writer.desk.opened[0][0].message


async def test_delete_my_data_in_the_middle_deletes(writer: Writer) -> None:
    await writer.writes()
    await writer.says("delete my data")
    await writer.presses("Yes, delete everything")
    assert writer.last.erased
    assert writer.desk.opened == []


async def test_what_is_stored_can_be_asked_before_consenting(writer: Writer) -> None:
    await writer.begins()
    await writer.presses("A patient", "By email")
    await writer.says(SAMANTHA.email, "what do you store about me?")
    assert writer.cards[0] == "privacy"
    assert "Yes, only my message" in writer.buttons


@pytest.mark.parametrize("word", ["stop", "cancel", "Never mind"])
async def test_it_is_left_and_gone_on_with(writer: Writer, word: str) -> None:
    await writer.writes()
    assert "Nothing was sent" in await writer.says(word)
    await writer.says("What is involvement?")
    assert writer.cards == ["involvement"]
    await writer.says("Can I talk to a person?")
    heard = await writer.presses(GO_ON)
    assert "What is your email address?" in heard
    heard = await writer.says(PAT.email)
    assert f"“{MESSAGE}”" in heard
    await writer.presses(SEND)
    assert writer.desk.details == [{"[email 1]": PAT.email}]


async def test_what_was_private_is_forgotten_when_the_form_is_left(writer: Writer) -> None:
    await writer.writes(f"My name is {SAMANTHA.name}.")
    await writer.says("stop")
    with writer.records.reading() as db:
        rows = db.execute(
            t.vault.select().where(t.vault.c.conversation_id == writer.conversation)
        ).all()
    assert rows == []
    await writer.presses(GO_ON)
    heard = await writer.says(SAMANTHA.email)
    assert "What would you like to say" in heard


async def test_without_consent_nothing_is_sent(writer: Writer, pack: Pack) -> None:
    await writer.begins()
    await writer.presses("A patient", "By email")
    await writer.says(SAMANTHA.email)
    heard = await writer.presses("No")
    assert pack.facts["contact"]["email"] in heard
    assert writer.desk.opened == []
    await writer.says("What is engagement?")
    assert writer.cards == ["engagement"]


@pytest.mark.parametrize("channel", CHANNELS)
async def test_send_pressed_ten_times_is_one_request(writing: Writing, channel: str) -> None:
    writer = writing(channel)
    await writer.writes()
    await writer.presses(SEND)
    for _ in range(9):
        heard = await writer.presses_again(SEND)
        assert "was sent before" in heard
        assert writer.desk.opened[0][0].reference in heard
    assert len(writer.desk.opened) == 1


async def test_a_second_message_is_a_second_request(writer: Writer) -> None:
    await writer.writes("The first.")
    await writer.presses(SEND)
    await writer.writes("The second.")
    await writer.presses(SEND)
    first, second = (request for request, _ in writer.desk.opened)
    assert (first.message, second.message) == ("The first.", "The second.")
    assert first.reference != second.reference
    assert first.key != second.key
