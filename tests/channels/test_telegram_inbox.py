"""Nothing is lost, nothing is answered twice: the inbox, troubles of Telegram, kills and restarts."""

from __future__ import annotations

import itertools
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.records.database import open_database
from bot.records.inbox import Arrival, Inbox
from bot.records.store import Records
from tests.support.bot_api import TOKEN, BotApi, buttons
from tests.support.databases import database_url, postgresql  # noqa: F401 (fixtures)
from tests.support.serving import Server

KEY = b"a-made-up-secret-key-of-at-least-32-characters"
NOW = timedelta(0)


@pytest.fixture
def inbox(records: Records) -> Inbox:
    return Inbox(records, KEY, "telegram")


def _keys(inbox: Inbox) -> list[str]:
    return [waiting.key for waiting in inbox.take_up(quiet_for=NOW)]


def test_the_same_update_is_new_once(database_url: str) -> None:  # noqa: F811
    records = Records(open_database(database_url))
    inbox = Inbox(records, KEY, "telegram")
    arrival = Arrival("1:5", "hash", {"a": 1})
    assert inbox.store([arrival]) == {"1:5"}
    assert inbox.store([arrival, Arrival("1:6", "hash", {})]) == {"1:6"}
    inbox.done("1:5")
    assert inbox.store([arrival]) == set()
    records.close()


def test_what_is_not_done_is_taken_up_in_its_order(inbox: Inbox) -> None:
    inbox.store([Arrival(f"1:{n}", "hash", {"n": n}) for n in (10, 9, 100, 11)])
    inbox.done("1:11")
    assert _keys(inbox) == ["1:9", "1:10", "1:100"]


def test_a_body_says_how_far_an_answer_has_come(inbox: Inbox) -> None:
    inbox.store([Arrival("1:1", "hash", {"update": {}})])
    inbox.note("1:1", {"update": {}, "sent": 2})
    taken = inbox.take_up(quiet_for=NOW)[0]
    assert taken.body == {"update": {}, "sent": 2}
    assert taken.tries == 1
    inbox.done("1:1")
    inbox.note("1:1", {"sent": 3})
    assert inbox.take_up(quiet_for=NOW) == []


def test_what_is_held_is_not_taken_over(inbox: Inbox) -> None:
    inbox.store([Arrival("1:1", "hash", {}), Arrival("1:2", "hash", {})])
    inbox.hold(["1:1"])
    assert inbox.take_up(quiet_for=timedelta(minutes=1)) == []
    assert [w.key for w in inbox.take_up(quiet_for=NOW, held={"1:1"})] == ["1:2"]


def test_an_answered_update_keeps_its_key_only(inbox: Inbox, records: Records) -> None:
    inbox.store([Arrival("1:1", "whose", {"text": "some words"})])
    with records.reading() as db:
        row = db.exec_driver_sql("select * from inbox").mappings().one()
    assert "some words" not in str(row)
    assert row["person"] == "whose"
    inbox.done("1:1")
    with records.reading() as db:
        row = db.exec_driver_sql("select * from inbox").mappings().one()
    assert row["body"] is None
    assert row["person"] is None
    assert row["key"] == "1:1"


def test_another_key_reads_nothing_and_breaks_nothing(inbox: Inbox, records: Records) -> None:
    inbox.store([Arrival("1:1", "hash", {"a": 1})])
    other = Inbox(records, b"x" * 32, "telegram")
    assert other.take_up(quiet_for=NOW)[0].body == {}


# With a server.


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
    assert time.monotonic() - before < 3
    assert "Involvement" in api.wait_for(chat, 1)[0]["text"]
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
    api.wait_until(lambda: api._repeats == [])
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


# With a server that is killed: one for all of these, as each start takes seconds.


@pytest.fixture(scope="module")
def killed_api() -> Iterator[BotApi]:
    running = BotApi()
    running.start()
    yield running
    running.stop()
    assert running.faults == []


@pytest.fixture(scope="module")
def own(
    model: Path, killed_api: BotApi, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("killed")
    server = Server(folder, PPI_TELEGRAM_TOKEN=TOKEN, PPI_TELEGRAM_API_URL=killed_api.url)
    server.start()
    yield server
    server.stop()


def _kill_after(api: BotApi, server: Server, count: int) -> threading.Event:
    """Kill the server the moment Telegram has taken so many messages more."""
    seen, dead = itertools.count(1), threading.Event()

    def kill(_body: dict[str, Any]) -> None:
        if next(seen) == count:
            server.stop(signal.SIGKILL)
            dead.set()

    api.on_send = kill
    return dead


def _inbox_rows(server: Server, chat_key: str) -> list[tuple[Any, ...]]:
    kept = sqlite3.connect(server.data_dir / "ppi-guide.sqlite3")
    try:
        asked = "select person, body, done_at from inbox where key = ?"
        return kept.execute(asked, (chat_key,)).fetchall()
    finally:
        kept.close()


def test_killed_between_taken_and_marked_only_that_one_is_doubled(
    killed_api: BotApi, own: Server
) -> None:
    killed_api.person_sends(8_002, text="What is engagement?")
    killed_api.wait_for(8_002, 1)
    dead = _kill_after(killed_api, own, 1)
    killed_api.person_sends(8_003, text="What is involvement?")
    assert dead.wait(30)
    own.start()
    first, second = killed_api.wait_for(8_003, 2)
    assert first["text"] == second["text"]
    killed_api.person_sends(8_003, text="hello")
    killed_api.person_sends(8_002, text="hello")
    assert len(killed_api.wait_for(8_003, 3)) == 3
    assert len(killed_api.wait_for(8_002, 2)) == 2


def test_killed_in_an_answer_of_two_messages_the_first_is_not_sent_again(
    killed_api: BotApi, own: Server
) -> None:
    dead = _kill_after(killed_api, own, 2)
    killed_api.command(8_004, "/start involvement")
    assert dead.wait(30)
    own.start()
    bodies = killed_api.wait_for(8_004, 3)
    assert "computer program" in bodies[0]["text"]
    assert bodies[1]["text"] == bodies[2]["text"]
    assert "<b>Involvement</b>" in bodies[1]["text"]


def test_killed_while_deleting_the_person_is_told_all_the_same(
    killed_api: BotApi, own: Server
) -> None:
    killed_api.command(8_005, "/deletemydata")
    sure = killed_api.wait_for(8_005, 1)[0]
    dead = _kill_after(killed_api, own, 1)
    killed_api.person_presses(8_005, buttons(sure)["Yes, delete everything"], under=sure)
    assert dead.wait(30)
    own.start()
    bodies = killed_api.wait_for(8_005, 3)
    assert bodies[1]["text"] == bodies[2]["text"]
    assert "deleted" in bodies[2]["text"]


def test_stored_and_killed_it_is_answered_after_the_start(killed_api: BotApi, own: Server) -> None:
    """While the model loads, what comes is stored and acknowledged, and not answered yet."""
    before = killed_api.person_sends(8_006, text="What is involvement?")
    body = killed_api.wait_for(8_006, 1)[0]
    own.stop()
    own.start(wait_until="live")
    asked = killed_api.person_sends(8_001, text="My name is Zebedee. What is involvement?")
    key = f"1234567:{asked['update_id']}"
    killed_api.wait_until(lambda: len(_inbox_rows(own, key)) == 1)
    killed_api.wait_until(lambda: killed_api._updates == [])
    own.stop(signal.SIGKILL)
    assert killed_api.sent(8_001) == []
    raw = b"".join(path.read_bytes() for path in own.data_dir.glob("ppi-guide.sqlite3*"))
    assert b"Zebedee" not in raw  # encrypted until it is answered
    assert b"Nobody-Person" not in raw  # and names are not even in there
    killed_api.repeat(before)  # one from before the restart comes once more
    own.start()
    hidden, answer = killed_api.wait_for(8_001, 2)
    assert "hidden a name" in hidden["text"]
    assert "Involvement" in answer["text"]
    killed_api.wait_until(lambda: _inbox_rows(own, key)[0][2] is not None)
    assert _inbox_rows(own, key)[0][:2] == (None, None)
    # Buttons from before the restart work; the update from before it is not answered again.
    killed_api.wait_until(lambda: killed_api._repeats == [])
    killed_api.person_presses(8_006, next(iter(buttons(body).values())), under=body)
    answers = killed_api.wait_for(8_006, 2)
    assert len(answers) == 2
    assert answers[1]["text"] != body["text"]


def test_a_second_poller_is_reported_in_plain_words_and_over_when_it_is(
    killed_api: BotApi, own: Server
) -> None:
    killed_api.other_poller = True
    said = "Another program asks for this bot's messages"
    killed_api.wait_until(lambda: said in own.log.read_text())
    killed_api.other_poller = False
    killed_api.person_sends(8_007, text="What is involvement?")
    assert "Involvement" in killed_api.wait_for(8_007, 1)[0]["text"]
    assert own.log.read_text().count(said) == 1
    assert "Traceback" not in own.log.read_text()


def test_a_webhook_in_the_way_is_reported_with_what_to_do(killed_api: BotApi, own: Server) -> None:
    killed_api.webhook = {"url": "https://ppi.example.org/x"}
    killed_api.wait_until(lambda: "ppi-guide telegram remove-webhook" in own.log.read_text())
    killed_api.webhook = {}
    killed_api.person_sends(8_008, text="What is involvement?")
    assert "Involvement" in killed_api.wait_for(8_008, 1)[0]["text"]


def test_telegram_away_at_the_start_and_there_later_and_the_staff_chat_is_not_public(
    killed_api: BotApi, own: Server
) -> None:
    own.stop()
    killed_api.trouble("getMe", drop=True, times=2)
    named = "@ppi_guide_bot what is involvement?"
    killed_api.again(killed_api.message(-8_010, kind="group", text=named))
    killed_api.again(killed_api.message(-8_011, kind="group", text=named))
    own._settings["PPI_STAFF_CHAT_ID"] = "-8010"
    own.start()
    assert "Involvement" in killed_api.wait_for(-8_011, 1)[0]["text"]
    assert [b for b in killed_api.sent(-8_010) if "Involvement means" in b["text"]] == []
    assert TOKEN not in own.log.read_text()
