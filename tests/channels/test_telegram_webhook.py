"""Webhook mode: a secret on every request, nothing acknowledged that is not stored."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.channels.telegram.bot import ALLOWED_UPDATES
from bot.channels.telegram.webhook import SECRET_HEADER, WebhookAddress
from bot.paths import ROOT
from tests.support.bot_api import TOKEN, BotApi
from tests.support.rows import all_of
from tests.support.serving import Server

KEY = "a-made-up-secret-key-of-at-least-32-characters"
ADDRESS = WebhookAddress.of(KEY.encode(), TOKEN)
RIGHT = {SECRET_HEADER: ADDRESS.secret}


class Hooked:
    """A Bot API server that pushes, a server that is pushed to, and the command line on both."""

    def __init__(self, folder: Path, api: BotApi) -> None:
        self.api = api
        self.server = Server(folder, **api.settings)
        self.server.settings |= {
            "PPI_TELEGRAM_MODE": "webhook",
            "PPI_PUBLIC_URL": self.server.url,
            "PPI_SECRET_KEY": KEY,
        }

    @property
    def url(self) -> str:
        return f"{self.server.url}{ADDRESS.path}"

    def command(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PPI_")}
        data = {"PPI_DATA_DIR": str(self.server.data_dir)}
        return subprocess.run(
            [sys.executable, "-m", "bot.cli", "telegram", *words],
            cwd=ROOT,
            env={**kept, **data, **self.server.settings, **settings},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@pytest.fixture(scope="module")
def hooked(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hooked]:
    with BotApi() as api:
        running = Hooked(tmp_path_factory.mktemp("webhook"), api)
        with running.server:
            yield running


def test_registered_used_and_removed(hooked: Hooked) -> None:
    api = hooked.api
    before = hooked.command("status")
    assert before.returncode == 1
    assert "set-webhook" in before.stderr
    done = hooked.command("set-webhook")
    assert done.returncode == 0, done.stderr
    assert api.webhook["url"] == hooked.url
    assert json.loads(api.webhook["allowed_updates"]) == ALLOWED_UPDATES
    assert api.webhook["secret_token"] == ADDRESS.secret
    assert hooked.command("status").returncode == 0
    state = json.loads(hooked.command("status", "--json").stdout)
    assert state == {
        "bot": "ppi_guide_bot",
        "mode": "webhook",
        "webhook_is_set": True,
        "fits": True,
        "waiting": 0,
        "last_error": None,
    }
    api.person_sends(6_001, text="What is involvement?")
    assert "Involvement" in api.wait_for(6_001, 1)[0]["text"]
    removed = hooked.command("remove-webhook")
    assert removed.returncode == 0
    assert api.webhook == {}
    assert "polling" in removed.stdout
    said = done.stdout + removed.stdout + before.stderr
    assert ADDRESS.secret not in said
    assert ADDRESS.path not in said
    assert TOKEN not in said


@pytest.mark.parametrize(
    "headers",
    [{}, {SECRET_HEADER: ""}, {SECRET_HEADER: "wrong"}, {SECRET_HEADER: ADDRESS.secret[:-1]}],
)
def test_a_wrong_secret_is_refused(hooked: Hooked, headers: dict[str, str]) -> None:
    update = hooked.api.message(6_002, text="What is involvement?")
    assert httpx.post(hooked.url, json=update, headers=headers).status_code == 403
    assert hooked.api.sent(6_002) == []


def test_a_secret_that_is_no_ascii_is_refused(hooked: Hooked) -> None:
    headers = [(SECRET_HEADER.encode(), "é\xff".encode("latin-1"))]
    assert httpx.post(hooked.url, json={}, headers=headers).status_code == 403


MALFORMED = [
    b"",
    b"{",
    b"[]",
    b'"x"',
    b"null",
    b"1" * 5000,
    b"{}",
    b"\xff\xfe\x00",
    b"[" * 100_000,
    b'{"update_id": "1"}',
    b'{"update_id": 1, "message": "x"}',
    b'{"update_id": 1, "message": {"chat": {"id": "me", "type": "private"}}}',
    b'{"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": {"id": 1}}}',
    b'{"update_id": 1, "callback_query": {"id": 1}}',
]


def test_malformed_updates_are_refused(hooked: Hooked) -> None:
    def is_refused(body: bytes) -> None:
        response = httpx.post(hooked.url, content=body, headers=RIGHT)
        assert response.status_code == 400
        assert httpx.get(f"{hooked.server.url}/health/live").status_code == 200

    all_of(MALFORMED, is_refused)


def _megabyte() -> Iterator[bytes]:
    yield b'{"update_id": 1, "x": "'
    for _ in range(1100):
        yield b"a" * 1024
    yield b'"}'


@pytest.mark.parametrize("content", [b"".join(_megabyte()), _megabyte()], ids=["whole", "chunks"])
def test_bodies_over_a_megabyte_are_refused(hooked: Hooked, content: Any) -> None:
    try:
        assert httpx.post(hooked.url, content=content, headers=RIGHT).status_code == 413
    except httpx.WriteError:  # it hung up before all was sent, which is a refusal too
        assert httpx.get(f"{hooked.server.url}/health/live").status_code == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_other_methods_are_refused(hooked: Hooked, method: str) -> None:
    assert httpx.request(method, hooked.url, headers=RIGHT).status_code == 405


@pytest.mark.parametrize("path", ["/webhooks/telegram", "/webhooks/telegram/", f"/{TOKEN}"])
def test_the_address_cannot_be_guessed(hooked: Hooked, path: str) -> None:
    response = httpx.post(f"{hooked.server.url}{path}", json={}, headers=RIGHT)
    assert response.status_code == 404


def test_key_and_token_both_make_the_address() -> None:
    others = [WebhookAddress.of(b"x" * 32, TOKEN), WebhookAddress.of(KEY.encode(), "1:other")]
    for other in others:
        assert other.path != ADDRESS.path
        assert other.secret != ADDRESS.secret
    assert ADDRESS.secret not in ADDRESS.path
    assert len(ADDRESS.path.rpartition("/")[2]) == 40


def test_the_same_update_pushed_ten_times_at_once_is_answered_once(hooked: Hooked) -> None:
    update = hooked.api.message(6_003, text="What is involvement?")
    codes: list[int] = []

    def push() -> None:
        codes.append(httpx.post(hooked.url, json=update, headers=RIGHT).status_code)

    threads = [threading.Thread(target=push) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [200] * 10
    hooked.api.wait_for(6_003, 1)
    after = hooked.api.message(6_003, text="What is engagement?")
    httpx.post(hooked.url, json=after, headers=RIGHT)
    assert len(hooked.api.wait_for(6_003, 2)) == 2
    assert "Engagement" in hooked.api.sent(6_003)[1]["text"]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"PPI_PUBLIC_URL": ""}, "PPI_PUBLIC_URL is missing"),
        ({"PPI_TELEGRAM_TOKEN": ""}, "PPI_TELEGRAM_TOKEN is missing"),
        (
            {"PPI_PUBLIC_URL": "http://ppi.example.org", "PPI_TELEGRAM_API_URL": "https://api.telegram.org"},
            "must begin with https://",
        ),
    ],
)  # fmt: skip
def test_a_setting_that_is_missing_is_named(
    hooked: Hooked, settings: dict[str, str], words: str
) -> None:
    done = hooked.command("set-webhook", **settings)
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"PPI_TELEGRAM_TOKEN": "7654321:wrong"}, "refuses the token"),
        ({"PPI_TELEGRAM_API_URL": "http://127.0.0.1:9"}, "cannot be reached"),
    ],
)
def test_what_went_wrong_is_said_in_one_line(
    hooked: Hooked, settings: dict[str, str], words: str
) -> None:
    done = hooked.command("status", **settings)
    assert done.returncode == 1
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert "wrong" not in done.stderr.replace("went wrong", "")


def test_a_start_without_an_address_is_refused_in_one_line(model: Path, tmp_path: Path) -> None:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PPI_")}
    settings = {"PPI_TELEGRAM_TOKEN": TOKEN, "PPI_TELEGRAM_MODE": "webhook", "PPI_PORT": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "run"],
        cwd=ROOT,
        env={**kept, **settings, "PPI_DATA_DIR": str(tmp_path), "PPI_PORT": "5999"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2
    assert "PPI_PUBLIC_URL is missing" in done.stderr
