"""The thread in which turns are taken: Rasa runs there, and so do a turn's reads and writes.

Rasa's understanding and policies are synchronous: in the server's event loop they would make all
other visitors and the health checks wait. A turn goes to this thread once and comes back once:
handing work to and fro between threads takes as long as the work itself.

It imports no Rasa: loading the agent does, which another thread begins.
"""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any

from bot.conversation.agent import Agent, AgentRequest, Outcome
from bot.errors import GuideError, NotReady

WARM_UP = AgentRequest("warm-up", "What is involvement?")


class AgentThread:
    """Loads an agent, and runs work in one thread with an event loop of its own.

    Loading has a second thread, so that what needs no understanding is done meanwhile.
    """

    def __init__(self, load: Callable[[], Agent]) -> None:
        """`load`: called once, in the loading thread; it may import Rasa."""
        self._load = load
        self._loaded: Future[Agent] = Future()
        self._loop = asyncio.new_event_loop()
        self._working = threading.Thread(target=self._work, name="turns", daemon=True)
        self._loading = threading.Thread(target=self._load_agent, name="loading", daemon=True)
        self._starting = threading.Lock()

    def start(self) -> None:
        """Start loading; returns at once."""
        self._loading.start()

    @property
    def failure(self) -> BaseException | None:
        """Why loading failed, or None."""
        return self._loaded.exception() if self._loaded.done() else None

    async def settled(self) -> None:
        """Wait until the agent is loaded or has failed to load."""
        if not self._loaded.done():
            await asyncio.wait([asyncio.wrap_future(self._loaded)])

    def stop(self) -> None:
        """Stop the thread's event loop, without waiting for the turn in it."""
        if self._working.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)

    @property
    def ready(self) -> bool:
        """True once the agent is loaded."""
        return self._loaded.done() and self._loaded.exception() is None

    async def run[Result](self, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """Await `work` in the thread; called from the thread itself, await it at once."""
        if asyncio.get_running_loop() is self._loop:
            return await work()
        with self._starting:
            if self._working.ident is None:
                self._working.start()
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work(), self._loop))

    async def answer(self, request: AgentRequest) -> Outcome:
        """Answer in the thread, once the agent is loaded. May be awaited in any event loop.

        Raises:
            NotReady: the agent could not be loaded.
        """
        agent = await self._agent()
        return await self.run(lambda: agent.answer(request))

    async def _agent(self) -> Agent:
        if self.ready:
            return self._loaded.result()
        try:
            # Shielded: a visitor who gives up must not cancel the loading for everybody.
            return await asyncio.shield(asyncio.wrap_future(self._loaded))
        except GuideError as error:
            raise NotReady(str(error)) from error

    def _load_agent(self) -> None:
        try:
            agent = self._load()
            # The first message is slow; and a model that cannot answer it is not ready.
            asyncio.run(self.run(lambda: agent.answer(WARM_UP)))
            # What is loaded stays for good: the garbage collector need not look through it again.
            gc.freeze()
            self._loaded.set_result(agent)
        except Exception as error:  # a thread cannot raise to anybody: health and turns report it
            self._loaded.set_exception(error)

    def _work(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
