"""Groups: answered only when named or replied to; nothing personal; the question is quoted."""

from __future__ import annotations

import json
import sqlite3
from html import unescape
from typing import Any

import pytest

from bot.content.pack import Pack
from tests.support.bot_api import BotApi, buttons
from tests.support.bot_api_updates import ME
from tests.support.people import ZEBEDEE
from tests.support.serving import Server

BOT = "@ppi_guide_bot"
LINK = "https://t.me/ppi_guide_bot?start="


@pytest.fixture
def group(chat: int) -> int:
    return -chat


def _says(
    api: BotApi, group: int, text: str, kind: str = "supergroup", **more: Any
) -> dict[str, Any]:
    return api.again(api.message(group, kind=kind, sender=77, text=text, **more))


def _silent(api: BotApi, group: int) -> None:
    _says(api, group, f"{BOT} what is a biobank?")
    assert "Biobank" in api.wait_for(group, 1)[0]["text"]
    assert len(api.sent(group)) == 1


@pytest.mark.parametrize("kind", ["group", "supergroup"])
def test_named_it_answers_and_quotes_the_question(api: BotApi, group: int, kind: str) -> None:
    asked = _says(api, group, f"Hi {BOT}, what is involvement?", kind)
    body = api.wait_for(group, 1)[0]
    assert body["text"].startswith("<b>Involvement</b>")
    quoted = json.loads(body["reply_parameters"])
    assert quoted["message_id"] == asked["message"]["message_id"]
    assert quoted["allow_sending_without_reply"]


def test_replied_to_it_answers(api: BotApi, group: int) -> None:
    before = api.message(group, kind="group", text="…")["message"] | {"from": ME}
    _says(api, group, "what is engagement?", reply_to_message=before)
    assert "Engagement" in api.wait_for(group, 1)[0]["text"]


def test_named_by_its_entity_alone_it_answers(api: BotApi, group: int) -> None:
    entity = {"type": "text_mention", "offset": 0, "length": 9, "user": ME}
    _says(api, group, "PPI Guide what is participation?", entities=[entity])
    assert "Participation" in api.wait_for(group, 1)[0]["text"]


@pytest.mark.parametrize(
    "text",
    [
        "What is involvement?",
        "@another_bot what is involvement?",
        "@ppi_guide_bots what is involvement?",
        "mail me@ppi_guide_bot.example.org",
        "/help",
        "/help@another_bot",
        "i want to kill myself",
    ],
)
def test_not_named_it_is_silent(api: BotApi, group: int, text: str) -> None:
    _says(api, group, text)
    _silent(api, group)


def test_a_reply_to_somebody_else_is_not_answered(api: BotApi, group: int) -> None:
    before = api.message(group, kind="group", sender=78, text="…")["message"]
    _says(api, group, "what is engagement?", reply_to_message=before)
    _silent(api, group)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("/help", "You can ask me what a research word means"),
        ("/compare", "Engagement means you hear about research"),
        ("/terms", "by their first letter"),
        ("/privacy", "not end-to-end encrypted"),
        ("/start", "I'm PPI Guide"),
    ],
)
def test_commands_that_are_about_nobody_are_answered(
    api: BotApi, group: int, command: str, words: str
) -> None:
    _says(api, group, f"{command}{BOT}")
    assert words in unescape(api.wait_for(group, 1)[0]["text"])


@pytest.mark.parametrize(
    ("command", "link"),
    [
        ("/contact", "contact"),
        ("/quiz", "quiz"),
        ("/deletemydata", "deletemydata"),
        ("/stop", "stop"),
    ],
)
def test_personal_commands_are_offered_in_private(
    api: BotApi, group: int, pack: Pack, command: str, link: str
) -> None:
    _says(api, group, f"{command}{BOT}")
    body = api.wait_for(group, 1)[0]
    assert unescape(body["text"]) == pack.cards["telegram-private"].meaning
    assert buttons(body) == {"Go on in private": LINK + link}


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("can I talk to a person?", "contact"),
        ("please delete my data", "deletemydata"),
        ("start the quiz", "quiz"),
    ],
)
def test_personal_questions_are_offered_in_private(
    api: BotApi, group: int, pack: Pack, text: str, link: str
) -> None:
    _says(api, group, f"{BOT} {text}")
    body = api.wait_for(group, 1)[0]
    assert unescape(body["text"]) == pack.cards["telegram-private"].meaning
    assert buttons(body) == {"Go on in private": LINK + link}


def test_nothing_said_in_a_group_is_kept(api: BotApi, group: int, bot_server: Server) -> None:
    _says(api, group, f"{BOT} what is a steering group, asked {ZEBEDEE.first_name}")
    api.wait_for(group, 1)
    _says(api, group, f"{BOT} thank you")
    api.wait_for(group, 2)
    kept = sqlite3.connect(bot_server.data_dir / "ppi-guide.sqlite3")
    said = "select 1 from message where text like ?", (f"%{ZEBEDEE.first_name}%",)
    api.wait_until(lambda: not kept.execute(*said).fetchall())
    kept.close()


def test_buttons_in_a_group_work_for_everybody_and_hold_no_memory(api: BotApi, group: int) -> None:
    _says(api, group, f"{BOT} what is involvement?")
    body = api.wait_for(group, 1)[0]
    found = buttons(body)
    assert "Tell me more" not in found
    assert LINK in found["Go on in private"]
    cards = [data for data in found.values() if data.startswith("c:")]
    assert cards
    api.person_presses(group, cards[0], under=body, kind="supergroup")
    answer = api.wait_for(group, 2)[1]
    assert answer["text"].startswith("<b>")


@pytest.mark.parametrize("data", ["AAAAAAAAAAAA", "c:crisis-danger", "c:contact"])
def test_a_forged_or_personal_button_in_a_group_shows_nothing_personal(
    api: BotApi, group: int, pack: Pack, data: str
) -> None:
    api.person_presses(group, data, kind="supergroup")
    said = unescape(api.wait_for(group, 1)[0]["text"])
    assert said in (pack.cards["old-button"].meaning, pack.cards["telegram-private"].meaning)


def test_named_with_crisis_words_it_shows_the_card(api: BotApi, group: int) -> None:
    _says(api, group, f"{BOT} i want to kill myself")
    assert "116 123" in api.wait_for(group, 1)[0]["text"]


def test_only_its_name_gets_a_greeting(api: BotApi, group: int) -> None:
    _says(api, group, BOT)
    assert f"write {BOT} in your message" in api.wait_for(group, 1)[0]["text"]


def test_a_voice_message_in_reply_gets_a_short_answer(api: BotApi, group: int, pack: Pack) -> None:
    before = api.message(group, kind="group", text="…")["message"] | {"from": ME}
    voice = {"file_id": "a", "file_unique_id": "b", "duration": 1}
    api.again(api.message(group, kind="group", sender=77, voice=voice, reply_to_message=before))
    assert unescape(api.wait_for(group, 1)[0]["text"]) == pack.cards["not-text"].meaning


@pytest.mark.parametrize(
    ("before", "after", "greets"),
    [
        ("left", "member", True),
        ("member", "administrator", False),
        ("member", "left", False),
        ("administrator", "kicked", False),
    ],
)
def test_it_greets_when_it_is_added(
    api: BotApi, group: int, before: str, after: str, greets: bool
) -> None:
    update = api.message(group, kind="group", sender=77)
    rights = [
        "can_be_edited",
        "is_anonymous",
        "can_manage_chat",
        "can_delete_messages",
        "can_manage_video_chats",
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_invite_users",
        "can_post_stories",
        "can_edit_stories",
        "can_delete_stories",
        "can_manage_tags",
    ]
    extra = {"until_date": 0, **dict.fromkeys(rights, False)}
    change = {
        "chat": update["message"]["chat"],
        "from": update["message"]["from"],
        "date": 1,
        "old_chat_member": {"user": ME, "status": before, **extra},
        "new_chat_member": {"user": ME, "status": after, **extra},
    }
    api.again({"update_id": update["update_id"], "my_chat_member": change})
    if greets:
        assert "Hello, I'm PPI Guide" in api.wait_for(group, 1)[0]["text"]
    else:
        _silent(api, group)


def test_in_a_topic_it_answers_in_the_topic(api: BotApi, group: int) -> None:
    topic = {"message_thread_id": 5, "is_topic_message": True}
    _says(api, group, f"{BOT} what is involvement?", **topic)
    assert api.wait_for(group, 1)[0]["message_thread_id"] == "5"


def test_a_group_that_moved_gets_its_answer(api: BotApi, group: int) -> None:
    moved = -1_000_000_000_000 + group
    api.trouble(
        "sendMessage",
        code=400,
        description="Bad Request: group chat was upgraded to a supergroup chat",
        parameters={"migrate_to_chat_id": moved},
        chat=group,
    )
    _says(api, group, f"{BOT} what is involvement?", "group")
    assert "Involvement" in api.wait_for(moved, 1)[0]["text"]


def test_an_edited_message_that_names_it_is_answered(api: BotApi, group: int) -> None:
    update = api.message(group, kind="group", sender=77, text=f"{BOT} what is a placebo?")
    api.again({"update_id": update["update_id"], "edited_message": update["message"]})
    assert "Placebo" in api.wait_for(group, 1)[0]["text"]
