"""Puts together the parts of the handoff: the desk, deliveries, reminders and staff actions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from bot.content.live import LivePack
from bot.content.pack import Pack
from bot.handoff.delivery.email import EmailSender, Mailer
from bot.handoff.delivery.health import RouteHealth
from bot.handoff.delivery.outbox import Outbox
from bot.handoff.delivery.routes import StaffRoutes, staff_routes
from bot.handoff.delivery.wake_signal import WakeSignal
from bot.handoff.delivery.worker import Sender, Worker
from bot.handoff.desk import HandoffDesk
from bot.handoff.staff.actions import Requests
from bot.handoff.staff.reminder import Reminder
from bot.keys import SecretKey
from bot.records.store import Records
from bot.settings import Settings


@dataclass(frozen=True)
class Handoff:
    """The parts that take requests, deliver them and let staff answer."""

    routes: StaffRoutes
    packs: LivePack
    desk: HandoffDesk
    requests: Requests
    outbox: Outbox
    reminder: Reminder
    wake_signal: WakeSignal
    health: RouteHealth

    @asynccontextmanager
    async def running(self, telegram_senders: Mapping[str, Sender]) -> AsyncIterator[None]:
        """Deliver and remind until the end of the block.

        Args:
            telegram_senders: the sender of each route over Telegram; none without a token.
        """
        senders = dict(telegram_senders)
        mailbox = self.routes.mailbox
        if mailbox is not None:
            senders["email"] = EmailSender(
                Mailer(mailbox),
                mailbox,
                lambda: self.packs.now,
                staff_chat=self.routes.staff_chat is not None,
            )
        worker = Worker(self.outbox, self.wake_signal, self.health, senders)
        reminding = asyncio.create_task(self.reminder.run())
        try:
            async with worker.running():
                yield
        finally:
            reminding.cancel()
            with suppress(asyncio.CancelledError):
                await reminding


def make_handoff(settings: Settings, records: Records, packs: LivePack, key: SecretKey) -> Handoff:
    """Make the parts, without running anything.

    Raises:
        SettingError: half of a route is set, or an address is wrong.
    """
    routes = staff_routes(settings)
    wake_signal, health = WakeSignal(), RouteHealth()

    def pack() -> Pack:
        return packs.now

    return Handoff(
        routes=routes,
        packs=packs,
        desk=HandoffDesk(key, routes.names, health, wake_signal, pack),
        requests=Requests(records, key, pack, wake_signal),
        outbox=Outbox(records, key, routes.names),
        reminder=Reminder(records, key, routes.names, wake_signal, pack),
        wake_signal=wake_signal,
        health=health,
    )
