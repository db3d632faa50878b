"""The web channel: plain HTTP calls, without WebSockets or cookies."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.assistant import Assistant
from bot.channels.web.limits import RateLimits
from bot.channels.web.problems import Problem
from bot.channels.web.reading import (
    FeedbackFields,
    HandoffFields,
    MessageFields,
    parsed,
    raw_body,
    read,
    words_in,
)
from bot.conversation.context import Incoming, TurnResult
from bot.errors import GuideError
from bot.handoff.form.filled import Filled
from bot.keys import new_token
from bot.messages import Message
from bot.safety.gate import Danger

CHANNEL = "web"
SESSION_DAYS = 7
MOST_SEQ = 2**31 - 1


class WebChannel:
    """Answers the web channel's HTTP calls for one assistant."""

    def __init__(self, assistant: Assistant) -> None:
        """Serve the conversations of `assistant`."""
        self._assistant = assistant
        self._conversations = assistant.conversations
        self._limits = RateLimits()

    @property
    def routes(self) -> list[Route]:
        """The routes, under `/webhooks/web`."""
        base = "/webhooks/web"
        return [
            # One route for both methods: if another is refused, the header "Allow" must name both.
            Route(f"{base}/session", self.session, methods=["POST", "DELETE"]),
            Route(f"{base}/message", self.message, methods=["POST"]),
            Route(f"{base}/history", self.history, methods=["GET"]),
            Route(f"{base}/feedback", self.feedback, methods=["POST"]),
            Route(f"{base}/handoff", self.handoff, methods=["POST"]),
        ]

    async def session(self, request: Request) -> Response:
        """Start a conversation (POST), or delete it (DELETE)."""
        return await (self.start if request.method == "POST" else self.erase)(request)

    async def start(self, request: Request) -> Response:
        """Start a conversation; the response holds its token and the welcome."""
        token, body = await self.new_session(request)
        return JSONResponse({"token": token, **body}, 201)

    async def new_session(self, request: Request) -> tuple[str, dict[str, Any]]:
        """Start a conversation: its token, and the other fields of the response as JSON."""
        self._limits.count_session(request)
        token = new_token()
        expires = datetime.now(UTC) + timedelta(days=SESSION_DAYS)
        messages = await self._conversations.start(CHANNEL, self._person(token), expires)
        return token, {
            "expires_at": expires.isoformat(timespec="seconds"),
            "messages": [message.as_json() for message in messages],
            "handoff": {"offered": self._assistant.handoff_offered, "open": False},
            "emergency": self._assistant.pack.facts["crisis"]["emergency"],
        }

    async def message(self, request: Request) -> Response:
        """Take one turn: a text or a pressed button in, the replies out."""
        raw = await raw_body(request)

        async def take(danger: Danger | None) -> Response:
            token = _token(request)
            fields = parsed(request, raw, MessageFields)
            return self._answered(await self.take(request, token, fields, danger))

        return await self._card_first(words_in(raw), take)

    async def take(
        self, request: Request, token: str, fields: MessageFields, danger: Danger | None
    ) -> TurnResult:
        """Take one turn in the conversation of a token.

        Args:
            danger: what `danger` found in the visitor's words.

        Raises:
            Problem: 429.
            GuideError: as `Conversations.take`.
        """
        self._limits.count_turn(request, self._person(token))
        return await self._conversations.take(
            Incoming(
                CHANNEL,
                self._person(token),
                text=fields.text,
                pressed=fields.payload,
                key=fields.message_id,
                danger=danger,
                judged=True,
            )
        )

    async def danger(self, words: str) -> Danger | None:
        """The danger that a body's words show, or None."""
        return await self._conversations.danger(words) if words else None

    async def _card_first(
        self, words: str, take: Callable[[Danger | None], Awaitable[Response]]
    ) -> Response:
        """Run `take`; if it fails and `words` show danger, answer with the crisis card."""
        danger = await self.danger(words)
        try:
            return await take(danger)
        except (GuideError, Problem):
            if danger is None or not danger.sure:
                raise
            return _messages((self._conversations.crisis_card(danger),), feedback=False)

    async def messages(self, token: str, after: int) -> tuple[Message, ...]:
        """The messages of both sides numbered above `after`."""
        return await self._conversations.history(await self._conversation(token), after)

    async def rate(
        self, request: Request, token: str, answer: str, helpful: bool, comment: str | None = None
    ) -> None:
        """Store whether an answer helped. `answer`: the id of its message.

        Raises:
            Problem: 404 when the conversation has no such answer, 429.
        """
        self._limits.count_turn(request, self._person(token))
        conversation = await self._conversation(token)
        if not await self._conversations.rate(conversation, answer, helpful, comment):
            raise Problem(404, "no_such_answer", "There is no such answer in this conversation.")

    async def history(self, request: Request) -> Response:
        """The messages of both sides numbered above `after` in the query (0 by default)."""
        token = _token(request)
        after = request.query_params.get("after", "0")
        if not (after.isascii() and after.isdigit()) or int(after) > MOST_SEQ:
            raise Problem(422, "wrong_fields", "after: must be a whole number, 0 or more")
        if set(request.query_params) - {"after"}:
            raise Problem(422, "wrong_fields", "Only “after” can be given.")
        self._limits.count_turn(request, self._person(token))
        conversation = await self._conversation(token)
        messages = await self._conversations.history(conversation, int(after))
        calm = await self._conversations.is_calm(conversation)
        waiting = await self._conversations.is_waiting(conversation)
        handoff = {"offered": self._assistant.handoff_offered, "open": waiting}
        return _messages(messages, seq=int(after), handoff=handoff, **_without_feedback(calm))

    async def feedback(self, request: Request) -> Response:
        """Store whether an answer helped; the response is empty (204)."""
        token = _token(request)
        fields = await read(request, FeedbackFields)
        await self.rate(request, token, fields.answer_id, fields.helpful, fields.comment)
        return Response(status_code=204)

    async def handoff(self, request: Request) -> Response:
        """Take a request from the website's form; it is stored before the visitor is told so."""
        raw = await raw_body(request)

        async def leave(danger: Danger | None) -> Response:
            return self._answered(await self._leave(request, raw, danger))

        return await self._card_first(words_in(raw), leave)

    async def _leave(self, request: Request, raw: bytes, danger: Danger | None) -> TurnResult:
        token = _token(request)
        conversation = await self._conversation(token)
        fields = parsed(request, raw, HandoffFields)
        self._limits.count_turn(request, self._person(token))
        if not fields.consent:
            raise Problem(422, "wrong_fields", "consent: without it I cannot send your message.")
        filled = Filled(fields.role, fields.reach, fields.message, fields.with_talk)
        # A form without a message id gets a hash of its fields as key, so that the same form sent
        # again makes no second request.
        key = fields.message_id or hashlib.sha256(filled.as_text.encode()).hexdigest()
        incoming = Incoming(
            CHANNEL,
            conversation=conversation,
            text=filled.as_text,
            key=f"handoff-{key}",
            danger=danger,
            judged=True,
        )
        return await self._conversations.leave_request(incoming, filled)

    async def erase(self, request: Request) -> Response:
        """Delete the conversation and all that belongs to it."""
        conversation = await self._conversation(_token(request))
        await self._conversations.erase(conversation)
        return Response(status_code=204)

    def _answered(self, result: TurnResult) -> Response:
        handoff = {"offered": self._assistant.handoff_offered, "open": result.waiting}
        return _messages(result.replies, handoff=handoff, **_without_feedback(result.calm))

    async def _conversation(self, token: str) -> str:
        return await self._conversations.find(CHANNEL, self._person(token))

    def _person(self, token: str) -> str:
        return self._conversations.person(CHANNEL, token)


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Problem(401, "no_token", "Send the session's token as “Authorization: Bearer …”.")
    return token.strip()


def _without_feedback(calm: bool) -> dict[str, bool]:
    """The field that says, after a crisis card, not to ask whether an answer helped."""
    return {"feedback": False} if calm else {}


def _messages(messages: tuple[Message, ...], seq: int = 0, **more: Any) -> Response:
    body = {
        **more,
        "messages": [message.as_json() for message in messages],
        "seq": max([seq, *(message.seq for message in messages)]),
    }
    return JSONResponse(body)
