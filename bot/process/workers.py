"""Several worker processes that serve one address, and their parent process.

The parent serves no request and loads no model. A worker is started as a new process, not forked: a
fork of a process with threads, such as the encoder's, may hang.

uvicorn's own supervisor is not used: its workers live on when it is killed, and a worker that
cannot start is started again for ever, without a pause.
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
"""More than a server needs to finish its requests and deliveries."""

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 30.0
STABLE_SECONDS = 60.0
"""After a worker that ran for this long, the pause is the first one again."""

EXPLAINED = (1, 2)
"""The exit statuses of a worker that has said in one line why it cannot start."""

READY = b"ready"


class Workers:
    """The parent: starts the workers of one address and keeps them running."""

    def __init__(
        self, number: int, listening: socket.socket, say: Callable[[str], None], *, verbose: bool
    ) -> None:
        """Prepare `number` workers.

        Args:
            say: tells the person who started them.
            verbose: whether the workers show what Rasa logs.

        Raises:
            SettingError: Windows cannot hand a socket to another process in this way.
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
        self._stopping, self._kill_now = asyncio.Event(), asyncio.Event()
        self._someone_ready = asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(name) is not signal.SIG_IGN:  # `nohup` sets that
                asyncio.get_running_loop().add_signal_handler(name, self._on_signal, name)
        # The first one alone: what keeps it from starting is said once, and one process creates the
        # database.
        supervisors = [asyncio.create_task(self._supervise(0))]
        await _first_of(self._someone_ready.wait(), self._stopping.wait())
        if not self._stopping.is_set():
            supervisors += [asyncio.create_task(self._supervise(n)) for n in range(1, self._number)]
            await self._stopping.wait()
        self._listening.close()
        for link in self._links.values():
            link.shutdown(socket.SHUT_RDWR)  # this tells a worker to stop
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_TO_STOP):
                await _first_of(asyncio.wait(supervisors), self._kill_now.wait())
        for process in self._processes.values():
            with suppress(ProcessLookupError):
                process.kill()
        await asyncio.gather(*supervisors)
        return self._failure or 0

    def _on_signal(self, name: signal.Signals) -> None:
        if self._stopping.is_set():
            self._kill_now.set()
        elif name != signal.SIGINT:
            log.info("Stopping: %s was received. Requests in progress are finished.", name.name)
        self._stopping.set()

    async def _supervise(self, number: int) -> None:
        """Run a worker, again and again, until all are stopped."""
        failures = 0
        while not self._stopping.is_set():
            started_at = time.monotonic()
            status = await self._run_worker(number)
            if self._stopping.is_set():
                return
            if status in EXPLAINED and not self._someone_ready.is_set():
                self._failure = status  # it has said why
                self._stopping.set()
                return
            if time.monotonic() - started_at > STABLE_SECONDS:
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

    async def _run_worker(self, number: int) -> int:
        """Run a worker once; returns its exit status, negative when a signal ended it."""
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                process = await self._start(theirs)
            self._links[number], self._processes[number] = ours, process
            if self._stopping.is_set():  # while it was being started
                ours.shutdown(socket.SHUT_RDWR)
            waiting = asyncio.create_task(self._wait_until_ready(number, ours))
            status = await process.wait()
            waiting.cancel()
            await asyncio.wait({waiting})
            del self._links[number], self._processes[number]
            self._ready.discard(number)
        return status

    async def _start(self, link: socket.socket) -> asyncio.subprocess.Process:
        descriptors = (self._listening.fileno(), link.fileno())
        options = ["--verbose"] * self._verbose
        if self._ready:
            # Others are answering. This one takes requests only once its model is loaded, so that
            # nobody waits for it.
            options.append("--model-first")
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.cli", "worker", *map(str, descriptors), *options),
            pass_fds=descriptors,
            start_new_session=True,  # Ctrl+C reaches the parent alone, which stops the workers
        )

    async def _wait_until_ready(self, number: int, link: socket.socket) -> None:
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
    """The parent as a worker sees it: a socket that closes when the worker is to stop.

    It closes when the parent is killed, too, so that no worker is left behind.
    """

    def __init__(self, descriptor: int) -> None:
        """From now on, stop this process when the socket closes."""
        self._link = socket.socket(fileno=descriptor)
        threading.Thread(target=self._watch, name="parent", daemon=True).start()

    def tell_ready(self) -> None:
        """Tell the parent that this worker is ready."""
        with suppress(OSError):  # the parent has just ended
            self._link.sendall(READY)

    def _watch(self) -> None:
        with suppress(OSError):
            while self._link.recv(1):
                pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(SECONDS_TO_STOP)
        os._exit(1)


async def _first_of(*waits: Coroutine[Any, Any, Any]) -> None:
    """Wait until the first of them has ended, and cancel the others."""
    tasks = [asyncio.create_task(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
