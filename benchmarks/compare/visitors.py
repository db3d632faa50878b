"""Visitors over HTTP, on connections that are kept open: they time each turn and find faults.

They share the processors with the server that is measured, so they do little: there is one event
loop, and its own processor time is noted below the table.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, cycle

import aiohttp

from benchmarks.compare.clients import Client, Conversation, Refused, Reply
from benchmarks.compare.figures import CannotMeasure
from benchmarks.compare.questions import QUESTIONS, Question, typed

TURNS_EACH = 8
"""Turns of one conversation: fewer than the rate limit of a session, and about what people take."""
WARM_UP = 24
"""Turns before the clock starts: each question once."""
SECONDS = 120
"""How long a visitor waits for an answer at most."""
_addresses = count(1)


@dataclass
class Load:
    """The times and faults of many turns. A turn with a fault has no time."""

    times: list[float] = field(default_factory=list)
    """Of each turn, in ms."""
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0
    driver_seconds: float = 0.0
    """Processor time of the visitors themselves."""

    def answered(self) -> list[float]:
        """The times of the turns without a fault.

        Raises:
            CannotMeasure: there are none.
        """
        if not self.times:
            why = self.faults[0] if self.faults else "nothing was asked"
            raise CannotMeasure(f"no turn was answered as it should be: {why}")
        return self.times


def fault_of(reply: Reply, question: Question, *, has_cards: bool) -> str | None:
    """What is wrong with an answer, in one line; None when nothing is."""
    if reply.status != 200:
        return f"{question.text!r}: HTTP {reply.status}"
    if not reply.text.strip():
        return f"{question.text!r}: no answer"
    if has_cards and question.card is not None and reply.card != question.card:
        return f"{question.text!r}: card {reply.card} in place of {question.card}"
    return None


def new_address() -> str:
    """An address that no visitor has used: 10.0.0.1, then 10.0.0.2 and so on."""
    number = next(_addresses)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def connections(url: str) -> aiohttp.ClientSession:
    """A client that keeps its connections, one for each visitor."""
    return aiohttp.ClientSession(
        url,
        connector=aiohttp.TCPConnector(limit=0),
        timeout=aiohttp.ClientTimeout(total=SECONDS),
        cookie_jar=aiohttp.DummyCookieJar(),
    )


class Visitors:
    """Many visitors at once, each in one conversation after the other, until no turn is left."""

    def __init__(self, http: aiohttp.ClientSession, client: Client) -> None:
        """`client`: how to speak to the server."""
        self._http = http
        self._client = client
        self._asked: Iterator[Question] = cycle(QUESTIONS)
        self._numbers = count(1)
        self._left = 0

    async def visit(self, visitors: int, turns: int, each: int = TURNS_EACH) -> Load:
        """Take `turns` turns in all, `visitors` at once, at most `each` in one conversation."""
        each = min(each, max(1, turns // visitors))  # so that every visitor has one
        load = Load()
        self._left = turns
        began, spent = time.perf_counter(), time.process_time()
        await asyncio.gather(*(self._visitor(load, each) for _ in range(visitors)))
        load.seconds = time.perf_counter() - began
        load.driver_seconds = time.process_time() - spent
        return load

    def leave(self) -> None:
        """Ask nothing more; `visit` returns once the open questions are answered."""
        self._left = 0

    async def one_conversation(self, turns: int) -> Load:
        """Take all turns in one conversation."""
        return await self.visit(1, turns, each=turns)

    async def ask_alone(self, question: Question, load: Load) -> None:
        """One turn in a conversation of its own, whatever the other visitors do."""
        await self._converse(load, [question])

    async def _visitor(self, load: Load, each: int) -> None:
        while self._left > 0:
            now = min(each, self._left)
            self._left -= now
            await self._converse(load, [next(self._asked) for _ in range(now)])

    async def _converse(self, load: Load, questions: list[Question]) -> None:
        try:
            conversation = await self._client.open(self._http, new_address())
            for question in questions:
                await self._take(conversation, question, load)
        except (Refused, aiohttp.ClientError, TimeoutError) as error:
            load.faults.append(f"{type(error).__name__}: {error}")

    async def _take(self, conversation: Conversation, question: Question, load: Load) -> None:
        began = time.perf_counter()
        reply = await conversation.ask(typed(question.text, next(self._numbers)))
        took = (time.perf_counter() - began) * 1000
        fault = fault_of(reply, question, has_cards=self._client.has_cards)
        if fault is None:
            load.times.append(took)
        else:
            load.faults.append(fault)
