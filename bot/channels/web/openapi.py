"""The web channel, described for other programs: OpenAPI 3.1 at `/openapi.json`."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels.web.problems import TITLES
from bot.channels.web.reading import FeedbackFields, HandoffFields, MessageFields
from bot.version import VERSION

BASE = "/webhooks/web"
BODIES: tuple[type[BaseModel], ...] = (MessageFields, FeedbackFields, HandoffFields)


def api_routes() -> list[Route]:
    """The route `/openapi.json`."""
    described = describe()

    async def document(_request: Request) -> Response:
        return JSONResponse(described)

    return [Route("/openapi.json", document)]


def describe() -> dict[str, Any]:
    """The OpenAPI document."""
    _, described = models_json_schema(
        [(body, "validation") for body in BODIES], ref_template="#/components/schemas/{model}"
    )
    bodies = described["$defs"]
    for name in ("text", "payload", "comment"):
        for body in bodies.values():
            body["properties"].get(name, {}).pop("title", None)
    bodies["MessageFields"]["oneOf"] = [{"required": ["text"]}, {"required": ["payload"]}]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "PPI Guide: web channel",
            "version": VERSION,
            "description": "Plain HTTP calls; no sockets, no cookies.",
        },
        "paths": {
            f"{BASE}/session": {
                "post": _call("Start a session", {201: "Session"}, (405, 429, 503), token=False),
                "delete": _call("Delete all of a session", {204: None}, (401, 503)),
            },
            f"{BASE}/message": {
                "post": _call(
                    "Send a message or press a button; the same message_id is the same turn",
                    {200: "Messages"},
                    (400, 401, 409, 413, 415, 422, 429, 503),
                    body="MessageFields",
                )
            },
            f"{BASE}/history": {
                "get": _call(
                    "Both sides since a sequence number",
                    {200: "Messages"},
                    (401, 422, 429, 503),
                    parameters=[
                        {
                            "name": "after",
                            "in": "query",
                            "schema": {"type": "integer", "minimum": 0, "maximum": 2**31 - 1},
                        }
                    ],
                )
            },
            f"{BASE}/feedback": {
                "post": _call(
                    "Say whether an answer helped",
                    {204: None},
                    (400, 401, 404, 413, 415, 422, 429, 503),
                    body="FeedbackFields",
                )
            },
            f"{BASE}/handoff": {
                "post": _call(
                    "Leave a message for a person; a message with crisis words is answered at once",
                    {200: "Messages"},
                    (400, 401, 409, 413, 415, 422, 429, 503),
                    body="HandoffFields",
                )
            },
            "/health/live": {"get": _call("The process lives", {200: "Health"}, (), token=False)},
            "/health/ready": {
                "get": _call(
                    "The model answers and the database writes",
                    {200: "Health", 503: "Health"},
                    (),
                    token=False,
                )
            },
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": bodies | _REPLIES,
        },
    }


def _call(
    summary: str,
    replies: dict[int, str | None],
    problems: tuple[int, ...],
    *,
    body: str | None = None,
    token: bool = True,
    parameters: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for status, name in replies.items():
        content = {"content": _json("application/json", name)} if name else {}
        responses[str(status)] = {"description": "Done" if status < 400 else "Not yet", **content}
    for status in problems:
        responses[str(status)] = {
            "description": TITLES[status],
            "content": _json("application/problem+json", "Problem"),
        }
        if status == 429:
            responses["429"]["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
    call: dict[str, Any] = {"summary": summary, "responses": responses}
    if body:
        call["requestBody"] = {"required": True, "content": _json("application/json", body)}
    if token:
        call["security"] = [{"token": []}]
    if parameters:
        call["parameters"] = parameters
    return call


def _json(kind: str, name: str) -> dict[str, Any]:
    return {kind: {"schema": {"$ref": f"#/components/schemas/{name}"}}}


_BUTTON = {
    "type": "object",
    "required": ["title", "payload"],
    "properties": {"title": {"type": "string"}, "payload": {"type": "string"}},
}
_MESSAGE = {
    "type": "object",
    "required": ["id", "seq", "at", "from", "kind", "text", "buttons"],
    "properties": {
        "id": {"type": "string"},
        "seq": {"type": "integer"},
        "at": {"type": "string", "format": "date-time"},
        "from": {"enum": ["you", "assistant", "staff"]},
        "kind": {
            "enum": [
                "text", "card", "comparison", "verdict", "quiz", "notice", "crisis", "form",
                "error",
            ]
        },
        "text": {"type": "string", "description": "All of it, in plain text"},
        "card": {"type": ["object", "null"]},
        "buttons": {"type": "array", "items": _BUTTON},
    },
}  # fmt: skip
_HANDOFF = {
    "type": "object",
    "required": ["offered", "open"],
    "properties": {
        "offered": {"type": "boolean", "description": "A message for a person can be left"},
        "open": {"type": "boolean", "description": "Staff may still answer here: ask every 15 s"},
    },
}
_MESSAGES = {"type": "array", "items": {"$ref": "#/components/schemas/Message"}}
_REPLIES: dict[str, Any] = {
    "Message": _MESSAGE,
    "Messages": {
        "type": "object",
        "required": ["messages", "seq"],
        "properties": {
            "messages": _MESSAGES,
            "seq": {"type": "integer"},
            "handoff": _HANDOFF,
            "feedback": {"const": False, "description": "Do not ask whether an answer helped"},
        },
    },
    "Session": {
        "type": "object",
        "required": ["token", "expires_at", "messages", "handoff", "emergency"],
        "properties": {
            "token": {"type": "string"},
            "expires_at": {"type": "string", "format": "date-time"},
            "emergency": {"type": "string", "description": "To be shown when calls fail"},
            "messages": _MESSAGES,
            "handoff": _HANDOFF,
        },
    },
    "Health": {
        "type": "object",
        "required": ["status"],
        "properties": {"status": {"type": "string"}, "because": {"type": "string"}},
    },
    "Problem": {
        "type": "object",
        "required": ["type", "title", "status", "detail", "code"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "For people"},
            "code": {"type": "string", "description": "For programs"},
        },
    },
}
