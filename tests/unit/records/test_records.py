"""The records over a real SQLite file."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select

from bot.errors import (
    Overtaken,
    RecordsUnavailable,
    SettingError,
    UnknownConversation,
    UnknownOffer,
)
from bot.messages import Button, Reply
from bot.records.database import open_database
from bot.records.snapshot import Snapshot
from bot.records.store import Records
from bot.records.tables import metadata, tracker_event
from bot.records.turns import NewTurn


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'records.sqlite3'}"


@pytest.fixture
def kept(database: str) -> Iterator[Records]:
    records = Records(open_database(database))
    yield records
    records.close()


def _turn(conversation: str, key: str | None = None, number: int = 0) -> NewTurn:
    return NewTurn(
        conversation=conversation,
        key=key,
        request="a" * 64,
        intent="define_involvement",
        confidence=0.9,
        decision="answer",
        card="involvement",
        messages=[
            Reply("text", ("what is involvement",), sender="you"),
            Reply("card", ("…",), "Involvement", "involvement", buttons=(Button("More", "more"),)),
        ],
        snapshot=Snapshot({"last_card": "involvement"}, None, [{"event": "user", "n": number}]),
    )


def _snapshot(records: Records, conversation: str) -> Snapshot:
    with records.reading() as db:
        return records.standing(db, conversation).snapshot


def test_the_migrations_make_exactly_the_tables(database: str) -> None:
    with open_database(database).connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []


def test_a_turn_is_found_again_by_its_key_after_a_restart(database: str) -> None:
    first = Records(open_database(database))
    conversation = first.start("web", "someone")
    written = first.write(_turn(conversation, "key-1"))
    first.close()

    again = Records(open_database(database))
    stored = again.answered(conversation, "key-1")
    assert stored is not None
    assert stored.messages == written
    assert _snapshot(again, conversation).slots == {"last_card": "involvement"}
    again.close()


def test_a_turn_is_written_whole_or_not_at_all(kept: Records) -> None:
    conversation = kept.start("web", "someone")
    kept.write(_turn(conversation, "same"))
    with pytest.raises(Overtaken):
        kept.write(_turn(conversation, "same"))
    assert len(kept.history(conversation, 0)) == 2
    with kept.reading() as db:
        events = db.execute(select(func.count()).select_from(tracker_event)).scalar()
    assert events == 1


def test_a_turn_that_was_overtaken_is_not_written(kept: Records) -> None:
    conversation = kept.start("web", "someone")
    with kept.reading() as db:
        before = kept.standing(db, conversation)
    kept.write(replace(_turn(conversation, "first"), after=before))
    with pytest.raises(Overtaken):
        kept.write(replace(_turn(conversation, "second"), after=before))
    assert kept.answered(conversation, "first") is not None
    assert kept.answered(conversation, "second") is None


def test_a_form_is_open_for_an_hour_after_the_last_turn(kept: Records) -> None:
    conversation = kept.start("web", "someone")
    open_form = Snapshot({"handoff": {"asking": "role"}}, "handoff_form")
    with time_machine.travel(datetime(2026, 11, 2, 9, 0, tzinfo=UTC), tick=False) as clock:
        kept.write(replace(_turn(conversation, "first"), snapshot=open_form))
        clock.shift(timedelta(minutes=59))
        assert _snapshot(kept, conversation).active_loop == "handoff_form"
        clock.shift(timedelta(minutes=2))
        late = _snapshot(kept, conversation)
    assert late.active_loop is None
    assert late.slots == open_form.slots


def test_a_button_is_good_only_where_it_was_offered(kept: Records) -> None:
    mine, other = kept.start("web", "me"), kept.start("web", "other")
    offer = kept.write(_turn(mine))[1].buttons[0].press
    assert kept.offered(mine, offer) == ("More", "more")
    with pytest.raises(UnknownOffer):
        kept.offered(other, offer)


def test_history_has_both_sides_in_order_and_only_what_is_new(kept: Records) -> None:
    conversation = kept.start("web", "someone")
    kept.write(_turn(conversation))
    kept.write(_turn(conversation))
    assert [m.seq for m in kept.history(conversation, 0)] == [1, 2, 3, 4]
    assert [m.sender for m in kept.history(conversation, 2)] == ["you", "assistant"]


def test_erasing_leaves_nothing_in_the_files(database: str, tmp_path: Path) -> None:
    kept = Records(open_database(database))
    conversation = kept.start("web", "someone")
    planted = "PLANTED-7f3a"
    turn = _turn(conversation, "key")
    kept.write(NewTurn(**{**turn.__dict__, "messages": [Reply("text", (planted,), sender="you")]}))
    answer = kept.write(_turn(conversation))[1].id
    assert kept.rate(conversation, answer, True, planted)
    kept.erase(conversation)
    with pytest.raises(UnknownConversation):
        _snapshot(kept, conversation)
    kept.close()
    for file in tmp_path.iterdir():
        assert planted.encode() not in file.read_bytes()


def test_an_expired_conversation_is_not_found(kept: Records) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    kept.start("web", "late", yesterday)
    with pytest.raises(UnknownConversation):
        kept.find("web", "late")


def test_feedback_is_kept_only_on_an_answer_of_the_conversation(kept: Records) -> None:
    conversation, other = kept.start("web", "me"), kept.start("web", "other")
    question, answer = kept.write(_turn(conversation))
    assert kept.rate(conversation, answer.id, True, None)
    assert kept.rate(conversation, answer.id, False, "changed my mind")
    assert not kept.rate(conversation, question.id, True, None)
    assert not kept.rate(other, answer.id, True, None)


def test_writers_in_many_threads_lose_and_double_nothing(kept: Records) -> None:
    conversation = kept.start("web", "busy")
    threads = [
        threading.Thread(target=lambda: [kept.write(_turn(conversation)) for _ in range(10)])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [m.seq for m in kept.history(conversation, 0)] == list(range(1, 81))


def test_a_wrong_database_address_is_a_setting_error() -> None:
    with pytest.raises(SettingError, match="PPI_DATABASE_URL"):
        open_database("nonsense")


def test_a_database_that_cannot_be_opened_says_what_to_check(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    with pytest.raises(RecordsUnavailable, match="PPI_DATA_DIR"):
        open_database(f"sqlite:///{tmp_path / 'records'}")


def test_a_database_of_a_newer_version_is_one_line_and_left_alone(database: str) -> None:
    engine = open_database(database)
    with engine.begin() as db:
        db.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(RecordsUnavailable, match="newer version") as caught:
        open_database(database)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("kind", ["postgres", "postgresql", "postgresql+psycopg2"])
def test_an_address_of_postgresql_is_taken_as_people_have_it(kind: str) -> None:
    with pytest.raises(RecordsUnavailable, match="cannot be opened"):  # nobody listens there
        open_database(f"{kind}://someone@127.0.0.1:9/ppi")
