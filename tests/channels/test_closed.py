"""PPI_CLOSED, as docs/turning-it-off.md has it written: on every channel the same, and no more."""

from __future__ import annotations

import io
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from rich.console import Console

from bot.assistant import Assistant
from bot.channels.shell.batch import Asker
from bot.channels.shell.shell import Shell
from bot.channels.telegram.glossary import card_data
from bot.content.pack import Pack
from bot.conversation.service import Conversations
from bot.paths import ROOT
from tests.channels.test_chat_page import Page
from tests.channels.test_guides import lines_of
from tests.channels.test_web import Visitor
from tests.support.bot_api import TOKEN, BotApi, buttons
from tests.support.serving import Server, own_environment

SENTENCE = "The assistant is closed for now. Please write to us instead."
ERASE = "Delete everything in this chat"
DANGER, CARD = "I want to kill myself", "116 123"
BOT = "@ppi_guide_bot"


@pytest.fixture(scope="module")
def api() -> Iterator[BotApi]:
    """Not the one of the other tests: two servers would take turns at its messages."""
    running = BotApi()
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def closed(model: Path, api: BotApi, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(
        tmp_path_factory.mktemp("closed"), PPI_TELEGRAM_TOKEN=TOKEN, PPI_TELEGRAM_API_URL=api.url
    )
    running.env_file.write_text(lines_of("turning-it-off.md"), encoding="utf-8")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def web(closed: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=closed.url, timeout=30) as opened:
        yield opened


@pytest.fixture
def bot_server(closed: Server) -> Server:
    """`chat` gives a new one of this server."""
    return closed


@pytest.fixture
def door(pack: Pack) -> tuple[str, ...]:
    """What must be said: the sentence, the emergency number, and the contact."""
    emergency = f"In an emergency call {pack.facts['crisis']['emergency']}."
    return SENTENCE, emergency, pack.facts["contact"]["email"]


def _is_closed(text: str, door: tuple[str, ...]) -> bool:
    return all(one in unescape(text) for one in door)


# The website.


def test_a_web_message_gets_the_sentence_in_the_text_and_in_what_is_drawn(
    web: httpx.Client, door: tuple[str, ...]
) -> None:
    reply = Visitor(web).hears("What is involvement?")
    assert _is_closed(reply["text"], door)
    assert _is_closed("\n".join(reply["card"]["parts"]), door)


def test_a_web_button_gets_the_sentence(web: httpx.Client, door: tuple[str, ...]) -> None:
    visitor = Visitor(web)
    offered = visitor.welcome[0]["buttons"][0]["payload"]
    assert _is_closed(visitor.sends(payload=offered).json()["messages"][0]["text"], door)


def test_no_message_for_a_person_is_taken_on_the_web(web: httpx.Client) -> None:
    assert not web.post("/webhooks/web/session").json()["handoff"]["offered"]


def test_the_web_still_has_the_crisis_card_and_erases(web: httpx.Client) -> None:
    visitor = Visitor(web)
    assert CARD in visitor.hears(DANGER)["text"]
    shown = {b["title"]: b["payload"] for b in visitor.hears("delete my data")["buttons"]}
    visitor.sends(payload=shown[ERASE])
    assert visitor.sends(text="hello").status_code == 401


def test_the_chat_page_shows_the_sentence_and_the_crisis_card_and_erases(
    web: httpx.Client, door: tuple[str, ...]
) -> None:
    first = Page(web.get("/chat").text)
    page = Page(web.post("/chat", data={**first.ask, "text": "What is involvement?"}).text)
    assert _is_closed(page.text, door)
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


# Telegram.

COMMANDS = [
    "start",
    "help",
    "terms",
    "compare",
    "quiz",
    "contact",
    "privacy",
    "deletemydata",
    "stop",
    "nonsense",
]


@pytest.mark.parametrize(
    "text",
    [
        "What is involvement?",
        *(f"/{name}" for name in COMMANDS),
        f"/help{BOT}",
        "/start terms",
        "/start biobank",
        "/start contact",
    ],
)
def test_a_text_or_command_on_telegram_gets_the_sentence_alone(
    api: BotApi, chat: int, door: tuple[str, ...], text: str
) -> None:
    api.command(chat, text)
    assert _is_closed(api.wait_for(chat, 1)[0]["text"], door)
    api.person_sends(chat, text="and now?")
    sent = api.wait_for(chat, 2)
    assert [_is_closed(body["text"], door) for body in sent] == [True, True]


@pytest.mark.parametrize(
    "content",
    [
        {"photo": [{"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1}]},
        {
            "photo": [{"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1}],
            "caption": "is this involvement?",
        },
    ],
    ids=["photo", "caption"],
)
def test_what_is_no_text_gets_the_sentence_alone(
    api: BotApi, chat: int, door: tuple[str, ...], content: dict[str, Any]
) -> None:
    api.person_sends(chat, **content)
    assert _is_closed(api.wait_for(chat, 1)[0]["text"], door)
    api.person_sends(chat, text="and now?")
    assert len(api.wait_for(chat, 2)) == 2


@pytest.mark.parametrize("data", ["t:", "t:B:0", card_data("biobank"), "of-long-ago"])
def test_an_earlier_button_on_telegram_gets_the_sentence(
    api: BotApi, chat: int, door: tuple[str, ...], data: str
) -> None:
    api.person_presses(chat, data)
    assert _is_closed(api.wait_for(chat, 1)[0]["text"], door)


@pytest.mark.parametrize("content", ["text", "caption", "command"])
def test_a_crisis_on_telegram_still_brings_the_card(api: BotApi, chat: int, content: str) -> None:
    photo = [{"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1}]
    said: dict[str, Any] = {
        "text": {"text": DANGER},
        "caption": {"photo": photo, "caption": DANGER},
        "command": {"text": f"/start {DANGER}"},
    }[content]
    api.person_sends(chat, **said)
    assert CARD in api.wait_for(chat, 1)[0]["text"]


@pytest.mark.parametrize("text", ["/deletemydata", "delete my data"])
def test_telegram_still_erases(api: BotApi, chat: int, closed: Server, text: str) -> None:
    def kept() -> int:
        with sqlite3.connect(closed.data_dir / "ppi-guide.sqlite3") as db:
            return int(db.execute("SELECT count(*) FROM conversation").fetchone()[0])

    before = kept()
    api.command(chat, text)
    erase = buttons(api.wait_for(chat, 1)[0])[ERASE]
    assert kept() == before + 1
    api.person_presses(chat, erase)
    assert "Everything in this chat is deleted" in api.wait_for(chat, 2)[1]["text"]
    assert kept() == before


@pytest.mark.parametrize(
    "text",
    [f"{BOT} what is a biobank?", BOT, f"{BOT} /help", f"/start{BOT}", f"/compare{BOT}"],
)
def test_a_group_gets_the_sentence(
    api: BotApi, chat: int, door: tuple[str, ...], text: str
) -> None:
    api.again(api.message(-chat, kind="group", sender=77, text=text))
    assert _is_closed(api.wait_for(-chat, 1)[0]["text"], door)


@pytest.mark.parametrize("data", ["t:B:0", card_data("biobank")])
def test_a_button_in_a_group_gets_the_sentence(
    api: BotApi, chat: int, door: tuple[str, ...], data: str
) -> None:
    api.person_presses(-chat, data, kind="group")
    assert _is_closed(api.wait_for(-chat, 1)[0]["text"], door)


def test_a_crisis_in_a_group_still_brings_the_card(api: BotApi, chat: int) -> None:
    api.again(api.message(-chat, kind="group", sender=77, text=f"{BOT} {DANGER}"))
    assert CARD in api.wait_for(-chat, 1)[0]["text"]


@pytest.mark.parametrize("typed", ["", "co-prod", "zzzz"])
def test_inline_offers_the_sentence_alone(
    api: BotApi, chat: int, door: tuple[str, ...], typed: str
) -> None:
    offered = _offered(api, chat, typed)
    assert len(offered) == 1
    assert _is_closed(offered[0]["input_message_content"]["message_text"], door)


def test_inline_still_offers_the_crisis_card(api: BotApi, chat: int) -> None:
    assert CARD in _offered(api, chat, DANGER)[0]["input_message_content"]["message_text"]


def _offered(api: BotApi, chat: int, typed: str) -> list[dict[str, Any]]:
    query = api.person_types_inline(chat, typed)["inline_query"]["id"]

    def answers() -> list[dict[str, Any]]:
        return [b for b in api.made("answerInlineQuery") if b["inline_query_id"] == query]

    api.wait_until(lambda: answers() != [])
    results: list[dict[str, Any]] = json.loads(answers()[0]["results"])
    return results


# The command line.


def test_ask_gets_the_sentence_and_the_crisis_card(
    closed: Server, door: tuple[str, ...], tmp_path: Path
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
    assert _is_closed(first["replies"][0]["text"], door)
    assert CARD in second["replies"][0]["text"]


async def test_the_shell_gets_the_sentence_and_the_crisis_card_and_erases(
    assistant: Assistant, door: tuple[str, ...]
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
    assert _is_closed(shown.getvalue(), door)
    assert CARD in shown.getvalue()
    assert "Everything in this chat is deleted" in shown.getvalue()
