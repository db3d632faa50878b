"""`/chat`: the same conversation as a page that needs no JavaScript and no cookie.

The token and the message id travel in hidden fields of forms, never in an address; every answer is
a whole page with the whole conversation. Sending the same form twice runs one turn.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.assistant import Assistant
from bot.channels.web.links import pieces
from bot.channels.web.page import page_facts, script_facts
from bot.channels.web.problems import Problem, as_problem, with_emergency
from bot.channels.web.reading import MOST_BYTES, MessageFields, checked, crisis_text, raw_body
from bot.channels.web.routes import WebChannel
from bot.content.replies import say
from bot.errors import GuideError, UnknownConversation
from bot.messages import Message
from bot.paths import WEB

STARTERS = ("involvement", "compare-core", "how-to-get-involved", "contact")


class ChatPage:
    """The page over the calls of the web channel."""

    def __init__(self, assistant: Assistant, channel: WebChannel) -> None:
        """`channel`: whose sessions the page uses."""
        self._assistant = assistant
        self._channel = channel
        templates = Environment(
            loader=FileSystemLoader(WEB / "chat"), autoescape=True, undefined=StrictUndefined
        )
        templates.globals["pieces"] = pieces
        self._template = templates.get_template("chat.html")

    @property
    def routes(self) -> list[Route]:
        """The route `/chat`."""
        return [Route("/chat", self.show), Route("/chat", self.send, methods=["POST"])]

    async def show(self, _request: Request) -> Response:
        """The page before the first question."""
        return self._page([], token="")

    async def send(self, request: Request) -> Response:
        """One form: a question, a button, feedback, or the wish to delete."""
        raw = await raw_body(request)
        try:
            fields = dict(parse_qsl(raw.decode("utf-8"), keep_blank_values=True, max_num_fields=12))
        except ValueError:
            fields = {}
        text = fields.get("text", "")
        crisis = self._assistant.turns.crisis_reply(crisis_text(raw, text))
        token = fields.get("token", "")
        try:
            if len(raw) > MOST_BYTES:
                raise Problem(413, "too_large", "That is too long for me. Please make it shorter.")
            return await self._answer(request, fields, token)
        except (Problem, GuideError) as error:
            problem = as_problem(error)
            shown = [crisis] if crisis else []
            if isinstance(error, UnknownConversation):
                token = ""
            messages = [*await self._so_far(token), *shown]
            said = "" if crisis else with_emergency(request, problem.status, problem.detail)
            return self._page(
                messages, token, problem=said, typed=text, status=200 if crisis else problem.status
            )

    async def _answer(self, request: Request, fields: dict[str, str], token: str) -> Response:
        if not token:
            token, _ = await self._channel.new_session(request)
        if "helpful" in fields:
            await self._channel.rate(
                request, token, fields.get("answer_id", ""), fields["helpful"] == "yes"
            )
            return self._page(await self._so_far(token), token, thanked=True)
        said = (
            {"payload": fields["payload"]}
            if fields.get("payload")
            else {"text": fields.get("text", "")}
        )
        body = {"message_id": fields.get("message_id", ""), **said}
        turned = await self._channel.take(request, token, checked(body, MessageFields))
        if turned.erased:
            return self._page(list(turned.messages), token="")
        return self._page(await self._so_far(token) or list(turned.messages), token)

    async def _so_far(self, token: str) -> list[Message]:
        if not token:
            return []
        try:
            return list(await self._channel.messages(token, after=0))
        except GuideError:
            return []

    def _page(
        self,
        messages: list[Message],
        token: str,
        *,
        problem: str = "",
        typed: str = "",
        thanked: bool = False,
        status: int = 200,
    ) -> Response:
        pack = self._assistant.pack
        latest = next((m for m in reversed(messages) if m.sender != "you"), None)
        calm = any(message.kind == "crisis" for message in messages)
        html = self._template.render(
            page_facts(pack)
            | script_facts()
            | {
                "welcome": say(pack, pack.cards["welcome"]).text,
                "starters": [pack.cards[card].button for card in STARTERS],
                "messages": [_drawn(message) for message in messages],
                "latest": latest.id if latest and latest.card and not calm else "",
                "token": token,
                "new_id": _new_id,
                "problem": problem,
                "typed": typed,
                "thanked": thanked,
                "printed_on": datetime.now(UTC).strftime("%-d %B %Y"),
            }
        )
        return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})


_new_id: Callable[[], str] = lambda: secrets.token_hex(16)  # noqa: E731


def _sources(card: dict[str, Any]) -> list[dict[str, str]]:
    return [_source(one) for one in (card.get("source"), *card.get("sources", ())) if one]


def _source(source: dict[str, Any]) -> dict[str, str]:
    checked = source.get("checked")
    month = f"{date.fromisoformat(checked):%B %Y}" if checked else ""
    return {"name": source["name"], "url": source["url"], "checked": month}


def _drawn(message: Message) -> dict[str, Any]:
    """A message as the template shows it."""
    card = message.card if message.kind != "crisis" else None
    titled = card is not None and message.kind in ("card", "comparison", "verdict")
    parts = card["parts"] if card and (card["parts"] or card.get("table")) else [message.text]
    return {
        "id": message.id,
        "mine": message.sender == "you",
        "staff": message.sender == "staff",
        "kind": message.kind,
        "title": card["title"] if card and titled else "",
        "paragraphs": [line for part in parts for line in part.split("\n") if line.strip()],
        "table": (card or {}).get("table"),
        "sources": _sources(card) if card and titled else [],
        "buttons": message.buttons,
    }
