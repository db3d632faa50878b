"""A turn leaves a request, and hears whether staff are answering."""

from __future__ import annotations

import time_machine
from sqlalchemy import select

from bot.content.load import Pack
from bot.handoff.model import NewRequest, Requester
from bot.records import tables as t
from bot.records.store import Records
from tests.support.handing_off import EMAIL, Centre, at

WORDS = "I would like to help with a study."


def _everything(records: Records) -> str:
    """All that is stored, as text: what must not be in there can be looked for."""
    with records.reading() as db:
        return "\n".join(
            repr(tuple(row))
            for table in t.metadata.sorted_tables
            for row in db.execute(select(table))
        )


def test_a_request_is_stored_with_a_delivery_for_each_route(centre: Centre) -> None:
    reference = centre.leaves(message=WORDS)
    request = centre.requests.show(reference)
    assert (request.state, request.role, request.message) == ("open", "patient", WORDS)
    assert [event.what for event in request.events] == ["opened"]
    assert [one.route for one in request.deliveries] == ["email", "staff"]
    assert {row.key for route in ("email", "staff") for row in centre.outgoing(route)} == {
        f"{reference}:email",
        f"{reference}:staff",
    }


def test_details_words_and_chats_are_never_stored_readably(
    centre: Centre, records: Records
) -> None:
    centre.leaves(
        message=WORDS, contact_method="email", token=EMAIL.token, return_code="7K3M-9Q2X-7K3M-9Q2X"
    )
    centre.leaves(message=WORDS)
    stored = _everything(records)
    assert "PPI-" in stored
    for secret in (EMAIL.value, WORDS, "5000001", "7K3M-9Q2X-7K3M-9Q2X"):
        assert secret not in stored


def test_the_chat_to_answer_in_is_kept_only_for_an_answer_here(centre: Centre) -> None:
    here = centre.leaves()
    by_email = centre.leaves(contact_method="email", token=EMAIL.token)
    assert centre.row(here).address is not None
    assert centre.row(by_email).address is None


def test_staff_see_the_details_and_the_vault_row_belongs_to_the_request(centre: Centre) -> None:
    reference = centre.leaves(
        contact_method="email", token=EMAIL.token, message=f"I am {EMAIL.token}."
    )
    request = centre.requests.show(reference)
    assert request.details == {EMAIL.token: EMAIL.value}
    assert request.with_details(request.message) == f"I am {EMAIL.value}."


def test_the_same_request_ten_times_is_one_request(centre: Centre, records: Records) -> None:
    conversation = records.start("web", "somebody")
    request = NewRequest("a key", "PPI-7K3M-9Q2X", "carer", "here", "", WORDS)
    requester = Requester(conversation, "web", "somebody")
    for _ in range(10):
        with records.writing() as db:
            centre.desk.open(db, request, requester)
    assert len(centre.requests.listed()) == 1
    assert len(centre.outgoing("email")) == 1


def test_there_is_talk_from_the_first_answer_until_the_request_is_closed(centre: Centre) -> None:
    reference = centre.leaves()
    conversation = centre.conversation_of(reference)

    def talks() -> bool:
        with centre.records.reading() as db:
            return centre.desk.talk(db, conversation) is not None

    assert not talks()
    centre.requests.claim(reference, "Ann")
    assert not talks()
    centre.requests.answer(reference, "Ann", "Hello.")
    assert talks()
    centre.requests.close(reference, "Ann")
    assert not talks()


def test_a_request_that_nobody_closed_does_not_silence_the_assistant_for_ever(
    centre: Centre,
) -> None:
    with time_machine.travel(at("2026-11-24 10:00+00:00"), tick=False) as clock:
        reference = centre.leaves()
        conversation = centre.conversation_of(reference)
        centre.requests.answer(reference, "Ann", "Hello.")
        clock.move_to(at("2026-12-01 09:59+00:00"))
        with centre.records.reading() as db:
            assert centre.desk.talk(db, conversation)
        clock.move_to(at("2026-12-01 10:01+00:00"))
        with centre.records.reading() as db:
            assert centre.desk.talk(db, conversation) is None


def test_an_answer_by_email_is_no_talk(centre: Centre) -> None:
    reference = centre.leaves(contact_method="email", token=EMAIL.token)
    centre.requests.answered_elsewhere(reference, "Ann")
    with centre.records.reading() as db:
        assert centre.desk.talk(db, centre.conversation_of(reference)) is None


def test_what_the_person_says_reaches_the_staff_with_its_details_in_the_vault(
    centre: Centre,
) -> None:
    reference = centre.leaves()
    conversation = centre.conversation_of(reference)
    centre.requests.answer(reference, "Ann", "Hello.")
    with centre.records.writing() as db:
        talk = centre.desk.talk(db, conversation)
        assert talk is not None
        centre.desk.pass_on(db, talk, f"Write to {EMAIL.token}.", [EMAIL])
    request = centre.requests.show(reference)
    assert request.events[-1].what == "said"
    assert request.with_details(request.events[-1].text) == f"Write to {EMAIL.value}."
    said = centre.outgoing("staff")[-1]
    assert EMAIL.value not in said.body
    assert said.handoff_id == request.id


def test_what_is_said_while_staff_close_is_not_passed_on(centre: Centre) -> None:
    reference = centre.leaves()
    conversation = centre.conversation_of(reference)
    centre.requests.answer(reference, "Ann", "Hello.")
    with centre.records.reading() as db:
        talk = centre.desk.talk(db, conversation)
    assert talk is not None
    centre.requests.close(reference, "Ann")
    before = len(centre.outgoing("staff"))
    with centre.records.writing() as db:
        centre.desk.pass_on(db, talk, "Are you there?", [])
    assert len(centre.outgoing("staff")) == before


CODE = "7K3M-9Q2X-4T5W-8Z2N"


def test_a_return_code_brings_the_answers_and_moves_the_request(
    centre: Centre, records: Records
) -> None:
    reference = centre.leaves(channel="web", return_code=CODE)
    later = records.start("web", "the same person in a new tab")
    with records.reading() as db:
        reopened = centre.desk.find_by_code(db, f"my code is {CODE.lower().replace('-', ' ')}")
    assert reopened is not None
    assert reference in reopened.messages[0].text
    assert "Nobody has answered it yet" in reopened.messages[0].text

    centre.requests.answer(reference, "Ann", "Yes, come on Monday.")
    with records.writing() as db:
        reopened = centre.desk.find_by_code(db, CODE)
        assert reopened is not None
        centre.desk.move(db, reopened, later)
    assert [message.sender for message in reopened.messages] == ["assistant", "staff", "assistant"]
    assert reopened.messages[1].text == "Yes, come on Monday."
    with records.reading() as db:
        assert centre.desk.talk(db, later) is not None
    centre.requests.answer(reference, "Ann", "At ten.")
    assert centre.said_in(later)[-1] == ("staff", "At ten.")


def test_somebody_elses_code_and_reference_open_nothing(centre: Centre, records: Records) -> None:
    reference = centre.leaves(channel="web", return_code=CODE)
    with records.reading() as db:
        for text in (reference, "7K3M-9Q2X-4T5W-8Z2P", CODE[:-1], "", "x" * 10_000):
            assert centre.desk.find_by_code(db, text) is None


def test_nothing_is_offered_without_a_route_or_when_all_have_failed_for_long(
    records: Records, pack: Pack
) -> None:
    assert not Centre(records, pack, routes=()).desk.offered
    centre = Centre(records, pack)
    assert centre.desk.offered
    with time_machine.travel(at("2026-11-24 10:00+00:00"), tick=False) as clock:
        centre.health.record_failure("email")
        centre.health.record_failure("staff")
        assert centre.desk.offered
        clock.move_to(at("2026-11-24 10:10+00:00"))
        assert not centre.desk.offered
        centre.health.record_success("staff")
        assert centre.desk.offered
    centre.health.record_failure("staff", at_start=True)
    assert not centre.desk.offered
