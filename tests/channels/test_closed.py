"""TurnResult off by PPI_CLOSED: the website, the command line and the shell say the same, and no more."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from rich.console import Console

from bot.assistant import Assistant
from bot.channels.shell.batch import Asker
from bot.channels.shell.shell import Shell
from bot.conversation.service import Conversations
from bot.paths import ROOT
from tests.channels.closed import CARD, DANGER, ERASE, SENTENCE, Door, is_closed
from tests.channels.test_chat_page import Page
from tests.support.serving import Server, own_environment
from tests.support.web_visitor import Visitor


@pytest.fixture
def web(closed: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=closed.url, timeout=30) as opened:
        yield opened


# The website.


def test_a_web_message_gets_the_sentence_in_the_text_and_in_what_is_drawn(
    web: httpx.Client, door: Door
) -> None:
    reply = Visitor(web).hears("What is involvement?")
    assert is_closed(reply["text"], door)
    assert is_closed("\n".join(reply["card"]["parts"]), door)


def test_a_web_button_gets_the_sentence(web: httpx.Client, door: Door) -> None:
    visitor = Visitor(web)
    offered = visitor.welcome[0]["buttons"][0]["payload"]
    assert is_closed(visitor.sends(payload=offered).json()["messages"][0]["text"], door)


def test_no_message_for_a_person_is_taken_on_the_web(web: httpx.Client) -> None:
    assert not web.post("/webhooks/web/session").json()["handoff"]["offered"]


def test_the_web_still_has_the_crisis_card_and_erases(web: httpx.Client) -> None:
    visitor = Visitor(web)
    assert CARD in visitor.hears(DANGER)["text"]
    shown = {b["title"]: b["payload"] for b in visitor.hears("delete my data")["buttons"]}
    visitor.sends(payload=shown[ERASE])
    assert visitor.sends(text="hello").status_code == 401


def test_the_chat_page_shows_the_sentence_and_the_crisis_card_and_erases(
    web: httpx.Client, door: Door
) -> None:
    first = Page(web.get("/chat").text)
    page = Page(web.post("/chat", data={**first.ask, "text": "What is involvement?"}).text)
    assert is_closed(page.text, door)
    page = Page(web.post("/chat", data={**page.ask, "text": DANGER}).text)
    assert CARD in page.text
    page = Page(web.post("/chat", data={**page.ask, "text": "Delete my data"}).text)
    last_form = page.html[page.html.rindex("<form", 0, page.html.rindex(ERASE)) :]
    assert "is deleted" in Page(web.post("/chat", data=Page(last_form).forms[0]).text).text


def test_the_button_get_help_now_still_brings_the_crisis_card(web: httpx.Client) -> None:
    visitor = Visitor(web)
    visitor.hears(DANGER)
    shown = {b["title"]: b["payload"] for b in visitor.hears("hello")["buttons"]}
    assert CARD in visitor.sends(payload=shown["Get help now"]).json()["messages"][0]["text"]


# The command line.


def test_ask_gets_the_sentence_and_the_crisis_card(
    closed: Server, door: Door, tmp_path: Path
) -> None:
    lines = "".join(json.dumps({"text": text}) + "\n" for text in ("hello", DANGER))
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "ask", "--jsonl", "-"],
        cwd=ROOT,
        env={
            **own_environment(),
            "PPI_ENV_FILE": str(closed.env_file),
            "PPI_DATA_DIR": str(tmp_path),
        },
        input=lines,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    first, second = map(json.loads, done.stdout.splitlines())
    assert is_closed(first["replies"][0]["text"], door)
    assert CARD in second["replies"][0]["text"]


async def test_the_shell_gets_the_sentence_and_the_crisis_card_and_erases(
    assistant: Assistant, door: Door
) -> None:
    turns = Conversations(
        assistant.records,
        assistant.agent,
        assistant.packs,
        key=assistant.key,
        seconds=20,
        closed=SENTENCE,
    )
    shown = io.StringIO()
    typed = iter(["hello", DANGER, "delete my data", "1"])

    def read() -> str:
        line = next(typed, None)
        if line is None:
            raise EOFError
        return line

    console = Console(file=shown, width=200, highlight=False)
    await Shell(Asker(replace(assistant, conversations=turns)), console, read).run("Welcome.")
    assert is_closed(shown.getvalue(), door)
    assert CARD in shown.getvalue()
    assert "Everything in this chat is deleted" in shown.getvalue()
