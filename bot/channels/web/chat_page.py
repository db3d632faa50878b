"""`/chat`: the assistant as a page that needs no JavaScript and no cookie.

The token and the message id are in hidden form fields, never in the page's address. Each response
is a full page with the whole conversation. A form that is sent twice runs only one turn.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
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
from bot.channels.web.reading import MOST_BYTES, MessageFields, checked, raw_body
from bot.channels.web.routes import WebChannel
from bot.content.replies import say
from bot.errors import GuideError, UnknownConversation
from bot.messages import Message, Source
from bot.paths import WEB
from bot.safety.gate import Danger

STARTERS = ("involvement", "compare-core", "how-to-get-involved", "contact")


class ChatPage:
    """Serves the page `/chat`, which uses the methods of the web channel."""

    def __init__(self, assistant: Assistant, channel: WebChannel) -> None:
        """`channel`: the web channel whose conversations the page shows."""
        self._assistant = assistant
        self._channel = channel
        templates = Environment(
            loader=FileSystemLoader(WEB / "chat"), autoescape=True, undefined=StrictUndefined
        )
        templates.globals["pieces"] = pieces
        self._template = templates.get_template("chat.html")

    @property
    def routes(self) -> list[Route]:
        """The routes of `/chat`: GET shows the page, POST takes a form."""
        return [Route("/chat", self.show), Route("/chat", self.send, methods=["POST"])]

    async def show(self, _request: Request) -> Response:
        """The page before the first question."""
        return self._page([], token="")

    async def send(self, request: Request) -> Response:
        """Answer one form: a question, a pressed button, or whether an answer helped.

        A form that is refused gives the page with the reason, or with the crisis card for a danger.
        """
        raw = await raw_body(request)
        try:
            fields = dict(parse_qsl(raw.decode("utf-8"), keep_blank_values=True, max_num_fields=12))
        except ValueError:
            fields = {}
        text = fields.get("text", "")
        known = fields.keys() & {"text", "payload", "helpful"}
        searched = text if known else raw.decode("utf-8", "replace")
        danger = await self._channel.danger(searched)
        token = fields.get("token", "")
        try:
            if len(raw) > MOST_BYTES:
                raise Problem(413, "too_large", "That is too long for me. Please make it shorter.")
            return await self._answer(request, fields, token, danger)
        except (Problem, GuideError) as error:
            problem = as_problem(error)
            sure = danger if danger and danger.sure else None
            shown = [self._assistant.conversations.crisis_card(sure)] if sure else []
            if isinstance(error, UnknownConversation):
                token = ""
            messages = [*await self._so_far(token), *shown]
            said = "" if sure else with_emergency(request, problem.status, problem.detail)
            return self._page(
                messages, token, problem=said, typed=text, status=200 if sure else problem.status
            )

    async def _answer(
        self, request: Request, fields: dict[str, str], token: str, danger: Danger | None
    ) -> Response:
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
        result = await self._channel.take(request, token, checked(body, MessageFields), danger)
        if result.erased:
            return self._page(list(result.messages), token="")
        try:
            so_far = list(await self._channel.messages(token, after=0))
        except UnknownConversation:  # a crisis card is shown even without one
            so_far, token = [], ""
        except GuideError:
            so_far = []
        return self._page(so_far or list(result.messages), token)

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
                "latest": latest.id if latest and latest.card_id and not calm else "",
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


def _source(source: Source) -> dict[str, str]:
    month = f"{source.checked:%B %Y}" if source.checked else ""
    return {"name": source.name, "url": source.url, "checked": month}


def _drawn(message: Message) -> dict[str, Any]:
    """The fields of a message that the template shows."""
    parts = (message.text,) if message.kind == "crisis" else message.parts
    titled = message.card_id is not None and message.kind in ("card", "comparison", "verdict")
    return {
        "id": message.id,
        "mine": message.sender == "you",
        "staff": message.sender == "staff",
        "kind": message.kind,
        "title": message.title if titled else "",
        "paragraphs": [line for part in parts for line in part.split("\n") if line.strip()],
        "table": message.table,
        "sources": [_source(source) for source in message.sources] if titled else [],
        "buttons": message.buttons,
    }
