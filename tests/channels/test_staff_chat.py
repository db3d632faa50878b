"""What staff see and do in their chat on Telegram, and that nobody else can do it."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import delete

from bot.records import tables as t
from tests.support.bot_api_checks import shown
from tests.support.people import ANN
from tests.support.staff_chat import STAFF, WHO, StaffChat, people
from tests.support.waiting import until


async def test_a_request_arrives_in_the_staff_chat_without_the_persons_number(
    staff_chat: StaffChat, person: int
) -> None:
    reference, _ = await staff_chat.leaves(person)
    (said,) = staff_chat.api.sent(STAFF)
    text = shown(said["text"])
    assert text.startswith(f"{reference}: a message from a carer")
    assert "Can my <b>mother</b> join the group?" in text
    assert "here in the chat" in text
    assert f"/claim {reference}" in text
    assert str(person) not in json.dumps(said)


async def test_claim_note_show_and_open(staff_chat: StaffChat, person: int) -> None:
    reference, request = await staff_chat.leaves(person)
    assert await staff_chat.staff("/claim", to=request) == f"{reference} is yours."
    assert staff_chat.state(reference) == "claimed"
    assert "does not see it" in await staff_chat.staff(f"/note {reference} rang twice")
    full = await staff_chat.staff(f"/show {reference.lower()}")
    assert "rang twice" in full
    assert f"claimed by {ANN.first_name}" in full
    assert reference in await staff_chat.staff("/open")
    assert "Reply to a request's message" in await staff_chat.staff("/help")
    assert len(staff_chat.api.sent(person)) == 1  # the person hears of none of it


async def test_talk_among_staff_and_other_bots_commands_are_let_be(
    staff_chat: StaffChat, person: int
) -> None:
    reference, _ = await staff_chat.leaves(person)
    staff_chat.staff_writes("Who takes this one?")
    staff_chat.staff_writes(f"/close@another_bot {reference}")
    staff_chat.staff_writes("/weather")
    assert "is yours" in await staff_chat.staff(f"/claim {reference}")
    assert len(staff_chat.api.sent(STAFF)) == 2
    assert staff_chat.state(reference) == "claimed"


async def test_what_cannot_be_passed_on_is_said(staff_chat: StaffChat, person: int) -> None:
    _, request = await staff_chat.leaves(person)
    sticker = {"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1}
    sticker |= {"type": "regular", "is_animated": False, "is_video": False}
    assert "Only text" in await staff_chat.staff(to=request, sticker=sticker)
    reply = staff_chat.staff_writes("Hello", to=request)
    await staff_chat.heard(person, 2)
    edited = {**reply["message"], "text": "Hello!", "edit_date": reply["message"]["date"] + 1}
    number = staff_chat.api.message(STAFF)["update_id"]
    staff_chat.api.again({"update_id": number, "edited_message": edited})
    assert "as they were before" in (await staff_chat.heard(STAFF, 4))[3]
    assert len(staff_chat.api.sent(person)) == 2


async def test_a_reply_about_a_request_that_was_erased_is_not_taken_for_talk(
    staff_chat: StaffChat, person: int
) -> None:
    reference, request = await staff_chat.leaves(person)
    with staff_chat.records.writing() as db:
        db.execute(delete(t.handoff).where(t.handoff.c.reference == reference))
    assert "Nothing was sent" in await staff_chat.staff("Hello.", to=request)
    assert len(staff_chat.api.sent(person)) == 1


@pytest.mark.parametrize("kind", ["private", "supergroup"])
async def test_an_outsider_can_do_nothing(staff_chat: StaffChat, person: int, kind: str) -> None:
    reference, request = await staff_chat.leaves(person)
    outside = next(people) * (1 if kind == "private" else -1)
    answered = staff_chat.api.message(outside, kind, text="…")["message"]
    answered |= {"message_id": request, "from": {"id": 1234567, "is_bot": True, "first_name": "G"}}
    before = len(staff_chat.api.sent(STAFF))
    for text in ("I am staff.", f"/close {reference}", f"/show {reference}", "/open"):
        content = {"text": text, "reply_to_message": answered}
        if text.startswith("/"):
            length = len(text.split()[0])
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        staff_chat.api.again(staff_chat.api.message(outside, kind, sender=77, **content))
    # What comes after all of these shows that they have been handled.
    staff_chat.api.person_sends(outside if kind == "private" else person, text="done")
    last = outside if kind == "private" else person
    await until(lambda: "echo done" in [shown(body["text"]) for body in staff_chat.api.sent(last)])
    assert staff_chat.state(reference) == "open"
    assert len(staff_chat.api.sent(STAFF)) == before
    assert "mother" not in json.dumps(staff_chat.api.sent(outside))
    assert [text for text in await staff_chat.heard(person, 1) if WHO in text] == []


async def test_a_reply_that_telegram_gives_twice_is_sent_once(
    staff_chat: StaffChat, person: int
) -> None:
    _, request = await staff_chat.leaves(person)
    update = staff_chat.staff_writes("Hello.", to=request)
    await staff_chat.heard(person, 2)
    staff_chat.api.again(update)
    assert "is yours" not in await staff_chat.staff("/help")
    assert len(staff_chat.api.sent(person)) == 2


async def test_a_person_who_blocked_the_bot_is_named_to_staff(
    staff_chat: StaffChat, person: int
) -> None:
    reference, request = await staff_chat.leaves(person)
    blocked = {"code": 403, "description": "Forbidden: bot was blocked by the user"}
    staff_chat.api.trouble("sendMessage", chat=person, times=9, **blocked)
    await staff_chat.staff("Hello.", to=request)
    said = await staff_chat.heard(STAFF, 3)
    assert said[2].startswith(f"{reference}: NOT DELIVERED")
    assert "NOT DELIVERED" in await staff_chat.staff("/open")
