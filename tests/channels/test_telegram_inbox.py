"""Nothing is lost, nothing is answered twice: the inbox, troubles of Telegram, kills and restarts."""

from __future__ import annotations

import signal
import sqlite3
import time
from datetime import timedelta
from pathlib import Path

import pytest

from bot.content.load import Pack
from bot.records.inbox import Arrival, Inbox
from bot.records.store import Records
from tests.channels.bot_api import TOKEN, BotApi, buttons
from tests.serving import Server

KEY = b"a-made-up-secret-key-of-at-least-32-characters"
NOW = timedelta(0)


@pytest.fixture
def inbox(records: Records) -> Inbox:
    return Inbox(records, KEY, "telegram")


def _keys(inbox: Inbox) -> list[str]:
    return [waiting.key for waiting in inbox.take_up(quiet_for=NOW)]


def test_the_same_update_is_new_once(inbox: Inbox) -> None:
    arrival = Arrival("1:5", "hash", {"a": 1})
    assert inbox.store([arrival]) == {"1:5"}
    assert inbox.store([arrival, Arrival("1:6", "hash", {})]) == {"1:6"}
    inbox.done("1:5")
    assert inbox.store([arrival]) == set()


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


@pytest.fixture
def own(model: Path, own_api: BotApi, tmp_path: Path) -> Server:
    server = Server(tmp_path, PPI_TELEGRAM_TOKEN=TOKEN, PPI_TELEGRAM_API_URL=own_api.url)
    return server


def _inbox_rows(server: Server) -> list[tuple[object, ...]]:
    kept = sqlite3.connect(server.data_dir / "ppi-guide.sqlite3")
    try:
        return kept.execute("select key, person, body, done_at from inbox").fetchall()
    finally:
        kept.close()


def test_stored_and_killed_it_is_answered_after_the_start(own_api: BotApi, own: Server) -> None:
    # The model loads for seconds: what comes meanwhile is stored, acknowledged, and not answered.
    own.start(wait_until="live")
    own_api.person_sends(8_001, text="My name is Zebedee. What is involvement?")
    own_api.wait_until(lambda: len(_inbox_rows(own)) == 1)
    own_api.wait_until(lambda: own_api._updates == [])
    own.stop(signal.SIGKILL)
    assert own_api.sent(8_001) == []
    raw = (own.data_dir / "ppi-guide.sqlite3").read_bytes()
    raw += (own.data_dir / "ppi-guide.sqlite3-wal").read_bytes()
    assert b"Zebedee" not in raw  # encrypted until it is answered
    assert b"Nobody-Person" not in raw  # and names are not even in there
    own.start()
    hidden, answer = own_api.wait_for(8_001, 2)
    assert "hidden a name" in hidden["text"]
    assert "Involvement" in answer["text"]
    own_api.wait_until(lambda: _inbox_rows(own)[0][3] is not None)
    assert _inbox_rows(own)[0][1:3] == (None, None)
    own.stop()


def test_killed_between_taken_and_marked_only_that_one_is_doubled(
    own_api: BotApi, own: Server
) -> None:
    own.start()
    own_api.person_sends(8_002, text="What is engagement?")
    own_api.wait_for(8_002, 1)
    killed: list[str] = []

    def kill(body: dict[str, object]) -> None:
        if str(body["chat_id"]) == "8003" and not killed:
            killed.append(str(body["text"]))
            own.stop(signal.SIGKILL)

    own_api.on_send = kill
    own_api.person_sends(8_003, text="What is involvement?")
    own_api.wait_until(lambda: killed != [])
    own.start()
    first, second = own_api.wait_for(8_003, 2)
    assert first["text"] == second["text"]
    own_api.person_sends(8_003, text="hello")
    own_api.person_sends(8_002, text="hello")
    assert len(own_api.wait_for(8_003, 3)) == 3
    assert len(own_api.wait_for(8_002, 2)) == 2
    own.stop()


def test_killed_in_an_answer_of_two_messages_the_first_is_not_sent_again(
    own_api: BotApi, own: Server
) -> None:
    own.start()
    seen: list[str] = []

    def kill(body: dict[str, object]) -> None:
        seen.append(str(body["text"]))
        if len(seen) == 2:
            own.stop(signal.SIGKILL)

    own_api.on_send = kill
    own_api.command(8_004, "/start involvement")
    own_api.wait_until(lambda: len(seen) == 2)
    own.start()
    bodies = own_api.wait_for(8_004, 3)
    assert "computer program" in bodies[0]["text"]
    assert bodies[1]["text"] == bodies[2]["text"]
    assert "<b>Involvement</b>" in bodies[1]["text"]
    own.stop()


def test_killed_while_deleting_the_person_is_told_all_the_same(
    own_api: BotApi, own: Server, pack: Pack
) -> None:
    own.start()
    own_api.command(8_005, "/deletemydata")
    sure = own_api.wait_for(8_005, 1)[0]
    killed: list[bool] = []

    def kill(body: dict[str, object]) -> None:
        if not killed:
            killed.append(True)
            own.stop(signal.SIGKILL)

    own_api.on_send = kill
    own_api.person_presses(8_005, buttons(sure)["Yes, delete everything"], under=sure)
    own_api.wait_until(lambda: killed != [])
    own.start()
    bodies = own_api.wait_for(8_005, 3)
    assert bodies[1]["text"] == bodies[2]["text"]
    assert "deleted" in bodies[2]["text"]
    own.stop()


def test_after_a_restart_old_buttons_work_and_old_updates_are_known(
    own_api: BotApi, own: Server
) -> None:
    own.start()
    update = own_api.person_sends(8_006, text="What is involvement?")
    body = own_api.wait_for(8_006, 1)[0]
    own.stop()
    own_api.repeat(update)  # Telegram gives it once more, as it was never acknowledged
    own.start()
    own_api.wait_until(lambda: own_api._repeats == [])
    own_api.person_presses(8_006, next(iter(buttons(body).values())), under=body)
    answers = own_api.wait_for(8_006, 2)
    assert len(answers) == 2
    assert answers[1]["text"] != body["text"]
    own.stop()


def test_a_second_poller_is_reported_in_plain_words_and_over_when_it_is(
    own_api: BotApi, own: Server
) -> None:
    own_api.other_poller = True
    own.start()
    own_api.wait_until(
        lambda: "Another program asks for this bot's messages" in own.log.read_text()
    )
    own_api.other_poller = False
    own_api.person_sends(8_007, text="What is involvement?")
    assert "Involvement" in own_api.wait_for(8_007, 1)[0]["text"]
    own.stop()
    assert own.log.read_text().count("Another program") == 1
    assert "Traceback" not in own.log.read_text()


def test_a_webhook_in_the_way_is_reported_with_what_to_do(own_api: BotApi, own: Server) -> None:
    own_api.webhook = {"url": "https://ppi.example.org/x"}
    own.start()
    own_api.wait_until(lambda: "ppi-guide telegram remove-webhook" in own.log.read_text())
    own_api.webhook = {}
    own_api.person_sends(8_008, text="What is involvement?")
    assert "Involvement" in own_api.wait_for(8_008, 1)[0]["text"]
    own.stop()


def test_telegram_away_at_the_start_and_there_later(own_api: BotApi, own: Server) -> None:
    own_api.trouble("getMe", drop=True, times=2)
    own_api.person_sends(8_009, text="What is involvement?")
    own.start()
    assert "Involvement" in own_api.wait_for(8_009, 1)[0]["text"]
    own.stop()
    assert TOKEN not in own.log.read_text()


def test_in_the_staff_chat_no_public_question_is_answered(
    model: Path, own_api: BotApi, tmp_path: Path
) -> None:
    server = Server(
        tmp_path,
        PPI_TELEGRAM_TOKEN=TOKEN,
        PPI_TELEGRAM_API_URL=own_api.url,
        PPI_STAFF_CHAT_ID="-8010",
    )
    server.start()
    own_api.again(own_api.message(-8_010, kind="group", text="@ppi_guide_bot what is involvement?"))
    own_api.again(own_api.message(-8_011, kind="group", text="@ppi_guide_bot what is involvement?"))
    own_api.wait_for(-8_011, 1)
    assert [b for b in own_api.sent(-8_010) if "Involvement means" in b["text"]] == []
    server.stop()
