"""What staff may do with a request, and what the person then sees."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from bot.handoff.staff.actions import LONGEST_ANSWER
from bot.handoff.states import ActionRefused, NoSuchRequest
from bot.records import tables as t
from tests.support.handing_off import EMAIL, Centre


def _whats(centre: Centre, reference: str) -> list[tuple[str, str]]:
    return [(event.what, event.who) for event in centre.requests.show(reference).events]


def test_a_request_goes_from_open_to_closed_with_who_and_when(centre: Centre) -> None:
    reference = centre.leaves()
    requests = centre.requests
    requests.claim(reference, "Ann")
    claimed = requests.show(reference)
    assert (claimed.state, claimed.claimed_by) == ("claimed", "Ann")
    assert claimed.claimed_at is not None
    requests.answer(reference, "Ben", "Hello.")
    assert requests.show(reference).state == "answered"
    requests.note(reference, "Ann", "Called back.")
    requests.close(reference, "Ben")
    closed = requests.show(reference)
    assert closed.state == "closed"
    assert closed.closed_at is not None
    assert _whats(centre, reference) == [
        ("opened", "the person"),
        ("claimed", "Ann"),
        ("answered", "Ben"),
        ("note", "Ann"),
        ("closed", "Ben"),
    ]


def test_who_answers_first_has_claimed_it(centre: Centre) -> None:
    reference = centre.leaves()
    centre.requests.answer(reference, "Ann", "Hello.")
    assert centre.requests.show(reference).claimed_by == "Ann"


def test_claiming_twice_changes_nothing_and_somebody_elses_is_refused(centre: Centre) -> None:
    reference = centre.leaves()
    centre.requests.claim(reference, "Ann")
    centre.requests.claim(reference, "Ann")
    assert _whats(centre, reference).count(("claimed", "Ann")) == 1
    with pytest.raises(ActionRefused, match="was claimed by Ann"):
        centre.requests.claim(reference, "Ben")


@pytest.mark.parametrize("deed", ["claim", "answer", "close", "answered_elsewhere"])
def test_a_closed_request_stays_closed(centre: Centre, deed: str) -> None:
    reference = centre.leaves()
    centre.requests.close(reference, "Ann")
    words = ["Hello."] if deed == "answer" else []
    with pytest.raises(ActionRefused, match="closed"):
        getattr(centre.requests, deed)(reference, "Ben", *words)
    assert centre.requests.show(reference).state == "closed"


def test_an_answered_request_needs_nobody_to_claim_it(centre: Centre) -> None:
    reference = centre.leaves()
    centre.requests.answer(reference, "Ann", "Hello.")
    with pytest.raises(ActionRefused, match="answered already"):
        centre.requests.claim(reference, "Ben")


@pytest.mark.parametrize("reference", ["PPI-0000-0000", "", "%", "' OR 1=1 --", "x" * 5000])
def test_a_reference_that_is_nobodys_is_refused_in_a_short_line(
    centre: Centre, reference: str
) -> None:
    centre.leaves()
    with pytest.raises(NoSuchRequest) as refused:
        centre.requests.show(reference)
    assert len(str(refused.value)) < 200


def test_a_reference_is_found_in_small_letters(centre: Centre) -> None:
    reference = centre.leaves()
    assert centre.requests.show(f" {reference.lower()} ").reference == reference


def test_the_first_answer_says_who_is_speaking_and_how_to_reach_the_assistant(
    centre: Centre,
) -> None:
    reference = centre.leaves()
    centre.requests.answer(reference, "Ann Made-Up", "Hello.")
    centre.requests.answer(reference, "Ann Made-Up", "Are you there?")
    said = centre.said_in(centre.conversation_of(reference))[1:]
    assert [sender for sender, _ in said] == ["assistant", "staff", "staff"]
    assert "A person at CRUK Imperial Centre" in said[0][1]
    assert "begin with the word “assistant”" in said[0][1]
    first, second = centre.outgoing("person")
    assert first.key.startswith(f"{reference}:person:")
    assert first.key != second.key
    delivered = [centre.outbox.claim("person")]
    assert delivered[0] is not None
    assert delivered[0].body["chat"] == "5000001"
    assert delivered[0].body["title"] == "A person at CRUK Imperial Centre"
    assert "begin with the word “assistant”" in delivered[0].body["after"]
    assert "Ann" not in str(delivered[0].body) + str(said)


def test_on_the_web_the_answer_waits_in_the_conversation_and_nothing_is_sent(
    centre: Centre,
) -> None:
    reference = centre.leaves(channel="web")
    centre.requests.answer(reference, "Ann", "Hello.")
    assert centre.said_in(centre.conversation_of(reference))[-1] == ("staff", "Hello.")
    assert centre.outgoing("person") == []


def test_the_same_answer_twice_is_one_answer(centre: Centre) -> None:
    reference = centre.leaves()
    for _ in range(2):
        centre.requests.answer(reference, "Ann", "Hello.", key="update-1")
    assert len(centre.outgoing("person")) == 1
    assert centre.said_in(centre.conversation_of(reference)).count(("staff", "Hello.")) == 1


def test_somebody_who_asked_for_email_is_not_answered_in_the_chat(centre: Centre) -> None:
    reference = centre.leaves(contact_method="email", token=EMAIL.token)
    with pytest.raises(ActionRefused, match=f"by email. /show {reference}"):
        centre.requests.answer(reference, "Ann", "Hello.")
    assert centre.outgoing("person") == []
    centre.requests.answered_elsewhere(reference, "Ann")
    assert centre.requests.show(reference).state == "answered"


def test_somebody_who_waits_in_the_chat_is_not_marked_as_answered_elsewhere(
    centre: Centre,
) -> None:
    with pytest.raises(ActionRefused, match="waits for the answer"):
        centre.requests.answered_elsewhere(centre.leaves(), "Ann")


@pytest.mark.parametrize("text", ["", " \n ", "x" * (LONGEST_ANSWER + 1)])
def test_an_answer_that_is_empty_or_too_long_is_not_sent(centre: Centre, text: str) -> None:
    reference = centre.leaves()
    with pytest.raises(ActionRefused):
        centre.requests.answer(reference, "Ann", text)
    assert centre.requests.show(reference).state == "open"
    assert centre.outgoing("person") == []


def test_closing_hands_back_tells_the_person_and_forgets_the_chat(centre: Centre) -> None:
    reference = centre.leaves()
    centre.requests.answer(reference, "Ann", "Hello.")
    centre.requests.close(reference, "Ann")
    assert centre.row(reference).address is None
    sender, text = centre.said_in(centre.conversation_of(reference))[-1]
    assert sender == "assistant"
    assert reference in text
    assert len(centre.outgoing("person")) == 2


def test_closing_what_is_answered_by_email_says_nothing_in_the_chat(centre: Centre) -> None:
    reference = centre.leaves(contact_method="email", token=EMAIL.token)
    before = centre.said_in(centre.conversation_of(reference))
    centre.requests.close(reference, "Ann")
    assert centre.said_in(centre.conversation_of(reference)) == before


def test_when_the_conversation_is_gone_telegram_still_gets_the_answer(centre: Centre) -> None:
    reference = centre.leaves()
    with centre.records.writing() as db:
        gone = centre.conversation_of(reference)
        db.execute(delete(t.conversation).where(t.conversation.c.id == gone))
    centre.requests.answer(reference, "Ann", "Hello.")
    assert len(centre.outgoing("person")) == 1
    assert centre.requests.show(reference).state == "answered"


def test_a_note_is_for_colleagues_only(centre: Centre) -> None:
    reference = centre.leaves()
    before = centre.said_in(centre.conversation_of(reference))
    centre.requests.note(reference, "Ann", "Rang twice.")
    assert centre.said_in(centre.conversation_of(reference)) == before
    assert centre.requests.show(reference).events[-1].text == "Rang twice."
    with pytest.raises(ActionRefused):
        centre.requests.note(reference, "Ann", "  ")


def test_the_list_has_what_is_not_closed(centre: Centre) -> None:
    first, second = centre.leaves(), centre.leaves()
    centre.requests.close(first, "Ann")
    assert [one.reference for one in centre.requests.listed()] == [second]
    assert [one.reference for one in centre.requests.listed(include_closed=True)] == [first, second]


def test_a_name_with_line_breaks_is_one_line_and_short(centre: Centre) -> None:
    reference = centre.leaves()
    centre.requests.claim(reference, "Ann\nBcc: somebody@example.org" + "x" * 500)
    name = centre.requests.show(reference).claimed_by
    assert name is not None
    assert "\n" not in name
    assert len(name) <= 60
