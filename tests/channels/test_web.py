"""The web channel over HTTP: a conversation with a real server, from welcome to deletion."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from tests.support.web_visitor import Visitor, assert_problem


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


def test_a_repeated_message_id_returns_the_stored_reply(visitor: Visitor) -> None:
    key = uuid.uuid4().hex
    first = visitor.sends(key, text="What is engagement?").json()
    assert visitor.sends(key, text="What is engagement?").json() == first
    assert_problem(visitor.sends(key, text="Something else"), 409, "message_id_reused")


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


def test_feedback_is_taken_on_an_answer_only(visitor: Visitor) -> None:
    answer = visitor.hears("Why involve people at all?")["id"]

    def rate(**body: Any) -> httpx.Response:
        return visitor.client.post("/webhooks/web/feedback", json=body, headers=visitor.headers)

    assert rate(answer_id=answer, helpful=True).status_code == 204
    assert rate(answer_id=answer, helpful=False, comment="too long").status_code == 204
    assert_problem(rate(answer_id="0" * 32, helpful=True), 404, "no_such_answer")
    assert_problem(rate(answer_id=answer, helpful="yes"), 422, "wrong_fields")


def test_a_message_for_a_person_is_not_taken_while_nothing_delivers_it(visitor: Visitor) -> None:
    form = {"role": "carer", "reach": "sam@example.org", "message": "Hello", "consent": True}
    response = visitor.client.post("/webhooks/web/handoff", json=form, headers=visitor.headers)
    assert_problem(response, 503, "no_delivery")
    assert "@" in response.json()["detail"]


def test_deleting_ends_the_session(visitor: Visitor) -> None:
    visitor.hears("What is PPI?")
    gone = visitor.client.delete("/webhooks/web/session", headers=visitor.headers)
    assert gone.status_code == 204
    assert_problem(visitor.sends(text="hello"), 401, "no_conversation")


def test_the_delete_dialogue_deletes_too(visitor: Visitor) -> None:
    reply = visitor.hears("delete my data")
    confirm = next(b for b in reply["buttons"] if b["title"].startswith("Yes"))
    assert visitor.sends(payload=confirm["payload"]).status_code == 200
    assert_problem(visitor.sends(text="hello"), 401, "no_conversation")


def test_a_crisis_brings_the_card_alone(visitor: Visitor) -> None:
    response = visitor.sends(text="I have taken all my tablets and want to die")
    messages = response.json()["messages"]
    assert [m["kind"] for m in messages] == ["crisis"]
    assert "999" in messages[0]["text"]
