"""The assistants that are talked with, each with settings of its own, and what they send out."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import httpx

from tests.support.bot_api import TOKEN, BotApi
from tests.support.golden.only_telegram import STAFF
from tests.support.golden.people import PageTalk, Talk, TelegramTalk, WebTalk
from tests.support.golden.placeholders import Placeholders, readable
from tests.support.mail_server import MailServer
from tests.support.serving import Server

CLOCK = Path(__file__).parent / "clock"
WEDNESDAY, SATURDAY = "2026-12-02T10:00:00+00:00", "2026-12-05T10:00:00+00:00"
SECONDS_TO_DELIVER = 30
CLOSED = "The assistant is closed for now. Please write to us instead."

SETTINGS: dict[str, dict[str, str]] = {
    "weekday": {},
    "weekend": {
        "RECORDED_AT": SATURDAY,
        "PPI_STORE_TEXT": "all",
        "PPI_STAFF_CHAT_ID": str(STAFF),
    },
    "undelivered": {"PPI_STORE_TEXT": "none"},
    "closed": {"PPI_CLOSED": CLOSED},
    # Every turn takes longer than it may.
    "hurried": {"PPI_TURN_SECONDS": "0.000001"},
}
DELIVER = ("weekday", "weekend")

_numbers = itertools.count(1)


@dataclass
class Place:
    """One assistant, and those who talk with it. `turns_pages`: its glossary can be turned."""

    name: str
    out: Path
    server: Server
    api: BotApi
    http: httpx.Client
    mail: MailServer
    left: dict[str, str] = field(default_factory=dict)
    """By the reference of a message for a person: the talk in which it was left."""

    def web(self) -> WebTalk:
        talk = WebTalk(self.http, _address())
        talk.starts()
        return talk

    def page(self) -> PageTalk:
        return PageTalk(self.http, _address())

    def telegram(self, kind: str = "private") -> TelegramTalk:
        chat = (5_000_000 + next(_numbers)) * (1 if kind == "private" else -1)
        return TelegramTalk(self.api, chat, kind, pages=self.name != "closed")

    def keep(self, channel: str, name: str, talk: Talk) -> None:
        """Write a talk that is over."""
        talk.finish()
        for number, reference in enumerate(talk.names.references, start=1):
            self.left.setdefault(reference, f"{channel}-{name}-{number}")
        self.write(channel, f"{name}.{talk.ending}", talk.written())

    def write(self, channel: str, name: str, text: str) -> None:
        path = self.out / self.name / channel / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def write_what_went_out(self) -> None:
        """The letters to staff, by email and in their chat, each beside the talk it is from."""
        ways = [self._mails] + [self._in_staff_chat] * ("PPI_STAFF_CHAT_ID" in SETTINGS[self.name])
        deadline = time.monotonic() + SECONDS_TO_DELIVER
        for way in ways:
            while missing := [reference for reference in self.left if not way(reference)]:
                assert time.monotonic() < deadline, f"never sent: {missing}"
                time.sleep(0.1)
        for reference, talk in self.left.items():
            for way in ways:
                self.write(way.__name__.strip("_"), f"{talk}.txt", "\n\n".join(way(reference)))

    def _mails(self, reference: str) -> list[str]:
        mails = [one for one in list(self.mail.accepted) if reference in str(one["Subject"])]
        names = Placeholders()
        return sorted(names.text(_as_text(one)) for one in mails)

    def _in_staff_chat(self, reference: str) -> list[str]:
        names = Placeholders()
        sent = [body for body in self.api.sent(STAFF) if f"{reference}: " in body["text"]]
        return [readable(names.json(body)) for body in sent]


@contextmanager
def place(name: str, folder: Path, out: Path) -> Iterator[Place]:
    """An assistant that is still to be started, with servers of its own for what it sends."""
    api, mail = BotApi(), MailServer()
    api.start()
    mail.start()
    settings = {
        "RECORDED_AT": WEDNESDAY,
        "PYTHONPATH": str(CLOCK),
        "PPI_TRUSTED_PROXIES": "127.0.0.1",
        "PPI_TELEGRAM_TOKEN": TOKEN,
        "PPI_TELEGRAM_API_URL": api.url,
        **SETTINGS[name],
    }
    if name in DELIVER:
        settings |= {"PPI_SMTP_URL": mail.url, "PPI_HANDOFF_TO": "desk@example.org"}
    data = folder / name
    data.mkdir()
    server = Server(data, **settings)
    try:
        with httpx.Client(base_url=server.url, timeout=60) as http:
            yield Place(name, out, server, api, http, mail)
    finally:
        if server.is_running:
            server.stop()
        api.stop()
        mail.stop()


def _address() -> str:
    number = next(_numbers)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def _as_text(mail: EmailMessage) -> str:
    lines = [
        f"{name}: {'<time>' if name == 'Date' else value}"
        for name, value in mail.items()
        if name != "Content-Type"
    ]
    for part in mail.walk():
        if not part.is_multipart():
            lines += ["", f"--- {part.get_content_type()}", "", part.get_content()]
    return "\n".join(lines)
