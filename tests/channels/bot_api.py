"""A Bot API server on loopback: serves updates to long polling, records and checks every call."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import time
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from telegram.constants import InlineKeyboardButtonLimit, MessageLimit

TOKEN = "1234567:made-up-token-for-tests-made-up-token"
ME = {"id": 1234567, "is_bot": True, "first_name": "PPI Guide", "username": "ppi_guide_bot"}


class BotApi:
    """Stands in for api.telegram.org."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.faults: list[str] = []
        self.failures: list[Response] = []
        self._updates: list[dict[str, Any]] = []
        self._numbers = itertools.count(1)
        app = Starlette(
            routes=[Route("/bot{token}/{method}", self._answer, methods=["GET", "POST"])]
        )
        config = uvicorn.Config(app, port=0, ws="none", log_level="warning", access_log=False)
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

    def person_sends(self, chat: int, **content: Any) -> None:
        """A message of a person in a private chat."""
        self._updates.append(self.message(chat, **content))

    def message(self, chat: int, kind: str = "private", **content: Any) -> dict[str, Any]:
        number = next(self._numbers)
        person = {"id": chat, "is_bot": False, "first_name": "Made Up"}
        message = {
            "message_id": number,
            "date": int(time.time()),
            "chat": {"id": chat, "type": kind, "title": "Made up"},
            "from": person,
            **content,
        }
        return {"update_id": number, "message": message}

    def person_presses(self, chat: int, data: str) -> None:
        update = self.message(chat, text="…")
        query = {
            "id": str(update["update_id"]),
            "from": update["message"]["from"],
            "chat_instance": "1",
            "message": update["message"],
            "data": data,
        }
        self._updates.append({"update_id": update["update_id"], "callback_query": query})

    def again(self, update: dict[str, Any]) -> None:
        """Deliver an update once more."""
        self._updates.append(update)

    def sent(self, chat: int) -> list[dict[str, Any]]:
        return [
            body
            for method, body in list(self.calls)
            if method == "sendMessage" and int(body["chat_id"]) == chat
        ]

    def wait_for(self, chat: int, count: int, seconds: float = 30) -> list[dict[str, Any]]:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if len(self.sent(chat)) >= count:
                return self.sent(chat)
            time.sleep(0.02)
        raise AssertionError(f"only {len(self.sent(chat))} of {count} messages were sent")

    async def _answer(self, request: Request) -> Response:
        method = request.path_params["method"]
        body = {**request.query_params, **dict(parse_qsl((await request.body()).decode()))}
        if request.path_params["token"] != TOKEN:
            return self._error(401, "Unauthorized")
        if method == "getUpdates":
            return await self._get_updates(body)
        self.calls.append((method, body))
        if self.failures and method == "sendMessage":
            self.calls.pop()
            return self.failures.pop(0)
        self._check(method, body)
        return JSONResponse({"ok": True, "result": self._result(method, body)})

    async def _get_updates(self, body: dict[str, str]) -> Response:
        offset = int(body.get("offset", 0))
        for _ in range(20):
            waiting = [u for u in self._updates if u["update_id"] >= offset]
            if waiting:
                self._updates = [u for u in self._updates if u["update_id"] < offset]
                return JSONResponse({"ok": True, "result": waiting})
            await asyncio.sleep(0.01)
        return JSONResponse({"ok": True, "result": []})

    def _result(self, method: str, body: dict[str, str]) -> Any:
        if method == "getMe":
            return ME
        if method == "sendMessage":
            chat = {"id": int(body["chat_id"]), "type": "private"}
            return {"message_id": next(self._numbers), "date": 0, "chat": chat, "text": "…"}
        return True

    def _check(self, method: str, body: dict[str, str]) -> None:
        if method != "sendMessage":
            return
        if not 0 < len(body["text"]) <= MessageLimit.MAX_TEXT_LENGTH:
            self.faults.append(f"a text of {len(body['text'])} characters")
        for row in json.loads(body.get("reply_markup", "{}")).get("inline_keyboard", []):
            for button in row:
                size = len(button["callback_data"].encode())
                if not 1 <= size <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
                    self.faults.append(f"callback data of {size} bytes")

    @staticmethod
    def _error(code: int, description: str, **parameters: Any) -> Response:
        body = {"ok": False, "error_code": code, "description": description}
        if parameters:
            body["parameters"] = parameters
        return JSONResponse(body, code)

    def fail_next_send(self, code: int, description: str, **parameters: Any) -> None:
        self.failures.append(self._error(code, description, **parameters))
