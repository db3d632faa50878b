"""The last turns that go along with a request: which, and in what form."""

from __future__ import annotations

from bot.handoff.form.step import Heard

from bot.content.dialogue import Memory
from bot.handoff.form.filling import take_step
from bot.handoff.form.state import Form
from bot.messages import Reply
from bot.records.store import Records
from bot.understanding.message import Understanding
from tests.support.handing_off import Centre


def _begins_the_form(centre: Centre, conversation: str) -> None:
    """The turn in which the form is begun, with the first words as the form says them."""
    pack = centre.pack
    heard = Heard(Understanding("contact_person"), "telegram", press="start")
    step = take_step(pack, Form().entered(), heard, Memory())
    centre.says(conversation, "Leave a message", reply=step.replies[0].text, kind="form")


def test_the_last_ten_turns_before_the_form_go_along_only_when_the_person_agreed(
    centre: Centre, records: Records
) -> None:
    conversation = records.start("telegram", "somebody")
    for number in range(12):
        centre.says(conversation, f"question {number}", reply=f"reply {number}")
    _begins_the_form(centre, conversation)
    centre.says(conversation, "a patient", reply="How can they reach you?", kind="form")
    agreed = centre.leaves_in(conversation, with_transcript=True)
    refused = centre.leaves_in(conversation)
    said = centre.requests.show(agreed).transcript
    assert said.startswith("Person: question 2\n\nAssistant: reply 2\n\n")
    assert said.endswith("Person: question 11\n\nAssistant: reply 11")
    assert centre.requests.show(refused).transcript == ""


def test_the_transcript_ends_where_the_form_was_last_begun(
    centre: Centre, records: Records
) -> None:
    conversation = records.start("telegram", "somebody")
    _begins_the_form(centre, conversation)
    centre.says(conversation, "stop", reply="I have stopped.", kind="form")
    centre.says(conversation, "What is PPI?", reply="PPI means …")
    _begins_the_form(centre, conversation)
    # A question in the middle of the form is no part of what came before it.
    centre.says(conversation, "What is a biobank?", reply="A biobank is …")
    said = centre.requests.show(centre.leaves_in(conversation, with_transcript=True)).transcript
    assert said.endswith("Person: What is PPI?\n\nAssistant: PPI means …")
    assert "stop" in said


def test_a_form_that_is_left_and_gone_on_with_by_an_old_button_begins_there(
    centre: Centre, records: Records
) -> None:
    conversation = records.start("telegram", "somebody")
    _begins_the_form(centre, conversation)
    stopped = f"{centre.pack.form.stopped}\n\nYou can also write to us."
    centre.says(conversation, "stop", reply=stopped, kind="form")
    centre.says(conversation, "What is PPI?", reply="PPI means …")
    centre.says(conversation, "a patient", reply="How can they reach you?", kind="form")
    said = centre.requests.show(centre.leaves_in(conversation, with_transcript=True)).transcript
    assert said.endswith("Person: What is PPI?\n\nAssistant: PPI means …")


def test_a_form_that_comes_whole_takes_the_turns_before_it_along(
    centre: Centre, records: Records
) -> None:
    conversation = records.start("web", "somebody")
    records.add(conversation, [Reply("notice", ("Welcome.",))])  # in no turn
    centre.says(conversation, "What is PPI?", reply="PPI means …")
    said = centre.requests.show(centre.leaves_in(conversation, channel="web", with_transcript=True))
    assert said.transcript == "Person: What is PPI?\n\nAssistant: PPI means …"
