"""Stores updates, then answers them: in order within a chat, different chats in parallel.

The same holds when several processes share one database: each marks there what it answers.

Telegram may be told that an update has come only after `Intake.take` returns. Words of danger wait
for nothing: not for the earlier messages of their chat, and not for the database.
"""

from __future__ import annotations

import asyncio
import logging
from bisect import insort
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Protocol

from telegram import Update

from bot.channels.telegram.reading import Malformed, read_update, update_id, without_names
from bot.errors import NotReady, RecordsUnavailable
from bot.records.inbox import Arrival, Inbox, arrival_order
from bot.safety.gate import Danger, is_sure

log = logging.getLogger("ppi_guide.telegram")

CHANNEL = "telegram"
MOST_TRIES = 5
"""An update taken up more often than this gets an apology: it may be what ends the process."""

PAUSES_SECONDS = (0.5, 2.0, 5.0)
"""How long to wait after the first, second and third try when the database cannot be used."""

SECONDS_TO_FINISH = 5.0
SECONDS_BETWEEN_LOOKS = 7.0
OF_ANOTHER_PROCESS = timedelta(seconds=25)
"""An update is taken over if no process has held it for this time: three looks and a margin."""

SECONDS_FOR_ANOTHER_PROCESS = 60.0
"""How long an update waits for an earlier one of its chat that another process answers."""

LONGEST_PAUSE_FOR_ANOTHER = 0.5


@dataclass(frozen=True)
class Job:
    """An update to answer. `body` is what is stored: the raw update, and how far its answer is.

    `tries` is how often it was taken up again, `danger` what the gate found in its words.
    """

    key: str
    update: Update
    body: dict[str, Any]
    tries: int = 0
    danger: Danger | None = None

    @property
    def chat(self) -> int | None:
        """The chat's id; None for an inline query, which belongs to no chat."""
        chat = self.update.effective_chat
        return chat.id if chat else None

    @property
    def words(self) -> str:
        """What a person wrote: a text, a caption or an inline query; "" when there is none."""
        if self.update.inline_query:
            return self.update.inline_query.query
        message = self.update.effective_message if not self.update.callback_query else None
        return (message.text or message.caption or "") if message else ""


class Answering(Protocol):
    """What the intake needs of the object that answers updates (see answers.py)."""

    async def answer(self, job: Job) -> None:
        """Answer an update and mark it as answered.

        Raises:
            RecordsUnavailable: the database cannot be used. Call this again: what was sent already
                is not sent again.
            NotReady: the model does not load, so there is no answer before the next start.
        """

    async def answer_unstored(self, job: Job) -> None:
        """Send the crisis card, where one is due, when the database cannot be used."""

    async def apologise(self, job: Job) -> None:
        """Give up: send an apology or the crisis card, and mark the update as answered."""

    async def greet_press(self, job: Job) -> None:
        """Confirm the press of a button to Telegram at once."""


class Intake:
    """Stores updates and makes sure that each is answered once."""

    def __init__(
        self,
        inbox: Inbox,
        answers: Answering,
        *,
        bot_id: str,
        person: Callable[[str], str],
        danger: Callable[[str], Awaitable[Danger | None]],
        staff_chat: int | None = None,
    ) -> None:
        """`bot_id`: part of every key, as each bot numbers its own updates.

        `person` gives the keyed hash of a chat's id, `danger` what the gate finds in a text.
        `staff_chat`: the chat whose updates keep their names, as staff sign with theirs.
        """
        self._inbox = inbox
        self._answers = answers
        self._bot_id = bot_id
        self._person_of = person
        self._danger = danger
        self._staff_chat = staff_chat
        self._lanes: dict[int, list[Job]] = {}
        self._held: set[str] = set()
        self._answered_unstored: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        # Held while updates are taken over: until they are all in their lanes, no lane may ask
        # whether another process still has an earlier update of its chat.
        self._taking_over = asyncio.Lock()

    def read(self, raw: Any) -> Job:
        """Make a job of a raw update; its names are left out unless it is from the staff chat.

        Raises:
            Malformed: it is not a valid update.
        """
        key = f"{self._bot_id}:{update_id(raw)}"
        update = read_update(raw)
        chat = update.effective_chat
        if chat is None or chat.id != self._staff_chat:
            raw = without_names(raw)
            update = read_update(raw)
        return Job(key, update, {"update": raw})

    async def take(self, jobs: Sequence[Job]) -> None:
        """Store updates and start answering those that never came before.

        Raises:
            RecordsUnavailable: nothing was stored, and Telegram must send them again; crisis cards
                are sent all the same.
        """
        jobs = [await self._judged(job) for job in jobs]
        arrivals = [Arrival(job.key, self._person(job), job.body) for job in jobs]
        try:
            new = await asyncio.to_thread(self._inbox.store, arrivals)
        except RecordsUnavailable:
            for job in jobs:
                if is_sure(job.danger) and job.key not in self._answered_unstored:
                    self._answered_unstored.add(job.key)
                    self._start(self._answers.answer_unstored(job))
            raise
        for job in jobs:
            if job.key in new:
                new.remove(job.key)  # one batch may hold the same update twice
                self._hand_on(job)

    async def take_up(self) -> None:
        """Start answering stored updates that no process is answering, such as after a crash."""
        async with self._taking_over:
            found = await asyncio.to_thread(
                self._inbox.take_up, quiet_for=OF_ANOTHER_PROCESS, held=frozenset(self._held)
            )
            for waiting in found:
                raw = waiting.body.get("update")
                try:
                    job = Job(waiting.key, read_update(raw or {}), waiting.body, waiting.tries)
                except Malformed:
                    log.error("A stored update cannot be read. Was PPI_SECRET_KEY changed?")
                    await asyncio.to_thread(self._inbox.done, waiting.key)
                else:
                    self._hand_on(await self._judged(job))

    async def keep_looking(self) -> None:
        """Mark what is answered here, take over what other processes left; runs until cancelled."""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
            try:
                if self._held:
                    await asyncio.to_thread(self._inbox.hold, frozenset(self._held))
                await self.take_up()
            except RecordsUnavailable as error:
                log.warning("The inbox cannot be looked through: %s", error)

    async def finish(self) -> None:
        """Wait `SECONDS_TO_FINISH` at most for running answers; the next start does the rest."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=SECONDS_TO_FINISH)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _person(self, job: Job) -> str:
        user = job.update.effective_user
        whose = job.chat if job.chat is not None else user and user.id
        return self._person_of(str(whose))

    async def _judged(self, job: Job) -> Job:
        """The job with the danger in its words, judged here only. The staff chat is not judged."""
        if not job.words or (job.chat is not None and job.chat == self._staff_chat):
            return job
        return replace(job, danger=await self._danger(job.words))

    def _hand_on(self, job: Job) -> None:
        self._held.add(job.key)
        if job.update.callback_query:
            self._start(self._answers.greet_press(job))
        if job.chat is None or is_sure(job.danger):
            self._start(self._see_through(job))
            return
        lane = self._lanes.get(job.chat)
        if lane is not None:
            # An update taken over from another process may be older than those that wait here.
            insort(lane, job, key=lambda waiting: arrival_order(waiting.key))
            return
        self._lanes[job.chat] = [job]
        self._start(self._run(job.chat))

    async def _run(self, chat: int) -> None:
        """Answer a chat's updates one after the other, until none waits."""
        lane = self._lanes[chat]
        try:
            while lane:
                await self._wait_for_others(lane)
                await self._see_through(lane.pop(0))
        finally:
            del self._lanes[chat]

    async def _wait_for_others(self, lane: list[Job]) -> None:
        """Wait while another process answers an earlier update of the same chat."""
        loop, pause = asyncio.get_running_loop(), 0.02
        until = loop.time() + SECONDS_FOR_ANOTHER_PROCESS
        while loop.time() < until:
            async with self._taking_over:
                try:
                    job = lane[0]
                    if await asyncio.to_thread(self._inbox.is_next, job.key, self._person(job)):
                        return
                except RecordsUnavailable:
                    return  # `_see_through` waits for the database
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_FOR_ANOTHER)

    async def _see_through(self, job: Job) -> None:
        """Answer an update; try again while the database cannot be used, and apologise at last."""
        try:
            for pause in PAUSES_SECONDS:
                try:
                    await self._answer(job)
                    return
                except RecordsUnavailable:
                    if is_sure(job.danger) and job.key not in self._answered_unstored:
                        self._answered_unstored.add(job.key)
                        await self._answers.answer_unstored(job)
                    await asyncio.sleep(pause)
            await self._answers.apologise(job)
        except RecordsUnavailable:
            # When the database works again, the update is marked, not answered a second time.
            self._answered_unstored.add(job.key)
            log.error("An update is not marked as answered: the database cannot be used.")
        except NotReady:
            log.error("An update waits for the next start: the model does not load.")
        finally:
            self._held.discard(job.key)

    async def _answer(self, job: Job) -> None:
        if job.key in self._answered_unstored:
            await asyncio.to_thread(self._inbox.done, job.key)
        elif job.tries > MOST_TRIES:
            await self._answers.apologise(job)
        else:
            await self._answers.answer(job)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
