"""What a message of the staff chat means, and what is said back."""

from __future__ import annotations

import pytest

from bot.errors import RecordsUnavailable
from bot.handoff.staff.chat_commands import (
    HELP,
    WHICH_REQUEST,
    Command,
    parse_command,
    run_command,
)
from tests.support.handing_off import EMAIL, Centre

REF, OTHER = "PPI-7K3M-9Q2X", "PPI-2222-3333"


@pytest.mark.parametrize(
    ("text", "about", "command"),
    [
        ("Hello, come on Monday.", REF, Command("answer", REF, "Hello, come on Monday.")),
        ("two\nlines", REF, Command("answer", REF, "two\nlines")),
        ("Who takes this one?", None, None),
        (f"/claim {REF}", None, Command("claim", REF)),
        ("/claim", REF, Command("claim", REF)),
        (f"/claim {OTHER}", REF, Command("claim", OTHER)),
        ("/claim", None, Command("claim")),
        (f"/CLOSE@ppi_guide_bot {REF}", None, Command("close", REF)),
        (f"/note {REF} rang twice", None, Command("note", REF, "rang twice")),
        ("/note rang twice", REF, Command("note", REF, "rang twice")),
        (f"/note {OTHER}\nrang\ntwice", REF, Command("note", OTHER, "rang\ntwice")),
        (f"/note\n{OTHER} rang", None, Command("note", OTHER, "rang")),
        (f"/show {REF}", None, Command("show", REF)),
        (f"/answered {REF}", None, Command("answered", REF)),
        ("/open", None, Command("open")),
        ("/help", None, Command("help")),
        ("/start", None, Command("help")),
        ("/weather", None, None),
        ("/weather", REF, Command("help")),
        ("", None, None),
        ("", REF, Command("answer", REF)),
        ("/", REF, Command("help")),
    ],
)
def test_what_a_message_means(text: str, about: str | None, command: Command | None) -> None:
    assert parse_command(text, about, lambda word: word in (REF, OTHER)) == command


def _do(centre: Centre, verb: str, reference: str = "", words: str = "", key: str = "") -> str:
    command = Command(verb, reference, words)  # type: ignore[arg-type]
    return run_command(command, centre.requests, "Ann", key).text


def test_what_is_said_back(centre: Centre) -> None:
    reference = centre.leaves()
    assert _do(centre, "help") == HELP
    assert reference in _do(centre, "open")
    assert _do(centre, "claim", reference.lower()) == f"{reference} is yours."
    assert "Noted" in _do(centre, "note", reference, "rang twice")
    assert _do(centre, "answer", reference, "Hello.") == f"{reference}: sent to the person's chat."
    on_the_web = centre.leaves(channel="web")
    assert "or later with their code" in _do(centre, "answer", on_the_web, "Hello.")
    centre.requests.close(on_the_web, "Ann")
    assert "is closed" in _do(centre, "close", reference)
    assert "No request is waiting." in _do(centre, "open")


def test_what_cannot_be_done_is_said_and_nothing_happens(centre: Centre) -> None:
    assert _do(centre, "claim") == WHICH_REQUEST
    assert "There is no request PPI-9999-9999" in _do(centre, "close", "PPI-9999-9999")
    reference = centre.leaves()
    _do(centre, "close", reference)
    assert "so nothing was sent" in _do(centre, "answer", reference, "Hello.")


def test_show_has_the_details_the_note_and_the_words(centre: Centre) -> None:
    reference = centre.leaves(
        contact_method="email", token=EMAIL.token, message=f"Mail {EMAIL.token}"
    )
    _do(centre, "note", reference, "rang twice")
    said = _do(centre, "show", reference)
    assert f"Mail {EMAIL.value}" in said
    assert "They ask for an answer by email." in said
    assert "rang twice" in said


def test_an_update_that_comes_twice_is_carried_out_once(centre: Centre) -> None:
    reference = centre.leaves()
    for _ in range(2):
        _do(centre, "answer", reference, "Hello.", key="update-7")
        _do(centre, "note", reference, "rang", key="update-8")
    whats = [event.what for event in centre.requests.show(reference).events]
    assert whats == ["opened", "answered", "note"]


def test_without_the_database_nothing_is_said_so_that_the_message_comes_again(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **_named: object) -> None:
        raise RecordsUnavailable("away")

    reference = centre.leaves()
    monkeypatch.setattr(centre.requests, "answer", away)
    with pytest.raises(RecordsUnavailable):
        _do(centre, "answer", reference, "Hello.")
