"""The inbox: what came is stored, answered once, and forgotten but for its key."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.records.database import open_database
from bot.records.inbox import Arrival, Inbox
from bot.records.store import Records
from tests.support.databases import database_url, postgresql  # noqa: F401 (fixtures)

KEY = b"a-made-up-secret-key-of-at-least-32-characters"
NOW = timedelta(0)


@pytest.fixture
def inbox(records: Records) -> Inbox:
    return Inbox(records, KEY, "telegram")


def _keys(inbox: Inbox) -> list[str]:
    return [waiting.key for waiting in inbox.take_up(quiet_for=NOW)]


def test_the_same_update_is_new_once(database_url: str) -> None:  # noqa: F811
    records = Records(open_database(database_url))
    inbox = Inbox(records, KEY, "telegram")
    arrival = Arrival("1:5", "hash", {"a": 1})
    assert inbox.store([arrival]) == {"1:5"}
    assert inbox.store([arrival, Arrival("1:6", "hash", {})]) == {"1:6"}
    inbox.done("1:5")
    assert inbox.store([arrival]) == set()
    records.close()


def test_what_is_not_done_is_taken_up_in_its_order(inbox: Inbox) -> None:
    inbox.store([Arrival(f"1:{n}", "hash", {"n": n}) for n in (10, 9, 100, 11)])
    inbox.done("1:11")
    assert _keys(inbox) == ["1:9", "1:10", "1:100"]


def test_a_body_says_how_far_an_answer_has_come(inbox: Inbox) -> None:
    inbox.store([Arrival("1:1", "hash", {"update": {}})])
    inbox.note("1:1", {"update": {}, "sent": 2})
    taken = inbox.take_up(quiet_for=NOW)[0]
    assert taken.body == {"update": {}, "sent": 2}
    assert taken.tries == 1
    inbox.done("1:1")
    inbox.note("1:1", {"sent": 3})
    assert inbox.take_up(quiet_for=NOW) == []


def test_what_is_held_is_not_taken_over(inbox: Inbox) -> None:
    inbox.store([Arrival("1:1", "hash", {}), Arrival("1:2", "hash", {})])
    inbox.hold(["1:1"])
    assert inbox.take_up(quiet_for=timedelta(minutes=1)) == []
    assert [w.key for w in inbox.take_up(quiet_for=NOW, held={"1:1"})] == ["1:2"]


def test_an_answered_update_keeps_its_key_only(inbox: Inbox, records: Records) -> None:
    inbox.store([Arrival("1:1", "whose", {"text": "some words"})])
    with records.reading() as db:
        row = db.exec_driver_sql("select * from inbox").mappings().one()
    assert "some words" not in str(row)
    assert row["person"] == "whose"
    inbox.done("1:1")
    with records.reading() as db:
        row = db.exec_driver_sql("select * from inbox").mappings().one()
    assert row["body"] is None
    assert row["person"] is None
    assert row["key"] == "1:1"


def test_another_key_reads_nothing_and_breaks_nothing(inbox: Inbox, records: Records) -> None:
    inbox.store([Arrival("1:1", "hash", {"a": 1})])
    other = Inbox(records, b"x" * 32, "telegram")
    assert other.take_up(quiet_for=NOW)[0].body == {}
