"""Somebody in a talk on the web, on the page without JavaScript, or on Telegram; all is noted down."""

from __future__ import annotations

import copy
import difflib
import json
import re
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from html import unescape
from typing import Any

import httpx

from tests.support.bot_api import BotApi
from tests.support.golden.placeholders import Placeholders, label, readable

PRESS, OR = "> ", " | "
WEB = "/webhooks/web"
MOST_STEPS = 19
"""A session may call 20 times in ten seconds, and its history is read at the end."""


class Talk(ABC):
    """One conversation. What is offered twice is pressed where it stood last."""

    ending = "json"

    def __init__(self) -> None:
        self.names = Placeholders()
        self.heard: list[Any] = []
        self.offers: dict[str, Any] = {}
        self.ended = False

    def plays(self, steps: Iterable[str]) -> None:
        """Each step is said; "> Yes | No" presses the first of these buttons that was offered."""
        for step in steps:
            if step.startswith(PRESS):
                titles = step.removeprefix(PRESS).split(OR)
                offered = [title for title in titles if title in self.offers]
                assert offered, f"no button {titles} among {sorted(self.offers)}"
                self.press(offered[0])
            else:
                self.say(step)

    @abstractmethod
    def say(self, text: str) -> None: ...

    @abstractmethod
    def press(self, title: str) -> None: ...

    def finish(self) -> None:  # noqa: B027 (most have nothing to do)
        """Look at what is still to be seen at the end."""

    def written(self) -> str:
        return readable(self.heard)


class WebTalk(Talk):
    """As the widget talks to the server."""

    def __init__(self, http: httpx.Client, address: str) -> None:
        super().__init__()
        self.http = http
        # An address of its own: what many people say at once from one is refused.
        self.origin = {"X-Forwarded-For": address}
        self.token, self.last = "", ""
        self.body: Any = None

    def starts(self) -> None:
        self.token = self.calls("POST", "session").json()["token"]

    def calls(self, method: str, path: str, said: str = "", **more: Any) -> httpx.Response:
        headers = self.origin | more.pop("headers", {})
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        response = self.http.request(method, f"{WEB}/{path}", headers=headers, **more)
        kind = response.headers.get("content-type", "").partition(";")[0]
        self.body = body = response.json() if kind.endswith("json") else response.text
        noted = {"said": said or f"{method} {path}", "status": response.status_code, "type": kind}
        if "retry-after" in response.headers:
            noted["retry-after"] = "given"
        self.heard.append(noted | {"body": self.names.json(body)})
        for message in body.get("messages", ()) if isinstance(body, dict) else ():
            self.last = message["id"] if message["from"] != "you" else self.last
            self.offers |= {button["title"]: button["payload"] for button in message["buttons"]}
        return response

    def sends(self, said: str, **fields: str) -> httpx.Response:
        body = {"message_id": uuid.uuid4().hex, **fields}
        return self.calls("POST", "message", self.names.text(said), json=body)

    def say(self, text: str) -> None:
        self.sends(label(text), text=text)

    def press(self, title: str) -> None:
        self.sends(PRESS + title, payload=self.offers[title])

    def looks(self) -> None:
        self.calls("GET", "history?after=0")

    def finish(self) -> None:
        if not self.ended:
            self.looks()


class PageTalk(Talk):
    """As a browser without JavaScript; of each page what is new on it."""

    ending = "html"

    def __init__(self, http: httpx.Client, address: str) -> None:
        super().__init__()
        self.http = http
        self.origin = {"X-Forwarded-For": address}
        self._lines: list[str] = []
        self.page = ""
        self._ask: dict[str, str] = {"token": "", "message_id": uuid.uuid4().hex}

    def shows(self) -> None:
        self._note("GET /chat", self.http.get("/chat", headers=self.origin))

    def posts(self, said: str, fields: dict[str, str]) -> None:
        self._note(said, self.http.post("/chat", data=fields, headers=self.origin))

    @property
    def token(self) -> str:
        return self._ask["token"]

    def say(self, text: str) -> None:
        self.posts(label(text), {**self._ask, "text": text})

    def press(self, title: str) -> None:
        self.posts(PRESS + title, self.offers[title])

    def _note(self, said: str, response: httpx.Response) -> None:
        said, self.page = self.names.text(said), response.text
        self.heard.append(f"<!-- {said.replace('--', '- -')}: {response.status_code} -->")
        lines = self.names.html(response.text).splitlines()
        new = list(difflib.unified_diff(self._lines, lines, n=0, lineterm=""))[2:]
        shown = [line for line in new if not line.startswith("@@")]
        self.heard += shown if self._lines else lines
        self._lines = lines
        for form in re.findall(r"<form.*?</form>", response.text, re.DOTALL):
            fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
            buttons = re.findall(r'<button name="(\w+)" value="([^"]*)">(.*?)</button>', form)
            for name, value, title in buttons:
                shown_title = unescape(re.sub(r"<[^>]+>", "", title))
                self.offers[shown_title] = {**fields, name: unescape(value)}
            if not buttons:
                self._ask = fields

    def written(self) -> str:
        return "\n".join(self.heard) + "\n"


class TelegramTalk(Talk):
    """As a chat of Telegram: the calls that the bot makes. `pages`: the glossary can be turned."""

    def __init__(self, api: BotApi, chat: int, kind: str = "private", pages: bool = True) -> None:
        super().__init__()
        self._api, self.chat, self._kind = api, chat, kind
        self._anchor, self._page, self._seen = 0, 0, 0
        self._aside: set[int] = set()
        self.shown: list[str] = []
        if pages:
            self.does("/terms", lambda: self._sends("/terms@ppi_guide_bot"))
            self._anchor = self._bodies(0)[0]["sent_as"]
            self.heard.clear()

    def say(self, text: str) -> None:
        self.does(label(text), lambda: self._sends(text))

    def says_unanswered(self, text: str) -> None:
        """What the bot says nothing to: it is passed on to staff, or not for the bot."""
        self.does(text, lambda: self._sends(text), least=0)

    def press(self, title: str) -> None:
        data, under = self.offers[title]
        self.does(PRESS + title, lambda: self._presses(data, under))

    def presses_data(self, data: str) -> None:
        self.does(PRESS + data, lambda: self._presses(data, None))

    def edits(self, text: str) -> None:
        self.does(f"{text} (edited)", lambda: self._api.person_edits(self.chat, text))

    def hears(self) -> None:
        """A message comes of its own accord."""
        self._api.wait_until(lambda: bool(self._bodies(self._seen)))
        self._note("(it comes of its own accord)", self._seen, "")

    def does(self, said: str, act: Callable[[], dict[str, Any]], least: int = 1) -> None:
        """`least`: messages that must come; more are waited for where order shows that all came."""
        start = len(self._api.calls)
        query = act().get("callback_query", {}).get("id", "")
        self._api.wait_until(lambda: len(self._bodies(start)) >= least)
        if query:
            self._api.wait_until(lambda: any(_of(one, query) for one in self._api.calls[start:]))
        self._settles()
        self._note(said, start, query)

    def _sends(self, text: str) -> dict[str, Any]:
        content: dict[str, Any] = {"text": text}
        if text.startswith("/"):
            length = len(text.split()[0])
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return self.sends(**content)

    def sends(self, **content: Any) -> dict[str, Any]:
        sender = None if self._kind == "private" else 77
        return self._api.again(self._api.message(self.chat, self._kind, sender, **content))

    def _presses(self, data: str, under: dict[str, Any] | None) -> dict[str, Any]:
        return self._api.person_presses(self.chat, data, under, self._kind)

    def _settles(self) -> None:
        """Wait until all that came so far is answered: one more comes last, and is answered last.

        It turns a page of the glossary in a message of its own, which no talk is changed by. While
        the assistant is closed it brings the sentence that says so.
        """
        start = len(self._api.calls)
        if not self._anchor:
            self._presses("t:", None)
            self._api.wait_until(lambda: bool(self._bodies(start)))
            self._aside |= {body["sent_as"] for body in self._bodies(start)}
            return
        self._page = 1 - self._page  # the same one again would be no change, and no call
        under = {"sent_as": self._anchor, "reply_markup": '{"inline_keyboard": []}'}
        self._presses(("t:", "t:B:0")[self._page], under)
        self._api.wait_until(lambda: any(map(self._is_anchors, self._api.calls[start:])))

    def _is_anchors(self, call: tuple[str, dict[str, Any]]) -> bool:
        return call[0].startswith("edit") and call[1]["message_id"] == str(self._anchor)

    def _bodies(self, start: int) -> list[dict[str, Any]]:
        """What was shown since then."""
        shown = ("sendMessage", "editMessageText")
        return [body for method, body in self._mine(start) if method in shown]

    def _mine(self, start: int) -> list[tuple[str, dict[str, Any]]]:
        chat = str(self.chat)
        calls = [one for one in self._api.calls[start:] if one[1].get("chat_id") == chat]
        calls = [one for one in calls if one[1].get("sent_as") not in self._aside]
        return [one for one in calls if not self._is_anchors(one)]

    def _note(self, said: str, start: int, query: str) -> None:
        calls = self._mine(start) + [one for one in self._api.calls[start:] if _of(one, query)]
        self._seen = len(self._api.calls)
        for body in self._bodies(start):
            rows = json.loads(body.get("reply_markup", "{}")).get("inline_keyboard", [])
            self.shown = [b["text"] for r in rows for b in r]
            under = {"sent_as": body.get("sent_as") or int(body["message_id"]), **body}
            self.offers |= {b["text"]: (b.get("callback_data"), under) for r in rows for b in r}
        shown, courtesies = [], set()
        for method, body in copy.deepcopy(calls):
            one = {"method": method, **self.names.json(body)}
            if method in ("sendMessage", "editMessageText"):
                shown.append(one)
            else:  # these are made beside the answer, in no order
                courtesies.add(readable(one))
        noted = {"said": self.names.text(said), "calls": shown}
        self.heard.append(noted | {"beside": [json.loads(one) for one in sorted(courtesies)]})


def _of(call: tuple[str, dict[str, Any]], query: str) -> bool:
    return bool(query) and call[1].get("callback_query_id") == query
