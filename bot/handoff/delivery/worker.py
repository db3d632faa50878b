"""Delivers what is in the outbox: one task for each route, so that none waits for another."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Protocol

from bot.errors import RecordsUnavailable
from bot.handoff.delivery.health import RouteHealth
from bot.handoff.delivery.outbox import Delivery, Outbox
from bot.handoff.delivery.routes import ROUTE_PHRASES
from bot.handoff.delivery.wake_signal import WakeSignal

log = logging.getLogger("ppi_guide.handoff")

SECONDS_BETWEEN_LOOKS = 5.0
"""How late a delivery is found at most, if another process wrote it or it is due again."""

SECONDS_FOR_DELIVERY = 90.0
"""How long one delivery may take: less than `outbox.LEASE`, so that no other process takes it over
while it is being sent."""

SECONDS_BETWEEN_CHECKS = 60.0
"""The time between two checks of a route that has failed."""

SECONDS_TO_STOP = 10.0


class Undeliverable(Exception):
    """No later try can succeed: the person has blocked the bot, or their chat is gone."""


class AskedToWait(Exception):
    """The receiver asks us to wait before the next try."""

    def __init__(self, wait: timedelta) -> None:
        """`wait`: how long."""
        super().__init__("asked to wait")
        self.wait = wait


class Sender(Protocol):
    """Sends the deliveries of one route."""

    async def send(self, delivery: Delivery) -> Sequence[int]:
        """Send a delivery; returns the ids of the messages it made in the staff chat, if any."""

    async def check(self) -> None:
        """Raise what a delivery would raise, without sending anything."""


class Worker:
    """Delivers until it is stopped; it waits while the database or a receiver cannot be reached."""

    def __init__(
        self,
        outbox: Outbox,
        wake_signal: WakeSignal,
        health: RouteHealth,
        senders: Mapping[str, Sender],
    ) -> None:
        """`senders`: the sender of each route, by the name of the route."""
        self._outbox = outbox
        self._wake_signal = wake_signal
        self._health = health
        self._senders = senders
        self._stopping = asyncio.Event()
        # Sent, but not yet marked as sent: they must not be sent again.
        self._unmarked: dict[str, Sequence[int]] = {}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Deliver until the end of the block; what is being sent at that moment is finished."""
        tasks = [asyncio.create_task(self._serve(route)) for route in self._senders]
        try:
            yield
        finally:
            self._stopping.set()
            self._wake_signal.send()
            if tasks:
                await asyncio.wait(tasks, timeout=SECONDS_TO_STOP)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def deliver_due(self, route: str) -> int:
        """Deliver what is due on a route; returns how many tries were made.

        Raises:
            RecordsUnavailable: the database cannot be used; what was sent is marked as sent later.
        """
        tries = 0
        while not self._stopping.is_set():
            await self._mark_sent()
            delivery = await asyncio.to_thread(self._outbox.claim, route)
            if delivery is None:
                break
            tries += 1
            await self._deliver(delivery)
        return tries

    async def check(self, route: str, *, at_start: bool = False) -> bool:
        """Whether a route works, without sending. If it works again, its deliveries are due now."""
        try:
            async with asyncio.timeout(SECONDS_FOR_DELIVERY):
                await self._senders[route].check()
        except Exception as error:  # whatever it is, the route does not work
            if at_start or not self._health.has_failed(route):
                cause = _error_code(error)
                log.error("Requests cannot be delivered %s: %s", ROUTE_PHRASES[route], cause)
            self._health.record_failure(route, at_start=at_start)
            return False
        if self._health.has_failed(route):
            log.info("Requests can be delivered %s again.", ROUTE_PHRASES[route])
            await asyncio.to_thread(self._outbox.retry_now, route)
        self._health.record_success(route)
        return True

    async def update_stuck(self) -> None:
        """Note on which routes nothing has arrived for too long."""
        self._health.set_stuck(await asyncio.to_thread(self._outbox.stuck_routes))

    async def _serve(self, route: str) -> None:
        woken, loop = self._wake_signal.subscribe(), asyncio.get_running_loop()
        at_start, next_check, database_away = True, loop.time(), False
        while not self._stopping.is_set():
            woken.clear()
            try:
                failed = self._health.has_failed(route)
                if loop.time() >= next_check and (at_start or failed):
                    await self.check(route, at_start=at_start)
                    at_start, next_check = False, loop.time() + SECONDS_BETWEEN_CHECKS
                await self.deliver_due(route)
                await self.update_stuck()
                database_away = False
            except RecordsUnavailable as error:
                if not database_away:
                    log.error("Deliveries wait: %s", error)
                database_away = True
            except Exception as error:  # a bug that one delivery meets must not stop the others
                log.error("A delivery failed: %s", type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), SECONDS_BETWEEN_LOOKS)

    async def _deliver(self, delivery: Delivery) -> None:
        reference, where = delivery.request.reference, ROUTE_PHRASES[delivery.route]
        try:
            async with asyncio.timeout(SECONDS_FOR_DELIVERY):
                staff_messages = await self._senders[delivery.route].send(delivery)
        except Undeliverable as error:
            await asyncio.to_thread(
                self._outbox.mark_failed, delivery, _error_code(error), permanent=True
            )
            self._wake_signal.send()  # so that the staff are told at once
            log.error("%s cannot be delivered %s.", reference, where)
        except Exception as error:  # whatever it is, the delivery is tried again
            wait = error.wait if isinstance(error, AskedToWait) else timedelta(0)
            self._health.record_failure(delivery.route)
            given_up = await asyncio.to_thread(
                self._outbox.mark_failed, delivery, _error_code(error), not_before=wait
            )
            if given_up:
                self._wake_signal.send()
                log.error(
                    "%s was not delivered %s within a day, and is given up: %s. Try again with "
                    "`ppi-guide handoffs resend %s`.",
                    reference,
                    where,
                    _error_code(error),
                    reference,
                )
            elif delivery.tries == 1:
                log.warning(
                    "%s is not delivered %s yet: %s. It is tried again for a day.",
                    reference,
                    where,
                    _error_code(error),
                )
        else:
            self._unmarked[delivery.id] = staff_messages
            self._health.record_success(delivery.route)
            await self._mark_sent()

    async def _mark_sent(self) -> None:
        for delivery_id, staff_messages in list(self._unmarked.items()):
            await asyncio.to_thread(self._outbox.mark_sent, delivery_id, staff_messages)
            self._unmarked.pop(delivery_id, None)


def _error_code(error: BaseException) -> str:
    """The class and code of an error, without its text, in which servers repeat addresses."""
    code = getattr(error, "code", None)
    cause = error.__cause__ if isinstance(error, Undeliverable) and error.__cause__ else error
    return f"{type(cause).__name__}{f' {code}' if isinstance(code, int) else ''}"
