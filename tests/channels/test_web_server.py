"""The server of the web channel: pages, start, log, and a conversation after it was killed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import httpx

from bot.paths import ROOT
from tests.support.serving import Server
from tests.support.web_visitor import Visitor


def test_every_answer_carries_the_security_headers_and_no_cookie(client: httpx.Client) -> None:
    for response in (client.get("/"), client.get("/nothing"), client.post("/webhooks/web/session")):
        assert "default-src 'none'" in response.headers["content-security-policy"]
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in response.headers
        assert "server" not in response.headers


def test_the_page_is_served_with_all_it_names(client: httpx.Client) -> None:
    page = client.get("/")
    assert page.status_code == 200
    files = re.findall(r'(?:href|src)="(/(?:pages|widget)/[^"]+)"', page.text)
    assert len(files) == 3
    for file in files:
        assert client.get(file).status_code == 200


def test_it_is_live_at_once_and_a_message_sent_while_loading_is_answered(
    model: Path, tmp_path: Path
) -> None:
    starting = Server(tmp_path, PPI_TURN_SECONDS="120")  # however busy the machine is
    starting.start(wait_until="live")
    try:
        with httpx.Client(base_url=starting.url, timeout=60) as client:
            assert client.get("/health/ready").status_code == 503
            visitor = Visitor(client)
            crisis = visitor.sends(text="I want to end my life").json()["messages"][0]
            assert crisis["kind"] == "crisis"
            assert client.get("/health/ready").status_code == 503  # it did not wait for the model
            assert visitor.hears("What is involvement?")["card"]["id"] == "involvement"
            assert client.get("/health/ready").status_code == 200
    finally:
        starting.stop()


def test_a_conversation_survives_the_server_being_killed(model: Path, tmp_path: Path) -> None:
    running = Server(tmp_path)
    running.start()
    with httpx.Client(base_url=running.url, timeout=60) as client:
        visitor = Visitor(client)
        key = uuid.uuid4().hex
        before = visitor.sends(key, text="What is involvement?").json()
        running.stop(signal.SIGKILL)
        running.start()
        try:
            assert visitor.sends(key, text="What is involvement?").json() == before
            assert "leaflet" in visitor.hears("give me an example")["text"]
            payload = before["messages"][0]["buttons"][0]["payload"]
            assert visitor.sends(payload=payload).status_code == 200
        finally:
            running.stop()


def test_what_people_say_is_not_in_the_log(server: Server, visitor: Visitor) -> None:
    visitor.hears("PLANTED-word-4c1d please explain engagement")
    time.sleep(0.2)
    assert "PLANTED" not in server.log.read_text()
    assert visitor.headers["Authorization"].split()[1] not in server.log.read_text()


def test_an_address_in_use_is_said_in_one_line(server: Server, tmp_path: Path) -> None:
    environment = {**os.environ, "PPI_PORT": str(server.port), "PPI_DATA_DIR": str(tmp_path)}
    second = subprocess.run(
        [sys.executable, "-m", "bot.cli", "run"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert second.returncode == 2
    assert "PPI_PORT" in second.stderr
    assert len(second.stderr.strip().splitlines()) == 1
