"""How a conversation is held over HTTP: with PPI Guide, and with Rasa's REST channel."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any, Protocol

import aiohttp


@dataclass(frozen=True)
class Reply:
    """An answer: its status, the text of all replies; from ours also the first card and buttons."""

    status: int
    text: str = ""
    card: str | None = None
    buttons: dict[str, str] = field(default_factory=dict)


class Conversation(Protocol):
    """One conversation of one visitor."""

    async def ask(self, text: str | None, payload: str | None = None) -> Reply:
        """Send a text, or the payload of a button."""


class Client(Protocol):
    """How one of the two servers is spoken to."""

    name: str
    live: str
    ready: str
    """Paths that answer 200 once the process runs, and once messages can be answered."""
    has_cards: bool

    async def open(self, http: aiohttp.ClientSession, address: str) -> Conversation:
        """Begin a conversation from an address.

        Raises:
            Refused: the server does not begin one.
        """


class Refused(Exception):
    """A server did not begin a conversation; the message gives the status."""


class OurClient:
    """The web channel, as the widget uses it."""

    name = "PPI Guide"
    live, ready = "/health/live", "/health/ready"
    has_cards = True

    async def open(self, http: aiohttp.ClientSession, address: str) -> Conversation:
        """Ask for a session."""
        headers = {"X-Forwarded-For": address}
        async with http.post("/webhooks/web/session", headers=headers) as response:
            if response.status != 201:
                raise Refused(f"no session: HTTP {response.status}")
            token = (await response.json())["token"]
        return _OurConversation(http, {**headers, "Authorization": f"Bearer {token}"})


class _OurConversation:
    def __init__(self, http: aiohttp.ClientSession, headers: dict[str, str]) -> None:
        self._http = http
        self._headers = headers

    async def ask(self, text: str | None, payload: str | None = None) -> Reply:
        asked = {"text": text} if payload is None else {"payload": payload}
        body = {"message_id": secrets.token_hex(12), **asked}
        path = "/webhooks/web/message"
        async with self._http.post(path, json=body, headers=self._headers) as response:
            if response.status != 200:
                return Reply(response.status)
            messages: list[dict[str, Any]] = (await response.json())["messages"]
        card = messages[0].get("card") if messages else None
        return Reply(
            200,
            "\n\n".join(message["text"] for message in messages),
            card["id"] if card else None,
            {b["title"]: b["payload"] for message in messages for b in message["buttons"]},
        )


class RasaClient:
    """Rasa's REST channel, in which a conversation begins with its first message."""

    name = "Rasa"
    live, ready = "/", "/"
    has_cards = False

    async def open(self, http: aiohttp.ClientSession, address: str) -> Conversation:
        """Choose a sender id that is not in use."""
        return _RasaConversation(http, {"X-Forwarded-For": address})


class _RasaConversation:
    def __init__(self, http: aiohttp.ClientSession, headers: dict[str, str]) -> None:
        self._http = http
        self._headers = headers
        self._sender = secrets.token_hex(12)

    async def ask(self, text: str | None, payload: str | None = None) -> Reply:
        body = {"sender": self._sender, "message": text if payload is None else payload}
        path = "/webhooks/rest/webhook"
        async with self._http.post(path, json=body, headers=self._headers) as response:
            if response.status != 200:
                return Reply(response.status)
            messages: list[dict[str, Any]] = await response.json()
        return Reply(200, "\n\n".join(message.get("text", "") for message in messages))
