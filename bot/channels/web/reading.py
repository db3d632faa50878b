"""Read the body of an HTTP request: it must be small, be JSON and have no unknown fields."""

from __future__ import annotations

import json
from typing import Any, Final, Literal, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictStr,
    ValidationError,
    model_validator,
)
from starlette.requests import ClientDisconnect, Request

from bot.channels.web.problems import Problem

MOST_BYTES = 16 * 1024
MOST_SEARCHED = 1024 * 1024
"""A body above `MOST_BYTES` is refused, but up to this size it is searched for crisis words."""

WORDS = ("text", "message", "reach")
"""The fields that hold a person's own words."""

NOT_JSON: Final = object()

TOO_LARGE = "That is too long for me. Please send a shorter message."

Body = TypeVar("Body", bound=BaseModel)


class _Fields(BaseModel):
    model_config = ConfigDict(extra="forbid")


class MessageFields(_Fields):
    """`POST /webhooks/web/message`."""

    message_id: StrictStr = Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")
    text: StrictStr | None = None
    payload: StrictStr | None = Field(None, max_length=64)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.text is None) == (self.payload is None):
            raise ValueError("send either “text” or “payload”")
        return self


class FeedbackFields(_Fields):
    """`POST /webhooks/web/feedback`."""

    answer_id: StrictStr = Field(pattern=r"^[0-9a-f]{32}$")
    helpful: StrictBool
    comment: StrictStr | None = Field(None, max_length=1000)


class HandoffFields(_Fields):
    """`POST /webhooks/web/handoff`; the same `message_id` is the same request."""

    message_id: StrictStr | None = Field(None, pattern=r"^[A-Za-z0-9_-]{8,64}$")
    role: Literal["patient", "carer", "public", "researcher", "other"]
    reach: StrictStr = Field(min_length=3, max_length=320)
    message: StrictStr = Field(min_length=1, max_length=4000)
    consent: StrictBool
    with_talk: StrictBool = False


async def read[Body: BaseModel](request: Request, fields: type[Body]) -> Body:
    """The body of an HTTP request as the model `fields`.

    Raises:
        Problem: 400, 413, 415 or 422.
    """
    return parsed(request, await raw_body(request), fields)


async def raw_body(request: Request) -> bytes:
    """The bytes of a body, at most `MOST_SEARCHED` of them.

    Raises:
        Problem: 400 when the body was cut off, 413 when it is longer than `MOST_SEARCHED`.
    """
    raw = bytearray()
    try:
        async for chunk in request.stream():
            raw += chunk
            if len(raw) > MOST_SEARCHED:
                raise Problem(413, "too_large", TOO_LARGE)
    except ClientDisconnect:
        raise Problem(400, "cut_off", "The request ended early. Please send it again.") from None
    return bytes(raw)


def parsed[Body: BaseModel](request: Request, raw: bytes, fields: type[Body]) -> Body:
    """A complete body as the model `fields`.

    Raises:
        Problem: 400, 413, 415 or 422.
    """
    if len(raw) > MOST_BYTES:
        raise Problem(413, "too_large", TOO_LARGE)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem(415, "not_json", "Send the request as application/json.")
    return checked(_loaded(raw), fields)


def checked[Body: BaseModel](loaded: Any, fields: type[Body]) -> Body:
    """Loaded JSON as the model `fields`.

    Raises:
        Problem: 400 when it is `NOT_JSON`, 422 when a field is wrong or missing.
    """
    if loaded is NOT_JSON:
        raise Problem(400, "not_json", "The request is not JSON.")
    if not isinstance(loaded, dict):
        raise Problem(422, "wrong_fields", "The request must be a JSON object.")
    try:
        return fields.model_validate(loaded)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        what = first["msg"].removeprefix("Value error, ")
        raise Problem(422, "wrong_fields", f"{name}: {what}".lstrip(": ")) from None


def words_in(raw: bytes) -> str:
    """The text of a body that is searched for danger: the fields named in `WORDS`, one a line.

    "" when a button was pressed; the whole body when it has no field that could hold words.
    """
    loaded = _loaded(raw)
    if isinstance(loaded, dict) and any(name in loaded for name in (*WORDS, "payload")):
        return "\n".join(str(loaded[name]) for name in WORDS if loaded.get(name))
    return raw.decode("utf-8", "replace")


def _loaded(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        return NOT_JSON
