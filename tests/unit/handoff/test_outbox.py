"""The outbox: claimed once, tried for a day, never lost."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import event

from bot.content.pack import Pack
from bot.handoff.delivery.backoff import LONGEST_DELAY_SECONDS, retry_delay
from bot.handoff.delivery.worker import AskedToWait, Undeliverable
from bot.records.database import open_database
from bot.records.store import Records
from tests.support.handing_off import Centre, at
from tests.support.waiting import until

START = at("2026-11-24 10:00+00:00")


def test_the_pauses_double_up_to_the_longest_with_a_part_left_to_chance() -> None:
    for tries, least in ((1, 5), (2, 10), (3, 20), (6, 160), (7, 320)):
        found = {retry_delay(tries) for _ in range(50)}
        assert len(found) > 1
        assert min(found) >= least
        assert max(found) <= least + 10
    assert {retry_delay(tries) for tries in (9, 20, 500, 10_000)} == {LONGEST_DELAY_SECONDS}


async def test_a_request_arrives_on_every_route_and_its_words_leave_the_outbox(
    centre: Centre,
) -> None:
    reference = centre.leaves()
    await centre.deliver()
    assert centre.email.keys == [f"{reference}:email"]
    assert centre.staff.keys == [f"{reference}:staff"]
    for route in ("email", "staff"):
        (row,) = centre.outgoing(route)
        assert row.sent_at is not None
        assert row.body is None
    assert centre.requests.reference_of(101) == reference
    await centre.deliver()
    assert len(centre.email.sent) == 1


async def test_an_hour_without_the_mail_server_loses_and_doubles_nothing(centre: Centre) -> None:
    with time_machine.travel(START, tick=False) as clock:
        references = [centre.leaves() for _ in range(3)]
        centre.email.away = ConnectionRefusedError()
        for _ in range(60):
            await centre.deliver()
            clock.shift(timedelta(minutes=1))
        assert centre.email.sent == []
        assert len(centre.staff.sent) == 3
        tries = [row.tries for row in centre.outgoing("email")]
        assert min(tries) > 5
        assert max(tries) < 15
        centre.email.away = None
        clock.shift(timedelta(seconds=LONGEST_DELAY_SECONDS))
        await centre.deliver()
        assert sorted(centre.email.keys) == sorted(f"{ref}:email" for ref in references)
        assert len(centre.staff.sent) == 3


async def test_once_the_route_works_again_nothing_waits_for_its_pause(centre: Centre) -> None:
    with time_machine.travel(START, tick=False):
        centre.leaves()
        centre.email.away = ConnectionRefusedError()
        await centre.deliver()
        centre.email.away = None
        await centre.deliver()
        assert centre.email.sent == []
        assert await centre.worker.check("email")
        await centre.deliver()
        assert len(centre.email.sent) == 1


async def test_after_a_day_it_is_given_up_kept_listed_and_the_staff_chat_is_told(
    centre: Centre,
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        reference = centre.leaves()
        centre.email.away = ConnectionRefusedError()
        for _ in range(24 * 4 + 8):
            await centre.deliver()
            clock.shift(timedelta(minutes=15))
        (row,) = centre.outgoing("email")
        assert row.dead_at is not None
        assert row.body is not None
        assert [one.body["what"] for one in centre.staff.sent] == ["opened", "undelivered"]
        assert centre.requests.listed()[0].undelivered == ("email",)
        centre.requests.close(reference, "Ann")
        assert centre.requests.listed()[0].undelivered == ("email",)

        centre.email.away = None
        assert centre.requests.resend(reference) == 1
        await centre.deliver()
        assert centre.email.keys == [f"{reference}:email"]
        assert centre.requests.listed() == []


async def test_when_the_staff_chat_is_what_is_dead_the_alert_goes_by_email_and_ends_there(
    centre: Centre,
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        centre.leaves()
        centre.staff.away = ConnectionRefusedError()
        for _ in range(24 * 4 + 8):
            await centre.deliver()
            clock.shift(timedelta(minutes=15))
        assert [one.body["what"] for one in centre.email.sent] == ["opened", "undelivered"]
        assert len(centre.outgoing("staff")) == 1


async def test_a_person_who_blocked_the_bot_is_given_up_at_once_and_staff_are_told(
    centre: Centre,
) -> None:
    reference = centre.leaves()
    centre.requests.answer(reference, "Ann", "Hello.")
    centre.person.away = Undeliverable()
    await centre.worker.deliver_due("person")
    await centre.deliver()
    assert centre.outgoing("person")[0].dead_at is not None
    told = [one.body for one in centre.staff.sent if one.body["what"] == "undelivered"]
    assert [body["way"] for body in told] == ["person"]


async def test_who_is_asked_to_wait_waits(centre: Centre) -> None:
    with time_machine.travel(START, tick=False) as clock:
        centre.leaves()
        centre.staff.away = AskedToWait(timedelta(minutes=20))
        await centre.deliver()
        centre.staff.away = None
        clock.shift(timedelta(minutes=19))
        await centre.deliver()
        assert centre.staff.sent == []
        clock.shift(timedelta(minutes=2))
        await centre.deliver()
        assert len(centre.staff.sent) == 1


async def test_deliveries_of_one_request_keep_their_order(centre: Centre) -> None:
    with time_machine.travel(START, tick=False) as clock:
        reference = centre.leaves()
        other = centre.leaves()
        centre.requests.answer(reference, "Ann", "First.")
        centre.person.away = ConnectionRefusedError()
        await centre.worker.deliver_due("person")
        clock.shift(timedelta(seconds=1))
        centre.requests.answer(reference, "Ann", "Second.")
        centre.requests.answer(other, "Ann", "To somebody else.")
        centre.person.away = None
        await centre.worker.deliver_due("person")
        assert [one.body["text"] for one in centre.person.sent] == ["To somebody else."]
        clock.shift(timedelta(minutes=1))
        await centre.worker.deliver_due("person")
        assert [one.body["text"] for one in centre.person.sent][1:] == ["First.", "Second."]


async def test_a_delivery_of_a_dead_process_is_taken_over_after_its_lease(centre: Centre) -> None:
    with time_machine.travel(START, tick=False) as clock:
        centre.leaves()
        assert centre.outbox.claim("email") is not None
        assert centre.outbox.claim("email") is None
        clock.shift(timedelta(seconds=121))
        again = centre.outbox.claim("email")
        assert again is not None
        assert again.tries == 2


def test_two_processes_never_claim_the_same_delivery(tmp_path: Path, pack: Pack) -> None:
    url = f"sqlite:///{tmp_path / 'records.sqlite3'}"
    centres = [Centre(Records(open_database(url)), pack) for _ in range(4)]
    for _ in range(40):
        centres[0].leaves()

    def take_all(centre: Centre) -> list[str]:
        claimed = iter(lambda: centre.outbox.claim("email"), None)
        return [delivery.key for delivery in claimed]

    with ThreadPoolExecutor(4) as pool:
        taken = list(itertools.chain(*pool.map(take_all, centres)))
    assert len(taken) == 40
    assert len(set(taken)) == 40


async def test_what_was_sent_while_the_database_went_away_is_not_sent_again(
    tmp_path: Path, pack: Pack
) -> None:
    records = Records(open_database(f"sqlite:///{tmp_path / 'records.sqlite3'}"))
    centre = Centre(records, pack)
    centre.leaves()
    away = False

    @event.listens_for(records.engine, "before_cursor_execute")
    def refuse(*_: object) -> None:
        if away:
            from sqlalchemy.exc import OperationalError

            raise OperationalError("", {}, Exception("away"))

    send = centre.email.send

    async def send_and_lose_the_database(delivery):  # type: ignore[no-untyped-def]
        nonlocal away
        sent = await send(delivery)
        away = True
        return sent

    centre.email.send = send_and_lose_the_database  # type: ignore[method-assign]
    from bot.errors import RecordsUnavailable

    with pytest.raises(RecordsUnavailable):
        await centre.worker.deliver_due("email")
    away = False
    with time_machine.travel(at("2030-01-01 00:00+00:00")):  # the lease is long over
        await centre.worker.deliver_due("email")
    assert len(centre.email.sent) == 1
    assert centre.outgoing("email")[0].sent_at is not None
    records.close()


async def test_an_erased_request_that_was_being_sent_troubles_nobody(centre: Centre) -> None:
    from sqlalchemy import delete

    from bot.records import tables as t

    centre.leaves()
    delivery = centre.outbox.claim("staff")
    assert delivery is not None
    with centre.records.writing() as db:
        db.execute(delete(t.handoff))
        db.execute(delete(t.outbox))
    centre.outbox.mark_sent(delivery.id, [7])
    assert centre.outbox.mark_failed(delivery, "OSError", permanent=True)
    assert centre.requests.reference_of(7) is None


async def test_a_route_that_has_delivered_nothing_for_an_hour_is_stuck_until_it_does(
    centre: Centre,
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        centre.leaves()
        centre.email.away = ConnectionRefusedError()
        await centre.deliver()
        assert centre.outbox.stuck_routes() == frozenset()
        clock.shift(timedelta(minutes=61))
        assert centre.outbox.stuck_routes() == {"email"}
        await centre.worker.update_stuck()
        assert not centre.health.is_working("email")
        assert centre.desk.offered  # the staff chat works
        centre.email.away = None
        await centre.deliver()
        assert centre.outbox.stuck_routes() == frozenset()


async def test_one_delivery_that_cannot_be_read_does_not_hold_up_the_others(
    centre: Centre,
) -> None:
    from sqlalchemy import update

    from bot.records import tables as t

    first, second = centre.leaves(), centre.leaves()
    with centre.records.writing() as db:
        broken = t.outbox.c.key == f"{first}:email"
        db.execute(update(t.outbox).where(broken).values(body="not encrypted with this key"))
    await centre.deliver()
    assert centre.email.keys == [f"{second}:email"]
    assert centre.requests.listed()[0].undelivered == ("email",)


async def test_the_worker_is_woken_at_once(centre: Centre) -> None:
    import asyncio

    async with centre.worker.running():
        await asyncio.sleep(0.2)
        reference = await asyncio.to_thread(centre.leaves)
        took = await until(lambda: centre.email.sent and centre.staff.sent)
    assert took < 2  # it looks by itself every five seconds only
    assert centre.email.keys == [f"{reference}:email"]


async def test_a_route_that_fails_from_the_start_is_not_offered(centre: Centre) -> None:
    import asyncio

    centre.email.away = centre.staff.away = ConnectionRefusedError()
    async with centre.worker.running():
        await asyncio.sleep(0.3)
        assert not centre.desk.offered
