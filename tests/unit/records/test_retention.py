"""What goes and what stays, over a real SQLite file."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Engine

from bot.errors import RecordsUnavailable
from bot.records import retention_job
from bot.records import tables as t
from bot.records.database import open_database
from bot.records.retention import KEEP_MARKS, SESSION, STEPS, retain
from bot.records.retention_job import delete_every_day
from bot.settings import Settings
from tests.unit.records.planting import plant

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAYS, REQUEST_DAYS = 90, 30
PERSON = "0123456789abcdef" * 4


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_database(f"sqlite:///{tmp_path / 'records.sqlite3'}")
    yield opened
    opened.dispose()


def run(engine: Engine, now: datetime = NOW, *, dry_run: bool = False) -> dict[str, int]:
    return retain(engine, days=DAYS, request_days=REQUEST_DAYS, now=now, dry_run=dry_run)


def number(engine: Engine, table) -> int:
    with engine.connect() as db:
        return db.execute(select(func.count()).select_from(table)).scalar_one()


def one(engine: Engine, table):
    with engine.connect() as db:
        return db.execute(select(table)).one()


def test_a_conversation_of_today_is_left_alone(engine: Engine) -> None:
    plant(engine, PERSON, NOW - SESSION + timedelta(minutes=1), asked_for_a_person=True)
    assert not any(run(engine).values())


def test_the_words_go_with_the_session(engine: Engine, tmp_path: Path) -> None:
    plant(engine, PERSON, NOW - SESSION - timedelta(minutes=1), said="planted-4711")
    run(engine)
    conversation = one(engine, t.conversation)
    assert conversation.slots == {}
    assert conversation.active_loop is None
    assert conversation.crisis is None
    assert number(engine, t.tracker_event) == number(engine, t.vault) == 0
    with engine.connect() as db:
        turns = db.execute(select(t.turn)).all()
        assert [(row.request, row.key) for row in turns] == [("", None)] * 2
        # Only the rated answer is left, emptied, so that the feedback still has its turn.
        (left,) = db.execute(select(t.message)).all()
        assert (left.text, left.card, left.buttons) == ("", None, [])
        assert [row.text for row in turns] == ["planted-4711"] * 2  # kept for improving, masked
        # All that is left of what was said is what is kept on purpose.
        db.execute(update(t.turn).values(text=None))
        db.execute(update(t.feedback).values(comment=None))
        db.execute(update(t.inbox).values(body=None))
        db.commit()
    run(engine, NOW + KEEP_MARKS)
    engine.dispose()
    for file in tmp_path.iterdir():
        assert b"planted-4711" not in file.read_bytes()


def test_an_expired_web_session_has_ended_however_lately_it_was_used(engine: Engine) -> None:
    at = NOW - timedelta(hours=1)
    plant(engine, PERSON, at, channel="web", expires_at=NOW - timedelta(minutes=1))
    gone = run(engine)
    assert gone["tracker_events"] == 2
    assert gone["buttons"] == 1  # nobody can press them any more


def test_buttons_on_telegram_work_until_the_conversation_is_forgotten(engine: Engine) -> None:
    at = NOW - timedelta(days=DAYS - 1)
    plant(engine, PERSON, at)
    run(engine)
    assert number(engine, t.offer) == 1
    run(engine, at + timedelta(days=DAYS, minutes=1))
    assert number(engine, t.offer) == 0


def test_the_answer_of_staff_waits_for_the_person(engine: Engine) -> None:
    at = NOW - timedelta(days=5)
    plant(engine, PERSON, at, said="an answer", asked_for_a_person=True)
    run(engine)
    with engine.connect() as db:
        said = {row.sender: row.text for row in db.execute(select(t.message))}
    assert said == {"staff": "an answer", "assistant": ""}
    assert number(engine, t.vault) == 1  # the request's own
    with engine.begin() as db:
        db.execute(update(t.handoff).values(closed_at=at))
    run(engine, at + timedelta(days=REQUEST_DAYS, minutes=1))
    with engine.connect() as db:
        assert "staff" not in set(db.execute(select(t.message.c.sender)).scalars())


def test_a_request_goes_with_all_of_it_some_days_after_it_was_closed(engine: Engine) -> None:
    closed = NOW - timedelta(days=REQUEST_DAYS)
    plant(engine, PERSON, closed, asked_for_a_person=True, closed_at=closed)
    tables = (t.handoff, t.handoff_event, t.outbox, t.staff_message)
    run(engine, NOW - timedelta(minutes=1))
    assert [number(engine, table) for table in tables] == [1, 1, 1, 1]
    run(engine, NOW + timedelta(minutes=1))
    assert [number(engine, table) for table in (*tables, t.vault)] == [0, 0, 0, 0, 0]


def test_an_open_request_outlives_its_conversation_with_the_details_it_needs(
    engine: Engine,
) -> None:
    plant(engine, PERSON, NOW - timedelta(days=DAYS + 1), asked_for_a_person=True)
    run(engine)
    assert number(engine, t.conversation) == 0
    assert one(engine, t.handoff).conversation_id is None
    assert one(engine, t.vault).handoff_id == one(engine, t.handoff).id


def test_counts_survive_the_turns(engine: Engine) -> None:
    old = NOW - timedelta(days=DAYS + 1)
    plant(engine, PERSON, old, channel="web")
    plant(engine, "f" * 64, old, channel="web")
    run(engine)
    assert [number(engine, table) for table in (t.conversation, t.turn, t.feedback)] == [0, 0, 0]
    count = one(engine, t.daily_count)
    assert tuple(count) == (
        *(old.date(), "web", "define_involvement", "answer", "involvement"),
        *(4, 2, 0),
    )
    # Somebody else of that day, found later, is added and not put in its place.
    plant(engine, "e" * 64, old, channel="web")
    run(engine)
    assert one(engine, t.daily_count).turns == 6


def test_many_turns_are_counted_once_each(engine: Engine, monkeypatch) -> None:
    monkeypatch.setattr("bot.records.daily_counts.TURNS_AT_ONCE", 3)
    for someone in range(5):
        plant(engine, f"{someone:064x}", NOW - timedelta(days=DAYS + 1))
    assert run(engine)["turns"] == 10
    assert one(engine, t.daily_count).turns == 10


def test_old_turns_of_a_conversation_in_use_go_too(engine: Engine) -> None:
    conversation = plant(engine, PERSON, NOW - timedelta(days=DAYS + 1))
    with engine.begin() as db:
        db.execute(update(t.conversation).values(last_at=NOW))
        db.execute(
            insert(t.turn).values(
                id="new",
                conversation_id=conversation,
                number=3,
                request="a" * 64,
                at=NOW,
                intent="chitchat",
                confidence=1.0,
                decision="answer",
            )
        )
        db.execute(
            insert(t.tracker_event).values(
                conversation_id=conversation, turn=3, position=0, body={}
            )
        )
    run(engine)
    assert one(engine, t.turn).id == "new"
    assert one(engine, t.tracker_event).turn == 3
    assert one(engine, t.conversation).slots != {}
    assert number(engine, t.message) == number(engine, t.feedback) == 0


def test_what_was_delivered_is_soon_forgotten(engine: Engine) -> None:
    at = NOW - KEEP_MARKS - timedelta(minutes=1)
    plant(engine, PERSON, at, asked_for_a_person=True)
    assert run(engine)["updates"] == 1
    assert number(engine, t.outbox) == 1  # not sent yet
    with engine.begin() as db:
        db.execute(update(t.outbox).values(sent_at=at))
    assert run(engine)["deliveries"] == 1


def test_an_update_that_was_never_answered_waits_for_the_end_of_an_outage(engine: Engine) -> None:
    at = NOW - timedelta(days=DAYS - 1)
    plant(engine, PERSON, at)
    with engine.begin() as db:
        db.execute(update(t.inbox).values(done_at=None))
    assert run(engine)["updates"] == 0
    assert run(engine, NOW + timedelta(days=2))["updates"] == 1


def test_a_second_run_finds_nothing(engine: Engine) -> None:
    for days in (1, 2, 40, 91):
        at = NOW - timedelta(days=days, minutes=1)
        plant(engine, f"{days:064x}", at, asked_for_a_person=True, closed_at=at)
    assert set(run(engine)) == {step.name for step in STEPS}
    assert not any(run(engine).values())


def test_a_dry_run_says_what_would_go_and_deletes_nothing(engine: Engine) -> None:
    for days in (1, 2, 40, 91):
        at = NOW - timedelta(days=days, minutes=1)
        plant(engine, f"{days:064x}", at, asked_for_a_person=True, closed_at=at)
    tables = t.metadata.sorted_tables
    before = [number(engine, table) for table in tables]
    would = run(engine, dry_run=True)
    assert [number(engine, table) for table in tables] == before
    assert would == run(engine)
    assert any(would.values())


SETTINGS = Settings(retention_days=DAYS, handoff_retention_days=REQUEST_DAYS)


def _records(engine: Engine | None) -> SimpleNamespace:
    return SimpleNamespace(engine=engine)


async def _until(condition) -> None:
    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until
        await asyncio.sleep(0.01)


async def test_the_job_runs_at_the_start_and_again(engine: Engine) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=DAYS + 1)
    plant(engine, PERSON, long_ago)
    job = asyncio.create_task(delete_every_day(_records(engine), SETTINGS, every=0.01))
    await _until(lambda: number(engine, t.conversation) == 0)
    plant(engine, PERSON, long_ago)
    await _until(lambda: number(engine, t.conversation) == 0)
    job.cancel()


@pytest.mark.parametrize("trouble", [RecordsUnavailable("away"), ValueError("planted-4711")])
async def test_the_job_outlives_a_database_that_fails(monkeypatch, trouble) -> None:
    runs, lines = [], []
    log = SimpleNamespace(error=lambda line, *given: lines.append(line % given))

    def fails_once(*_args, **_given) -> dict[str, int]:
        runs.append(1)
        if len(runs) == 1:
            raise trouble
        return {"turns": 0}

    monkeypatch.setattr(retention_job, "retain", fails_once)
    monkeypatch.setattr(retention_job, "log", log)
    job = asyncio.create_task(delete_every_day(_records(None), SETTINGS, retry=0.01, every=60))
    await _until(lambda: len(runs) == 2)
    assert not job.done()
    job.cancel()
    (line,) = lines
    assert "planted-4711" not in line


def test_a_database_that_fails_is_told_in_one_line(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as db:
        db.exec_driver_sql("DROP TABLE inbox")
    with pytest.raises(RecordsUnavailable, match="tried again"):
        run(engine)
