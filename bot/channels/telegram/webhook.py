"""Receives updates by webhook: at a path nobody can guess, with a secret in each HTTP request."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.channels.telegram.intake import Intake
from bot.channels.telegram.reading import Malformed
from bot.errors import RecordsUnavailable, SettingError
from bot.keys import SecretKey
from bot.settings import Settings

log = logging.getLogger("ppi_guide.telegram")

MOST_BYTES = 1024 * 1024
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (a header's name)
OFFICIAL_API = "https://api.telegram.org"
SECONDS_UNTIL_AGAIN = 5


@dataclass(frozen=True)
class WebhookAddress:
    """Where Telegram sends updates, and the secret that it sends with each.

    Both are made from the secret key and the token, so every process has the same, and a new token
    or key makes the old ones worthless.
    """

    path: str
    secret: str

    @classmethod
    def of(cls, key: SecretKey, token: str) -> WebhookAddress:
        """The address of the bot with this token."""
        return cls(
            path=f"/webhooks/telegram/{_derived(key, token, 'path')[:40]}",
            secret=_derived(key, token, "secret"),
        )

    def url(self, settings: Settings) -> str:
        """The full URL of the webhook.

        Raises:
            SettingError: PPI_PUBLIC_URL is missing, or is not https, which Telegram requires.
        """
        if not settings.public_url:
            raise SettingError(
                "Setting PPI_PUBLIC_URL is missing: with PPI_TELEGRAM_MODE=webhook Telegram must "
                "know where to send messages. Write it as https://ppi.example.org, or use polling."
            )
        official = settings.telegram_api_url.rstrip("/") == OFFICIAL_API
        if official and not settings.public_url.startswith("https://"):
            raise SettingError(
                "Setting PPI_PUBLIC_URL must begin with https:// for a webhook: Telegram sends "
                "messages to no other address. Put a proxy with TLS in front, or use polling."
            )
        return f"{settings.public_url}{self.path}"


def webhook_route(address: WebhookAddress, intake: Intake) -> Route:
    """The route of the webhook. It answers 200 only when an update is stored."""
    secret = address.secret.encode()

    async def receive(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "").encode("latin-1", "replace")
        if not hmac.compare_digest(given, secret):
            return PlainTextResponse("", 403)
        try:
            raw = await _body(request)
            if raw is None:
                return PlainTextResponse("", 413)
            job = intake.read(json.loads(raw))
        except (Malformed, ValueError, RecursionError, ClientDisconnect) as why:
            log.warning("A request to the webhook was refused: %s", type(why).__name__)
            return PlainTextResponse("", 400)
        try:
            await intake.take([job])
        except RecordsUnavailable:
            log.error("An update waits at Telegram, as it cannot be stored.")
            return PlainTextResponse("", 503, {"Retry-After": str(SECONDS_UNTIL_AGAIN)})
        return PlainTextResponse("")

    return Route(address.path, receive, methods=["POST"])


async def _body(request: Request) -> bytes | None:
    """The body of an HTTP request; None when it is longer than `MOST_BYTES`."""
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > MOST_BYTES:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def _derived(key: SecretKey, token: str, what: str) -> str:
    purpose = f"telegram webhook {what}\0{token}".encode()
    return hmac.new(key, purpose, hashlib.sha256).hexdigest()
