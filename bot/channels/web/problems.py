"""Errors of the web channel: `application/problem+json` (RFC 9457) with a `code`."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.errors import (
    GuideError,
    MessageConflict,
    NoDelivery,
    NotReady,
    RecordsUnavailable,
    TooSlow,
    UnknownConversation,
    UnknownOffer,
    WrongField,
)
from bot.process.once_a_minute import OnceAMinute

RETRY_SECONDS = 3
_failures = OnceAMinute(logging.getLogger("ppi_guide.web"))
CRASHED = "Something went wrong here. Please try again."

# HTTP status, code, and whether the response says when to try again (`Retry-After`)
_OF_ERROR: dict[type[GuideError], tuple[int, str, bool]] = {
    UnknownConversation: (401, "no_conversation", False),
    UnknownOffer: (422, "unknown_payload", False),
    MessageConflict: (409, "message_id_reused", False),
    WrongField: (422, "wrong_fields", False),
    NoDelivery: (503, "no_delivery", False),
    NotReady: (503, "starting", True),
    TooSlow: (503, "too_slow", True),
    RecordsUnavailable: (503, "records_unavailable", True),
}

TITLES = {
    400: "The request is not JSON",
    401: "There is no such conversation",
    404: "There is nothing here",
    405: "That is not possible here",
    409: "The message id was used before",
    413: "The message is too large",
    415: "The request is not JSON",
    422: "A field is wrong",
    429: "Too many requests",
    500: "Something went wrong",
    503: "Not available at the moment",
}


class Problem(Exception):
    """An HTTP request that is refused; `detail` is shown to the visitor."""

    def __init__(
        self, status: int, code: str, detail: str, headers: Mapping[str, str] | None = None
    ) -> None:
        """`code` is for programs, `detail` for people."""
        super().__init__(detail)
        self.status, self.code, self.detail, self.headers = status, code, detail, headers


def problem_response(
    status: int, code: str, detail: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """The response to an HTTP request that is refused."""
    body = {
        "type": "about:blank",
        "title": TITLES.get(status, "The request was refused"),
        "status": status,
        "detail": detail,
        "code": code,
    }
    return JSONResponse(body, status, headers, media_type="application/problem+json")


async def on_problem(_request: Request, error: Exception) -> JSONResponse:
    """Starlette's handler for `Problem`."""
    assert isinstance(error, Problem)
    return problem_response(error.status, error.code, error.detail, error.headers)


async def on_guide_error(request: Request, error: Exception) -> JSONResponse:
    """Starlette's handler for `GuideError`."""
    assert isinstance(error, GuideError)
    problem = as_problem(error)
    problem.detail = with_emergency(request, problem.status, problem.detail)
    return await on_problem(request, problem)


def with_emergency(request: Request, status: int, detail: str) -> str:
    """`detail`, with the emergency number added when the server failed (status 500 or above)."""
    number = getattr(request.app.state, "emergency", "")
    said = f"In an emergency call {number}."
    return f"{detail} {said}" if status >= 500 and number and said not in detail else detail


def as_problem(error: Problem | GuideError) -> Problem:
    """The `Problem` for an error, with a text for the visitor; the server's failures are logged."""
    if isinstance(error, Problem):
        return error
    for kind, (status, code, again) in _OF_ERROR.items():
        if isinstance(error, kind):
            headers = {"Retry-After": str(RETRY_SECONDS)} if again else None
            if again:
                _failures.error(kind.__name__, _in_the_log(error))
            # What stopped the database is in the log only; the visitor gets another text.
            return Problem(status, code, _STAFF_ONLY.get(code, str(error)), headers)
    _failures.error(type(error).__name__, "A request could not be answered.")
    return Problem(500, "failed", CRASHED)


def _in_the_log(error: GuideError) -> str:
    """The text for the log. The error's own text is used only where it says more than its class."""
    if isinstance(error, RecordsUnavailable):
        return str(error)
    return "A visitor was asked to try again later."


_STAFF_ONLY = {
    "records_unavailable": "I cannot store messages at the moment, so yours was not kept. "
    "Please send it again in a moment."
}


async def on_http_error(_request: Request, error: Exception) -> JSONResponse:
    """Starlette's handler for its own 404 and 405."""
    assert isinstance(error, HTTPException)
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "refused")
    return problem_response(error.status_code, code, str(error.detail), error.headers)


async def on_crash(request: Request, _error: Exception) -> JSONResponse:
    """Starlette's handler for any other exception."""
    return problem_response(500, "failed", with_emergency(request, 500, CRASHED))
