"""Updates are stored, then answered: one chat's in their order, different chats' in parallel.

So also when several processes answer from one database: each holds what it answers.

Telegram may be told that an update came once `Intake.take` returns, not before. Crisis words wait
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
"""An update that was taken up so often and never answered may be what ends the process."""

PAUSES_SECONDS = (0.5, 2.0, 5.0)
"""After each try, when the database cannot be used."""

SECONDS_TO_FINISH = 5.0
SECONDS_BETWEEN_LOOKS = 7.0
OF_ANOTHER_PROCESS = timedelta(seconds=25)
"""An update that no process has held for so long is taken over: three looks, and some patience."""

SECONDS_FOR_ANOTHER_PROCESS = 60.0
"""How long an update waits for an earlier one of its chat that another process answers."""

LONGEST_PAUSE_FOR_ANOTHER = 0.5


@dataclass(frozen=True)
class Job:
    """An update to answer. `body` is what is stored of it: itself, and how far its answer is.

    `danger` is what the gate made of its words.
    """

    key: str
    update: Update
    body: dict[str, Any]
    tries: int = 0
    danger: Danger | None = None

    @property
    def chat(self) -> int | None:
        """The chat's id; None for an inline query, which is in none."""
        chat = self.update.effective_chat
        return chat.id if chat else None

    @property
    def words(self) -> str:
        """What a person wrote, wherever it stands in the update."""
        if self.update.inline_query:
            return self.update.inline_query.query
        message = self.update.effective_message if not self.update.callback_query else None
        return (message.text or message.caption or "") if message else ""


class Answering(Protocol):
    """What answers the updates (answers.py)."""

    async def answer(self, job: Job) -> None:
        """Answer an update and mark it as answered.

        Raises:
            RecordsUnavailable: call it again; what was sent already is not sent again.
            NotReady: it cannot be answered before the next start.
        """

    async def answer_unstored(self, job: Job) -> None:
        """Show the crisis card for an update that could not be stored."""

    async def apologise(self, job: Job) -> None:
        """Say that there is no answer, and mark the update."""

    async def greet_press(self, job: Job) -> None:
        """Tell Telegram at once that a button's press has come."""


class Intake:
    """Stores updates and sees that each is answered once."""

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
        """`bot_id`: bots count their updates apart.

        `person`: the keyed hash under which a chat is known; `danger`: what the gate makes of a
        text. `staff_chat`: there names are not left out, as staff sign with theirs.
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
        # While updates are taken over, none may look whether an earlier one is elsewhere.
        self._taking_over = asyncio.Lock()

    def read(self, raw: Any) -> Job:
        """An update as it came.

        Raises:
            Malformed: it is none.
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
            RecordsUnavailable: nothing was stored, and they must come again; crisis cards are
                shown all the same.
        """
        jobs = [await self._judged(job) for job in jobs]
        arrivals = [Arrival(job.key, self._person(job), job.body) for job in jobs]
        try:
            new = await asyncio.to_thread(self._inbox.store, arrivals)
        except RecordsUnavailable:
            for job in jobs:
                if job.danger and job.key not in self._answered_unstored:
                    self._answered_unstored.add(job.key)
                    self._start(self._answers.answer_unstored(job))
            raise
        for job in jobs:
            if job.key in new:
                new.remove(job.key)  # the same one may be twice in one batch
                self._hand_on(job)

    async def take_up(self) -> None:
        """Go on with the updates that were stored before and that nobody answers."""
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
        """Hold what is being answered, take over what another process left. Never returns."""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
            try:
                if self._held:
                    await asyncio.to_thread(self._inbox.hold, frozenset(self._held))
                await self.take_up()
            except RecordsUnavailable as error:
                log.warning("The inbox cannot be looked through: %s", error)

    async def finish(self) -> None:
        """Let what is being answered come to an end; the rest is taken up at the next start."""
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
        """The job with its danger, judged once, here at the door. Staff are not searched."""
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
            # One that is taken over from another process may be older than those that wait.
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
                    return  # whoever answers it waits for the database
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_FOR_ANOTHER)

    async def _see_through(self, job: Job) -> None:
        """Answer an update, whatever happens."""
        try:
            for pause in PAUSES_SECONDS:
                try:
                    await self._answer(job)
                    return
                except RecordsUnavailable:
                    if job.danger and job.key not in self._answered_unstored:
                        self._answered_unstored.add(job.key)
                        await self._answers.answer_unstored(job)
                    await asyncio.sleep(pause)
            await self._answers.apologise(job)
        except RecordsUnavailable:
            # When it can be used again, the update is marked and not answered a second time.
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
