"""Every kind of update that can come to a private chat, and bad ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from bot.content.pack import Pack
from tests.support.bot_api import BotApi, buttons
from tests.support.bot_api_updates import ME
from tests.support.people import PAT
from tests.support.rows import all_of

FILE = {"file_id": "a", "file_unique_id": "b"}
PICTURE = {**FILE, "width": 1, "height": 1}
KINDS: dict[str, dict[str, Any]] = {
    "photo": {"photo": [PICTURE]},
    "voice": {"voice": {**FILE, "duration": 1}},
    "audio": {"audio": {**FILE, "duration": 1}},
    "video": {"video": {**PICTURE, "duration": 1}},
    "video note": {"video_note": {**FILE, "length": 1, "duration": 1}},
    "sticker": {"sticker": {**PICTURE, "type": "regular", "is_animated": False, "is_video": False}},
    "document": {"document": {**FILE, "file_name": "letter.pdf"}},
    "contact": {"contact": {"phone_number": PAT.international_phone, "first_name": PAT.first_name}},
    "location": {"location": {"latitude": 51.5, "longitude": 0.1}},
    "venue": {
        "venue": {
            "location": {"latitude": 51.5, "longitude": 0.1},
            "title": "A clinic",
            "address": "A street",
        }
    },
    "dice": {"dice": {"emoji": "🎲", "value": 3}},
    "poll": {
        "poll": {
            "id": "1",
            "question": "?",
            "options": [{"text": "a", "voter_count": 0, "persistent_id": "1"}],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }
    },
    "something Telegram thinks of next": {"hologram": {"id": "x"}},
}
SERVICE: dict[str, dict[str, Any]] = {
    "members came": {"new_chat_members": [{"id": 1, "is_bot": False, "first_name": "A"}]},
    "member left": {"left_chat_member": {"id": 1, "is_bot": False, "first_name": "A"}},
    "timer": {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
    "allowed to write": {"write_access_allowed": {"from_request": True}},
    "title": {"new_chat_title": "A title"},
    "moved": {"migrate_to_chat_id": -100123},
}


def _silent(api: BotApi, chat: int) -> None:
    """Nothing was said to what came before this question."""
    api.person_sends(chat, text="What is involvement?")
    assert "Involvement" in api.wait_for(chat, 1)[0]["text"]
    assert len(api.sent(chat)) == 1


def test_what_is_no_text_is_answered_in_short(
    api: BotApi, pack: Pack, new_chat: Callable[[], int]
) -> None:
    def is_answered(kind: str) -> None:
        chat = new_chat()
        api.person_sends(chat, **KINDS[kind])
        body = api.wait_for(chat, 1)[0]
        assert unescape(body["text"]) == pack.cards["not-text"].meaning
        assert buttons(body)

    all_of(list(KINDS), is_answered)


def test_words_under_a_picture_are_answered(api: BotApi, chat: int, pack: Pack) -> None:
    api.person_sends(chat, photo=[PICTURE], caption="What is engagement?")
    first, second = api.wait_for(chat, 2)
    assert unescape(first["text"]) == pack.cards["telegram-caption"].meaning
    assert second["text"].startswith("<b>Engagement</b>")


def test_crisis_words_under_a_picture_bring_the_card(api: BotApi, chat: int) -> None:
    api.person_sends(chat, photo=[PICTURE], caption="i want to end my life")
    assert "116 123" in " ".join(body["text"] for body in api.wait_for(chat, 2))


def test_ten_photos_of_one_album_get_one_answer(api: BotApi, chat: int) -> None:
    for _ in range(10):
        api.person_sends(chat, photo=[PICTURE], media_group_id=f"album-{chat}")
    api.person_sends(chat, text="What is involvement?")
    assert "Involvement" in api.wait_for(chat, 2)[1]["text"]
    assert len(api.sent(chat)) == 2


def test_an_edited_question_is_answered_anew_and_quoted(api: BotApi, chat: int) -> None:
    api.person_sends(chat, text="What is involvment in reserch?")
    api.wait_for(chat, 1)
    edited = api.person_edits(chat, "What is participation?")
    answer = api.wait_for(chat, 2)[1]
    assert answer["text"].startswith("<b>Participation</b>")
    quoted = json.loads(answer["reply_parameters"])
    assert quoted["message_id"] == edited["edited_message"]["message_id"]


def test_a_place_that_moves_is_not_answered_again(api: BotApi, chat: int) -> None:
    update = api.message(chat, **KINDS["location"])
    edited = {"update_id": update["update_id"], "edited_message": update["message"]}
    api.again(edited)
    _silent(api, chat)


@pytest.mark.parametrize("kind", SERVICE)
def test_service_messages_are_let_pass(api: BotApi, chat: int, kind: str) -> None:
    api.person_sends(chat, **SERVICE[kind])
    _silent(api, chat)


def test_a_card_sent_from_inline_mode_is_not_answered(api: BotApi, chat: int) -> None:
    api.person_sends(chat, text="Involvement means …", via_bot=ME)
    _silent(api, chat)


@pytest.mark.parametrize(
    "update",
    [
        {"channel_post": {"message_id": 1, "date": 1, "chat": {"id": -100, "type": "channel"}}},
        {"poll_answer": {"poll_id": "1", "option_ids": [0], "option_persistent_ids": ["1"]}},
        {"chosen_inline_result": {"result_id": "x", "query": "x"}},
        {"message_reaction": {"a": 1}},
        {"a_kind_of_the_future": {"a": 1}},
        {},
    ],
)
def test_updates_that_are_not_for_us_are_let_pass(
    api: BotApi, chat: int, update: dict[str, Any]
) -> None:
    number = api.message(chat)["update_id"]
    api.again({"update_id": number, **update})
    _silent(api, chat)


@pytest.mark.parametrize(("before", "after"), [("member", "kicked"), ("kicked", "member")])
def test_being_blocked_and_unblocked_is_let_pass(
    api: BotApi, chat: int, before: str, after: str
) -> None:
    update = api.message(chat)
    person = update["message"]["from"]
    change = {
        "chat": update["message"]["chat"],
        "from": person,
        "date": 1,
        "old_chat_member": {"user": ME, "status": before, "until_date": 0},
        "new_chat_member": {"user": ME, "status": after, "until_date": 0},
    }
    api.again({"update_id": update["update_id"], "my_chat_member": change})
    _silent(api, chat)


def test_who_blocked_the_bot_meanwhile_costs_nobody_an_answer(api: BotApi, chat: int) -> None:
    api.trouble("sendMessage", code=403, description="Forbidden: bot was blocked by the user")
    api.person_sends(chat, text="What is involvement?")
    api.wait_until(lambda: not api.troubles)
    api.person_sends(chat, text="What is engagement?")
    assert api.wait_for(chat, 1)[0]["text"].startswith("<b>Engagement</b>")


MALFORMED = [
    {"message": "no object"},
    {"message": {"chat": {"id": "12; DROP TABLE", "type": "private"}}},
    {"message": {"message_id": 1, "date": 1, "chat": {"id": 2**60, "type": "private"}}},
    {"message": {"message_id": 1, "date": 1, "chat": {"id": 1.5, "type": "private"}}},
    {"message": {"message_id": 1, "date": 1, "chat": {"type": "private"}}},
    {"message": {"message_id": 1, "date": 10**30, "chat": {"id": 1, "type": "private"}}},
    {"message": {"message_id": "x", "date": 1, "chat": {"id": 1, "type": "private"}}},
    {"callback_query": {"id": "1"}},
    {"callback_query": []},
    {"inline_query": {"id": "1", "query": {"a": 1}}},
    {"message": None},
    {"my_chat_member": {"chat": {"id": 1, "type": "private"}}},
]


def test_malformed_updates_hide_no_good_ones(api: BotApi, new_chat: Callable[[], int]) -> None:
    def hides_none(broken: Any) -> None:
        chat = new_chat()
        number = api.message(chat)["update_id"]
        api.again({"update_id": number, **broken})
        _silent(api, chat)

    all_of(MALFORMED, hides_none)


def test_updates_without_a_number_hide_no_good_ones(api: BotApi, chat: int) -> None:
    api.waiting += ["text", 7, None, {"update_id": "x"}, {"message": {}}, {"update_id": True}]
    _silent(api, chat)


@pytest.mark.parametrize("field", ["text", "caption"])
def test_text_of_another_type_is_let_pass(api: BotApi, chat: int, field: str) -> None:
    api.person_sends(chat, **{field: {"a": 1}})
    _silent(api, chat)


HTML = "<b>x</b><script>alert(1)</script>&lt;a href='x'>&amp;"


def test_html_in_every_field_is_text(api: BotApi, chat: int) -> None:
    update = api.message(chat, text=HTML, caption=HTML)
    update["message"]["from"] |= {"first_name": HTML, "username": HTML, "language_code": HTML}
    update["message"]["chat"] |= {"title": HTML, "first_name": HTML}
    api.again(update)
    body = api.wait_for(chat, 1)[0]
    assert "<script>" not in body["text"]


@pytest.mark.parametrize(
    "text", ["🙂" * 4096, "🙂" * 2048, "a" * 4096, "\u202e\u0000\ud83d", "​" * 50, "?", "/", "/@"]
)
def test_texts_nobody_can_read_get_an_answer(api: BotApi, chat: int, text: str) -> None:
    api.person_sends(chat, text=text)
    assert api.wait_for(chat, 1)[0]["text"]


@pytest.mark.parametrize(
    "data",
    ["never-issued", "t:", "t:Z:99", "t:%:0", "c:crisis-danger", "c:no-such", "c:", "🙂" * 16],
)
def test_data_we_never_issued_are_refused_kindly(
    api: BotApi, chat: int, pack: Pack, data: str
) -> None:
    api.person_presses(chat, data)
    assert unescape(api.wait_for(chat, 1)[0]["text"]) in (
        pack.cards["old-button"].meaning,
        pack.cards["telegram-terms"].meaning,  # "t:" shows the letters to anybody
    )


def test_another_person_s_button_is_refused(api: BotApi, chat: int, pack: Pack) -> None:
    api.person_sends(chat, text="What is involvement?")
    data = next(iter(buttons(api.wait_for(chat, 1)[0]).values()))
    stranger = chat + 90_000_000
    api.person_presses(stranger, data)
    said = unescape(api.wait_for(stranger, 1)[0]["text"])
    assert said == pack.cards["old-button"].meaning


def test_a_press_without_data_or_message_is_let_pass(api: BotApi, chat: int) -> None:
    update = api.person_presses(chat, "x")
    del update["callback_query"]["message"]
    update["callback_query"]["inline_message_id"] = "abc"
    _silent(api, chat)
