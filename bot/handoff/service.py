"""The parts of a handoff, put together for one assistant."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from bot.content.live import LivePack
from bot.handoff.delivery.email import EmailSender, Mailer
from bot.handoff.delivery.health import Health
from bot.handoff.delivery.outbox import Outbox
from bot.handoff.delivery.routes import Ways, ways_of
from bot.handoff.delivery.wake_signal import Bell
from bot.handoff.delivery.worker import Sender, Worker
from bot.handoff.desk import HandoffDesk
from bot.handoff.staff.actions import Requests
from bot.handoff.staff.reminder import Reminder
from bot.keys import SecretKey
from bot.records.store import Records
from bot.settings import Settings


@dataclass(frozen=True)
class Handoff:
    """What takes requests, delivers them and lets staff answer."""

    ways: Ways
    packs: LivePack
    desk: HandoffDesk
    requests: Requests
    outbox: Outbox
    reminder: Reminder
    bell: Bell
    health: Health

    @asynccontextmanager
    async def running(self, telegram: Mapping[str, Sender]) -> AsyncIterator[None]:
        """Deliver and remind until the end of the block.

        Args:
            telegram: the ways that go over Telegram; none without a token.
        """
        senders = dict(telegram)
        if self.ways.mailbox is not None:
            mailer = Mailer(self.ways.mailbox)
            senders["email"] = EmailSender(
                mailer,
                self.ways.mailbox,
                lambda: self.packs.now,
                staff_chat=self.ways.staff_chat is not None,
            )
        worker = Worker(self.outbox, self.bell, self.health, senders)
        reminding = asyncio.create_task(self.reminder.run())
        try:
            async with worker.running():
                yield
        finally:
            reminding.cancel()
            with suppress(asyncio.CancelledError):
                await reminding


def make_handoff(settings: Settings, records: Records, packs: LivePack, key: SecretKey) -> Handoff:
    """Everything but the running of it.

    Raises:
        SettingError: half of a way is set, or an address is wrong.
    """
    ways = ways_of(settings)
    bell, health = Bell(), Health()
    staff = ways.to_staff

    return Handoff(
        ways=ways,
        packs=packs,
        desk=HandoffDesk(key, staff, health, bell, lambda: packs.now),
        requests=Requests(records, key, lambda: packs.now, bell),
        outbox=Outbox(records, key, staff),
        reminder=Reminder(records, key, staff, bell, lambda: packs.now),
        bell=bell,
        health=health,
    )
