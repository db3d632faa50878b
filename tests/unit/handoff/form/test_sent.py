"""A form is sent once, and what is said at its end."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.content.circumstances import Circumstances
from bot.content.pack import Pack
from bot.handoff.form import asking as form_asking
from bot.handoff.form.filling import belongs, old_button
from bot.handoff.form.state import Form, form_of
from bot.messages import Button, Press
from tests.unit.handoff.form.filling import OFFERED, Filling


def test_send_pressed_ten_times_is_one_request(filling: Filling, pack: Pack) -> None:
    send = filling.as_far_as("check").buttons["Send"]
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
    send = filling.as_far_as("check").buttons["Send"]
    filling.uses(send)
    first = filling.step.request
    assert first is not None
    filling.comes_back()
    filling.as_far_as("check")
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
    filling.as_far_as("check")
    filling.around = Circumstances(handoff=False)
    heard = filling.presses("Send")
    assert filling.step.request is None
    assert "Nothing was sent" in heard
    assert pack.facts["contact"]["email"] in heard
    assert "Please tell me about the panel." in heard
    filling.around = OFFERED
    filling.presses("Send")
    assert filling.step.request is not None


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
