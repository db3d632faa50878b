"""A visitor of the website over HTTP, and the problems that the server answers with."""

from __future__ import annotations

import uuid
from typing import Any

import httpx

MESSAGE = "/webhooks/web/message"


class Visitor:
    """A visitor of the page, as the page talks to the server."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        started = client.post("/webhooks/web/session")
        assert started.status_code == 201
        self.welcome: list[dict[str, Any]] = started.json()["messages"]
        self.headers = {"Authorization": f"Bearer {started.json()['token']}"}

    def sends(self, message_id: str | None = None, **fields: Any) -> httpx.Response:
        body = {"message_id": message_id or uuid.uuid4().hex, **fields}
        return self.client.post(MESSAGE, json=body, headers=self.headers)

    def hears(self, text: str) -> dict[str, Any]:
        response = self.sends(text=text)
        assert response.status_code == 200, response.text
        reply: dict[str, Any] = response.json()["messages"][0]
        return reply


def assert_problem(response: httpx.Response, status: int, code: str) -> None:
    """The response is a problem with this status and code, and says what is wrong."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert (body["code"], body["status"]) == (code, status), body
    assert body["detail"]
