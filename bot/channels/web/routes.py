"""The web channel: plain HTTP calls, no sockets, no cookies."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.assistant import Assistant
from bot.channels.web.limits import RateLimits
from bot.channels.web.problems import Problem
from bot.channels.web.reading import (
    MOST_BYTES,
    FeedbackFields,
    HandoffFields,
    MessageFields,
    crisis_text,
    parsed,
    raw_body,
    read,
)
from bot.content.replies import say
from bot.conversation.service import Asked, Turned
from bot.errors import GuideError
from bot.handoff.form.filled import Filled
from bot.keys import SecretKey, new_token, person_hash
from bot.messages import Message
from bot.records.store import NewMessage

CHANNEL = "web"
SESSION_DAYS = 7
MOST_SEQ = 2**31 - 1


class WebChannel:
    """The calls of the web channel over one assistant."""

    def __init__(self, assistant: Assistant, key: SecretKey) -> None:
        """`key`: of the keyed hash under which a visitor's token is known."""
        self._assistant = assistant
        self._records = assistant.records
        self._turns = assistant.turns
        self._key = key
        self._limits = RateLimits()

    @property
    def routes(self) -> list[Route]:
        """The routes, under `/webhooks/web`."""
        base = "/webhooks/web"
        return [
            # One route for both: "Allow" must name both when another method is refused.
            Route(f"{base}/session", self.session, methods=["POST", "DELETE"]),
            Route(f"{base}/message", self.message, methods=["POST"]),
            Route(f"{base}/history", self.history, methods=["GET"]),
            Route(f"{base}/feedback", self.feedback, methods=["POST"]),
            Route(f"{base}/handoff", self.handoff, methods=["POST"]),
        ]

    async def session(self, request: Request) -> Response:
        """Start a session, or delete one."""
        return await (self.start if request.method == "POST" else self.erase)(request)

    async def start(self, request: Request) -> Response:
        """A new session: its token, and the welcome."""
        token, body = await self.new_session(request)
        return JSONResponse({"token": token, **body}, 201)

    async def new_session(self, request: Request) -> tuple[str, dict[str, Any]]:
        """A new token, and the rest of what a new session is told."""
        self._limits.count_session(request)
        token = new_token()
        expires = datetime.now(UTC) + timedelta(days=SESSION_DAYS)
        welcome = say(self._assistant.pack, self._assistant.pack.cards["welcome"])
        choices = tuple((choice.title, choice.payload) for choice in welcome.choices)
        messages = await asyncio.to_thread(
            self._records.start_with,
            CHANNEL,
            self._person(token),
            [NewMessage("assistant", welcome.kind, welcome.text, welcome.card, choices)],
            expires,
        )
        return token, {
            "expires_at": expires.isoformat(timespec="seconds"),
            "messages": [message.as_json() for message in messages],
            "handoff": {"offered": self._assistant.handoff_offered, "open": False},
            "emergency": self._assistant.pack.facts["crisis"]["emergency"],
        }

    async def message(self, request: Request) -> Response:
        """One turn."""
        raw = await raw_body(request)
        # Before every limit, and without the records: nothing may stand before a crisis card.
        crisis = self._turns.crisis_reply(crisis_text(raw)) if len(raw) > MOST_BYTES else None
        if crisis:
            return _messages((crisis,), feedback=False)
        token = _token(request)
        fields = parsed(request, raw, MessageFields)
        try:
            turned = await self.take(request, token, fields)
        except (GuideError, Problem):
            crisis = self._turns.crisis_reply(fields.text or "")
            if crisis is None:
                raise
            return _messages((crisis,), feedback=False)
        return self._answered(turned)

    async def take(self, request: Request, token: str, fields: MessageFields) -> Turned:
        """Take one turn of a session.

        Raises:
            Problem: 429.
            GuideError: as `Turns.take`.
        """
        self._limits.count_turn(request, self._person(token))
        return await self._turns.take(
            Asked(
                "",
                CHANNEL,
                fields.text,
                fields.payload,
                fields.message_id,
                person=self._person(token),
            )
        )

    async def messages(self, token: str, after: int) -> tuple[Message, ...]:
        """Both sides of a session since a sequence number."""
        conversation = await self._conversation(token)
        return await asyncio.to_thread(self._turns.history, conversation, after)

    async def rate(
        self, request: Request, token: str, answer: str, helpful: bool, comment: str | None = None
    ) -> None:
        """Keep whether an answer helped.

        Raises:
            Problem: 404 when the session was never given that answer, 429.
        """
        self._limits.count_turn(request, self._person(token))
        conversation = await self._conversation(token)
        kept = await asyncio.to_thread(self._turns.rate, conversation, answer, helpful, comment)
        if not kept:
            raise Problem(404, "no_such_answer", "There is no such answer in this conversation.")

    async def history(self, request: Request) -> Response:
        """Both sides since a sequence number."""
        token = _token(request)
        after = request.query_params.get("after", "0")
        if not (after.isascii() and after.isdigit()) or int(after) > MOST_SEQ:
            raise Problem(422, "wrong_fields", "after: must be a whole number, 0 or more")
        if set(request.query_params) - {"after"}:
            raise Problem(422, "wrong_fields", "Only “after” can be given.")
        self._limits.count_turn(request, self._person(token))
        conversation = await self._conversation(token)
        messages = await asyncio.to_thread(self._turns.history, conversation, int(after))
        calm = await asyncio.to_thread(self._turns.is_calm, conversation)
        waiting = await asyncio.to_thread(self._turns.is_waiting, conversation)
        handoff = {"offered": self._assistant.handoff_offered, "open": waiting}
        return _messages(messages, seq=int(after), handoff=handoff, **_without_feedback(calm))

    async def feedback(self, request: Request) -> Response:
        """Whether an answer helped."""
        token = _token(request)
        fields = await read(request, FeedbackFields)
        await self.rate(request, token, fields.answer_id, fields.helpful, fields.comment)
        return Response(status_code=204)

    async def handoff(self, request: Request) -> Response:
        """A message for a person, from a form: it is written before anybody is told that it is."""
        raw = await raw_body(request)
        try:
            turned = await self._leave(request, raw)
        except (GuideError, Problem):
            # Whatever is wrong with the rest: nothing may stand before a crisis card.
            crisis = self._turns.crisis_reply(crisis_text(raw))
            if crisis is None:
                raise
            return _messages((crisis,), feedback=False)
        return self._answered(turned)

    async def _leave(self, request: Request, raw: bytes) -> Turned:
        token = _token(request)
        conversation = await self._conversation(token)
        fields = parsed(request, raw, HandoffFields)
        self._limits.count_turn(request, self._person(token))
        if not fields.consent:
            raise Problem(422, "wrong_fields", "consent: without it I cannot send your message.")
        filled = Filled(fields.role, fields.reach, fields.message, fields.with_talk)
        # The words themselves are the key of a form that brings none: sent again, it is the same.
        key = fields.message_id or hashlib.sha256(filled.as_text.encode()).hexdigest()
        asked = Asked(conversation, CHANNEL, filled.as_text, key=f"handoff-{key}")
        return await self._turns.leave_request(asked, filled)

    async def erase(self, request: Request) -> Response:
        """Delete the conversation and all that belongs to it."""
        conversation = await self._conversation(_token(request))
        await asyncio.to_thread(self._records.erase, conversation)
        return Response(status_code=204)

    def _answered(self, turned: Turned) -> Response:
        handoff = {"offered": self._assistant.handoff_offered, "open": turned.waiting}
        return _messages(turned.replies, handoff=handoff, **_without_feedback(turned.calm))

    async def _conversation(self, token: str) -> str:
        return await asyncio.to_thread(self._records.find, CHANNEL, self._person(token))

    def _person(self, token: str) -> str:
        return person_hash(self._key, CHANNEL, token)


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Problem(401, "no_token", "Send the session's token as “Authorization: Bearer …”.")
    return token.strip()


def _without_feedback(calm: bool) -> dict[str, bool]:
    """After a crisis card nobody is asked whether an answer helped."""
    return {"feedback": False} if calm else {}


def _messages(messages: tuple[Message, ...], seq: int = 0, **more: Any) -> Response:
    body = {
        **more,
        "messages": [message.as_json() for message in messages],
        "seq": max([seq, *(message.seq for message in messages)]),
    }
    return JSONResponse(body)
