"""A Bot API server on loopback: gives updates as Telegram does, checks and records every call.

It can be told to fail: see `trouble`. What people do is in `bot_api_updates`.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qsl
from weakref import WeakSet

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from telegram.constants import PollingLimit

from tests.support.bot_api_checks import check
from tests.support.bot_api_updates import ME, Updates
from tests.support.waiting import wait_until

TOKEN = "1234567:made-up-token-for-tests-made-up-token"
SECONDS_TO_POLL = 1.0


@dataclass
class Trouble:
    """What happens to the next `times` calls of a method.

    `code`: an error; `drop`: the connection is cut, `after` the call was taken or before; `slow`:
    so many seconds pass first.
    """

    method: str
    code: int = 0
    description: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    drop: bool = False
    after: bool = False
    slow: float = 0
    times: int = 1
    chat: int | None = None


class _Cut(Response):
    """An answer that breaks off: the client cannot know what became of its call."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-length", b"100"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"ok"', "more_body": True})
        raise ConnectionAbortedError


class BotApi(Updates):
    """Stands in for api.telegram.org, within a `with` or between `start` and `stop`."""

    every: WeakSet[BotApi] = WeakSet()

    def __init__(self) -> None:
        super().__init__()
        self.every.add(self)
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.times: list[float] = []
        self.faults: list[str] = []
        self.troubles: list[Trouble] = []
        self.other_poller = False
        self.on_send: Callable[[dict[str, Any]], None] | None = None
        self._messages: dict[tuple[int, int], dict[str, Any]] = {}
        app = Starlette(
            routes=[Route("/bot{token}/{method}", self._answer, methods=["GET", "POST"])]
        )
        config = uvicorn.Config(app, port=0, ws="none", log_level="critical", access_log=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def start(self) -> None:
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive()
            time.sleep(0.01)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(5)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        self.stop()
        if error is None:
            assert self.faults == []

    @property
    def url(self) -> str:
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    @property
    def settings(self) -> dict[str, str]:
        """What lets a server of ours use it."""
        return {"PPI_TELEGRAM_TOKEN": TOKEN, "PPI_TELEGRAM_API_URL": self.url}

    # What the bot did.

    def sent(self, chat: int) -> list[dict[str, Any]]:
        return [body for body in self.made("sendMessage") if int(body["chat_id"]) == chat]

    def made(self, method: str) -> list[dict[str, Any]]:
        return [body for name, body in list(self.calls) if name == method]

    def wait_for(self, chat: int, count: int, seconds: float = 30) -> list[dict[str, Any]]:
        self.wait_until(lambda: len(self.sent(chat)) >= count, seconds)
        return self.sent(chat)

    def wait_until(self, met: Callable[[], bool], seconds: float = 30) -> None:
        wait_until(met, seconds, lambda: [(name, str(body)[:80]) for name, body in self.calls[-5:]])

    def trouble(self, method: str, **what: Any) -> None:
        """Let the next calls of a method fail: see `Trouble`."""
        self.troubles.append(Trouble(method, **what))

    # The server.

    async def _answer(self, request: Request) -> Response:
        method = request.path_params["method"]
        body = {**request.query_params, **dict(parse_qsl((await request.body()).decode()))}
        if request.path_params["token"] != TOKEN:
            return _error(401, "Unauthorized")
        trouble = self._trouble(method, body)
        if trouble and trouble.slow:
            await asyncio.sleep(trouble.slow)
        if trouble and trouble.code:
            return _error(trouble.code, trouble.description, **trouble.parameters)
        if trouble and trouble.drop and not trouble.after:
            return _Cut()
        faults = check(method, body)
        self.faults += faults
        if faults:
            return _error(400, f"Bad Request: {faults[0]}")
        if method == "getUpdates":
            return await self._get_updates(body)
        answer = self._take(method, body)
        return _Cut() if trouble and trouble.drop else answer

    def _trouble(self, method: str, body: dict[str, Any]) -> Trouble | None:
        for trouble in self.troubles:
            of_chat = trouble.chat is None or str(trouble.chat) == body.get("chat_id")
            if trouble.method == method and of_chat:
                trouble.times -= 1
                if trouble.times == 0:
                    self.troubles.remove(trouble)
                return trouble
        return None

    def _take(self, method: str, body: dict[str, Any]) -> Response:
        refused = self._refused(method, body)
        if refused:
            return _error(400, f"Bad Request: {refused}")
        if method == "sendMessage":
            body["sent_as"] = next(self._numbers)
            self._messages[int(body["chat_id"]), body["sent_as"]] = body
        if method.startswith("editMessage"):
            self._messages[int(body["chat_id"]), int(body["message_id"])].update(
                {name: body[name] for name in ("text", "reply_markup") if name in body}
            )
        if method == "setWebhook":
            self.webhook = body
            self.push()
        if method == "deleteWebhook":
            self.webhook = {}
        self.times.append(time.monotonic())
        self.calls.append((method, body))
        if method == "sendMessage" and self.on_send:
            self.on_send(body)
        return _json({"ok": True, "result": self._result(method, body)})

    def _refused(self, method: str, body: dict[str, Any]) -> str:
        """What only a server that remembers can refuse."""
        if method in ("answerCallbackQuery", "answerInlineQuery"):
            name = "callback_query_id" if method == "answerCallbackQuery" else "inline_query_id"
            if body[name] not in self._queries:
                return "query is too old and response timeout expired or query ID is invalid"
            self._queries.discard(body[name])
        if method.startswith("editMessage"):
            known = self._messages.get((int(body["chat_id"]), int(body["message_id"])))
            if known is None:
                return "message to edit not found"
            new = {name: body[name] for name in ("text", "reply_markup") if name in body}
            if all(known.get(name) == value for name, value in new.items()):
                return "message is not modified"
        return ""

    def _result(self, method: str, body: dict[str, Any]) -> Any:
        if method == "getMe":
            return ME
        if method == "getWebhookInfo":
            waiting = len(self.waiting)
            return {
                "url": self.webhook.get("url", ""),
                "has_custom_certificate": False,
                "pending_update_count": waiting,
            }
        if method in ("sendMessage", "editMessageText", "editMessageReplyMarkup"):
            number = body.get("sent_as") or int(body["message_id"])
            chat = {"id": int(body["chat_id"]), "type": "private"}
            return {"message_id": number, "date": int(time.time()), "chat": chat, "text": "…"}
        return True

    async def _get_updates(self, body: dict[str, str]) -> Response:
        if self.webhook:
            return _error(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        if self.other_poller:
            return _error(
                409,
                "Conflict: terminated by other getUpdates request; "
                "make sure that only one bot instance is running",
            )
        given = await self.poll(
            int(body.get("offset", 0)),
            int(body.get("limit", PollingLimit.MAX_LIMIT)),
            min(SECONDS_TO_POLL, float(body.get("timeout", 0))),
        )
        return _json({"ok": True, "result": given})


def buttons(body: dict[str, Any]) -> dict[str, str]:
    """The buttons under a message: titles, and data or addresses."""
    rows = json.loads(body.get("reply_markup", "{}")).get("inline_keyboard", [])
    return {b["text"]: b.get("callback_data") or b["url"] for row in rows for b in row}


def _json(body: dict[str, Any], code: int = 200) -> Response:
    """In ASCII, as Telegram does: half an emoji comes through as an escape."""
    return Response(json.dumps(body), code, media_type="application/json")


def _error(code: int, description: str, **parameters: Any) -> Response:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = parameters
    return _json(body, code)


def wrong_calls() -> list[str]:
    """What was wrong with the calls that came to any server since this was last asked.

    Asking takes it away: the faults of a server that tests share are held against one of them.
    """
    wrong = []
    for api in BotApi.every:
        wrong += api.faults
        api.faults = []
    return wrong


@pytest.fixture
def own_api() -> Iterator[BotApi]:
    """A Bot API server for one test alone, to which the calls of no other test come."""
    with BotApi() as running:
        yield running


@pytest.fixture(autouse=True)
def no_call_was_wrong() -> Iterator[None]:
    """Whatever a test is about: Telegram would have taken every call."""
    yield
    assert wrong_calls() == []
