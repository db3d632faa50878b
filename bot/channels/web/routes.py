"""The web channel: plain HTTP calls, no sockets, no cookies."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.assistant import Assistant
from bot.channels.identity import new_token, person_hash
from bot.channels.web.problems import Problem
from bot.channels.web.reading import FeedbackFields, HandoffFields, MessageFields, read
from bot.content.replies import say
from bot.errors import RecordsUnavailable
from bot.messages import Message
from bot.records.store import NewMessage
from bot.turn import Asked

CHANNEL = "web"
SESSION_DAYS = 7
MOST_SEQ = 2**31 - 1


class WebChannel:
    """The calls of the web channel over one assistant."""

    def __init__(self, assistant: Assistant, key: bytes) -> None:
        """`key`: of the keyed hash under which a visitor's token is known."""
        self._assistant = assistant
        self._records = assistant.records
        self._turns = assistant.turns
        self._key = key

    @property
    def routes(self) -> list[Route]:
        """The routes, under `/webhooks/web`."""
        base = "/webhooks/web"
        return [
            Route(f"{base}/session", self.start, methods=["POST"]),
            Route(f"{base}/session", self.erase, methods=["DELETE"]),
            Route(f"{base}/message", self.message, methods=["POST"]),
            Route(f"{base}/history", self.history, methods=["GET"]),
            Route(f"{base}/feedback", self.feedback, methods=["POST"]),
            Route(f"{base}/handoff", self.handoff, methods=["POST"]),
        ]

    async def start(self, request: Request) -> Response:
        """A new session: its token, and the welcome."""
        token = new_token()
        expires = datetime.now(UTC) + timedelta(days=SESSION_DAYS)
        welcome = say(self._assistant.pack, self._assistant.pack.cards["welcome"])
        choices = tuple((choice.title, choice.payload) for choice in welcome.choices)
        conversation = await asyncio.to_thread(
            self._records.start, CHANNEL, self._person(token), expires
        )
        messages = await asyncio.to_thread(
            self._records.add,
            conversation,
            [NewMessage("assistant", welcome.kind, welcome.text, welcome.card, choices)],
        )
        body = {
            "token": token,
            "expires_at": expires.isoformat(timespec="seconds"),
            "messages": [message.as_json() for message in messages],
        }
        return JSONResponse(body, 201)

    async def message(self, request: Request) -> Response:
        """One turn."""
        token = _token(request)
        fields = await read(request, MessageFields)
        try:
            conversation = await self._conversation(token)
            turned = await self._turns.take(
                Asked(conversation, CHANNEL, fields.text, fields.payload, fields.message_id)
            )
        except RecordsUnavailable:
            crisis = self._turns.crisis_reply(fields.text or "")
            if crisis is None:
                raise
            return _messages((crisis,))
        return _messages(turned.replies)

    async def history(self, request: Request) -> Response:
        """Both sides since a sequence number."""
        conversation = await self._conversation(_token(request))
        after = request.query_params.get("after", "0")
        if not (after.isascii() and after.isdigit()) or int(after) > MOST_SEQ:
            raise Problem(422, "wrong_fields", "after: must be a whole number, 0 or more")
        messages = await asyncio.to_thread(self._records.history, conversation, int(after))
        return _messages(messages, seq=int(after))

    async def feedback(self, request: Request) -> Response:
        """Whether an answer helped."""
        conversation = await self._conversation(_token(request))
        fields = await read(request, FeedbackFields)
        kept = await asyncio.to_thread(
            self._records.rate, conversation, fields.answer_id, fields.helpful, fields.comment
        )
        if not kept:
            raise Problem(404, "no_such_answer", "There is no such answer in this conversation.")
        return Response(status_code=204)

    async def handoff(self, request: Request) -> Response:
        """A message for a person. No delivery is set up, so none is accepted: it would be lost."""
        await self._conversation(_token(request))
        fields = await read(request, HandoffFields)
        crisis = self._turns.crisis_reply(fields.message)
        if crisis:
            return _messages((crisis,))
        contact = self._assistant.pack.cards["contact"]
        raise Problem(503, "no_delivery", f"Messages cannot be left here yet. {contact.meaning}")

    async def erase(self, request: Request) -> Response:
        """Delete the conversation and all that belongs to it."""
        conversation = await self._conversation(_token(request))
        await asyncio.to_thread(self._records.erase, conversation)
        return Response(status_code=204)

    async def _conversation(self, token: str) -> str:
        return await asyncio.to_thread(self._records.find, CHANNEL, self._person(token))

    def _person(self, token: str) -> str:
        return person_hash(self._key, CHANNEL, token)


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Problem(401, "no_token", "Send the session's token as “Authorization: Bearer …”.")
    return token.strip()


def _messages(messages: tuple[Message, ...], seq: int = 0) -> Response:
    body = {
        "messages": [message.as_json() for message in messages],
        "seq": max([seq, *(message.seq for message in messages)]),
    }
    return JSONResponse(body)
