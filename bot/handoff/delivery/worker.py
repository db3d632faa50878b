"""Delivers what is in the outbox: one task for each way, so that none waits for another."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Protocol

from bot.errors import RecordsUnavailable
from bot.handoff.delivery.health import Health
from bot.handoff.delivery.notification import WAYS
from bot.handoff.delivery.outbox import Delivery, Outbox
from bot.handoff.delivery.wake_signal import Bell

log = logging.getLogger("ppi_guide.handoff")

SECONDS_BETWEEN_LOOKS = 5.0
"""Rows of another process, and those whose next try is due, are found so late at most."""

SECONDS_FOR_ONE = 90.0
"""Less than `outbox.LEASE`."""

SECONDS_BETWEEN_CHECKS = 60.0
"""Of a way that is down."""

SECONDS_TO_STOP = 10.0


class Undeliverable(Exception):
    """No later try can succeed: the person has blocked the bot, or has gone."""


class AskedToWait(Exception):
    """The other side asks us to wait before the next try."""

    def __init__(self, wait: timedelta) -> None:
        """`wait`: how long."""
        super().__init__("asked to wait")
        self.wait = wait


class Sender(Protocol):
    """One way to the other side."""

    async def send(self, delivery: Delivery) -> Sequence[int]:
        """Send; returns the ids of the messages it made in the staff chat, if it did."""

    async def check(self) -> None:
        """Raise what a delivery would, without sending anything."""


class Worker:
    """Delivers until it is stopped. A database or another side that is away is waited for."""

    def __init__(
        self, outbox: Outbox, bell: Bell, health: Health, senders: Mapping[str, Sender]
    ) -> None:
        """`senders`: by the name of their way."""
        self._outbox = outbox
        self._bell = bell
        self._health = health
        self._senders = senders
        self._stopping = asyncio.Event()
        # Taken by the other side, but not yet written down: they must not be sent again.
        self._unwritten: dict[str, Sequence[int]] = {}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Deliver until the end of the block; what is being sent then is seen through."""
        tasks = [asyncio.create_task(self._serve(way)) for way in self._senders]
        try:
            yield
        finally:
            self._stopping.set()
            self._bell.ring()
            if tasks:
                await asyncio.wait(tasks, timeout=SECONDS_TO_STOP)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def deliver_due(self, way: str) -> int:
        """Deliver what is due on a way; returns how many tries were made.

        Raises:
            RecordsUnavailable: the database is away; what was sent is remembered.
        """
        tries = 0
        while not self._stopping.is_set():
            await self._write_down()
            delivery = await asyncio.to_thread(self._outbox.claim, way)
            if delivery is None:
                break
            tries += 1
            await self._deliver(delivery)
        return tries

    async def check(self, way: str, *, at_start: bool = False) -> bool:
        """Try a way without sending; what waits on it is due at once when it works."""
        try:
            async with asyncio.timeout(SECONDS_FOR_ONE):
                await self._senders[way].check()
        except Exception as error:  # whatever stops it, the way does not work
            if at_start or not self._health.is_down(way):
                log.error("Requests cannot be delivered %s: %s", WAYS[way], _trouble(error))
            self._health.fails(way, for_long=at_start)
            return False
        if self._health.is_down(way):
            log.info("Requests can be delivered %s again.", WAYS[way])
            await asyncio.to_thread(self._outbox.hurry, way)
        self._health.works(way)
        return True

    async def look_for_stuck(self) -> None:
        """Note on which ways nothing has arrived for too long."""
        self._health.stuck(await asyncio.to_thread(self._outbox.stuck))

    async def _serve(self, way: str) -> None:
        ringing, loop = self._bell.listen(), asyncio.get_running_loop()
        at_start, next_check, away = True, loop.time(), False
        while not self._stopping.is_set():
            ringing.clear()
            try:
                down = self._health.is_down(way)
                if loop.time() >= next_check and (at_start or down):
                    await self.check(way, at_start=at_start)
                    at_start, next_check = False, loop.time() + SECONDS_BETWEEN_CHECKS
                await self.deliver_due(way)
                await self.look_for_stuck()
                away = False
            except RecordsUnavailable as error:
                if not away:
                    log.error("Deliveries wait: %s", error)
                away = True
            except Exception as error:  # a mistake of ours in one delivery must not end the rest
                log.error("A delivery failed: %s", type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(ringing.wait(), SECONDS_BETWEEN_LOOKS)

    async def _deliver(self, delivery: Delivery) -> None:
        try:
            async with asyncio.timeout(SECONDS_FOR_ONE):
                messages = await self._senders[delivery.way].send(delivery)
        except Undeliverable as error:
            await asyncio.to_thread(self._outbox.failed, delivery, _trouble(error), for_good=True)
            self._bell.ring()  # the staff are told
            log.error("%s cannot be delivered %s.", delivery.shown.reference, WAYS[delivery.way])
        except Exception as error:  # whatever it is, it is tried again
            wait = error.wait if isinstance(error, AskedToWait) else timedelta(0)
            self._health.fails(delivery.way)
            given_up = await asyncio.to_thread(
                self._outbox.failed, delivery, _trouble(error), not_before=wait
            )
            if given_up:
                self._bell.ring()
                log.error(
                    "%s was not delivered %s within a day, and is given up: %s. Try again with "
                    "`ppi-guide handoffs resend %s`.",
                    delivery.shown.reference,
                    WAYS[delivery.way],
                    _trouble(error),
                    delivery.shown.reference,
                )
            elif delivery.tries == 1:
                log.warning(
                    "%s is not delivered %s yet: %s. It is tried again for a day.",
                    delivery.shown.reference,
                    WAYS[delivery.way],
                    _trouble(error),
                )
        else:
            self._unwritten[delivery.id] = messages
            self._health.works(delivery.way)
            await self._write_down()

    async def _write_down(self) -> None:
        for delivery, messages in list(self._unwritten.items()):
            await asyncio.to_thread(self._outbox.sent, delivery, messages)
            self._unwritten.pop(delivery, None)


def _trouble(error: BaseException) -> str:
    """The kind of an error and its code, never its words: a server may repeat addresses in them."""
    code = getattr(error, "code", None)
    cause = error.__cause__ if isinstance(error, Undeliverable) and error.__cause__ else error
    return f"{type(cause).__name__}{f' {code}' if isinstance(code, int) else ''}"
