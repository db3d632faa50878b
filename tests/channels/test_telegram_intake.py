"""What happens to an update between its coming and its answer, with troubles of the database."""

from __future__ import annotations

import asyncio
import itertools
import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.telegram import intake as under_test
from bot.channels.telegram.intake import MOST_TRIES, Intake, Job
from bot.errors import NotReady, RecordsUnavailable
from bot.keys import person_hash
from bot.records.inbox import Arrival, Inbox
from bot.records.process_name import this_process
from bot.records.store import Records
from bot.safety.gate import Danger
from tests.support.waiting import until

KEY = b"a-made-up-secret-key-of-at-least-32-characters"
_numbers = itertools.count(1)


class Shaky(Inbox):
    """An inbox whose database fails the next so many times."""

    storing = marking = 0

    def store(self, *given: Any) -> set[str]:
        if self.storing:
            self.storing -= 1
            raise RecordsUnavailable("away")
        return super().store(*given)

    def done(self, key: str) -> None:
        if self.marking:
            self.marking -= 1
            raise RecordsUnavailable("away")
        super().done(key)


class Answered:
    """Notes what is answered, and when."""

    def __init__(self, inbox: Shaky) -> None:
        self.inbox = inbox
        self.said: list[str] = []
        self.sorry: list[str] = []
        self.running = self.most_running = 0
        self.seconds = 0.0
        self.error: Exception | None = None

    async def answer(self, job: Job) -> None:
        if self.error:
            raise self.error
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        await asyncio.sleep(self.seconds)
        self.running -= 1
        if not job.body.get("sent"):
            self.said.append(f"{job.chat} {job.words}")
        job.body["sent"] = 1
        await asyncio.to_thread(self.inbox.done, job.key)

    async def answer_unstored(self, job: Job) -> None:
        self.said.append(f"{job.chat} {job.words}")

    async def apologise(self, job: Job) -> None:
        self.sorry.append(f"{job.chat} {job.words}")
        await asyncio.to_thread(self.inbox.done, job.key)

    async def greet_press(self, job: Job) -> None:
        self.said.append("press")


@pytest.fixture
def answered(records: Records, monkeypatch: pytest.MonkeyPatch) -> Answered:
    monkeypatch.setattr(under_test, "PAUSES_SECONDS", (0.01, 0.01))
    # As if the process that took them had ended: what it left is taken up at once.
    monkeypatch.setattr(under_test, "OF_ANOTHER_PROCESS", timedelta(0))
    return Answered(Shaky(records, KEY, "telegram"))


def _person(chat: str) -> str:
    return person_hash(KEY, "telegram", chat)


@pytest.fixture
def intake(answered: Answered) -> Intake:
    async def danger(text: str) -> Danger | None:
        return Danger("crisis-danger", "made up") if "danger" in text else None

    return Intake(answered.inbox, answered, bot_id="1", person=_person, danger=danger)


def _update(chat: int, text: str) -> dict[str, Any]:
    number = next(_numbers)
    message = {"message_id": number, "date": 1, "chat": {"id": chat, "type": "private"}}
    return {"update_id": number, "message": message | {"text": text}}


async def test_one_chat_in_order_and_chats_in_parallel(intake: Intake, answered: Answered) -> None:
    answered.seconds = 0.02
    jobs = [intake.read(_update(chat, f"{n}")) for n in range(4) for chat in (7, 8, 9)]
    await intake.take(jobs)
    await intake.finish()
    for chat in (7, 8, 9):
        mine = [said for said in answered.said if said.startswith(str(chat))]
        assert mine == [f"{chat} {n}" for n in range(4)]
    assert answered.most_running == 3


async def test_the_same_update_in_one_batch_and_later_is_answered_once(
    intake: Intake, answered: Answered
) -> None:
    raw = _update(7, "once")
    await intake.take([intake.read(raw), intake.read(raw)])
    await intake.take([intake.read(raw)])
    await intake.finish()
    assert answered.said == ["7 once"]


async def test_what_cannot_be_stored_is_refused_so_that_it_comes_again(
    intake: Intake, answered: Answered
) -> None:
    answered.inbox.storing = 1
    job = intake.read(_update(7, "hello"))
    with pytest.raises(RecordsUnavailable):
        await intake.take([job])
    assert answered.said == []
    await intake.take([job])
    await intake.finish()
    assert answered.said == ["7 hello"]


async def test_crisis_words_need_no_database_and_are_answered_once(
    intake: Intake, answered: Answered
) -> None:
    answered.inbox.storing = 2
    job = intake.read(_update(7, "danger"))
    for _ in range(2):
        with pytest.raises(RecordsUnavailable):
            await intake.take([job])
    await intake.take([job])
    await intake.finish()
    assert answered.said == ["7 danger"]
    assert answered.inbox.take_up(quiet_for=timedelta(0)) == []


async def test_crisis_words_wait_for_no_earlier_message(intake: Intake, answered: Answered) -> None:
    answered.seconds = 0.1
    await intake.take([intake.read(_update(7, text)) for text in ("first", "second", "danger")])
    await intake.finish()
    assert answered.said.index("7 danger") < answered.said.index("7 second")
    assert [said for said in answered.said if said != "7 danger"] == ["7 first", "7 second"]


async def test_an_answer_that_cannot_be_marked_is_not_given_twice(
    intake: Intake, answered: Answered
) -> None:
    answered.inbox.marking = 100
    await intake.take([intake.read(_update(7, "hello"))])
    await intake.finish()
    answered.inbox.marking = 0
    await intake.take_up()
    await intake.finish()
    assert answered.said == ["7 hello"]
    assert answered.inbox.take_up(quiet_for=timedelta(0)) == []


async def test_without_a_model_it_waits_for_the_next_start(
    intake: Intake, answered: Answered
) -> None:
    answered.error = NotReady("no model")
    await intake.take([intake.read(_update(7, "hello"))])
    await intake.finish()
    answered.error = None
    await intake.take_up()
    await intake.finish()
    assert answered.said == ["7 hello"]


async def test_what_may_have_ended_the_process_five_times_is_given_up_with_a_word(
    intake: Intake, answered: Answered
) -> None:
    answered.error = NotReady("as if it had ended the process")
    await intake.take([intake.read(_update(7, "poison"))])
    await intake.finish()
    for _ in range(MOST_TRIES + 1):
        await intake.take_up()
        await intake.finish()
    assert answered.sorry == ["7 poison"]
    await intake.take_up()
    await intake.finish()
    assert answered.sorry == ["7 poison"]


@pytest.fixture
def elsewhere(answered: Answered, records: Records) -> Inbox:
    """The inbox as another process on another machine has it."""
    return Inbox(records, KEY, "telegram", holder="another machine/1/a")


def _came_elsewhere(inbox: Inbox, intake: Intake, raw: dict[str, Any]) -> Job:
    job = intake.read(raw)
    inbox.store([Arrival(job.key, _person(str(job.chat)), job.body)])
    return job


async def test_an_update_waits_for_an_earlier_one_of_its_chat_in_another_process(
    intake: Intake, answered: Answered, elsewhere: Inbox
) -> None:
    first = _came_elsewhere(elsewhere, intake, _update(7, "first"))
    await intake.take([intake.read(_update(chat, "second")) for chat in (7, 8)])
    await until(lambda: "8 second" in answered.said)
    await asyncio.sleep(0.1)
    assert answered.said == ["8 second"]
    elsewhere.done(first.key)
    await intake.finish()
    assert answered.said == ["8 second", "7 second"]


async def test_crisis_words_wait_for_no_other_process(
    intake: Intake, answered: Answered, elsewhere: Inbox
) -> None:
    _came_elsewhere(elsewhere, intake, _update(7, "first"))
    await intake.take([intake.read(_update(7, "danger"))])
    await until(lambda: answered.said == ["7 danger"])


async def test_what_another_process_left_comes_before_what_waits_for_it(
    intake: Intake, answered: Answered, elsewhere: Inbox
) -> None:
    for text in ("1", "2"):
        _came_elsewhere(elsewhere, intake, _update(7, text))
    await intake.take([intake.read(_update(7, text)) for text in ("3", "4")])
    await intake.take_up()  # the other process has said nothing for too long
    await intake.finish()
    assert answered.said == ["7 1", "7 2", "7 3", "7 4"]


async def test_what_a_process_of_this_machine_left_is_taken_up_at_once(
    intake: Intake, answered: Answered, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(under_test, "OF_ANOTHER_PROCESS", timedelta(hours=1))
    here, _, _ = this_process().rsplit("/", 2)
    ended = _ended_process()
    for chat, process in ((7, ended), (8, os.getppid())):
        inbox = Inbox(records, KEY, "telegram", holder=f"{here}/{process}/a")
        _came_elsewhere(inbox, intake, _update(chat, "left"))
    await intake.take_up()
    await intake.finish()
    assert answered.said == (["7 left"] if here else [])  # a Mac does not say: it waits


def _ended_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid
