"""`/chat` without JavaScript: forms, whole pages, no cookie, nothing in an address."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import httpx
import pytest

from bot.channels.web.links import pieces
from tests.support.serving import Server


class Page(HTMLParser):
    """What a page has: hidden fields of each form, and its buttons."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.links: list[str] = []
        self.html = html
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
        elif tag in ("input", "button") and given.get("name"):
            self.forms[-1].setdefault(given["name"], given["value"])
        elif tag == "a":
            self.links.append(given.get("href", ""))

    @property
    def ask(self) -> dict[str, str]:
        return next(form for form in self.forms if set(form) == {"token", "message_id"})

    @property
    def text(self) -> str:
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.html)).split())


class Reader:
    """Somebody who reads without JavaScript."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.page = Page(client.get("/chat").text)

    def sends(self, status: int = 200, **fields: str) -> Page:
        response = self.client.post("/chat", data=fields)
        assert response.status_code == status, response.text
        assert response.headers["cache-control"] == "no-store"
        assert "set-cookie" not in response.headers
        self.page = Page(response.text)
        return self.page

    def asks(self, text: str, status: int = 200) -> Page:
        return self.sends(status, **self.page.ask, text=text)


@pytest.fixture
def reader(client: httpx.Client) -> Reader:
    return Reader(client)


def test_a_reader_asks_and_reads_on(reader: Reader) -> None:
    assert "help shape research" not in reader.page.text
    page = reader.asks("What is involvement?")
    assert "Involvement means patients, carers" in page.text
    assert "What is involvement?" in page.text
    more = next(f for f in page.forms if "payload" in f)
    page = reader.sends(**more)
    assert page.ask["token"]
    page = reader.asks("How do the three words differ?")
    assert page.html.count('<th scope="col">') >= 3
    assert "Involvement means patients, carers" in page.text  # the whole conversation


def test_the_same_form_sent_twice_is_one_turn(reader: Reader) -> None:
    reader.asks("hello")
    form = reader.page.ask
    reader.sends(**form, text="What is engagement?")
    again = reader.sends(**form, text="What is engagement?")
    assert again.text.count("Engagement means researchers share") == 1
    assert again.text.count("What is engagement? ") == 1


def test_crisis_words_bring_the_card_with_links(reader: Reader) -> None:
    page = reader.asks("I want to end my life")
    assert {"tel:999", "tel:116123", "sms:85258?body=SHOUT"} <= set(page.links)


@pytest.mark.parametrize("text", ["a " * 9000, "a " * 100_000])
def test_what_is_too_long_is_refused_and_kept_in_the_box(reader: Reader, text: str) -> None:
    page = reader.asks(text, status=413)
    assert "too long" in page.text
    assert "a a a a" in page.html


def test_crisis_words_come_before_the_limit(reader: Reader) -> None:
    page = reader.asks("a " * 9000 + "I want to end my life")
    assert "tel:999" in page.links


def test_a_session_that_has_ended_says_so_and_keeps_the_words(reader: Reader) -> None:
    page = reader.sends(401, token="long-gone", message_id="a" * 32, text="What is PPI?")
    assert "ended" in page.text
    assert "What is PPI?" in page.html
    assert page.ask["token"] == ""


def test_whether_it_helped_is_kept(reader: Reader) -> None:
    page = reader.asks("What is involvement?")
    rating = next(f for f in page.forms if "helpful" in f)
    assert "Thank you for telling us" in reader.sends(**rating).text


def test_everything_is_deleted_after_a_question(reader: Reader) -> None:
    page = reader.asks("What is involvement?")
    token = page.ask["token"]
    page = reader.asks("Delete my data")
    sure = Page(
        page.html[page.html.rindex("<form", 0, page.html.index("Yes, delete everything")) :]
    )
    page = reader.sends(**sure.forms[0])
    assert "deleted" in page.text
    assert page.ask["token"] == ""
    page = reader.sends(401, token=token, message_id="b" * 32, text="hello")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"token": "x"},
        {"message_id": "short", "text": "x"},
        {"text": "hello", "message_id": "\0" * 16},
    ],
)
def test_broken_forms_get_a_page_and_not_an_error(
    client: httpx.Client, fields: dict[str, str]
) -> None:
    response = client.post("/chat", data=fields)
    assert response.status_code in (200, 401, 422)
    assert "<h1>" in response.text


def test_what_people_type_is_text(reader: Reader) -> None:
    page = reader.asks("<script>alert(1)</script><img src=x onerror=alert(1)>")
    assert "<script>alert" not in page.html
    assert "<img" not in page.html


def test_the_page_is_not_kept_and_allows_no_script_of_others(client: httpx.Client) -> None:
    response = client.get("/chat")
    assert "script-src 'self'" in response.headers["content-security-policy"]
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("text", "hrefs"),
    [
        (
            "see https://example.org/a, or write to a@example.org.",
            ["https://example.org/a", "mailto:a@example.org"],
        ),
        ("javascript:alert(1) data:text/html,x vbscript:x", []),
        ("http://example.org is not linked", []),
        ('https://example.org/"onclick=x', ["https://example.org/"]),
        ("https://example.org/<script>", ["https://example.org/"]),
    ],
)
def test_only_these_become_links(text: str, hrefs: list[str]) -> None:
    cut = pieces(text, numbers=False)
    assert "".join(piece.text for piece in cut) == text
    assert [piece.href for piece in cut if piece.href] == hrefs


def test_numbers_are_links_in_crisis_cards_only() -> None:
    text = "Call 999. Text SHOUT to 85258."
    assert [p.href for p in pieces(text, numbers=True) if p.href] == [
        "tel:999",
        "sms:85258?body=SHOUT",
    ]
    assert [p.href for p in pieces(text, numbers=False) if p.href] == []


def test_the_widget_s_file_may_be_kept_and_read_by_any_website(server: Server) -> None:
    page = httpx.get(server.url).text
    script = re.search(r'src="(/widget/[^"]+)"', page)
    assert script
    served = httpx.get(server.url + script[1])
    assert served.status_code == 200
    assert served.headers["access-control-allow-origin"] == "*"
    assert "immutable" in served.headers["cache-control"]
