"""A real mail server on loopback, which can be away, refuse, or be slow."""

from __future__ import annotations

import threading
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.support.people import DESK

USER, PASSWORD = "guide", "a made-up password"


class MailServer:
    """Keeps what it accepts. `refuse` is the answer to the next messages, when one is set.

    It runs within a `with`, or between `start` and `stop`.
    """

    def __init__(self, **options: Any) -> None:
        self.accepted: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.refuse = ""
        self.refuse_readers = ""
        self.on_accept: Callable[[EmailMessage], None] = lambda _message: None
        self.passwords = 0
        self._lock = threading.Lock()
        self._options = options
        self._controller: Controller | None = None
        self.port = 0

    def start(self) -> None:
        self._controller = Controller(
            self,
            hostname="127.0.0.1",
            port=self.port or _free_port(),
            authenticator=self._authenticate,
            auth_require_tls=False,
            **self._options,
        )
        self._controller.start()
        self.port = self._controller.port

    def stop(self) -> None:
        if self._controller:
            self._controller.stop()
            self._controller = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def settings(self) -> dict[str, str]:
        """What lets a server of ours deliver messages for a person to it."""
        return {"PPI_SMTP_URL": self.url, "PPI_HANDOFF_TO": DESK}

    def _authenticate(self, _server: SMTP, _session: Session, *args: Any) -> AuthResult:
        given = args[-1]
        right = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
        self.passwords += right
        return AuthResult(success=right, handled=False)

    async def handle_RCPT(  # noqa: N802 (the name that aiosmtpd calls)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if self.refuse_readers:
            return self.refuse_readers
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.refuse:
            return self.refuse
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=policy.default)
        with self._lock:
            self.accepted.append(message)
            self.envelopes.append(envelope)
        self.on_accept(message)
        return "250 OK"


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
