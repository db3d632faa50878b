"""Several processes that answer at one address, and the parent that looks after them.

The parent takes no request and loads no model. Each child is started afresh, not forked: a copy of
a process in which threads run, as those of the encoder do, may hang.

uvicorn's own supervisor is not used: its children live on when it is killed, and one that cannot
start is started again for ever, without a pause.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from bot.errors import SettingError

log = logging.getLogger("ppi_guide.workers")

SECONDS_TO_STOP = 30.0
"""More than a server needs to see its requests and deliveries through."""

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 30.0
GOOD_LIFE_SECONDS = 60.0
"""A child that has lived so long begins with the first pause again."""

OUR_ERRORS = (1, 2)
"""How a child exits that has said in one line why it cannot start."""

READY = b"ready"


class Workers:
    """The children of one address."""

    def __init__(
        self, number: int, listening: socket.socket, say: Callable[[str], None], *, verbose: bool
    ) -> None:
        """`say`: tells the person who started it; `verbose`: the children show what Rasa says.

        Raises:
            SettingError: Windows cannot hand down a socket so.
        """
        if os.name != "posix":
            raise SettingError("PPI_WORKERS above 1 works on Linux and Mac only. Leave it at 1.")
        self._number = number
        self._listening = listening
        self._say = say
        self._verbose = verbose
        self._started_at = time.monotonic()
        self._links: dict[int, socket.socket] = {}
        self._processes: dict[int, asyncio.subprocess.Process] = {}
        self._ready: set[int] = set()
        self._failure: int | None = None

    def run(self) -> int:
        """Serve until told to stop; returns the exit status."""
        return asyncio.run(self._run())

    async def _run(self) -> int:
        self._stopping, self._at_once = asyncio.Event(), asyncio.Event()
        self._someone_ready = asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(name) is not signal.SIG_IGN:  # as under `nohup`
                asyncio.get_running_loop().add_signal_handler(name, self._told_to_stop, name)
        # The first alone: what stops it is said once, and the database is made by one.
        keepers = [asyncio.create_task(self._keep(0))]
        await _first_of(self._someone_ready.wait(), self._stopping.wait())
        if not self._stopping.is_set():
            keepers += [asyncio.create_task(self._keep(n)) for n in range(1, self._number)]
            await self._stopping.wait()
        self._listening.close()
        for link in self._links.values():
            link.shutdown(socket.SHUT_RDWR)  # that is how a child is told to stop
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_TO_STOP):
                await _first_of(asyncio.wait(keepers), self._at_once.wait())
        for process in self._processes.values():
            with suppress(ProcessLookupError):
                process.kill()
        await asyncio.gather(*keepers)
        return self._failure or 0

    def _told_to_stop(self, name: signal.Signals) -> None:
        if self._stopping.is_set():
            self._at_once.set()
        elif name != signal.SIGINT:
            log.info("Stopping, as %s was sent. What is asked is answered.", name.name)
        self._stopping.set()

    async def _keep(self, number: int) -> None:
        """Keep a child running until all are stopped."""
        failures = 0
        while not self._stopping.is_set():
            started_at = time.monotonic()
            status = await self._live(number)
            if self._stopping.is_set():
                return
            if status in OUR_ERRORS and not self._someone_ready.is_set():
                self._failure = status  # it has said why
                self._stopping.set()
                return
            if time.monotonic() - started_at > GOOD_LIFE_SECONDS:
                failures = 0
            pause = min(FIRST_PAUSE_SECONDS * 2**failures, LONGEST_PAUSE_SECONDS)
            failures = min(failures + 1, 10)
            log.error(
                "A worker has ended (%s). Another one is started in %s s; %d of %d answer.",
                f"status {status}" if status >= 0 else signal.Signals(-status).name,
                f"{pause:g}",
                len(self._ready),
                self._number,
            )
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)

    async def _live(self, number: int) -> int:
        """One life of a child; returns its exit status, negative when a signal ended it."""
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                process = await self._start(theirs)
            self._links[number], self._processes[number] = ours, process
            if self._stopping.is_set():  # meanwhile
                ours.shutdown(socket.SHUT_RDWR)
            hearing = asyncio.create_task(self._hear(number, ours))
            status = await process.wait()
            hearing.cancel()
            await asyncio.wait({hearing})
            del self._links[number], self._processes[number]
            self._ready.discard(number)
        return status

    async def _start(self, link: socket.socket) -> asyncio.subprocess.Process:
        descriptors = (self._listening.fileno(), link.fileno())
        options = ["--verbose"] * self._verbose
        if self._ready:
            # Others answer: it takes requests once it can, so that nobody waits for its model.
            options.append("--model-first")
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.cli", "worker", *map(str, descriptors), *options),
            pass_fds=descriptors,
            start_new_session=True,  # Ctrl+C reaches the parent only, which stops them in order
        )

    async def _hear(self, number: int, link: socket.socket) -> None:
        link.setblocking(False)
        if await asyncio.get_running_loop().sock_recv(link, len(READY)) != READY:
            return
        self._ready.add(number)
        after = f"after {time.monotonic() - self._started_at:.0f} s"
        if not self._someone_ready.is_set():
            self._someone_ready.set()
            self._say(f"Ready to answer {after}; {self._number - 1} more to start.")
        elif len(self._ready) == self._number:
            self._say(f"All {self._number} workers answer {after}.")


class Parent:
    """The parent, as its child sees it: a socket that closes when the child is to stop.

    It closes also when the parent is killed, so that no child is left behind.
    """

    def __init__(self, descriptor: int) -> None:
        """Stop this process in order, from now on, when the socket closes."""
        self._link = socket.socket(fileno=descriptor)
        threading.Thread(target=self._watch, name="parent", daemon=True).start()

    def tell_ready(self) -> None:
        """Say that this process answers."""
        with suppress(OSError):  # it has just ended
            self._link.sendall(READY)

    def _watch(self) -> None:
        with suppress(OSError):
            while self._link.recv(1):
                pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(SECONDS_TO_STOP)
        os._exit(1)


async def _first_of(*waits: Coroutine[Any, Any, Any]) -> None:
    """Wait until one of them has ended, and stop waiting for the others."""
    tasks = [asyncio.create_task(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
