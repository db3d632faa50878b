"""The routes by which a request reaches the staff. Each is off until it is set up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from email_validator import EmailNotValidError, validate_email

from bot.errors import SettingError
from bot.settings import Settings

StaffRoute = Literal["email", "staff"]
"""A route to the staff. There is one more, "person", to the person's own Telegram chat."""

ROUTE_PHRASES: Mapping[str, str] = {
    "email": "by email",
    "staff": "to the staff chat",
    "person": "to the person's chat",
}
DEFAULT_PORTS = {"smtp": 587, "smtps": 465}
URL_FORM = "Write it as smtp://user:password@host:587 or smtps://user:password@host:465."


@dataclass(frozen=True)
class Mailbox:
    """Where email goes: the mail server, the address it is sent from, and its readers (`to`)."""

    host: str
    port: int
    tls: bool
    user: str
    password: str = field(repr=False)
    sender: str
    to: tuple[str, ...]

    @property
    def on_this_machine(self) -> bool:
        """Whether the server is on this machine, so that nobody can listen in."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


@dataclass(frozen=True)
class StaffRoutes:
    """The routes that are set up. `staff_chat` is the id of a Telegram chat."""

    mailbox: Mailbox | None = None
    staff_chat: int | None = None

    @property
    def names(self) -> tuple[StaffRoute, ...]:
        """The names of the routes that are set up."""
        names: list[StaffRoute] = []
        if self.mailbox is not None:
            names.append("email")
        if self.staff_chat is not None:
            names.append("staff")
        return tuple(names)


def staff_routes(settings: Settings) -> StaffRoutes:
    """The routes that the settings set up.

    Raises:
        SettingError: half of a route is set, or an address is wrong.
    """
    if bool(settings.smtp_url) != bool(settings.handoff_to):
        missing, given = ("PPI_HANDOFF_TO", "PPI_SMTP_URL")
        if settings.handoff_to:
            missing, given = given, missing
        raise SettingError(
            f"Setting {given} is of no use without {missing}. Set both, so that messages for a "
            "person go out by email, or neither. See .env.example."
        )
    if settings.staff_chat_id is not None and not settings.telegram_token:
        raise SettingError(
            "Setting PPI_STAFF_CHAT_ID is of no use without PPI_TELEGRAM_TOKEN. Set both, or "
            "neither. See .env.example."
        )
    mailbox = _mailbox(settings.smtp_url, settings.handoff_to) if settings.smtp_url else None
    return StaffRoutes(mailbox, settings.staff_chat_id)


def _mailbox(url: str, to: str) -> Mailbox:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise SettingError(f"Setting PPI_SMTP_URL is wrong. {URL_FORM}") from None
    if parts.scheme not in DEFAULT_PORTS or not host or parts.path.strip("/"):
        raise SettingError(f"Setting PPI_SMTP_URL is wrong. {URL_FORM}")
    readers = tuple(_address(one, "PPI_HANDOFF_TO") for one in re.split(r"[,;]", to) if one.strip())
    if not readers:
        raise SettingError("Setting PPI_HANDOFF_TO is wrong: it names no email address.")
    user = unquote(parts.username or "")
    named = parse_qs(parts.query).get("from", [""])[0]
    sender = named or (user if "@" in user else readers[0])
    return Mailbox(
        host=host,
        port=port or DEFAULT_PORTS[parts.scheme],
        tls=parts.scheme == "smtps",
        user=user,
        password=unquote(parts.password or ""),
        sender=_address(sender, "PPI_SMTP_URL"),
        to=readers,
    )


def _address(text: str, setting: str) -> str:
    try:
        # Whether the domain accepts mail is not asked at the start: the first delivery shows it.
        return validate_email(text.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise SettingError(
            f"Setting {setting} is wrong: it holds something that is no email address."
        ) from None
