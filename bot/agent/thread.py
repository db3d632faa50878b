"""The agent in a worker thread with its own event loop, so that the server is live at once.

Rasa's understanding and policies are synchronous: in the server's loop they would make every
other visitor, and the health checks, wait.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future

from bot.agent.answers import Agent, AgentAnswer, AgentRequest
from bot.errors import GuideError, NotReady
from bot.stores.snapshot import Snapshot

WARM_UP = AgentRequest("warm-up", "shell", "What is involvement?", Snapshot())


class AgentThread:
    """Loads an agent in a thread and hands it the messages."""

    def __init__(self, load: Callable[[], Agent]) -> None:
        """`load`: called in the thread; it may import Rasa."""
        self._load = load
        self._loop = asyncio.new_event_loop()
        self._loaded: Future[Agent] = Future()
        self._thread = threading.Thread(target=self._run, name="rasa-agent", daemon=True)

    def start(self) -> None:
        """Start loading; returns at once."""
        self._thread.start()

    @property
    def failure(self) -> BaseException | None:
        """Why loading failed, or None."""
        return self._loaded.exception() if self._loaded.done() else None

    async def settled(self) -> None:
        """Wait until the agent is loaded or has failed to load."""
        await asyncio.wait([asyncio.wrap_future(self._loaded)])

    def stop(self) -> None:
        """Stop the thread's loop; what is being answered is not waited for."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)

    @property
    def ready(self) -> bool:
        """True once the agent is loaded."""
        return self._loaded.done() and self._loaded.exception() is None

    async def answer(self, request: AgentRequest) -> AgentAnswer:
        """Answer in the thread, after loading if need be; awaited from any loop.

        Raises:
            NotReady: the agent could not be loaded.
        """
        agent = await self._agent()
        future = asyncio.run_coroutine_threadsafe(agent.answer(request), self._loop)
        return await asyncio.wrap_future(future)

    async def _agent(self) -> Agent:
        try:
            # Shielded: one visitor who gives up must not cancel the loading for all.
            return await asyncio.shield(asyncio.wrap_future(self._loaded))
        except GuideError as error:
            raise NotReady(str(error)) from error

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            agent = self._load()
            # The first message is slow, and a model that cannot answer is not ready.
            self._loop.run_until_complete(agent.answer(WARM_UP))
            self._loaded.set_result(agent)
        except Exception as error:  # a thread has nobody to raise to: health and turns report it
            self._loaded.set_exception(error)
            return
        self._loop.run_forever()
