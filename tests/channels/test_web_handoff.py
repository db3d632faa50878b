"""The form of the website, over HTTP, against a real server that can deliver by email."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from sqlalchemy import create_engine, text

from bot.handoff.codes import codes_in
from tests.support.mail_server import MailServer
from tests.support.people import EXAMPLE_EMAIL, PAT, SAMANTHA
from tests.support.rows import all_of
from tests.support.serving import Server
from tests.support.waiting import wait_until
from tests.support.web_visitor import Visitor, assert_problem

HANDOFF = "/webhooks/web/handoff"
FORM: dict[str, Any] = {
    "role": "carer",
    "reach": SAMANTHA.email,
    "message": "Please tell me about the panel.",
    "consent": True,
}


@pytest.fixture
def visitor(delivering: Server) -> Iterator[Visitor]:
    with httpx.Client(base_url=delivering.url, timeout=30) as client:
        yield Visitor(client)


Leave = Callable[..., httpx.Response]


@pytest.fixture
def leave(visitor: Visitor) -> Leave:
    def post(**changes: Any) -> httpx.Response:
        return visitor.client.post(HANDOFF, json=FORM | changes, headers=visitor.headers)

    return post


@pytest.fixture
def rows(delivering: Server) -> Callable[[str], list[Any]]:
    """What is in the database."""
    engine = create_engine(f"sqlite:///{delivering.data_dir / 'ppi-guide.sqlite3'}")

    def select(query: str) -> list[Any]:
        with engine.connect() as db:
            return list(db.execute(text(query)))

    return select


def _reference(response: httpx.Response) -> str:
    assert response.status_code == 200, response.text
    found = re.search(r"PPI-\w{4}-\w{4}", response.json()["messages"][0]["text"])
    assert found
    return found.group()


def test_it_is_said_that_a_message_can_be_left(visitor: Visitor) -> None:
    history = visitor.client.get("/webhooks/web/history?after=0", headers=visitor.headers).json()
    assert history["handoff"]["offered"] is True


def test_a_message_is_taken_and_its_reference_said(
    leave: Leave, rows: Callable[[str], list[Any]]
) -> None:
    response = leave()
    reference = _reference(response)
    said = response.json()["messages"][0]
    assert said["kind"] == "form"
    assert said["from"] == "assistant"
    assert "9 am to 5 pm" in said["text"]
    [row] = rows(f"SELECT role, reach, state FROM handoff WHERE reference = '{reference}'")
    assert tuple(row) == ("carer", "email", "open")
    assert len(rows(f"SELECT 1 FROM outbox WHERE key = '{reference}:email'")) == 1


def test_both_sides_are_in_the_history_without_the_address(
    leave: Leave, visitor: Visitor, rows: Callable[[str], list[Any]]
) -> None:
    leave(message=f"Write to {PAT.email} too. NEEDLE")
    history = visitor.client.get("/webhooks/web/history?after=1", headers=visitor.headers).json()
    mine, told = history["messages"]
    assert mine["from"] == "you"
    assert "NEEDLE" in mine["text"]
    assert "on its way" in told["text"]
    stored = str(rows("SELECT text FROM message")) + str(rows("SELECT body FROM tracker_event"))
    assert "NEEDLE" in stored
    for private in (SAMANTHA.email, PAT.email):
        assert private not in stored
    # Nobody is told off for giving the address that was asked for.
    assert len(told["text"].split("hidden")) == 1


def test_ten_presses_at_once_are_one_request(
    visitor: Visitor, rows: Callable[[str], list[Any]]
) -> None:
    form = FORM | {"message_id": uuid.uuid4().hex}

    def press(_: int) -> httpx.Response:
        return visitor.client.post(HANDOFF, json=form, headers=visitor.headers)

    before = len(rows("SELECT 1 FROM handoff"))
    with ThreadPoolExecutor(10) as pool:
        references = {_reference(response) for response in pool.map(press, range(10))}
    assert len(references) == 1
    assert len(rows("SELECT 1 FROM handoff")) == before + 1


def test_without_an_id_the_same_words_are_the_same_request(leave: Leave) -> None:
    assert _reference(leave()) == _reference(leave())
    assert _reference(leave()) != _reference(leave(message="Something else."))


def test_the_same_id_with_other_words_is_refused(leave: Leave) -> None:
    key = uuid.uuid4().hex
    leave(message_id=key)
    assert_problem(leave(message_id=key, message="Other words."), 409, "message_id_reused")


def test_two_visitors_with_the_same_id_are_two_requests(delivering: Server) -> None:
    form = FORM | {"message_id": "12345678"}
    references = set()
    with httpx.Client(base_url=delivering.url, timeout=30) as client:
        for _ in range(2):
            visitor = Visitor(client)
            response = client.post(HANDOFF, json=form, headers=visitor.headers)
            references.add(_reference(response))
    assert len(references) == 2


def test_here_gives_a_code_that_opens_the_answer_and_is_kept_nowhere(
    leave: Leave, visitor: Visitor, rows: Callable[[str], list[Any]]
) -> None:
    response = leave(reach="here")
    reference = _reference(response)
    [code] = codes_in(response.json()["messages"][0]["text"])
    assert code not in str(rows("SELECT text FROM message"))
    assert code not in str(rows("SELECT * FROM handoff"))
    other = Visitor(visitor.client)
    assert reference in other.hears(f"my code is {code.lower()}")["text"]
    assert code not in str(rows("SELECT text FROM message"))


NO_ADDRESSES = [
    "sam@", "sam at home", "12345", "nobody", "   ", f"{SAMANTHA.email} and {PAT.email}",
    f"{SAMANTHA.email}\r\nBcc: everybody@example.org", "<script>alert(1)</script>", "x" * 320,
    "0000000000000", "[email 1]",
]  # fmt: skip


def test_what_is_no_address_is_refused_in_plain_words(
    leave: Leave, rows: Callable[[str], list[Any]]
) -> None:
    def is_refused(reach: str) -> None:
        before = len(rows("SELECT 1 FROM handoff"))
        response = leave(reach=reach)
        assert_problem(response, 422, "wrong_fields")
        assert EXAMPLE_EMAIL in response.json()["detail"]
        assert len(rows("SELECT 1 FROM handoff")) == before

    all_of(NO_ADDRESSES, is_refused)


WRONG_FIELDS = [
    {"role": "king"}, {"role": None}, {"message": ""}, {"message": "   "}, {"message": "?!"},
    {"message": "x" * 4001}, {"message": 5}, {"consent": False}, {"consent": "yes"},
    {"with_talk": "no"}, {"reach": 5}, {"more": 1}, {"message_id": "short"},
]  # fmt: skip


def test_wrong_fields_are_refused(leave: Leave) -> None:
    def is_refused(changes: dict[str, Any]) -> None:
        assert_problem(leave(**changes), 422, "wrong_fields")

    all_of(WRONG_FIELDS, is_refused)


@pytest.mark.parametrize(
    "message",
    ["<img src=x onerror=alert(1)>", "{{ 7 * 7 }}", "'; DROP TABLE handoff; --", "a\x00b", "🙂 hi"],
)
def test_odd_messages_are_taken_as_they_are(leave: Leave, message: str) -> None:
    assert _reference(leave(message=message))


def test_crisis_words_bring_the_card_and_leave_no_request(
    leave: Leave, visitor: Visitor, rows: Callable[[str], list[Any]]
) -> None:
    before = len(rows("SELECT 1 FROM handoff"))
    for changes in (
        {"message": "I want to kill myself"},
        {"reach": "I want to kill myself", "message": "Hello"},
        {"message": "I want to kill myself", "role": "king"},
        {"message": "I want to kill myself", "consent": False},
    ):
        body = leave(**changes).json()
        assert [message["kind"] for message in body["messages"]] == ["crisis"]
        assert body["feedback"] is False
    assert len(rows("SELECT 1 FROM handoff")) == before
    assert visitor.sends(text="What is involvement?").json()["feedback"] is False


def test_feedback_is_asked_for_where_there_was_no_crisis(visitor: Visitor) -> None:
    assert "feedback" not in visitor.sends(text="What is involvement?").json()


def test_the_dialogue_form_is_closed_by_the_form_of_the_page(
    leave: Leave, visitor: Visitor
) -> None:
    def press(messages: list[dict[str, Any]], title: str) -> list[dict[str, Any]]:
        buttons = {b["title"]: b["payload"] for m in messages for b in m["buttons"]}
        answered: list[dict[str, Any]] = visitor.sends(payload=buttons[title]).json()["messages"]
        return answered

    asked = visitor.sends(text="Can I talk to a person?").json()["messages"]
    press(press(asked, "Leave a message"), "A patient")
    assert _reference(leave())
    assert visitor.hears("What is engagement?")["card"]["id"] == "engagement"


def test_it_asks_for_a_token(delivering: Server) -> None:
    with httpx.Client(base_url=delivering.url) as client:
        assert_problem(client.post(HANDOFF, json=FORM), 401, "no_token")


def test_it_arrives(leave: Leave, mail: MailServer) -> None:
    reference = _reference(leave(message="Does it arrive?"))
    wait_until(lambda: any(reference in str(message["subject"]) for message in mail.accepted))


def test_neither_address_nor_message_is_in_the_log(leave: Leave, delivering: Server) -> None:
    leave(message="PLANTED-7f3e words")
    log = delivering.log.read_text()
    assert "PLANTED" not in log
    assert SAMANTHA.email not in log
