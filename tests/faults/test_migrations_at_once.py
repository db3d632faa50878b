"""Several processes that start at the same moment on an empty or an old database."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, inspect

from bot.paths import ROOT
from bot.records.database import MIGRATIONS
from bot.records.tables import metadata
from tests.support.databases import database_url, postgresql  # noqa: F401 (fixtures)

PROCESSES = 5

STARTS = """
import sys
from pathlib import Path
from bot.records.database import open_database
from bot.settings import load_settings, secret_key
print("here", flush=True)
sys.stdin.readline()
open_database(sys.argv[1]).dispose()
print(secret_key(load_settings(data_dir=Path(sys.argv[2]))))
"""


@pytest.mark.parametrize("version", [None, "0002"])
def test_all_of_them_come_up_with_one_key(
    database_url: str,  # noqa: F811
    tmp_path: Path,
    version: str | None,
) -> None:
    engine = create_engine(database_url)
    if version:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, version)
    started = [
        subprocess.Popen(
            [sys.executable, "-c", STARTS, database_url, str(tmp_path)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate() for process in started]
    assert [process.returncode for process in started] == [0] * PROCESSES, said
    assert len({out for out, _ in said}) == 1
    assert set(inspect(engine).get_table_names()) == {*metadata.tables, "alembic_version"}
    assert [file.name for file in tmp_path.glob("secret*")] == ["secret.key"]
    engine.dispose()
