"""The thread of the turns: it loads, it may fail, and no visitor who gives up stops it."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from bot.conversation.agent import AgentRequest, Outcome
from bot.errors import ModelMissing, NotReady
from bot.messages import Reply
from bot.rasa.thread import AgentThread
from bot.records.snapshot import Snapshot
from bot.understanding.message import Understanding

QUESTION = AgentRequest("someone", "hello")


class Echo:
    """Answers at once, and knows in which thread."""

    async def answer(self, request: AgentRequest) -> Outcome:
        reply = Reply("text", (threading.current_thread().name,))
        return Outcome((reply,), Understanding("help"), Snapshot())


async def test_it_answers_in_its_own_thread() -> None:
    agent = AgentThread(Echo)
    agent.start()
    answer = await agent.answer(QUESTION)
    assert answer.replies[0].text == "turns"
    assert agent.ready
    agent.stop()


async def test_a_message_waits_while_the_model_loads() -> None:
    def slowly() -> Echo:
        time.sleep(0.3)
        return Echo()

    agent = AgentThread(slowly)
    agent.start()
    assert not agent.ready
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(agent.answer(QUESTION), 0.05)
    assert (await agent.answer(QUESTION)).understanding.intent == "help"
    agent.stop()


async def test_whoever_asks_is_told_that_the_model_does_not_load() -> None:
    def broken() -> Echo:
        raise ModelMissing("There is no trained model. Train one with `ppi-guide train`.")

    agent = AgentThread(broken)
    agent.start()
    await agent.settled()
    with pytest.raises(NotReady, match="ppi-guide train"):
        await agent.answer(QUESTION)
    assert isinstance(agent.failure, ModelMissing)
    assert not agent.ready


async def test_work_is_done_while_the_model_loads_and_in_the_thread_of_the_answers() -> None:
    loaded = threading.Event()

    def slowly() -> Echo:
        loaded.wait()
        return Echo()

    async def where() -> str:
        return threading.current_thread().name

    async def asks() -> str:
        return (await agent.answer(QUESTION)).replies[0].text

    agent = AgentThread(slowly)
    agent.start()
    assert await agent.run(where) == "turns"
    assert not agent.ready
    loaded.set()
    assert await agent.run(asks) == "turns"
    agent.stop()
