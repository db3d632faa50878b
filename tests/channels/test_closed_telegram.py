"""TurnResult off by PPI_CLOSED: Telegram says what the other channels say, and no more."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from bot.channels.telegram.glossary import card_data
from tests.channels.closed import CARD, DANGER, ERASE, Door, is_closed
from tests.support.bot_api import BotApi, buttons
from tests.support.rows import all_of
from tests.support.serving import Server

BOT = "@ppi_guide_bot"


@pytest.fixture
def api(closed_api: BotApi) -> BotApi:
    return closed_api


@pytest.fixture
def bot_server(closed: Server) -> Server:
    """`chat` gives a new one of this server."""
    return closed


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


TEXTS = [
    "What is involvement?",
    *(f"/{name}" for name in COMMANDS),
    f"/help{BOT}",
    "/start terms",
    "/start biobank",
    "/start contact",
]


def test_a_text_or_command_on_telegram_gets_the_sentence_alone(
    api: BotApi, door: Door, new_chat: Callable[[], int]
) -> None:
    def is_told(text: str) -> None:
        chat = new_chat()
        api.command(chat, text)
        assert is_closed(api.wait_for(chat, 1)[0]["text"], door)
        api.person_sends(chat, text="and now?")
        sent = api.wait_for(chat, 2)
        assert [is_closed(body["text"], door) for body in sent] == [True, True]

    all_of(TEXTS, is_told)


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
    api: BotApi, chat: int, door: Door, content: dict[str, Any]
) -> None:
    api.person_sends(chat, **content)
    assert is_closed(api.wait_for(chat, 1)[0]["text"], door)
    api.person_sends(chat, text="and now?")
    assert len(api.wait_for(chat, 2)) == 2


@pytest.mark.parametrize("data", ["t:", "t:B:0", card_data("biobank"), "of-long-ago"])
def test_an_earlier_button_on_telegram_gets_the_sentence(
    api: BotApi, chat: int, door: Door, data: str
) -> None:
    api.person_presses(chat, data)
    assert is_closed(api.wait_for(chat, 1)[0]["text"], door)


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
def test_a_group_gets_the_sentence(api: BotApi, chat: int, door: Door, text: str) -> None:
    api.again(api.message(-chat, kind="group", sender=77, text=text))
    assert is_closed(api.wait_for(-chat, 1)[0]["text"], door)


@pytest.mark.parametrize("data", ["t:B:0", card_data("biobank")])
def test_a_button_in_a_group_gets_the_sentence(
    api: BotApi, chat: int, door: Door, data: str
) -> None:
    api.person_presses(-chat, data, kind="group")
    assert is_closed(api.wait_for(-chat, 1)[0]["text"], door)


def test_a_crisis_in_a_group_still_brings_the_card(api: BotApi, chat: int) -> None:
    api.again(api.message(-chat, kind="group", sender=77, text=f"{BOT} {DANGER}"))
    assert CARD in api.wait_for(-chat, 1)[0]["text"]


@pytest.mark.parametrize("typed", ["", "co-prod", "zzzz"])
def test_inline_offers_the_sentence_alone(api: BotApi, chat: int, door: Door, typed: str) -> None:
    offered = _offered(api, chat, typed)
    assert len(offered) == 1
    assert is_closed(offered[0]["input_message_content"]["message_text"], door)


def test_inline_still_offers_the_crisis_card(api: BotApi, chat: int) -> None:
    assert CARD in _offered(api, chat, DANGER)[0]["input_message_content"]["message_text"]


def _offered(api: BotApi, chat: int, typed: str) -> list[dict[str, Any]]:
    query = api.person_types_inline(chat, typed)["inline_query"]["id"]

    def answers() -> list[dict[str, Any]]:
        return [b for b in api.made("answerInlineQuery") if b["inline_query_id"] == query]

    api.wait_until(lambda: answers() != [])
    results: list[dict[str, Any]] = json.loads(answers()[0]["results"])
    return results
