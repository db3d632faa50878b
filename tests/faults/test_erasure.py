"""What somebody said and left is nowhere any more once it was erased: the files are searched."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import uuid
from typing import Any

import httpx
import pytest

from bot.paths import ROOT
from tests.support.serving import Server
from tests.support.web_visitor import Visitor


class Planted:
    """Somebody whose every word is found again."""

    def __init__(self, server: Server, number: int) -> None:
        self._server = server
        mark = uuid.uuid4().hex[:8]
        self.said = f"zq{mark}said"
        self.comment = f"zq{mark}comment"
        self.message = f"zq{mark}message"
        self.email = f"zq{mark}@example.org"
        self.phone = f"020 7946 0{number:03d}"
        self.client = httpx.Client(base_url=server.url, timeout=30)
        self.visitor = Visitor(self.client)
        self._leave_traces()

    def _leave_traces(self) -> None:
        answer = self.visitor.hears(f"What is involvement, asks {self.said}?")
        self.visitor.hears(f"you can write to {self.email} or ring {self.phone}")
        rated = {"answer_id": answer["id"], "helpful": False, "comment": self.comment}
        assert self._post("feedback", rated).status_code == 204
        for reach in (self.email, self.phone):
            form = {"role": "carer", "reach": reach, "message": self.message, "consent": True}
            assert self._post("handoff", form).status_code == 200
        told = self.visitor.hears("what do you store about me?")["text"]
        found = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", told)
        assert found, told
        self.reference = found.group()

    def _post(self, call: str, body: dict[str, Any]) -> httpx.Response:
        return self.client.post(f"/webhooks/web/{call}", json=body, headers=self.visitor.headers)

    @property
    def words(self) -> list[str]:
        return [self.said, self.comment, self.message, self.email, self.phone]

    def in_files(self) -> set[str]:
        """Which of the words stand in a file of the server: database, its log, its own log."""
        held = b"".join(
            file.read_bytes() for file in self._server.data_dir.rglob("*") if file.is_file()
        )
        return {word for word in self.words if word.encode() in held}

    def in_export(self) -> set[str]:
        """Which of the words an export gives."""
        done = command(self._server, "export", self.reference)
        return {word for word in self.words if word in done.stdout + done.stderr}


def command(server: Server, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PPI_")}
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        cwd=ROOT,
        env=environment | {"PPI_DATA_DIR": str(server.data_dir)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("way", ["website", "reference", "email", "phone", "button"])
def test_nothing_is_left_in_any_file(delivering: Server, way: str) -> None:
    number = ["website", "reference", "email", "phone", "button"].index(way)
    planted, other = Planted(delivering, 100 + number), Planted(delivering, 200 + number)
    # It was all there, in the open or encrypted; else its absence would show nothing.
    assert planted.in_files() >= {planted.said, planted.comment}
    assert {planted.said, planted.message, planted.email} <= planted.in_export()
    if way == "website":
        session = planted.client.delete("/webhooks/web/session", headers=planted.visitor.headers)
        assert session.status_code == 204
    elif way == "button":
        asked = planted.visitor.hears("delete my data")
        (press,) = [b["payload"] for b in asked["buttons"] if b["title"].startswith("Yes, delete")]
        assert planted.visitor.sends(payload=press).status_code == 200
    else:
        who = {
            "reference": [planted.reference],
            "email": ["--email", planted.email.upper()],
            "phone": ["--phone", "+44" + planted.phone.replace(" ", "")[1:]],
        }[way]
        done = command(delivering, "erase", *who, "--yes", "--json")
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        assert len(told["requests"]) == 2
        assert any(told["requests"][0] in line for line in told["left"])
    assert planted.in_files() == set()
    assert planted.in_export() == set()
    assert command(delivering, "erase", planted.reference, "--yes").returncode == 1
    # Nobody else lost anything.
    assert other.said in other.in_files()
    assert other.email in other.in_export()


def test_no_personal_data_are_in_the_log(delivering: Server) -> None:
    planted = Planted(delivering, 300)
    planted.client.post("/webhooks/web/message", content=f'{{"text": "{planted.said}')
    planted.visitor.sends(text=f"{planted.said} " * 2000)
    log = delivering.log.read_text()
    assert "http://localhost" in log  # it is the log
    assert not [word for word in planted.words if word in log]
