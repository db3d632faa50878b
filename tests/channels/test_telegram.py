"""The Telegram channel: python-telegram-bot against a Bot API server on loopback."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.channels.telegram.render import texts_of
from bot.content.pack import Pack
from bot.messages import Reply, as_message
from tests.support.bot_api import TOKEN, BotApi, buttons
from tests.support.serving import Server


def test_a_question_is_answered_with_title_source_and_buttons(
    api: BotApi, chat: int, pack: Pack
) -> None:
    api.person_sends(chat, text="What is involvement?")
    body = api.wait_for(chat, 1)[0]
    assert body["parse_mode"] == "HTML"
    assert body["text"].startswith("<b>Involvement</b>")
    assert pack.cards["involvement"].meaning in unescape(body["text"])
    assert "From: " in body["text"]
    assert buttons(body)
    assert json.loads(body["link_preview_options"])["is_disabled"]


def test_a_button_is_acknowledged_and_answered(api: BotApi, chat: int) -> None:
    api.person_sends(chat, text="What is involvement?")
    data = next(iter(buttons(api.wait_for(chat, 1)[0]).values()))
    api.person_presses(chat, data)
    assert len(api.wait_for(chat, 2)) == 2
    assert "answerCallbackQuery" in [method for method, _ in api.calls]


def test_start_says_what_this_is(api: BotApi, chat: int) -> None:
    api.command(chat, "/start")
    body = api.wait_for(chat, 1)[0]
    assert "computer program" in body["text"]
    assert buttons(body)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("/help", "You can ask me what a research word means"),
        ("/compare", "Engagement means you hear about research"),
        ("/quiz", "Question 1 of 5."),
        ("/contact", "k.gleason@imperial.ac.uk"),
        ("/privacy", "I store the messages of this chat"),
        ("/deletemydata", "I can delete all of this chat"),
        ("/HELP", "You can ask me what a research word means"),
    ],
)
def test_a_command_of_the_menu(api: BotApi, chat: int, command: str, words: str) -> None:
    api.command(chat, command)
    assert words in unescape(api.wait_for(chat, 1)[0]["text"])


def test_delete_my_data_asks_once_and_then_deletes(api: BotApi, chat: int) -> None:
    api.command(chat, "/deletemydata")
    sure = buttons(api.wait_for(chat, 1)[0])["Yes, delete everything"]
    api.person_presses(chat, sure)
    assert "Everything in this chat is deleted" in api.wait_for(chat, 2)[1]["text"]


def test_a_quiz_is_stopped(api: BotApi, chat: int) -> None:
    api.command(chat, "/quiz")
    api.wait_for(chat, 1)
    api.command(chat, "/stop")
    assert "We stop here" in api.wait_for(chat, 2)[1]["text"]


@pytest.mark.parametrize(
    ("link", "words"),
    [("involvement", "help shape research"), ("contact", "gleason"), ("quiz", "Question 1 of 5")],
)
def test_a_link_starts_with_what_it_names(api: BotApi, chat: int, link: str, words: str) -> None:
    api.command(chat, f"/start {link}")
    welcome, answer = api.wait_for(chat, 2)[:2]
    assert "computer program" in welcome["text"]
    assert words in answer["text"]


@pytest.mark.parametrize("link", ["no-such-card", "crisis-danger", "../../etc", "a" * 64])
def test_a_link_to_nothing_is_a_plain_start(api: BotApi, chat: int, link: str) -> None:
    api.command(chat, f"/start {link}")
    api.person_sends(chat, text="hello")
    bodies = api.wait_for(chat, 2)
    assert "computer program" in bodies[0]["text"]
    assert "Hello, I'm" in bodies[1]["text"]


@pytest.mark.usefixtures("bot_server")
def test_the_menu_is_registered(api: BotApi) -> None:
    menus = [
        json.loads(body["commands"]) for method, body in api.calls if method == "setMyCommands"
    ]
    assert {one["command"] for one in menus[0]} >= {"help", "quiz", "contact", "deletemydata"}
    assert all(one["description"] for one in menus[0])


def test_an_old_or_forged_button_gets_a_kind_reply(api: BotApi, chat: int, pack: Pack) -> None:
    api.person_presses(chat, "never-offered")
    assert pack.cards["old-button"].meaning in unescape(api.wait_for(chat, 1)[0]["text"])


@pytest.mark.parametrize(
    "content",
    [
        {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 1}},
        {"location": {"latitude": 51.5, "longitude": 0.1}},
        {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]},
    ],
)
def test_what_is_no_text_gets_a_short_reply(
    api: BotApi, chat: int, pack: Pack, content: dict[str, Any]
) -> None:
    api.person_sends(chat, **content)
    assert pack.cards["not-text"].meaning in unescape(api.wait_for(chat, 1)[0]["text"])


def test_a_crisis_brings_the_card(api: BotApi, chat: int) -> None:
    api.person_sends(chat, text="i want to kill myself")
    assert "116 123" in api.wait_for(chat, 1)[0]["text"]


def test_messages_of_one_chat_are_answered_in_order(api: BotApi, chat: int) -> None:
    for text in ("What is involvement?", "What is engagement?", "What is participation?"):
        api.person_sends(chat, text=text)
    titles = [body["text"].split("</b>")[0] for body in api.wait_for(chat, 3)]
    assert titles == ["<b>Involvement", "<b>Engagement", "<b>Participation"]


def test_a_group_is_left_in_peace(api: BotApi, chat: int) -> None:
    group = -chat
    api.again(api.message(group, kind="group", text="What is involvement?"))
    api.person_sends(chat, text="What is involvement?")
    api.wait_for(chat, 1)
    assert api.sent(group) == []


def test_telegrams_flood_limit_is_obeyed(api: BotApi, chat: int) -> None:
    api.trouble(
        "sendMessage",
        code=429,
        description="Too Many Requests: retry after 1",
        parameters={"retry_after": 1},
    )
    api.person_sends(chat, text="What is involvement?")
    assert "Involvement" in api.wait_for(chat, 1)[0]["text"]


@pytest.mark.parametrize("text", ["", "<b>&lt;" * 900, "a\n" * 3000, "🙂" * 4096, "&" * 5000])
def test_texts_are_split_escaped_and_nothing_is_lost(text: str) -> None:
    reply = Reply("card", (text,), "<script>", "x")
    parts = texts_of(as_message(reply, number="1", seq=1, at=datetime.now(UTC)))
    assert all(0 < len(part) <= 4096 for part in parts)
    shown = unescape("".join(parts).replace("<b>", "", 1).replace("</b>", "", 1))
    assert "<script>" not in "".join(parts)
    assert "".join(shown.split()) == "<script>" + "".join(text.split())


def test_the_website_lives_when_telegram_is_away(model: Path, tmp_path: Path) -> None:
    away = {"PPI_TELEGRAM_TOKEN": TOKEN, "PPI_TELEGRAM_API_URL": "http://127.0.0.1:9"}
    with Server(tmp_path, **away) as server:
        assert httpx.get(f"{server.url}/health/ready").status_code == 200
        assert server.stop() == 0


def test_a_refused_token_is_said_in_plain_words(model: Path, api: BotApi, tmp_path: Path) -> None:
    refused = api.settings | {"PPI_TELEGRAM_TOKEN": "7654321:wrong"}
    with Server(tmp_path, **refused) as server:
        pass
    log = server.log.read_text()
    assert "PPI_TELEGRAM_TOKEN" in log
    assert "7654321:wrong" not in log
