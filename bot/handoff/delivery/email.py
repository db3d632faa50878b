"""Writes email to the staff, as text and HTML, and hands it to a mail server."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Sequence
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import aiosmtplib
import jinja2
from email_validator import EmailNotValidError, validate_email

from bot.content.pack import Pack
from bot.errors import GuideError
from bot.handoff.delivery.notification import notification_of
from bot.handoff.delivery.outbox import Delivery
from bot.handoff.delivery.routes import Mailbox
from bot.handoff.model import HandoffRequest

STEP_SECONDS = 30.0
"""How long the mail server may take for one step of sending an email."""

SENDER_NAME = "PPI Guide"
OPENED = "opened"

_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=jinja2.select_autoescape(["html"]),
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class NotSafe(GuideError):
    """The mail server offers no encryption, so the password is not sent to it."""


def compose(
    delivery: Delivery, mailbox: Mailbox, *, organisation: str, details: bool, staff_chat: bool
) -> EmailMessage:
    """The email for a delivery. Every try gives the same email, with the same Message-ID and date.

    Args:
        organisation: the short name of the organisation.
        details: whether the pack allows personal data in email (`details_in_email`).
        staff_chat: whether there is a staff chat, in which /show works.
    """
    request, notification = delivery.request, notification_of(delivery)
    opened = delivery.body["what"] == OPENED
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = Address(SENDER_NAME, addr_spec=mailbox.sender)
    message["To"] = [Address(addr_spec=one) for one in mailbox.to]
    message["Subject"] = f"[{SENDER_NAME}] {_one_line(notification.heading)}"
    message["Date"] = format_datetime(delivery.made_at)
    message["Message-ID"] = message_id(delivery.key, mailbox)
    first = message_id(f"{request.reference}:email", mailbox)
    if not opened:
        message["In-Reply-To"] = message["References"] = first
    message["Auto-Submitted"] = "auto-generated"
    message["X-PPI-Reference"] = _one_line(request.reference)
    reply_to = _reply_to(request) if details else None
    if reply_to is not None:
        message["Reply-To"] = reply_to
    quote = notification.quote
    facts = {
        "notification": notification,
        "quote": request.with_details(quote) if details else quote,
        "request": request,
        "details": dict(request.details) if details and opened else {},
        "transcript": request.transcript if opened else "",
        "organisation": organisation,
        "staff_chat": staff_chat,
        "answer_here": request.contact_method == "here",
    }
    message.set_content(_templates.get_template("request.txt").render(facts))
    message.add_alternative(_templates.get_template("request.html").render(facts), subtype="html")
    return message


def message_id(key: str, mailbox: Mailbox) -> str:
    """The Message-ID of a delivery: the same each time, so that mail programs show one copy."""
    domain = mailbox.sender.rpartition("@")[2]
    return f"<{key.replace(':', '.').lower()}@{domain}>"


class Mailer:
    """Hands email to the server of PPI_SMTP_URL."""

    def __init__(self, mailbox: Mailbox, tls: ssl.SSLContext | None = None) -> None:
        """`tls`: certificates to trust instead of the system's."""
        self._mailbox = mailbox
        self._tls = tls

    async def send(self, message: EmailMessage) -> None:
        """Send an email; returns once the server has accepted it for at least one reader.

        Raises:
            SMTPException, OSError, NotSafe: the server has not accepted it.
        """
        async with self._client() as smtp:
            await self._log_in(smtp)
            await smtp.send_message(message)

    async def check(self) -> None:
        """Do everything except sending: reach the server, log in, name the readers.

        Raises:
            SMTPException, OSError, NotSafe: the server would not accept an email.
        """
        async with self._client() as smtp:
            await self._log_in(smtp)
            await smtp.mail(self._mailbox.sender)
            refused: list[aiosmtplib.SMTPResponseException] = []
            for reader in self._mailbox.to:
                try:
                    await smtp.rcpt(reader)
                except aiosmtplib.SMTPResponseException as error:
                    refused.append(error)
            if len(refused) == len(self._mailbox.to):  # one reader is enough for `send`
                raise refused[0]
            await smtp.rset()

    def _client(self) -> aiosmtplib.SMTP:
        return aiosmtplib.SMTP(
            hostname=self._mailbox.host,
            port=self._mailbox.port,
            use_tls=self._mailbox.tls,
            # smtp:// is encrypted as soon as the server offers it.
            start_tls=False if self._mailbox.tls else None,
            tls_context=self._tls,
            timeout=STEP_SECONDS,
        )

    async def _log_in(self, smtp: aiosmtplib.SMTP) -> None:
        if not self._mailbox.user:
            return
        encrypted = smtp.get_transport_info("sslcontext") is not None
        if not encrypted and not self._mailbox.on_this_machine:
            raise NotSafe("The mail server offers no encryption, so the password was not sent.")
        await smtp.login(self._mailbox.user, self._mailbox.password)


class EmailSender:
    """Delivers to the staff by email."""

    def __init__(
        self, mailer: Mailer, mailbox: Mailbox, pack: Callable[[], Pack], *, staff_chat: bool
    ) -> None:
        """`pack`: returns the pack as it is now. `staff_chat`: as in `compose`."""
        self._mailer = mailer
        self._mailbox = mailbox
        self._pack = pack
        self._staff_chat = staff_chat

    async def send(self, delivery: Delivery) -> Sequence[int]:
        """Send one delivery; returns no ids, because it makes no message in the staff chat."""
        facts = self._pack().facts
        message = compose(
            delivery,
            self._mailbox,
            organisation=facts["organisation"]["short"],
            details=facts["contact"].get("details_in_email") is True,
            staff_chat=self._staff_chat,
        )
        await self._mailer.send(message)
        return ()

    async def check(self) -> None:
        """Raise what a delivery would raise, without sending anything."""
        await self._mailer.check()


def _reply_to(request: HandoffRequest) -> Address | None:
    """The person's own address, when they asked for an answer by email and it is valid."""
    if request.contact_method != "email":
        return None
    for token, value in request.details.items():
        if not token.startswith("[email"):
            continue
        try:
            return Address(addr_spec=validate_email(value, check_deliverability=False).normalized)
        except (EmailNotValidError, ValueError):
            continue
    return None


def _one_line(text: str) -> str:
    """A text on one line, because `EmailMessage` refuses line breaks in a header."""
    return " ".join(text.split())
