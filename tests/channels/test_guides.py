"""What the guides tell people to write into `.env` is taken from them, and starts the real server."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.paths import ROOT
from bot.process.env_file import names_in
from bot.settings import load_settings
from tests.support.bot_api import BotApi
from tests.support.guides import lines_of
from tests.support.packs import MEADOW
from tests.support.rows import all_of
from tests.support.serving import Server, own_environment

EXAMPLE = ROOT / ".env.example"


@pytest.fixture
def running(
    model: Path, own_api: BotApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Server]:
    """A server that is not started yet; the token of the guides is nobody's."""
    server = Server(tmp_path, PPI_TELEGRAM_API_URL=own_api.url)
    monkeypatch.setenv("PPI_ENV_FILE", str(server.env_file))
    yield server
    if server.is_running:
        server.stop()


@pytest.mark.parametrize(
    ("guide", "also", "names"),
    [
        ("handoff.md", ("telegram.md",), "SMTP_URL HANDOFF_TO STAFF_CHAT_ID"),
        ("telegram.md", (), "TELEGRAM_TOKEN TELEGRAM_MODE PUBLIC_URL"),
        ("turning-it-off.md", (), "CLOSED"),
        ("website.md", (), "WEB_ORIGINS PUBLIC_URL TRUSTED_PROXIES"),
    ],
)
def test_the_lines_of_a_guide_start_the_server(
    running: Server, guide: str, also: tuple[str, ...], names: str
) -> None:
    running.env_file.write_text("".join(map(lines_of, (*also, guide))), encoding="utf-8")
    told = {f"PPI_{name}" for name in names.split()}
    assert told <= set(names_in(running.env_file))
    settings = load_settings()
    assert all(getattr(settings, name.lower()) not in ("", None) for name in names.split())
    running.start(wait_until="live")


def test_the_guide_to_a_pack_names_one_that_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Path(shutil.copytree(MEADOW, tmp_path / "our-pack"))
    file = tmp_path / ".env"
    lines = lines_of("your-own-pack.md")
    assert lines == "PPI_PACK=/srv/our-pack\n"
    file.write_text(lines.replace("/srv/our-pack", str(own)), encoding="utf-8")
    environment = {
        **own_environment(),
        "PPI_ENV_FILE": str(file),
        "PPI_DATA_DIR": str(tmp_path / "data"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "run"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    # It is the other pack's model that is missing: the first one's is there or is not asked for.
    assert done.stderr == (
        "ppi-guide: There is no trained model. Train one with `ppi-guide train`.\n"
    )
    monkeypatch.setenv("PPI_ENV_FILE", str(file))
    assert load_settings().pack == own


def _uncommented() -> list[str]:
    return re.findall(r"^# (PPI_\w+=.+)$", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_example_as_it_is_starts_the_server(running: Server) -> None:
    shutil.copyfile(EXAMPLE, running.env_file)
    running.start(wait_until="live")
    assert httpx.get(f"{running.url}/chat").status_code == 200


def test_the_example_with_every_value_uncommented_starts_the_server(running: Server) -> None:
    values = _uncommented()
    assert len(values) >= 9
    whole = EXAMPLE.read_text(encoding="utf-8")
    for line in values:
        whole = whole.replace(f"# {line}", line)
    running.env_file.write_text(whole, encoding="utf-8")
    assert len(names_in(running.env_file)) == len(values)
    running.start(wait_until="live")


def test_a_value_of_the_example_is_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PPI_DATA_DIR")
    defaults = load_settings()
    file = tmp_path / ".env"
    monkeypatch.setenv("PPI_ENV_FILE", str(file))

    def is_the_default(line: str) -> None:
        name = line.partition("=")[0].removeprefix("PPI_").lower()
        file.write_text(EXAMPLE.read_text(encoding="utf-8").replace(f"# {line}", line))
        assert load_settings().model_fields_set == {name}
        assert getattr(load_settings(), name) == getattr(defaults, name)

    all_of(_uncommented(), is_the_default)
