"""How a message is split and shown."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.reading import Malformed, read_update, without_names
from bot.channels.telegram.render import html_texts, marked
from tests.support.bot_api_checks import check, shown
from tests.support.people import ZEBEDEE
from tests.support.rows import all_of

LIMIT = 4096


def test_a_long_text_is_cut_between_sentences() -> None:
    text = " ".join(f"This is sentence number {n}, as long as any other." for n in range(300))
    parts = html_texts("A title", text)
    assert len(parts) > 2
    assert all(part.endswith(".") for part in parts)
    assert all(part.startswith("This is") for part in parts[1:])


def test_paragraphs_stay_paragraphs() -> None:
    assert html_texts("", "One.\n\nTwo.") == ["One.\n\nTwo."]


def test_a_sentence_without_end_is_cut_between_words() -> None:
    parts = html_texts("", "word " * 2000)
    assert all(part.startswith("word") and part.endswith("word") for part in parts)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 9000,
        "🙂" * 9000,
        "&" * 9000,
        "<b>" * 3000,
        "a.b.c" * 2000,
        "é\n" * 5000,
        "「」" * 4000,
    ],
)
def test_nothing_is_lost_and_every_part_can_be_sent(text: str) -> None:
    parts = html_texts("T & <t>", text)
    preview = '{"is_disabled": true}'
    for part in parts:
        call = {"chat_id": "1", "text": part, "parse_mode": "HTML", "link_preview_options": preview}
        assert check("sendMessage", call) == []
    joined = "".join(shown(part) for part in parts)
    assert "".join(joined.split()) == "T&<t>" + "".join(text.split())


BROKEN = [
    ({"text": "x" * 4097}, "4097"),
    ({"text": "🙂" * 2049}, "4098"),
    ({"text": "<i>x"}, "not closed"),
    ({"text": "<x>y</x>"}, "unsupported"),
    ({"text": ""}, "0 characters"),
    ({"chat_id": "me"}, "chat_id"),
    ({"parse_mode": "MarkdownV2"}, "parse_mode"),
    ({"link_preview_options": "{}"}, "previews"),
    (
        {"reply_markup": '{"inline_keyboard": [[{"text": "x", "callback_data": ""}]]}'},
        "0 bytes",
    ),
    (
        {
            "reply_markup": '{"inline_keyboard": [[{"text": "x", "callback_data": "%s"}]]}'
            % ("é" * 33)
        },
        "66 bytes",
    ),
    ({"wrong": "1"}, "no parameter"),
]


def test_the_server_of_these_tests_refuses_what_telegram_refuses() -> None:
    def is_refused(broken: dict[str, str], fault: str) -> None:
        good = {
            "chat_id": "1",
            "text": "x",
            "parse_mode": "HTML",
            "link_preview_options": '{"is_disabled": true}',
        }
        assert check("sendMessage", good) == []
        assert any(fault in one for one in check("sendMessage", good | broken))

    all_of(BROKEN, is_refused)


def test_only_the_pressed_button_is_marked() -> None:
    def key(text: str, data: str) -> InlineKeyboardButton:
        return InlineKeyboardButton(text, callback_data=data)

    link = InlineKeyboardButton("In private", url="https://example.org")
    keyboard = InlineKeyboardMarkup([[key("One", "1")], [key("Two", "2"), link]])
    once = marked(keyboard, "2")
    assert once == InlineKeyboardMarkup([[key("One", "1")], [key("✓ Two", "2"), link]])
    assert marked(once, "2") is None
    assert marked(keyboard, "3") is None
    assert marked(None, "1") is None


PERSON = ZEBEDEE.profile(5)
MOBILE = ZEBEDEE.phone.replace(" ", "")


@pytest.mark.parametrize(
    "content",
    [
        {"text": "hello"},
        {"contact": {"phone_number": MOBILE, "first_name": ZEBEDEE.first_name, "vcard": ZEBEDEE.name}},
        {"location": {"latitude": 51.4977, "longitude": -0.1745}},
        {"reply_to_message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "from": PERSON, "text": f"{ZEBEDEE.first_name} said"}},
        {"forward_origin": {"type": "user", "date": 1, "sender_user": PERSON}},
        {"text": "hi x", "entities": [{"type": "text_mention", "offset": 3, "length": 1, "user": PERSON}]},
        {"new_chat_members": [PERSON]},
    ],
)  # fmt: skip
def test_no_name_place_or_number_is_stored(content: dict[str, Any]) -> None:
    message = {
        "message_id": 2,
        "date": 1,
        "chat": {**PERSON, "type": "private"},
        "from": PERSON,
        **content,
    }
    kept = without_names({"update_id": 1, "message": message})
    for secret in (*ZEBEDEE.name.split(), ZEBEDEE.username, MOBILE, "51.49", "0.17"):
        assert secret not in str(kept)
    read = read_update(kept)
    assert read.message
    assert read.message.chat.id == 5
    assert unescape(read.message.text or "") == content.get("text", "")


@pytest.mark.parametrize("raw", [[], "x", None, {}, {"update_id": "1"}, {"update_id": -1}])
def test_what_is_no_update_is_malformed(raw: Any) -> None:
    with pytest.raises(Malformed):
        read_update(raw)
