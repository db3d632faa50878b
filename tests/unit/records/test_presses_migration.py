"""Buttons that were offered before go on working: their meaning is written anew, and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from bot.records.database import MIGRATIONS

BEFORE = {
    "a": "/more",
    "b": '/help{"card": "help"}',
    "c": '/start_quiz{"quiz": "3:involvement"}',
    "d": '/contact_person{"handoff": "a1b2c3 role patient"}',
    "e": "!erase",
}
AFTER = {
    "a": "more",
    "b": "help card=help",
    "c": "start_quiz quiz=3:involvement",
    "d": "contact_person handoff=a1b2c3 role patient",
    "e": "!erase",
}


@pytest.mark.parametrize("way", ["there", "there and back"])
def test_offers_of_before_are_kept(tmp_path: Path, way: str) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'records.sqlite3'}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as db:
        config.attributes["connection"] = db
        command.upgrade(config, "0003")
        db.execute(
            text(
                "insert into conversation (id, channel, person, started_at, turns, last_seq, slots)"
                " values ('made-up', 'web', 'made-up', '2026-11-30', 0, 0, '{}')"
            )
        )
        for offer, payload in BEFORE.items():
            db.execute(
                text(
                    "insert into offer (id, conversation_id, title, payload)"
                    " values (:id, 'made-up', 'A title', :payload)"
                ),
                {"id": offer, "payload": payload},
            )
        command.upgrade(config, "0004")
        if way == "there and back":
            command.downgrade(config, "0003")
        found = {row.id: row.payload for row in db.execute(text("select id, payload from offer"))}
    assert found == (AFTER if way == "there" else BEFORE)
    engine.dispose()
