"""The web channel over HTTP, against a real server."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.paths import ROOT
from tests.support.serving import ORIGIN, Server

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


@pytest.fixture
def visitor(client: httpx.Client) -> Visitor:
    return Visitor(client)


def _problem(response: httpx.Response, status: int, code: str) -> None:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert (body["code"], body["status"]) == (code, status)
    assert body["detail"]


def test_the_welcome_says_what_this_is_and_offers_questions(visitor: Visitor) -> None:
    assert len(visitor.welcome) == 1
    assert "computer program" in visitor.welcome[0]["text"]
    assert visitor.welcome[0]["from"] == "assistant"
    assert visitor.welcome[0]["buttons"]


def test_a_question_gets_its_card_with_source_and_follow_ups(visitor: Visitor) -> None:
    reply = visitor.hears("What does involvement mean?")
    assert reply["card"]["id"] == "involvement"
    assert reply["card"]["source"]["url"].startswith("https://")
    assert reply["kind"] == "card"
    assert reply["seq"] > visitor.welcome[0]["seq"]
    assert reply["buttons"]


def test_a_button_of_an_answer_works_and_its_payload_says_nothing(visitor: Visitor) -> None:
    button = visitor.welcome[0]["buttons"][0]
    assert "/" not in button["payload"]
    response = visitor.sends(payload=button["payload"])
    assert response.status_code == 200
    assert response.json()["messages"][0]["card"]


def test_another_visitors_button_is_refused(client: httpx.Client) -> None:
    mine, yours = Visitor(client), Visitor(client)
    payload = yours.welcome[0]["buttons"][0]["payload"]
    _problem(mine.sends(payload=payload), 422, "unknown_payload")


def test_a_repeated_message_id_returns_the_stored_reply(visitor: Visitor) -> None:
    key = uuid.uuid4().hex
    first = visitor.sends(key, text="What is engagement?").json()
    assert visitor.sends(key, text="What is engagement?").json() == first
    _problem(visitor.sends(key, text="Something else"), 409, "message_id_reused")


def test_one_message_sent_many_times_at_once_is_one_turn(visitor: Visitor) -> None:
    key = uuid.uuid4().hex
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: visitor.sends(key, text="who are the NIHR"), range(8)))
    assert {a.status_code for a in answers} == {200}
    assert len({a.json()["messages"][0]["id"] for a in answers}) == 1


def test_history_returns_both_sides_since_a_number(visitor: Visitor) -> None:
    visitor.hears("What is participation?")
    everything = visitor.client.get("/webhooks/web/history?after=0", headers=visitor.headers).json()
    assert [m["from"] for m in everything["messages"]] == ["assistant", "you", "assistant"]
    since = visitor.client.get(
        f"/webhooks/web/history?after={everything['seq']}", headers=visitor.headers
    ).json()
    assert since == {
        "messages": [],
        "seq": everything["seq"],
        "handoff": {"offered": False, "open": False},
    }


@pytest.mark.parametrize("after", ["-1", "x", "1e3", "9" * 30, "٣"])
def test_a_wrong_place_in_the_history_is_refused(visitor: Visitor, after: str) -> None:
    response = visitor.client.get(
        "/webhooks/web/history", params={"after": after}, headers=visitor.headers
    )
    _problem(response, 422, "wrong_fields")


def test_feedback_is_taken_on_an_answer_only(visitor: Visitor) -> None:
    answer = visitor.hears("Why involve people at all?")["id"]

    def rate(**body: Any) -> httpx.Response:
        return visitor.client.post("/webhooks/web/feedback", json=body, headers=visitor.headers)

    assert rate(answer_id=answer, helpful=True).status_code == 204
    assert rate(answer_id=answer, helpful=False, comment="too long").status_code == 204
    _problem(rate(answer_id="0" * 32, helpful=True), 404, "no_such_answer")
    _problem(rate(answer_id=answer, helpful="yes"), 422, "wrong_fields")


def test_a_message_for_a_person_is_not_taken_while_nothing_delivers_it(visitor: Visitor) -> None:
    form = {"role": "carer", "reach": "sam@example.org", "message": "Hello", "consent": True}
    response = visitor.client.post("/webhooks/web/handoff", json=form, headers=visitor.headers)
    _problem(response, 503, "no_delivery")
    assert "@" in response.json()["detail"]


def test_deleting_ends_the_session(visitor: Visitor) -> None:
    visitor.hears("What is PPI?")
    gone = visitor.client.delete("/webhooks/web/session", headers=visitor.headers)
    assert gone.status_code == 204
    _problem(visitor.sends(text="hello"), 401, "no_conversation")


def test_the_delete_dialogue_deletes_too(visitor: Visitor) -> None:
    reply = visitor.hears("delete my data")
    confirm = next(b for b in reply["buttons"] if b["title"].startswith("Yes"))
    assert visitor.sends(payload=confirm["payload"]).status_code == 200
    _problem(visitor.sends(text="hello"), 401, "no_conversation")


def test_a_crisis_brings_the_card_alone(visitor: Visitor) -> None:
    response = visitor.sends(text="I have taken all my tablets and want to die")
    messages = response.json()["messages"]
    assert [m["kind"] for m in messages] == ["crisis"]
    assert "999" in messages[0]["text"]


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer"}, {"Authorization": "Basic abc"}]
)
def test_no_token_is_refused(client: httpx.Client, headers: dict[str, str]) -> None:
    body = {"message_id": uuid.uuid4().hex, "text": "hello"}
    _problem(client.post(MESSAGE, json=body, headers=headers), 401, "no_token")


def test_a_made_up_token_is_refused(client: httpx.Client) -> None:
    body = {"message_id": uuid.uuid4().hex, "text": "hello"}
    headers = {"Authorization": "Bearer made-up"}
    _problem(client.post(MESSAGE, json=body, headers=headers), 401, "no_conversation")


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
    _problem(visitor.client.post(MESSAGE, content=body, headers=headers), status, code)
    assert visitor.hears("What is involvement?")["card"]["id"] == "involvement"


def test_only_json_is_read(visitor: Visitor) -> None:
    response = visitor.client.post(MESSAGE, data={"text": "x"}, headers=visitor.headers)
    _problem(response, 415, "not_json")


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
    _problem(client.get("/nothing"), 404, "not_found")
    _problem(client.get(MESSAGE), 405, "method_not_allowed")
    _problem(client.get("/model"), 404, "not_found")
    _problem(client.get("/pages/../../pyproject.toml"), 404, "not_found")
    _problem(client.get("/widget/%2e%2e/%2e%2e/pyproject.toml"), 404, "not_found")


def test_only_listed_websites_may_call(client: httpx.Client) -> None:
    asking = {"Access-Control-Request-Method": "POST"}
    listed = client.options(MESSAGE, headers={"Origin": ORIGIN, **asking})
    other = client.options(MESSAGE, headers={"Origin": "https://other.example.org", **asking})
    assert listed.headers["access-control-allow-origin"] == ORIGIN
    assert "access-control-allow-origin" not in other.headers
    assert "access-control-allow-credentials" not in listed.headers


def test_every_answer_carries_the_security_headers_and_no_cookie(client: httpx.Client) -> None:
    for response in (client.get("/"), client.get("/nothing"), client.post("/webhooks/web/session")):
        assert "default-src 'none'" in response.headers["content-security-policy"]
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in response.headers
        assert "server" not in response.headers


def test_the_page_is_served_with_all_it_names(client: httpx.Client) -> None:
    page = client.get("/")
    assert page.status_code == 200
    files = re.findall(r'(?:href|src)="(/(?:pages|widget)/[^"]+)"', page.text)
    assert len(files) == 3
    for file in files:
        assert client.get(file).status_code == 200


def test_it_is_live_at_once_and_a_message_sent_while_loading_is_answered(
    model: Path, tmp_path: Path
) -> None:
    starting = Server(tmp_path, PPI_TURN_SECONDS="120")  # however busy the machine is
    starting.start(wait_until="live")
    try:
        with httpx.Client(base_url=starting.url, timeout=60) as client:
            assert client.get("/health/ready").status_code == 503
            visitor = Visitor(client)
            crisis = visitor.sends(text="I want to end my life").json()["messages"][0]
            assert crisis["kind"] == "crisis"
            assert client.get("/health/ready").status_code == 503  # it did not wait for the model
            assert visitor.hears("What is involvement?")["card"]["id"] == "involvement"
            assert client.get("/health/ready").status_code == 200
    finally:
        starting.stop()


def test_a_conversation_survives_the_server_being_killed(model: Path, tmp_path: Path) -> None:
    running = Server(tmp_path)
    running.start()
    with httpx.Client(base_url=running.url, timeout=60) as client:
        visitor = Visitor(client)
        key = uuid.uuid4().hex
        before = visitor.sends(key, text="What is involvement?").json()
        running.stop(signal.SIGKILL)
        running.start()
        try:
            assert visitor.sends(key, text="What is involvement?").json() == before
            assert "example" in visitor.hears("give me an example")["text"].lower()
            payload = before["messages"][0]["buttons"][0]["payload"]
            assert visitor.sends(payload=payload).status_code == 200
        finally:
            running.stop()


def test_what_people_say_is_not_in_the_log(server: Server, visitor: Visitor) -> None:
    visitor.hears("PLANTED-word-4c1d please explain engagement")
    time.sleep(0.2)
    assert "PLANTED" not in server.log.read_text()
    assert visitor.headers["Authorization"].split()[1] not in server.log.read_text()


def test_an_address_in_use_is_said_in_one_line(server: Server, tmp_path: Path) -> None:
    environment = {**os.environ, "PPI_PORT": str(server.port), "PPI_DATA_DIR": str(tmp_path)}
    second = subprocess.run(
        [sys.executable, "-m", "bot.cli", "run"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert second.returncode == 2
    assert "PPI_PORT" in second.stderr
    assert len(second.stderr.strip().splitlines()) == 1
