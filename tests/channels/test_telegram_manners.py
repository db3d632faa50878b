"""How the bot behaves in a private chat: buttons, typing, privacy, deleting."""

from __future__ import annotations

import json
from html import unescape

import pytest

from bot.content.pack import Pack
from tests.support.bot_api import BotApi, buttons
from tests.support.serving import Server


def _press(api: BotApi, chat: int, title: str) -> dict[str, str]:
    """Press a button under the last message; returns that message."""
    last = api.sent(chat)[-1]
    api.person_presses(chat, buttons(last)[title], under=last)
    return last


def _marks(api: BotApi, chat: int) -> list[dict[str, str]]:
    return [body for body in api.made("editMessageReplyMarkup") if int(body["chat_id"]) == chat]


def test_the_pressed_button_is_marked_and_the_others_stay(api: BotApi, chat: int) -> None:
    api.person_sends(chat, text="What is involvement?")
    body = api.wait_for(chat, 1)[0]
    titles = list(buttons(body))
    _press(api, chat, titles[0])
    api.wait_for(chat, 2)
    api.wait_until(lambda: _marks(api, chat) != [])
    edits = _marks(api, chat)
    assert list(buttons(edits[0])) == [f"✓ {titles[0]}", *titles[1:]]
    assert edits[0]["message_id"] == str(body["sent_as"])


def test_a_button_pressed_twice_is_answered_twice_and_marked_once(api: BotApi, chat: int) -> None:
    api.person_sends(chat, text="What is involvement?")
    body = api.wait_for(chat, 1)[0]
    data = list(buttons(body).values())[-1]
    for count in (2, 3):
        api.person_presses(chat, data, under=body)
        api.wait_for(chat, count)
    api.person_sends(chat, text="hello")
    api.wait_for(chat, 4)
    assert len(_marks(api, chat)) == 1


def test_every_press_is_acknowledged_also_an_old_one(api: BotApi, chat: int) -> None:
    update = api.person_presses(chat, "from-last-year")
    api.wait_for(chat, 1)
    known = [body["callback_query_id"] for body in api.made("answerCallbackQuery")]
    assert update["callback_query"]["id"] in known


def test_a_press_that_telegram_calls_too_old_is_answered_all_the_same(
    api: BotApi, chat: int
) -> None:
    api.person_sends(chat, text="What is involvement?")
    body = api.wait_for(chat, 1)[0]
    api.trouble("answerCallbackQuery", code=400, description="Bad Request: query is too old")
    api.person_presses(chat, next(iter(buttons(body).values())), under=body)
    assert len(api.wait_for(chat, 2)) == 2


def test_typing_is_shown_before_the_answer(api: BotApi, chat: int) -> None:
    api.person_sends(chat, text="What is involvement?")
    api.wait_for(chat, 1)
    mine = [name for name, body in api.calls if body.get("chat_id") == str(chat)]
    assert mine.index("sendChatAction") < mine.index("sendMessage")


def test_an_answer_waits_for_no_typing_that_hangs(api: BotApi, chat: int) -> None:
    api.trouble("sendChatAction", slow=3, chat=chat)
    api.person_sends(chat, text="What is involvement?")
    api.wait_for(chat, 1)
    # Telegram has not taken the one by the time it has taken the other.
    assert [body for body in api.made("sendChatAction") if body["chat_id"] == str(chat)] == []


def test_crisis_words_wait_for_no_earlier_message(api: BotApi, chat: int) -> None:
    api.trouble("sendMessage", slow=2, chat=chat)
    api.person_sends(chat, text="What is involvement?")
    api.wait_until(lambda: not api.troubles)
    api.person_sends(chat, text="i want to kill myself")
    first = api.wait_for(chat, 1)[0]
    assert "116 123" in first["text"]
    assert "Involvement" in api.wait_for(chat, 2)[1]["text"]


def test_a_command_with_crisis_words_brings_the_card(api: BotApi, chat: int) -> None:
    api.command(chat, "/start i want to kill myself")
    assert "116 123" in api.wait_for(chat, 1)[0]["text"]


def test_privacy_says_what_passes_through_telegram(api: BotApi, chat: int, pack: Pack) -> None:
    api.command(chat, "/privacy")
    said = unescape(api.wait_for(chat, 1)[0]["text"])
    assert pack.cards["privacy"].meaning.partition("[kept]")[0] in said
    assert "I keep for 90 days" in said
    assert "[" not in said
    assert "not end-to-end encrypted" in said
    assert "passes through Telegram" in said
    assert len(api.sent(chat)) == 1


@pytest.mark.parametrize("ask", ["what do you store about me?", "/PRIVACY", "/privacy please"])
def test_privacy_asked_in_any_way_says_the_same(api: BotApi, chat: int, ask: str) -> None:
    api.person_sends(chat, text=ask)
    assert "not end-to-end encrypted" in unescape(api.wait_for(chat, 1)[0]["text"])


def test_after_deleting_nothing_is_left_and_the_bot_goes_on(
    api: BotApi, chat: int, bot_server: Server
) -> None:
    api.person_sends(chat, text="What is involvement?")
    old = api.wait_for(chat, 1)[0]
    api.command(chat, "/deletemydata")
    api.wait_for(chat, 2)
    _press(api, chat, "Yes, delete everything")
    assert "deleted" in api.wait_for(chat, 3)[2]["text"]
    api.person_presses(chat, next(iter(buttons(old).values())), under=old)
    assert "doesn't work any more" in api.wait_for(chat, 4)[3]["text"]
    api.person_sends(chat, text="What is engagement?")
    assert "Engagement" in api.wait_for(chat, 5)[4]["text"]


def test_a_start_twice_is_welcomed_twice(api: BotApi, chat: int) -> None:
    api.command(chat, "/start")
    api.command(chat, "/start")
    assert all("computer program" in body["text"] for body in api.wait_for(chat, 2))


def test_a_command_for_another_name_is_understood_in_private(api: BotApi, chat: int) -> None:
    api.command(chat, "/help@ppi_guide_bot")
    assert "what a research word means" in unescape(api.wait_for(chat, 1)[0]["text"])


def test_a_command_we_do_not_have_is_read_as_words(api: BotApi, chat: int) -> None:
    api.command(chat, "/involvement")
    assert "Involvement" in api.wait_for(chat, 1)[0]["text"]


@pytest.mark.usefixtures("bot_server")
def test_groups_are_offered_only_commands_for_all(api: BotApi) -> None:
    menus = {
        json.loads(body["scope"])["type"]: {one["command"] for one in json.loads(body["commands"])}
        for body in api.made("setMyCommands")
        if "scope" in body
    }
    assert menus["all_group_chats"] == {"help", "terms", "compare", "privacy"}
    assert menus["all_private_chats"] >= {"deletemydata", "contact", "quiz", "stop", "terms"}
