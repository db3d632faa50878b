"""The server is killed and restarted: nothing is lost, and one moment alone doubles a message."""

from __future__ import annotations

import itertools
import signal
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.bot_api import TOKEN, BotApi, buttons
from tests.support.people import SAMANTHA, ZEBEDEE
from tests.support.serving import Server


@pytest.fixture(scope="module")
def own(model: Path, api: BotApi, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all of these, as each start takes seconds."""
    with Server(tmp_path_factory.mktemp("killed"), **api.settings) as running:
        yield running


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


def test_killed_between_taken_and_marked_only_that_one_is_doubled(api: BotApi, own: Server) -> None:
    api.person_sends(8_002, text="What is engagement?")
    api.wait_for(8_002, 1)
    dead = _kill_after(api, own, 1)
    api.person_sends(8_003, text="What is involvement?")
    assert dead.wait(30)
    own.start()
    first, second = api.wait_for(8_003, 2)
    assert first["text"] == second["text"]
    api.person_sends(8_003, text="hello")
    api.person_sends(8_002, text="hello")
    assert len(api.wait_for(8_003, 3)) == 3
    assert len(api.wait_for(8_002, 2)) == 2


def test_killed_in_an_answer_of_two_messages_the_first_is_not_sent_again(
    api: BotApi, own: Server
) -> None:
    dead = _kill_after(api, own, 2)
    api.command(8_004, "/start involvement")
    assert dead.wait(30)
    own.start()
    bodies = api.wait_for(8_004, 3)
    assert "computer program" in bodies[0]["text"]
    assert bodies[1]["text"] == bodies[2]["text"]
    assert "<b>Involvement</b>" in bodies[1]["text"]


def test_killed_while_deleting_the_person_is_told_all_the_same(api: BotApi, own: Server) -> None:
    api.command(8_005, "/deletemydata")
    sure = api.wait_for(8_005, 1)[0]
    dead = _kill_after(api, own, 1)
    api.person_presses(8_005, buttons(sure)["Yes, delete everything"], under=sure)
    assert dead.wait(30)
    own.start()
    bodies = api.wait_for(8_005, 3)
    assert bodies[1]["text"] == bodies[2]["text"]
    assert "deleted" in bodies[2]["text"]


def test_stored_and_killed_it_is_answered_after_the_start(api: BotApi, own: Server) -> None:
    """While the model loads, what comes is stored and acknowledged, and not answered yet."""
    before = api.person_sends(8_006, text="What is involvement?")
    body = api.wait_for(8_006, 1)[0]
    own.stop()
    own.start(wait_until="live")
    asked = api.person_sends(8_001, text=f"My name is {SAMANTHA.first_name}. What is involvement?")
    key = f"1234567:{asked['update_id']}"
    api.wait_until(lambda: len(_inbox_rows(own, key)) == 1)
    api.wait_until(lambda: api.waiting == [])
    own.stop(signal.SIGKILL)
    assert api.sent(8_001) == []
    raw = b"".join(path.read_bytes() for path in own.data_dir.glob("ppi-guide.sqlite3*"))
    assert SAMANTHA.first_name.encode() not in raw  # encrypted until it is answered
    assert ZEBEDEE.last_name.encode() not in raw  # and names are not even in there
    api.repeat(before)  # one from before the restart comes once more
    own.start()
    hidden, answer = api.wait_for(8_001, 2)
    assert "hidden a name" in hidden["text"]
    assert "Involvement" in answer["text"]
    api.wait_until(lambda: _inbox_rows(own, key)[0][2] is not None)
    assert _inbox_rows(own, key)[0][:2] == (None, None)
    # Buttons from before the restart work; the update from before it is not answered again.
    api.wait_until(lambda: api.repeats == [])
    api.person_presses(8_006, next(iter(buttons(body).values())), under=body)
    answers = api.wait_for(8_006, 2)
    assert len(answers) == 2
    assert answers[1]["text"] != body["text"]


def test_a_second_poller_is_reported_in_plain_words_and_over_when_it_is(
    api: BotApi, own: Server
) -> None:
    api.other_poller = True
    said = "Another program asks for this bot's messages"
    api.wait_until(lambda: said in own.log.read_text())
    api.other_poller = False
    api.person_sends(8_007, text="What is involvement?")
    assert "Involvement" in api.wait_for(8_007, 1)[0]["text"]
    assert own.log.read_text().count(said) == 1
    assert "Traceback" not in own.log.read_text()


def test_a_webhook_in_the_way_is_reported_with_what_to_do(api: BotApi, own: Server) -> None:
    api.webhook = {"url": "https://ppi.example.org/x"}
    api.wait_until(lambda: "ppi-guide telegram remove-webhook" in own.log.read_text())
    api.webhook = {}
    api.person_sends(8_008, text="What is involvement?")
    assert "Involvement" in api.wait_for(8_008, 1)[0]["text"]


def test_telegram_away_at_the_start_and_there_later_and_the_staff_chat_is_not_public(
    api: BotApi, own: Server
) -> None:
    own.stop()
    api.trouble("getMe", drop=True, times=2)
    named = "@ppi_guide_bot what is involvement?"
    api.again(api.message(-8_010, kind="group", text=named))
    api.again(api.message(-8_011, kind="group", text=named))
    own.settings["PPI_STAFF_CHAT_ID"] = "-8010"
    own.start()
    assert "Involvement" in api.wait_for(-8_011, 1)[0]["text"]
    assert [b for b in api.sent(-8_010) if "Involvement means" in b["text"]] == []
    assert TOKEN not in own.log.read_text()
