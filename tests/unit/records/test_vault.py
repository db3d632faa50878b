"""What tokens stand for: kept encrypted, handed over to a request, forgotten otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bot.keys import Unreadable
from bot.privacy import Piece, mask
from bot.records import tables as t
from bot.records.database import IN_MEMORY, open_database
from bot.records.vault import Vault, number_of, resolved
from tests.unit.records.planting import KEY

CHAT, OTHER_CHAT = "a" * 32, "b" * 32
REQUEST = "c" * 32
NOW = datetime(2026, 11, 24, tzinfo=UTC)
SAID = "I'm Jo Bloggs, Jo@Example.ORG, 020 7946 0123 ext 12"


@pytest.fixture
def vault() -> Vault:
    return Vault(KEY)


@pytest.fixture
def db() -> Iterator[Connection]:
    engine = open_database(IN_MEMORY)
    with engine.begin() as connection:
        for chat in (CHAT, OTHER_CHAT):
            connection.execute(insert(t.conversation).values(**_conversation(chat)))
        connection.execute(insert(t.handoff).values(**_request()))
        yield connection
    engine.dispose()


def _conversation(chat: str) -> dict[str, object]:
    return {
        "id": chat,
        "channel": "web",
        "person": chat,
        "started_at": NOW,
        "last_at": NOW,
        "last_seq": 0,
        "turns": 0,
        "slots": {},
    }


def _request() -> dict[str, object]:
    return {
        "id": REQUEST,
        "reference": "PPI-TEST",
        "conversation_id": CHAT,
        "key": "form-1",
        "channel": "web",
        "person": CHAT,
        "role": "patient",
        "reach": "email",
        "message": "",
        "state": "open",
        "opened_at": NOW,
    }


def test_what_was_kept_is_given_back_for_its_token(vault: Vault, db: Connection) -> None:
    masked = mask(SAID)
    vault.keep(db, CHAT, masked.pieces)

    assert vault.values(db, CHAT) == {
        "[name 1]": "Jo Bloggs",
        "[email 1]": "Jo@example.org",
        "[phone 1]": "020 7946 0123 ext 12",
    }
    assert vault.values(db, OTHER_CHAT) == {}
    assert resolved("Ring [phone 1].", vault.values(db, CHAT)) == "Ring 020 7946 0123 ext 12."


def test_a_valid_email_address_is_kept_in_its_checked_form_and_a_number_as_typed(
    vault: Vault, db: Connection
) -> None:
    pieces = [
        Piece("[email 1]", "email", "jo at example dot org", "jo@example.org"),
        Piece("[email 2]", "email", "jo@example", None),
        Piece("[phone 1]", "phone", "(020) 7946-0123 x 9", "+442079460123"),
    ]
    vault.keep(db, CHAT, pieces)

    assert list(vault.values(db, CHAT).values()) == [
        "jo@example.org",
        "jo@example",
        "(020) 7946-0123 x 9",
    ]


def test_nothing_kept_can_be_read_without_the_key(vault: Vault, db: Connection) -> None:
    vault.keep(db, CHAT, mask(SAID).pieces)

    kept = [str(value) for row in db.execute(select(t.vault)) for value in row._mapping.values()]
    # Each longer than chance could spell in a ciphertext.
    for value in ("Jo Bloggs", "Bloggs", "Jo@Example", "example.org", "020 7946", "79460123"):
        assert not any(value.casefold() in text.casefold() for text in kept)
    # It is there, for who has the key.
    assert "Jo Bloggs" in vault.values(db, CHAT).values()
    with pytest.raises(Unreadable):
        Vault(b"another made-up key, of 32 bytes").values(db, CHAT)


def test_a_form_gives_its_request_the_tokens_that_it_holds_and_forgets_the_rest(
    vault: Vault, db: Connection
) -> None:
    vault.keep(db, CHAT, mask(SAID).pieces)
    vault.keep(db, OTHER_CHAT, mask("fred@example.org").pieces)

    vault.hand_over(db, CHAT, REQUEST, "Please write to [email 1].")

    assert vault.of_handoff(db, REQUEST) == {"[email 1]": "Jo@example.org"}
    assert vault.values(db, CHAT) == {}
    assert vault.values(db, OTHER_CHAT) == {"[email 1]": "fred@example.org"}


def test_a_form_that_was_left_is_forgotten_and_a_request_is_not(
    vault: Vault, db: Connection
) -> None:
    vault.keep(db, CHAT, mask("jo@example.org").pieces, REQUEST)
    vault.keep(db, CHAT, mask("020 7946 0123").pieces)

    vault.forget(db, CHAT)

    assert vault.values(db, CHAT) == {}
    assert vault.of_handoff(db, REQUEST) == {"[email 1]": "jo@example.org"}


def test_no_number_is_given_twice_though_tokens_before_it_are_gone(
    vault: Vault, db: Connection
) -> None:
    vault.keep(db, CHAT, mask("jo@example.org, fred@example.org, 020 7946 0123").pieces)
    vault.hand_over(db, CHAT, REQUEST, "[email 2]")

    assert vault.taken(db, CHAT) == {"email": 2}
    masked = mask("ann@example.org", vault.taken(db, CHAT))
    assert masked.text == "[email 3]"
    vault.keep(db, CHAT, masked.pieces)
    assert vault.taken(db, CHAT) == {"email": 3}
    assert vault.taken(db, OTHER_CHAT) == {}


@pytest.mark.parametrize(
    ("token", "number"), [("[email 1]", 1), ("[nhs-number 12]", 12), ("[date-of-birth 3]", 3)]
)
def test_the_number_of_a_token(token: str, number: int) -> None:
    assert number_of(token) == number


@pytest.mark.parametrize(
    ("kind", "kept", "asked"),
    [
        ("email", "Jo@example.org", "jo at example dot org"),
        ("phone", "020 7946 0123 ext 12", "+442079460123"),
        ("phone", "oh two oh seven nine four six oh one two three", "02079460123"),
        ("name", "Jo Bloggs", "JO BLOGGS"),
    ],
)
def test_a_value_is_found_by_its_hash_however_it_is_typed(
    vault: Vault, db: Connection, kind: str, kept: str, asked: str
) -> None:
    vault.keep(db, CHAT, [Piece(f"[{kind} 1]", kind, kept)])

    found = db.execute(select(t.vault.c.finder)).scalar_one()
    assert found == vault.finder(kind, asked)
    assert found != vault.finder(kind, asked + "9")
    assert found != Vault(b"o" * 64).finder(kind, asked)
    assert kept not in found
