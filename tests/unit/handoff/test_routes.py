"""Where requests go is off until it is set, and set whole."""

from __future__ import annotations

import pytest

from bot.errors import SettingError
from bot.handoff.delivery.routes import StaffRoutes, staff_routes
from bot.settings import Settings


def test_nothing_is_set_by_itself() -> None:
    assert staff_routes(Settings()) == StaffRoutes()
    assert staff_routes(Settings()).names == ()


def test_email_and_the_staff_chat() -> None:
    routes = staff_routes(
        Settings(
            smtp_url="smtps://ppi%40example.org:p%40ss@mail.example.org",
            handoff_to="a@example.org, b@example.org",
            telegram_token="1:made-up",
            staff_chat_id=-100,
        )
    )
    assert routes.names == ("email", "staff")
    mailbox = routes.mailbox
    assert mailbox is not None
    assert (mailbox.host, mailbox.port, mailbox.tls) == ("mail.example.org", 465, True)
    assert (mailbox.user, mailbox.password) == ("ppi@example.org", "p@ss")
    assert mailbox.sender == "ppi@example.org"
    assert mailbox.to == ("a@example.org", "b@example.org")
    assert "p@ss" not in repr(mailbox)


def test_the_sender_can_be_named_and_is_else_the_first_reader() -> None:
    given = {"handoff_to": "a@example.org"}
    named = staff_routes(Settings(smtp_url="smtp://127.0.0.1?from=guide@example.org", **given))
    assert named.mailbox is not None
    assert (named.mailbox.sender, named.mailbox.port) == ("guide@example.org", 587)
    assert named.mailbox.on_this_machine
    unnamed = staff_routes(Settings(smtp_url="smtp://user:x@mail.example.org:25", **given))
    assert unnamed.mailbox is not None
    assert unnamed.mailbox.sender == "a@example.org"
    assert not unnamed.mailbox.on_this_machine


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"smtp_url": "smtp://127.0.0.1"}, "PPI_HANDOFF_TO"),
        ({"handoff_to": "a@example.org"}, "PPI_SMTP_URL"),
        ({"smtp_url": "http://127.0.0.1", "handoff_to": "a@example.org"}, "PPI_SMTP_URL"),
        ({"smtp_url": "smtp://127.0.0.1:port", "handoff_to": "a@example.org"}, "PPI_SMTP_URL"),
        ({"smtp_url": "smtp://", "handoff_to": "a@example.org"}, "PPI_SMTP_URL"),
        ({"smtp_url": "smtp://127.0.0.1", "handoff_to": "nobody"}, "PPI_HANDOFF_TO"),
        ({"smtp_url": "smtp://127.0.0.1", "handoff_to": " , "}, "PPI_HANDOFF_TO"),
        (
            {"smtp_url": "smtp://127.0.0.1", "handoff_to": "a@example.org\r\nBcc: b@example.org"},
            "PPI_HANDOFF_TO",
        ),
        ({"staff_chat_id": -100}, "PPI_TELEGRAM_TOKEN"),
    ],
)
def test_half_a_route_or_a_wrong_address_is_one_readable_line(
    given: dict[str, object], named: str
) -> None:
    with pytest.raises(SettingError) as stopped:
        staff_routes(Settings(**given))
    assert named in str(stopped.value)
    assert "\n" not in str(stopped.value)
