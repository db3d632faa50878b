"""What staff answer reaches the person, on Telegram and on the web, and only what is meant to."""

from __future__ import annotations

from tests.support.form_agent import SEND
from tests.support.people import ANN
from tests.support.staff_chat import STAFF, WHO, StaffChat, WebVisitor


async def test_a_reply_reaches_the_person_who_is_told_who_is_speaking(
    staff_chat: StaffChat, person: int
) -> None:
    reference, request = await staff_chat.leaves(person)
    assert await staff_chat.staff("Yes, she can.\nOn Monday?", to=request) == (
        f"{reference}: sent to the person's chat."
    )
    heard = await staff_chat.heard(person, 2)
    assert heard[1].startswith(f"{WHO}\n\nYes, she can.\nOn Monday?")
    assert "begin with the word “assistant”" in heard[1]
    assert ANN.first_name not in heard[1]  # the name of the member of staff
    assert staff_chat.state(reference) == "answered"
    assert staff_chat.requests.show(reference).claimed_by == ANN.first_name


async def test_the_assistant_keeps_quiet_and_passes_on_until_it_is_asked(
    staff_chat: StaffChat, person: int
) -> None:
    reference, request = await staff_chat.leaves(person)
    await staff_chat.staff("Hello.", to=request)
    await staff_chat.heard(person, 2)
    staff_chat.api.person_sends(person, text="When is it?")
    said = await staff_chat.heard(STAFF, 3)
    assert said[2].startswith(f"{reference}: they wrote back\n\n“When is it?”")
    # A reply to what they wrote back answers them as well, and so does one to a confirmation.
    await staff_chat.staff("At ten.", to=staff_chat.api.sent(STAFF)[2]["sent_as"])
    await staff_chat.staff("In room 3.", to=staff_chat.api.sent(STAFF)[1]["sent_as"])
    heard = await staff_chat.heard(person, 4)
    assert heard[2:] == [f"{WHO}\n\nAt ten.", f"{WHO}\n\nIn room 3."]
    before = len(staff_chat.api.sent(STAFF))
    staff_chat.api.person_sends(person, text="Assistant, what is involvement?")
    assert (await staff_chat.heard(person, 5))[4] == "echo what is involvement?"
    assert len(staff_chat.api.sent(STAFF)) == before


async def test_a_crisis_card_comes_first_also_while_staff_are_answering(
    staff_chat: StaffChat, person: int
) -> None:
    _, request = await staff_chat.leaves(person)
    await staff_chat.staff("Hello.", to=request)
    await staff_chat.heard(person, 2)
    staff_chat.api.person_sends(person, text="I want to kill myself")
    assert "116 123" in (await staff_chat.heard(person, 3))[2]


async def test_closing_hands_back_and_says_so(staff_chat: StaffChat, person: int) -> None:
    reference, request = await staff_chat.leaves(person)
    await staff_chat.staff("Hello.", to=request)
    assert "is closed" in await staff_chat.staff("/close", to=request)
    heard = await staff_chat.heard(person, 3)
    assert reference in heard[2]
    assert "I answer again" in heard[2]
    staff_chat.api.person_sends(person, text="hello?")
    assert (await staff_chat.heard(person, 4))[3] == "echo hello?"
    assert "so nothing was sent" in await staff_chat.staff("Too late.", to=request)
    assert len(await staff_chat.heard(person, 4)) == 4


async def test_somebody_who_asked_for_email_is_not_written_to_in_the_chat(
    staff_chat: StaffChat, person: int
) -> None:
    staff_chat.agent.contact_method = "email"
    reference, request = await staff_chat.leaves(person)
    assert "asked for an answer by email" in await staff_chat.staff("Hello.", to=request)
    assert "marked as answered" in await staff_chat.staff("/answered", to=request)
    assert staff_chat.state(reference) == "answered"
    staff_chat.api.person_sends(person, text="hello?")
    assert (await staff_chat.heard(person, 2))[1] == "echo hello?"


async def test_on_the_web_the_answer_is_there_when_the_person_looks(staff_chat: StaffChat) -> None:
    visitor = await WebVisitor(staff_chat).comes()
    await visitor.says(SEND)
    reference = staff_chat.agent.references[-1]
    await staff_chat.heard(STAFF, 1)
    await staff_chat.staff("Yes, she can.", to=staff_chat.api.sent(STAFF)[0]["sent_as"])
    seen = await visitor.looks()
    assert seen[-1] == ("staff", "Yes, she can.")
    assert seen[-2][0] == "assistant"
    assert seen[-2][1].startswith(WHO)
    assert await visitor.says("Thank you!") == []
    assert "“Thank you!”" in (await staff_chat.heard(STAFF, 3))[2]
    assert await visitor.says("assistant: what is PPI?") == [("assistant", "echo what is PPI?")]
    await staff_chat.staff(f"/close {reference}")
    assert "I answer again" in (await visitor.looks())[-1][1]
    assert await visitor.says("hello") == [("assistant", "echo hello")]


async def test_a_return_code_finds_the_answer_in_a_new_tab(staff_chat: StaffChat) -> None:
    first = await WebVisitor(staff_chat).comes()
    ((_, told),) = await first.says(SEND)
    code = told.rpartition("Your code is ")[2].rstrip(".")
    await staff_chat.heard(STAFF, 1)
    later = await WebVisitor(staff_chat).comes()
    (waiting,) = await later.says(code)
    assert "Nobody has answered it yet" in waiting[1]
    await staff_chat.staff("Yes, she can.", to=staff_chat.api.sent(STAFF)[0]["sent_as"])
    newest = await WebVisitor(staff_chat).comes()
    found = await newest.says(f"my code is {code.lower()}")
    assert ("staff", "Yes, she can.") in found
    assert await newest.says("Thank you!") == []
    assert "“Thank you!”" in (await staff_chat.heard(STAFF, 3))[2]
