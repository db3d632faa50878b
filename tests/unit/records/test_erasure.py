"""One person erased everywhere, and nothing of anybody else."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Engine

from bot.cli import main
from bot.errors import RecordsUnavailable
from bot.keys import Cipher, person_hash
from bot.records import tables as t
from bot.records.database import open_database
from bot.records.erasure import BACKUP_DAYS, erase_conversation, erase_people
from bot.records.export import UNREADABLE, export_people
from bot.records.people import (
    NobodyFound,
    hash_prefix,
    people_of_detail,
    people_of_reference,
    person_reference,
    rows_of,
)
from bot.records.scrub import scrub
from bot.records.vault import Vault
from bot.settings import secret_key
from tests.unit.records.planting import KEY, plant

NOW = datetime.now(UTC)
PERSON, OTHER = "0123456789abcdef" * 4, "fedcba9876543210" * 4
NOBODYS = {"daily_count", "inbox"}  # counts of nobody; updates stay as marks without a person


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_database(f"sqlite:///{tmp_path / 'records.sqlite3'}")
    yield opened
    opened.dispose()


def numbers(engine: Engine) -> dict[str, int]:
    with engine.connect() as db:
        return {
            table.name: db.execute(select(func.count()).select_from(table)).scalar_one()
            for table in t.metadata.sorted_tables
        }


def test_every_table_that_knows_a_person_is_erased() -> None:
    """A table added later must be added to the erasure, or named here as nobody's."""
    assert {table.name for table, _ in rows_of({PERSON})} == set(t.metadata.tables) - {
        "daily_count",
        "lease",
    }


def test_a_person_goes_from_every_table_and_others_stay(engine: Engine) -> None:
    plant(engine, OTHER, NOW, asked_for_a_person=True)
    before = numbers(engine)
    plant(engine, PERSON, NOW, asked_for_a_person=True)
    erased = erase_people(engine, {PERSON})
    after = numbers(engine)
    assert {k: v for k, v in after.items() if k not in NOBODYS} == {
        k: v for k, v in before.items() if k not in NOBODYS
    }
    assert all(erased.rows.values())
    with engine.connect() as db:
        marks = db.execute(select(t.inbox.c.person, t.inbox.c.body)).all()
    assert (None, None) in marks
    assert {row.person for row in marks} == {None, OTHER}


def test_a_person_is_erased_by_their_conversation(engine: Engine) -> None:
    conversation = plant(engine, PERSON, NOW)
    assert erase_conversation(engine, conversation).rows["conversation"] == 1
    assert not erase_conversation(engine, conversation).anything


def test_a_request_whose_conversation_was_forgotten_is_erased_too(engine: Engine) -> None:
    plant(engine, PERSON, NOW, asked_for_a_person=True)
    with engine.begin() as db:
        db.execute(update(t.handoff).values(conversation_id=None))
        db.execute(t.conversation.delete())
    with engine.connect() as db:
        assert people_of_reference(db, person_reference(PERSON)) == {PERSON}
    erased = erase_people(engine, {PERSON})
    assert erased.rows["handoff"] == erased.rows["handoff_event"] == erased.rows["outbox"] == 1
    assert numbers(engine)["vault"] == 0


def test_nothing_of_the_erased_is_left_in_the_files_among_many_others(
    engine: Engine, tmp_path: Path
) -> None:
    """Pages are split and joined as rows come and go; no copy of an old row may stay in one."""
    people = [f"{number:03d}{'a' * 61}" for number in range(200)]
    for number, person in enumerate(people):
        said = f"planted-{number:03d}-" + "x" * (number * 37 % 900)
        plant(engine, person, NOW, said=said, asked_for_a_person=True)
    files = list(tmp_path.iterdir())

    def found(number: int) -> bool:
        return any(b"planted-%03d-" % number in file.read_bytes() for file in files)

    assert all(found(number) for number in range(200))
    assert erase_people(engine, people[0:200:2]).scrubbed
    assert not any(found(number) for number in range(0, 200, 2))
    assert all(found(number) for number in range(1, 200, 2))


def test_a_large_database_is_rebuilt_by_the_daily_job_only(engine: Engine, monkeypatch) -> None:
    monkeypatch.setattr("bot.records.scrub.MOST_BYTES", 1)
    plant(engine, PERSON, NOW)
    assert not erase_people(engine, {PERSON}).scrubbed
    assert scrub(engine, at_any_size=True)


def test_somebody_who_reads_puts_it_off(engine: Engine, monkeypatch) -> None:
    monkeypatch.setattr("bot.records.database.BUSY_MILLISECONDS", 50)
    plant(engine, PERSON, NOW)
    with engine.connect() as reader:
        reader.exec_driver_sql("BEGIN")
        reader.exec_driver_sql("SELECT * FROM conversation").all()
        assert not erase_people(engine, {PERSON}).scrubbed
    assert scrub(engine)


def test_it_says_what_it_cannot_reach(engine: Engine) -> None:
    plant(engine, PERSON, NOW, asked_for_a_person=True)
    with engine.connect() as db:
        reference = db.execute(select(t.handoff.c.reference)).scalar_one()
    left = "\n".join(erase_people(engine, {PERSON}).unreached)
    for named in (reference, "Email", "Telegram", f"{BACKUP_DAYS} days"):
        assert named in left


def test_files_that_cannot_be_rebuilt_now_are_told(engine: Engine, monkeypatch) -> None:
    monkeypatch.setattr("bot.records.erasure.scrub", lambda _engine: False)
    plant(engine, PERSON, NOW)
    assert "ppi-guide retention" in "\n".join(erase_people(engine, {PERSON}).unreached)


def test_nothing_is_erased_by_halves(engine: Engine) -> None:
    plant(engine, PERSON, NOW)
    before = numbers(engine)
    with engine.begin() as db:
        db.exec_driver_sql("ALTER TABLE offer RENAME TO gone")
    with pytest.raises(RecordsUnavailable, match="Nothing was erased"):
        erase_people(engine, {PERSON})
    with engine.begin() as db:
        db.exec_driver_sql("ALTER TABLE gone RENAME TO offer")
    assert numbers(engine) == before


def test_a_reference_is_short_and_is_read_however_it_was_copied() -> None:
    reference = person_reference(PERSON)
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", reference)
    assert PERSON.startswith(hash_prefix(reference))
    for copied in (reference.lower(), reference.replace("-", ""), f" {reference} "):
        assert hash_prefix(copied) == hash_prefix(reference)
    assert hash_prefix("OIl0-0000") == hash_prefix("0110-0000")


@pytest.mark.parametrize("wrong", ["", "K7QM", "K7QM-2F9U", "%%%%%%%%", "K7QM-2F9X1", "ÄÖÜ1-2345"])
def test_what_cannot_be_a_reference_finds_nobody(wrong: str) -> None:
    with pytest.raises(NobodyFound):
        hash_prefix(wrong)


def test_people_are_found_by_the_details_they_gave(engine: Engine) -> None:
    vault = Vault(KEY)
    conversation = plant(engine, PERSON, NOW)
    plant(engine, OTHER, NOW)
    with engine.begin() as db:
        db.execute(
            insert(t.vault).values(
                id="v",
                conversation_id=conversation,
                token="[email 2]",
                kind="email",
                value="…",
                finder=vault.finder("email", "pat@example.org"),
                at=NOW,
            )
        )
    with engine.connect() as db:
        assert people_of_detail(db, vault.finder("email", "pat@example.org")) == {PERSON}
        assert people_of_detail(db, vault.finder("email", "sam@example.org")) == set()


def test_an_export_holds_everything_in_plain_words(engine: Engine) -> None:
    plant(engine, PERSON, NOW, said="planted-4711", asked_for_a_person=True)
    plant(engine, OTHER, NOW, said="of-somebody-else")
    found = export_people(engine, Cipher(KEY), {PERSON})
    written = json.dumps(found)
    assert found["references"] == [person_reference(PERSON)]
    assert all(found[table.name] for table, _ in rows_of({PERSON}))
    assert [row["value"] for row in found["vault"]] == ["planted-4711"] * 2
    assert found["handoff"][0]["message"] == found["outbox"][0]["body"] == "planted-4711"
    assert "of-somebody-else" not in written


def test_an_export_with_another_key_says_what_it_cannot_read(engine: Engine) -> None:
    plant(engine, PERSON, NOW, said="planted-4711")
    found = export_people(engine, Cipher(b"o" * 64), {PERSON})
    assert found["vault"][0]["value"] == UNREADABLE
    assert found["message"][0]["text"] == "planted-4711"


# -- the commands ------------------------------------------------------------------------------


@pytest.fixture
def run(engine: Engine, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("PPI_DATABASE_URL", str(engine.url))
    monkeypatch.setenv("PPI_SECRET_KEY", KEY.decode())

    def call(*arguments: str, answer: str = ""):
        return CliRunner().invoke(main, arguments, input=answer)

    return call


def test_erase_asks_first(engine: Engine, run) -> None:
    plant(engine, PERSON, NOW)
    reference = person_reference(PERSON)
    refused = run("erase", reference, answer="n\n")
    assert refused.exit_code == 1
    assert "1 conversation" in refused.output
    assert numbers(engine)["conversation"] == 1
    assert run("erase", reference, answer="y\n").exit_code == 0
    assert numbers(engine)["conversation"] == 0


def test_erase_for_machines(engine: Engine, run) -> None:
    plant(engine, person_hash(KEY, "telegram", "12345"), NOW)
    assert run("erase", "--telegram-id", "12345", "--json").exit_code == 2
    done = json.loads(run("erase", "--telegram-id", "12345", "--yes", "--json").output)
    assert done["erased"]["conversation"] == 1
    assert done["channels"] == ["telegram"]
    assert any("Telegram" in line for line in done["left"])


@pytest.mark.parametrize("way", [["K7QM-2F9X"], ["--email", "a@example.org"], ["nonsense"]])
def test_nobody_found_is_one_line_and_exit_1(run, way: list[str]) -> None:
    done = run("erase", "--yes", *way)
    assert done.exit_code == 1
    assert len(done.output.strip().splitlines()) == 1


@pytest.mark.parametrize("way", [[], ["K7QM-2F9X", "--phone", "020 7946 0000"]])
def test_one_way_to_say_who_is_meant(run, way: list[str]) -> None:
    assert run("erase", "--yes", *way).exit_code == 2


def test_an_export_file_is_for_its_owner_only_and_never_overwritten(
    engine: Engine, run, tmp_path: Path
) -> None:
    plant(engine, PERSON, NOW, said="planted-4711")
    target = tmp_path / "export.json"
    done = run("export", person_reference(PERSON), "--to", str(target))
    assert done.exit_code == 0
    assert "planted-4711" not in done.output
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert "planted-4711" in target.read_text()
    assert run("export", person_reference(PERSON), "--to", str(target)).exit_code == 1


def test_retention_says_what_it_did(engine: Engine, run) -> None:
    plant(engine, PERSON, datetime(2020, 1, 1, tzinfo=UTC))
    assert "2 turns" in run("retention", "--dry-run").output
    assert numbers(engine)["turn"] == 2
    done = json.loads(run("retention", "--json").output)
    assert done["dry_run"] is False
    assert done["deleted"]["turns"] == 2
    assert numbers(engine)["turn"] == 0


def test_the_key_of_the_tests_is_the_one_the_commands_use(run) -> None:
    from bot.settings import load_settings

    assert secret_key(load_settings()) == KEY
