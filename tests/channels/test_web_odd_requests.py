"""What the web channel refuses, with which code, and that no odd text breaks a conversation."""

from __future__ import annotations

import json
import uuid

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.serving import ORIGIN
from tests.support.web_visitor import MESSAGE, Visitor, assert_problem


def test_another_visitors_button_is_refused(client: httpx.Client) -> None:
    mine, yours = Visitor(client), Visitor(client)
    payload = yours.welcome[0]["buttons"][0]["payload"]
    assert_problem(mine.sends(payload=payload), 422, "unknown_payload")


@pytest.mark.parametrize("after", ["-1", "x", "1e3", "9" * 30, "٣"])
def test_a_wrong_place_in_the_history_is_refused(visitor: Visitor, after: str) -> None:
    response = visitor.client.get(
        "/webhooks/web/history", params={"after": after}, headers=visitor.headers
    )
    assert_problem(response, 422, "wrong_fields")


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer"}, {"Authorization": "Basic abc"}]
)
def test_no_token_is_refused(client: httpx.Client, headers: dict[str, str]) -> None:
    body = {"message_id": uuid.uuid4().hex, "text": "hello"}
    assert_problem(client.post(MESSAGE, json=body, headers=headers), 401, "no_token")


def test_a_made_up_token_is_refused(client: httpx.Client) -> None:
    body = {"message_id": uuid.uuid4().hex, "text": "hello"}
    headers = {"Authorization": "Bearer made-up"}
    assert_problem(client.post(MESSAGE, json=body, headers=headers), 401, "no_conversation")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "not_json"),
        (b"{", 400, "not_json"),
        (b"\xff\xfe", 400, "not_json"),
        (b"[" * 5000, 400, "not_json"),
        (b"null", 422, "wrong_fields"),
        (b"[]", 422, "wrong_fields"),
        (b'"hello"', 422, "wrong_fields"),
        (b"{}", 422, "wrong_fields"),
        (b'{"message_id": "12345678"}', 422, "wrong_fields"),
        (b'{"message_id": "short", "text": "x"}', 422, "wrong_fields"),
        (b'{"message_id": 12345678, "text": "x"}', 422, "wrong_fields"),
        (b'{"message_id": "12345678", "text": 5}', 422, "wrong_fields"),
        (b'{"message_id": "12345678", "text": null, "payload": null}', 422, "wrong_fields"),
        (b'{"message_id": "12345678", "text": "x", "payload": "y"}', 422, "wrong_fields"),
        (b'{"message_id": "12345678", "text": "x", "sender": "me"}', 422, "wrong_fields"),
        (b'{"message_id": "1234\\u00005678", "text": "x"}', 422, "wrong_fields"),
        (b'{"message_id": "12345678", "text": "' + b"x" * 140_000 + b'"}', 413, "too_large"),
    ],
)
def test_bad_requests_get_a_code(visitor: Visitor, body: bytes, status: int, code: str) -> None:
    headers = {**visitor.headers, "Content-Type": "application/json"}
    assert_problem(visitor.client.post(MESSAGE, content=body, headers=headers), status, code)
    assert visitor.hears("What is involvement?")["card"]["id"] == "involvement"


def test_only_json_is_read(visitor: Visitor) -> None:
    response = visitor.client.post(MESSAGE, data={"text": "x"}, headers=visitor.headers)
    assert_problem(response, 415, "not_json")


@pytest.mark.parametrize(
    "text",
    ["", "   ", "x" * 10_000, "\x00\x01", "🙂" * 100, "как дела", "/restart", "\ud83d", "٣٤"],
)
def test_odd_texts_get_a_kind_reply_and_the_conversation_goes_on(
    visitor: Visitor, text: str
) -> None:
    body = json.dumps({"message_id": uuid.uuid4().hex, "text": text})
    headers = {**visitor.headers, "Content-Type": "application/json"}
    response = visitor.client.post(MESSAGE, content=body, headers=headers)
    assert response.status_code == 200
    assert response.json()["messages"][0]["text"].strip()
    assert visitor.hears("What is involvement?")["card"]["id"] == "involvement"


@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(max_size=300))
def test_any_text_is_answered(client: httpx.Client, text: str) -> None:
    visitor = Visitor(client)  # one visitor alone may not ask as quickly
    body = json.dumps({"message_id": uuid.uuid4().hex, "text": text})
    headers = {**visitor.headers, "Content-Type": "application/json"}
    response = visitor.client.post(MESSAGE, content=body, headers=headers)
    assert response.status_code == 200
    assert response.json()["messages"][0]["text"].strip()


def test_unknown_addresses_and_methods_are_problems(client: httpx.Client) -> None:
    assert_problem(client.get("/nothing"), 404, "not_found")
    assert_problem(client.get(MESSAGE), 405, "method_not_allowed")
    assert_problem(client.get("/model"), 404, "not_found")
    assert_problem(client.get("/pages/../../pyproject.toml"), 404, "not_found")
    assert_problem(client.get("/widget/%2e%2e/%2e%2e/pyproject.toml"), 404, "not_found")


def test_only_listed_websites_may_call(client: httpx.Client) -> None:
    asking = {"Access-Control-Request-Method": "POST"}
    listed = client.options(MESSAGE, headers={"Origin": ORIGIN, **asking})
    other = client.options(MESSAGE, headers={"Origin": "https://other.example.org", **asking})
    assert listed.headers["access-control-allow-origin"] == ORIGIN
    assert "access-control-allow-origin" not in other.headers
    assert "access-control-allow-credentials" not in listed.headers
