"""The mail server away, the database locked, the disk full, the staff chat failing."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from bot.channels.telegram.bot import make_bot
from bot.channels.telegram.deliver import StaffSender
from bot.channels.telegram.link import TelegramLink
from bot.content.live import live_pack
from bot.content.pack import Pack
from bot.conversation.context import Incoming
from bot.conversation.service import Conversations
from bot.errors import RecordsUnavailable
from bot.handoff.delivery.backoff import LONGEST_DELAY_SECONDS
from bot.handoff.delivery.email import EmailSender, Mailer
from bot.handoff.delivery.routes import Mailbox
from bot.records import database
from bot.records import tables as t
from bot.records.database import open_database
from bot.records.store import Records
from bot.safety import language
from bot.settings import Settings
from tests.support.bot_api import TOKEN, BotApi
from tests.support.form_agent import SEND, FormAgent
from tests.support.handing_off import KEY, Centre, at
from tests.support.mail_server import MailServer
from tests.support.people import DESK, GUIDE
from tests.support.waiting import until

STAFF_CHAT = -1009876


class Office:
    """A centre over a file, and the turns that leave requests there."""

    def __init__(self, folder: Path, pack: Pack) -> None:
        language.warm_up()
        self.file = folder / "records.sqlite3"
        self.records = Records(open_database(f"sqlite:///{self.file}"))
        self.centre = Centre(self.records, pack)
        self.agent = FormAgent(key=uuid.uuid4().hex)
        self.conversations = Conversations(
            self.records,
            self.agent,
            live_pack(pack.folder),
            key=KEY,
            seconds=20,
            desk=self.centre.desk,
        )
        self.conversation = self.records.start("web", uuid.uuid4().hex)

    async def send(self) -> list[str]:
        """Press the form's last button; returns what the person is told."""
        asked = Incoming("web", conversation=self.conversation, text=SEND, key="the last message")
        return [message.text for message in (await self.conversations.take(asked)).replies]

    @property
    def reference(self) -> str:
        return self.agent.references[0]

    def counts(self) -> tuple[int, int]:
        """How many requests and deliveries are stored."""
        with self.records.reading() as db:
            return tuple(  # type: ignore[return-value]
                db.execute(select(func.count()).select_from(table)).scalar()
                for table in (t.handoff, t.outbox)
            )


@pytest.fixture
def office(tmp_path: Path, pack: Pack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setattr(database, "BUSY_MILLISECONDS", 200)
    opened = Office(tmp_path, pack)
    yield opened
    opened.records.close()


async def test_with_the_database_locked_nobody_is_told_sent_and_the_next_try_is_one_request(
    office: Office,
) -> None:
    other = open_database(f"sqlite:///{office.file}")
    with other.connect() as lock:
        lock.exec_driver_sql("BEGIN IMMEDIATE")
        with pytest.raises(RecordsUnavailable):
            await office.send()
        lock.rollback()
    other.dispose()
    assert office.counts() == (0, 0)
    told = await office.send()
    assert office.reference in told[0]
    assert await office.send() == told  # the same message again, as a phone sends it
    assert office.counts() == (1, 2)
    await office.centre.deliver()
    assert len(office.centre.email.sent) == 1


async def test_with_the_disk_full_nobody_is_told_sent_and_nothing_is_half_written(
    office: Office,
) -> None:
    full = True

    def limit(connection: Any, *_: Any) -> None:
        """No page more than there is, or as many as SQLite can count."""
        pages = connection.execute("PRAGMA page_count").fetchone()[0] if full else 2**30
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(office.records.engine, "checkout", limit)
    office.agent.message = "An idea. " * 4000
    with pytest.raises(RecordsUnavailable, match="Nothing of this step was stored"):
        await office.send()
    assert office.counts() == (0, 0)
    assert office.records.history(office.conversation, 0) == ()
    full = False
    assert office.reference in (await office.send())[0]
    assert office.counts() == (1, 2)
    await office.centre.deliver()
    assert len(office.centre.email.sent) == 1


async def test_a_full_disk_after_the_email_was_taken_does_not_send_it_again(
    office: Office,
) -> None:
    await office.send()
    broken = False

    @event.listens_for(office.records.engine, "before_cursor_execute")
    def refuse(*_: Any) -> None:
        if broken:
            raise OperationalError("", {}, Exception("database or disk is full"))

    send = office.centre.email.send

    async def send_then_break(delivery: Any) -> Any:
        nonlocal broken
        sent = await send(delivery)
        broken = True
        return sent

    office.centre.email.send = send_then_break  # type: ignore[method-assign]
    with pytest.raises(RecordsUnavailable):
        await office.centre.worker.deliver_due("email")
    broken = False
    await office.centre.deliver()
    assert len(office.centre.email.sent) == 1
    assert all(row.sent_at for row in office.centre.outgoing("email"))


async def test_a_mail_server_away_for_an_hour_gets_everything_once_when_it_is_back(
    office: Office, own_mail: MailServer, pack: Pack
) -> None:
    centre = office.centre
    address = ("127.0.0.1", own_mail.port, False, "", "", GUIDE)
    mailbox = Mailbox(*address, (DESK,))
    sender = EmailSender(Mailer(mailbox), mailbox, lambda: pack, staff_chat=True)
    centre.senders["email"] = sender  # type: ignore[assignment]
    with time_machine.travel(at("2026-11-24 10:00+00:00")) as clock:
        references = {centre.leaves() for _ in range(5)}
        own_mail.stop()
        for _ in range(12):
            await centre.deliver()
            clock.shift(timedelta(minutes=5))
        references |= {centre.leaves() for _ in range(5)}
        assert own_mail.accepted == []
        assert not centre.health.is_working("email")
        own_mail.start()
        clock.shift(timedelta(seconds=LONGEST_DELAY_SECONDS))
        await centre.deliver()
        await centre.deliver()
    arrived = [str(message["X-PPI-Reference"]) for message in own_mail.accepted]
    assert sorted(arrived) == sorted(references)
    assert centre.health.is_working("email")


@pytest.mark.parametrize(
    "trouble",
    [
        {"code": 500, "description": "Internal Server Error"},
        {"code": 403, "description": "Forbidden: bot was kicked from the group chat"},
        {"code": 400, "description": "Bad Request: chat not found"},
        {"code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 90}},
        {"drop": True},
    ],
    ids=lambda trouble: str(trouble.get("code", "cut off")),
)
async def test_a_staff_chat_that_fails_gets_the_request_when_it_is_back(
    office: Office, own_api: BotApi, trouble: dict[str, Any]
) -> None:
    centre, api = office.centre, own_api
    bot, link = make_bot(Settings(telegram_token=TOKEN, telegram_api_url=api.url)), TelegramLink()
    await bot.initialize()
    link.up(bot)
    centre.senders["staff"] = StaffSender(link, STAFF_CHAT)  # type: ignore[assignment]
    with time_machine.travel(at("2026-11-24 10:00+00:00")) as clock:
        reference = centre.leaves()
        api.trouble("sendMessage", times=3, **trouble)
        for _ in range(3):
            await centre.deliver()
            clock.shift(timedelta(minutes=5))
        assert api.sent(STAFF_CHAT) == []
        assert centre.desk.offered  # email works
        assert len(centre.email.sent) == 1
        await centre.deliver()
    (shown,) = api.sent(STAFF_CHAT)
    assert reference in shown["text"]
    assert centre.requests.reference_of(shown["sent_as"]) == reference
    await bot.shutdown()


async def test_telegram_being_away_does_not_hold_up_the_email(
    office: Office,
) -> None:
    centre, link = office.centre, TelegramLink()
    centre.senders["staff"] = StaffSender(link, STAFF_CHAT)  # type: ignore[assignment]
    async with centre.worker.running():
        await asyncio.to_thread(centre.leaves)
        await until(lambda: len(centre.email.sent) == 1)
        # The way to the staff chat has not even given up its first try.
        assert [row.trouble for row in centre.outgoing("staff")] == [None]
