"""What there is on the web alone: the form of the widget, refusals, feedback, pages."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable

from tests.support.golden.people import WEB, PageTalk, Talk, WebTalk
from tests.support.golden.talks import ABUSE, DANGER, ILL, LONG, MAIL, PHONE, SELF_HARM

FORM = {"role": "carer", "reach": MAIL, "message": "Please tell me about it.", "consent": True}
PAGES = ("/", "/chat", "/embed", "/embed/frame", "/pages/theme.css", "/openapi.json", "/nowhere")
REFUSED, LONG_ENOUGH, MOST_TRIES = 429, 8, 60


def widget_form(talk: WebTalk) -> None:
    def leaves(**changes: object) -> None:
        talk.calls("POST", "handoff", f"POST handoff {changes}", json=FORM | changes)

    talk.say("What is involvement?")
    leaves()
    leaves()
    leaves(reach=PHONE, role="patient", with_talk=True, message="Please ring me.")
    leaves(reach="here", role="researcher", message="I come back with the code.")
    leaves(message="My name is Samantha Otter, write to pat@example.org too.")
    talk.looks()


def widget_form_refused(talk: WebTalk) -> None:
    wrong = [{"reach": "sam@"}, {"role": "king"}, {"message": ""}, {"message": "x" * 4001}]
    wrong += [{"consent": False}, {"more": 1}, {"message_id": "short"}, {"message": "a " * 9000}]
    for changes in wrong:
        said = f"POST handoff {str(changes)[:40]}"
        talk.calls("POST", "handoff", said, json=FORM | changes)


def widget_form_crisis(talk: WebTalk) -> None:
    for changes in (
        {"message": SELF_HARM},
        {"reach": DANGER},
        {"message": ILL, "role": "king"},
        {"message": ABUSE, "consent": False},
        {"message": LONG + SELF_HARM},
    ):
        said = f"POST handoff {str(changes)[:20]} … {str(changes)[-60:]}"
        talk.calls("POST", "handoff", said, json=FORM | changes)
    talk.say("What is involvement?")


def undelivered_form(talk: WebTalk) -> None:
    talk.calls("POST", "handoff", json=FORM)


def refused(talk: WebTalk) -> None:
    talk.say(LONG)
    talk.sends("an unknown button", payload="never-offered")
    talk.sends("neither")
    talk.calls("POST", "message", "no JSON", content=b"{", headers={"Content-Type": "text/plain"})
    talk.calls(
        "POST", "message", "half", content=b"{", headers={"Content-Type": "application/json"}
    )
    again = {"message_id": uuid.uuid4().hex, "text": "What is engagement?"}
    talk.calls("POST", "message", "What is engagement?", json=again)
    talk.calls("POST", "message", "the same once more", json=again)
    talk.calls("POST", "message", "the same id, other words", json=again | {"text": "hello"})
    talk.calls("PUT", "message")
    talk.calls("GET", "history?after=x")
    talk.calls("GET", "history?before=2")
    talk.calls("GET", "history?after=2")


def without_a_session(talk: WebTalk) -> None:
    for token in ("", "long-gone"):
        talk.token = token
        for said in ("hello", SELF_HARM, DANGER, ILL, ABUSE, LONG, LONG + SELF_HARM):
            talk.sends(f"{said[:20]} … {said[-25:]}", text=said)
        talk.calls("POST", "handoff", json=FORM)
        talk.calls("POST", "handoff", SELF_HARM, json=FORM | {"message": SELF_HARM})
        talk.calls("DELETE", "session")


def too_many(talk: WebTalk) -> None:
    talk.say("hello")
    _use_up(talk)
    for said in ("hello", SELF_HARM, DANGER, ILL, ABUSE, LONG + SELF_HARM):
        talk.sends(said[-30:], text=said)
    talk.calls("POST", "handoff", json=FORM)
    talk.calls("POST", "handoff", SELF_HARM, json=FORM | {"message": SELF_HARM})
    talk.ended = True


def _use_up(talk: WebTalk | PageTalk) -> None:
    """Make cheap calls until the session may make no more for some seconds.

    How many seconds depends on when it begins, so another session tries it first.
    """
    other = talk.http.post(f"{WEB}/session", headers=talk.origin).json()["token"]
    wait = _calls_until_refused(talk, other)
    if wait < LONG_ENOUGH:
        time.sleep(wait)
    assert _calls_until_refused(talk, talk.token) >= LONG_ENOUGH // 2


def _calls_until_refused(talk: WebTalk | PageTalk, token: str) -> int:
    """The seconds to wait."""
    headers = talk.origin | {"Authorization": f"Bearer {token}"}
    for _ in range(MOST_TRIES):
        answer = talk.http.get(f"{WEB}/history?after=999", headers=headers)
        if answer.status_code == REFUSED:
            return int(answer.headers["retry-after"])
    raise AssertionError("nobody was refused")


def too_slow(talk: Talk) -> None:
    """Whether a turn that came too late is kept is a matter of chance: its history is left out."""
    talk.say("What is involvement?")
    talk.ended = True


def feedback(talk: WebTalk) -> None:
    talk.say("Why involve people at all?")
    rating = {"answer_id": talk.last, "helpful": True}
    for changes in (
        {},
        {"helpful": False, "comment": "too long"},
        {"answer_id": "0" * 32},
        {"helpful": "yes"},
    ):
        talk.calls("POST", "feedback", f"feedback {changes}", json=rating | changes)
    talk.say("that did not help")


def erased(talk: WebTalk) -> None:
    talk.say("What is PPI?")
    talk.calls("DELETE", "session")
    talk.say("hello")


ONLY_WEB: dict[str, Callable[[WebTalk], None]] = {
    one.__name__.replace("_", "-"): one
    for one in (widget_form, widget_form_refused, widget_form_crisis, refused, without_a_session)
    + (too_many, feedback, erased)
}


def page_refused(talk: PageTalk) -> None:
    talk.shows()
    talk.press("What is involvement?")
    talk.press("Yes, “Involvement” helped")
    talk.say(LONG)
    talk.say(LONG + SELF_HARM)
    talk.posts("an unknown button", talk.offers["Tell me more"] | {"payload": "never-offered"})
    talk.posts("nothing", {})
    ended = {"token": "long-gone", "message_id": "a" * 32}
    talk.posts("of a session that has ended", {**ended, "text": "What is PPI?"})
    for said in (SELF_HARM, DANGER, ILL, ABUSE):
        talk.posts(f"{said}, when the session has ended", {**ended, "text": said})


def page_erased(talk: PageTalk) -> None:
    talk.say("What is engagement?")
    talk.press("No, “Engagement” did not help")
    talk.press("Delete this chat")
    talk.press("Yes, delete everything")
    talk.say("hello")


def page_too_many(talk: PageTalk) -> None:
    talk.say("hello")
    _use_up(talk)
    talk.plays(("hello", SELF_HARM, DANGER, ILL, ABUSE))


ONLY_PAGE: dict[str, Callable[[PageTalk], None]] = {
    one.__name__.replace("_", "-"): one for one in (page_refused, page_erased, page_too_many)
}
