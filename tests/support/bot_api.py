"""A Bot API server on loopback: gives updates as Telegram does, checks and records every call.

Updates stay until an `offset` acknowledges them, or until the webhook answers 200. It can be told
to fail: see `trouble`.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from telegram.constants import PollingLimit

from tests.support.bot_api_checks import check

TOKEN = "1234567:made-up-token-for-tests-made-up-token"
ME = {
    "id": 1234567,
    "is_bot": True,
    "first_name": "PPI Guide",
    "username": "ppi_guide_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": True,
}
SECONDS_TO_POLL = 1.0
NO_NUMBER = 2**62


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


class BotApi:
    """Stands in for api.telegram.org."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.times: list[float] = []
        self.came: dict[int, float] = {}
        self.faults: list[str] = []
        self.troubles: list[Trouble] = []
        self.webhook: dict[str, Any] = {}
        self.pushed: list[int] = []
        self.other_poller = False
        self.on_send: Callable[[dict[str, Any]], None] | None = None
        self._updates: list[dict[str, Any]] = []
        self._repeats: list[dict[str, Any]] = []
        self._given: set[int] = set()
        self._odd: list[Any] = []
        self._offset = 0
        self._pushing = False
        self._numbers = itertools.count(1)
        self._messages: dict[tuple[int, int], dict[str, Any]] = {}
        self._queries: set[str] = set()
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

    @property
    def url(self) -> str:
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    # What people do.

    def person_sends(self, chat: int, **content: Any) -> dict[str, Any]:
        """A message of a person in a private chat."""
        return self.again(self.message(chat, **content))

    def command(self, chat: int, text: str) -> dict[str, Any]:
        """A command of a person in a private chat, marked as Telegram marks it."""
        entity = {"type": "bot_command", "offset": 0, "length": len(text.split()[0])}
        return self.person_sends(chat, text=text, entities=[entity])

    def person_edits(self, chat: int, text: str) -> dict[str, Any]:
        update = self.message(chat, text=text, edit_date=int(time.time()))
        return self.again({"update_id": update["update_id"], "edited_message": update["message"]})

    def message(
        self, chat: int, kind: str = "private", sender: int | None = None, **content: Any
    ) -> dict[str, Any]:
        number = next(self._numbers)
        person = {"id": sender or abs(chat), "is_bot": False, "first_name": "Made Up"}
        person |= {"last_name": "Nobody-Person", "username": "made_up_nobody"}
        message = {
            "message_id": number,
            "date": int(time.time()),
            "chat": {"id": chat, "type": kind, "title": "Made up"},
            "from": person,
            **content,
        }
        return {"update_id": number, "message": message}

    def person_presses(
        self, chat: int, data: str, under: dict[str, Any] | None = None, kind: str = "private"
    ) -> dict[str, Any]:
        """A press of a button; `under` is the call that sent the message with the button."""
        update = self.message(chat, kind=kind, text="…")
        person, message = update["message"]["from"], update["message"]
        message["from"] = ME
        if under is not None:
            message["message_id"] = under["sent_as"]
            message["reply_markup"] = json.loads(under["reply_markup"])
        query = {"id": f"q{update['update_id']}", "from": person, "chat_instance": "1"}
        query |= {"message": message, "data": data}
        self._queries.add(query["id"])
        return self.again({"update_id": update["update_id"], "callback_query": query})

    def person_types_inline(self, person: int, text: str) -> dict[str, Any]:
        update = self.message(person, text=text)
        query = {"id": f"i{update['update_id']}", "from": update["message"]["from"]}
        query |= {"query": text, "offset": ""}
        self._queries.add(query["id"])
        return self.again({"update_id": update["update_id"], "inline_query": query})

    def again(self, update: dict[str, Any]) -> dict[str, Any]:
        """Deliver an update, or deliver it once more."""
        self.came.setdefault(update["update_id"], time.monotonic())
        self._updates.append(update)
        return update

    def repeat(self, update: dict[str, Any]) -> None:
        """Give an update once more although it was acknowledged."""
        self._repeats.append(update)

    # What the bot did.

    def sent(self, chat: int) -> list[dict[str, Any]]:
        return [body for body in self.made("sendMessage") if int(body["chat_id"]) == chat]

    def made(self, method: str) -> list[dict[str, Any]]:
        return [body for name, body in list(self.calls) if name == method]

    def wait_for(self, chat: int, count: int, seconds: float = 30) -> list[dict[str, Any]]:
        self.wait_until(lambda: len(self.sent(chat)) >= count, seconds)
        return self.sent(chat)

    def wait_until(self, met: Callable[[], bool], seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while not met():
            last = [(name, str(body)[:80]) for name, body in self.calls[-5:]]
            assert time.monotonic() < deadline, f"not in {seconds} s; the last calls: {last}"
            time.sleep(0.01)

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
            self._push()
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
            waiting = len(self._updates)
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
        offset = int(body.get("offset", 0))
        until = time.monotonic() + min(SECONDS_TO_POLL, float(body.get("timeout", 0)))
        while True:
            if offset > self._offset:  # all that was given with the last ones is acknowledged
                self._offset = offset
                self._updates = [u for u in self._updates if not any(u is g for g in self._odd)]
            self._updates = [u for u in self._updates if _number(u) >= offset]
            repeats = [u for u in self._repeats if _number(u) in self._given]
            self._repeats = [u for u in self._repeats if u not in repeats]
            waiting = repeats + self._updates[: int(body.get("limit", PollingLimit.MAX_LIMIT))]
            if waiting or time.monotonic() > until:
                self._given.update(map(_number, waiting))
                self._odd = [u for u in waiting if _number(u) == NO_NUMBER]
                return _json({"ok": True, "result": waiting})
            await asyncio.sleep(0.005)

    def _push(self) -> None:
        if not self._pushing:
            self._pushing = True
            threading.Thread(target=self._push_all, daemon=True).start()

    def _push_all(self) -> None:
        """Send updates to the webhook, each until it is taken, as Telegram does."""
        with httpx.Client(timeout=10) as client:
            while self.webhook:
                for update in list(self._updates):
                    with contextlib.suppress(httpx.TransportError, KeyError):
                        headers = {
                            "X-Telegram-Bot-Api-Secret-Token": self.webhook["secret_token"],
                            "Content-Type": "application/json",
                        }
                        answer = client.post(
                            self.webhook["url"], content=json.dumps(update), headers=headers
                        )
                        self.pushed.append(answer.status_code)
                        if answer.status_code == 200 and update in self._updates:
                            self._updates.remove(update)
                time.sleep(0.01)
        self._pushing = False


def buttons(body: dict[str, Any]) -> dict[str, str]:
    """The buttons under a message: titles, and data or addresses."""
    rows = json.loads(body.get("reply_markup", "{}")).get("inline_keyboard", [])
    return {b["text"]: b.get("callback_data") or b["url"] for row in rows for b in row}


def _number(update: Any) -> int:
    """A malformed update is given until the next acknowledgement."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) else NO_NUMBER


def _json(body: dict[str, Any], code: int = 200) -> Response:
    """In ASCII, as Telegram does: half an emoji comes through as an escape."""
    return Response(json.dumps(body), code, media_type="application/json")


def _error(code: int, description: str, **parameters: Any) -> Response:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = parameters
    return _json(body, code)
