"""A reminder, once, after a working day without an answer."""

from __future__ import annotations

from datetime import UTC

import pytest
import time_machine

from bot.content.load import Pack
from bot.handoff.staff.reminder import Reminder, due_at
from tests.support.handing_off import KEY, Centre, at


@pytest.mark.parametrize(
    ("came", "due"),
    [
        # Tuesday 24 November 2026, and the centre is open from 9 to 5 in London.
        ("2026-11-24 10:00+00:00", "2026-11-25 10:00+00:00"),
        ("2026-11-24 09:00+00:00", "2026-11-24 17:00+00:00"),
        ("2026-11-24 03:00+00:00", "2026-11-24 17:00+00:00"),
        ("2026-11-24 20:00+00:00", "2026-11-25 17:00+00:00"),
        ("2026-11-27 16:00+00:00", "2026-11-30 16:00+00:00"),  # over a weekend
        ("2026-12-24 12:00+00:00", "2026-12-29 12:00+00:00"),  # over Christmas and its Monday
        ("2027-03-25 12:00+00:00", "2027-03-30 11:00+00:00"),  # over Easter and to summer time
    ],
)
def test_a_working_day_of_the_pack(pack: Pack, came: str, due: str) -> None:
    assert due_at(pack.hours, at(came)) == at(due)


def test_without_hours_it_is_a_day() -> None:
    assert due_at(None, at("2026-11-24 10:00+00:00")) == at("2026-11-25 10:00+00:00")
    assert due_at(None, at("2026-11-24 10:00+00:00")).tzinfo == UTC


@pytest.fixture
def reminder(centre: Centre, pack: Pack) -> Reminder:
    return Reminder(centre.records, KEY, ("email", "staff"), centre.wake_signal, lambda: pack)


def test_staff_are_reminded_once(centre: Centre, reminder: Reminder) -> None:
    with time_machine.travel(at("2026-11-24 10:00+00:00"), tick=False) as clock:
        reference = centre.leaves()
        centre.requests.claim(reference, "Ann")
        clock.move_to(at("2026-11-25 09:50+00:00"))
        assert reminder.remind() == 0
        clock.move_to(at("2026-11-25 10:00+00:00"))
        assert reminder.remind() == 1
        clock.move_to(at("2026-12-10 10:00+00:00"))
        assert reminder.remind() == 0
    keys = [row.key for route in ("email", "staff") for row in centre.outgoing(route)]
    assert keys.count(f"{reference}:email:reminder-1") == 1
    assert keys.count(f"{reference}:staff:reminder-1") == 1
    assert centre.requests.show(reference).events[-1].what == "reminded"


def test_nobody_is_reminded_of_what_is_answered_or_closed(
    centre: Centre, reminder: Reminder
) -> None:
    with time_machine.travel(at("2026-11-24 10:00+00:00"), tick=False) as clock:
        answered, closed = centre.leaves(), centre.leaves()
        centre.requests.answer(answered, "Ann", "Hello.")
        centre.requests.close(closed, "Ann")
        clock.move_to(at("2026-12-10 10:00+00:00"))
        assert reminder.remind() == 0


def test_somebody_who_writes_back_and_waits_is_reminded_of_again(
    centre: Centre, reminder: Reminder
) -> None:
    with time_machine.travel(at("2026-11-24 10:00+00:00"), tick=False) as clock:
        reference = centre.leaves()
        clock.move_to(at("2026-11-25 11:00+00:00"))
        assert reminder.remind() == 1
        centre.requests.answer(reference, "Ann", "Hello.")
        with centre.records.writing() as db:
            talk = centre.desk.talk(db, centre.conversation_of(reference))
            assert talk is not None
            centre.desk.pass_on(db, talk, "When?", [])
        assert reminder.remind() == 0
        clock.move_to(at("2026-11-26 11:00+00:00"))
        assert reminder.remind() == 1
        assert reminder.remind() == 0
    assert centre.outgoing("staff")[-1].key == f"{reference}:staff:reminder-2"
