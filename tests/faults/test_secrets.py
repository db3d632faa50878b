"""No secret reaches a log, an error or `--verbose`."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.paths import ROOT
from tests.support.people import DESK
from tests.support.serving import Server
from tests.support.web_visitor import Visitor

SECRETS = {
    "PPI_SECRET_KEY": "zqsecretkeyzqsecretkeyzqsecretkey00",
    "PPI_TELEGRAM_TOKEN": "123456789:zqtelegramtokenzqtelegramtokenzq",
    "PPI_SMTP_URL": "smtp://zqmailuser:zqmailpassword@127.0.0.1:9",
}
PLANTED = ("zqsecretkey", "zqtelegramtoken", "zqmailpassword", "zqdatabasepassword")


def found_in(text: str) -> list[str]:
    return [secret for secret in PLANTED if secret in text]


@pytest.fixture(scope="module")
def troubled(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose Telegram and mail server cannot be reached, and that says all it can."""
    nobody_there = {"PPI_TELEGRAM_API_URL": "http://127.0.0.1:9", "PPI_HANDOFF_TO": DESK}
    folder = tmp_path_factory.mktemp("troubled")
    with Server(folder, "--verbose", **nobody_there, **SECRETS) as running:
        yield running


def test_errors_of_a_running_server_hold_no_secret(troubled: Server) -> None:
    with httpx.Client(base_url=troubled.url, timeout=30) as client:
        visitor = Visitor(client)
        answers = [
            visitor.sends(text="What is involvement?"),
            client.post("/webhooks/web/message", content="{"),
            client.get("/webhooks/web/history", headers={"Authorization": "Bearer nobody"}),
            client.get("/nowhere"),
            client.get("/health/ready"),
            client.post(
                "/webhooks/web/handoff",
                json={"role": "carer", "reach": "here", "message": "Hello", "consent": True},
                headers=visitor.headers,
            ),
        ]
    told = "".join(answer.text + str(answer.headers) for answer in answers)
    log = troubled.log.read_text()
    assert "elegram" in log  # the trouble with Telegram was logged
    assert found_in(told) == found_in(log) == []


def test_what_is_on_disk_is_for_its_owner_only(troubled: Server) -> None:
    files = list(troubled.data_dir.glob("ppi-guide.sqlite3*"))
    assert files
    for file in files:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert found_in(file.read_bytes().decode(errors="ignore")) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["run", "retention", "erase", "export"])
@pytest.mark.parametrize(
    "settings",
    [
        {"PPI_DATABASE_URL": "postgresql://zq:zqdatabasepassword@127.0.0.1:9/ppi"},
        {"PPI_DATABASE_URL": "nonsense://zq:zqdatabasepassword@127.0.0.1:9/ppi"},
        {"PPI_SMTP_URL": "zqmailpassword"},
        {"PPI_SMTP_URL": "smtp://zq:zqmailpassword@[bad"},
        {"PPI_SECRET_KEY": "zqsecretkey"},
        {"PPI_TELEGRAM_TOKEN": "zqtelegramtoken", "PPI_PORT": "nonsense"},
    ],
    ids=["database away", "no database", "no mail server", "bad address", "short key", "bad port"],
)
def test_errors_of_a_command_hold_no_secret(
    name: str, settings: dict[str, str], tmp_path: Path
) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PPI_")}
    environment |= SECRETS | {"PPI_DATA_DIR": str(tmp_path)} | settings
    arguments = {"erase": ["K7QM-2F9X", "--yes"], "export": ["K7QM-2F9X"], "run": ["--verbose"]}
    if name == "run" and settings == {"PPI_SMTP_URL": "smtp://zq:zqmailpassword@[bad"}:
        environment["PPI_PORT"] = "nonsense"  # else it would serve
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", name, *arguments.get(name, [])],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert found_in(done.stdout + done.stderr) == []
    assert "Traceback" not in done.stderr


def test_the_key_made_on_first_run_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PPI_")}
    environment["PPI_DATA_DIR"] = str(tmp_path / "new")
    subprocess.run(
        [sys.executable, "-m", "bot.cli", "erase", "--telegram-id", "1", "--yes"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=False,
    )
    key = tmp_path / "new" / "secret.key"
    assert len(key.read_text()) == 64
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
