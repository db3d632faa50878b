"""Troubles of Telegram's: what passes is tried again, and costs no answer and no other chat."""

from __future__ import annotations

import time

import pytest

from tests.support.bot_api import BotApi, buttons


@pytest.mark.parametrize("code", [500, 502, 503, 504, 429])
def test_what_passes_is_tried_again(api: BotApi, chat: int, code: int) -> None:
    parameters = {"retry_after": 1} if code == 429 else {}
    api.trouble(
        "sendMessage", code=code, description="trouble", parameters=parameters, times=2, chat=chat
    )
    api.person_sends(chat, text="What is involvement?")
    assert "Involvement" in api.wait_for(chat, 1)[0]["text"]
    api.person_sends(chat, text="What is engagement?")
    assert len(api.wait_for(chat, 2)) == 2


def test_a_flood_limit_of_one_chat_stops_no_other(api: BotApi, chat: int) -> None:
    other = chat + 70_000_000
    api.trouble(
        "sendMessage", code=429, description="flood", parameters={"retry_after": 4}, chat=chat
    )
    api.person_sends(chat, text="What is involvement?")
    api.wait_until(lambda: not api.troubles)
    before = time.monotonic()
    api.person_sends(other, text="What is engagement?")
    api.wait_for(other, 1)
    assert api.sent(chat) == []
    assert "Involvement" in api.wait_for(chat, 1)[0]["text"]
    # It waited as long as it was told to, less what passed until it was looked at.
    assert api.times[api.calls.index(("sendMessage", api.sent(chat)[0]))] - before > 2


def test_a_connection_cut_before_telegram_took_it_costs_nothing(api: BotApi, chat: int) -> None:
    api.trouble("sendMessage", drop=True, chat=chat, times=2)
    api.person_sends(chat, text="What is involvement?")
    api.wait_for(chat, 1)
    api.person_sends(chat, text="hello")
    assert len(api.wait_for(chat, 2)) == 2


def test_a_connection_cut_after_telegram_took_it_is_the_one_double(api: BotApi, chat: int) -> None:
    api.trouble("sendMessage", drop=True, after=True, chat=chat)
    api.person_sends(chat, text="What is involvement?")
    first, second = api.wait_for(chat, 2)
    assert first["text"] == second["text"]
    api.person_sends(chat, text="hello")
    assert len(api.wait_for(chat, 3)) == 3


@pytest.mark.parametrize("method", ["sendChatAction", "answerCallbackQuery"])
def test_a_courtesy_that_fails_costs_no_answer(api: BotApi, chat: int, method: str) -> None:
    api.person_sends(chat, text="What is involvement?")
    body = api.wait_for(chat, 1)[0]
    api.trouble(method, code=500, description="trouble")
    api.person_presses(chat, next(iter(buttons(body).values())), under=body)
    assert len(api.wait_for(chat, 2)) == 2


@pytest.mark.parametrize("trouble", [{"code": 502}, {"drop": True}, {"code": 429}])
def test_polling_goes_on_after_trouble(api: BotApi, chat: int, trouble: dict[str, object]) -> None:
    api.trouble("getUpdates", description="x", parameters={"retry_after": 1}, **trouble)
    api.wait_until(lambda: not api.troubles)
    api.person_sends(chat, text="What is involvement?")
    assert "Involvement" in api.wait_for(chat, 1)[0]["text"]


def test_an_update_given_again_is_not_answered_again(api: BotApi, chat: int) -> None:
    update = api.person_sends(chat, text="What is involvement?")
    api.wait_for(chat, 1)
    for _ in range(5):
        api.repeat(update)
    api.wait_until(lambda: api.repeats == [])
    api.person_sends(chat, text="hello")
    assert "Hello" in api.wait_for(chat, 2)[1]["text"]
    assert len(api.sent(chat)) == 2


def test_a_row_of_messages_from_many_chats_keeps_each_chat_s_order(api: BotApi, chat: int) -> None:
    chats = [chat + 60_000_000 + n for n in range(12)]
    words = ["involvement", "engagement", "participation"] * 3
    for word in words:
        for one in chats:
            api.person_sends(one, text=f"What is {word}?")
    for one in chats:
        titles = [body["text"].split("</b>")[0] for body in api.wait_for(one, 9, 60)]
        assert titles == [f"<b>{word.capitalize()}" for word in words]
