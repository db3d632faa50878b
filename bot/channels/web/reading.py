"""Read a request's body: small, JSON, with exactly the fields that are known."""

from __future__ import annotations

import json
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, Field, StrictBool, StrictStr, ValidationError, root_validator
from starlette.requests import ClientDisconnect, Request

from bot.channels.web.problems import Problem

MOST_BYTES = 128 * 1024  # 10,000 characters in the longest spelling JSON has, so that crisis words are read

Body = TypeVar("Body", bound=BaseModel)


class _Fields(BaseModel):
    class Config:
        """An unknown field is refused."""

        extra = "forbid"


class MessageFields(_Fields):
    """`POST /webhooks/web/message`."""

    message_id: StrictStr = Field(regex=r"^[A-Za-z0-9_-]{8,64}$")
    text: StrictStr | None = None
    payload: StrictStr | None = Field(None, max_length=64)

    @root_validator(skip_on_failure=True)
    def _one_of_both(cls, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N805
        if (values["text"] is None) == (values["payload"] is None):
            raise ValueError("send either “text” or “payload”")
        return values


class FeedbackFields(_Fields):
    """`POST /webhooks/web/feedback`."""

    answer_id: StrictStr = Field(regex=r"^[0-9a-f]{32}$")
    helpful: StrictBool
    comment: StrictStr | None = Field(None, max_length=1000)


class HandoffFields(_Fields):
    """`POST /webhooks/web/handoff`."""

    role: Literal["patient", "carer", "public", "researcher", "other"]
    reach: StrictStr = Field(min_length=3, max_length=320)
    message: StrictStr = Field(min_length=1, max_length=4000)
    consent: StrictBool


async def read(request: Request, fields: type[Body]) -> Body:
    """The body of a request as `fields`.

    Raises:
        Problem: 400, 413, 415 or 422.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem(415, "not_json", "Send the request as application/json.")
    raw = bytearray()
    try:
        async for chunk in request.stream():
            raw += chunk
            if len(raw) > MOST_BYTES:
                raise Problem(
                    413, "too_large", "That is too long for me. Please send a shorter message."
                )
    except ClientDisconnect:
        raise Problem(400, "cut_off", "The request ended early. Please send it again.") from None
    try:
        loaded = json.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise Problem(400, "not_json", "The request is not JSON.") from None
    if not isinstance(loaded, dict):
        raise Problem(422, "wrong_fields", "The request must be a JSON object.")
    try:
        return fields.parse_obj(loaded)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"] if part != "__root__")
        raise Problem(422, "wrong_fields", f"{name}: {first['msg']}".lstrip(": ")) from None
