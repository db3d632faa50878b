"""Who is meant: a person is known by a keyed hash only, and found by what they can tell us."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Table, or_, select
from sqlalchemy.engine import Connection

from bot.errors import GuideError
from bot.records import tables as t

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter is taken for another when it is read out or copied by hand."""

REFERENCE_BITS = 40
REFERENCE_LETTERS = REFERENCE_BITS // 5
PREFIX_LETTERS = REFERENCE_BITS // 4
"""How much of the keyed hash, in hexadecimal, a reference stands for."""


class NobodyFound(GuideError):
    """Nothing is stored under what was given, or it cannot be a reference."""


def person_reference(person: str) -> str:
    """What `/privacy` shows a person, such as "K7QM-2F9X", from their keyed hash in hexadecimal.

    40 bits: among a hundred thousand people a reference fits somebody else as well with a chance of
    one in ten million. It opens nothing; staff find a person by it, to export or to erase.
    """
    number = int(person[:PREFIX_LETTERS], 16)
    letters = "".join(ALPHABET[number >> shift & 31] for shift in range(REFERENCE_BITS - 5, -1, -5))
    return f"{letters[:4]}-{letters[4:]}"


def hash_prefix(reference: str) -> str:
    """How the keyed hash of a reference begins, however the reference was copied.

    Raises:
        NobodyFound: it cannot be a reference.
    """
    plain = "".join(letter for letter in reference.upper() if letter.isalnum())
    plain = plain.translate(str.maketrans("OIL", "011"))
    if len(plain) != REFERENCE_LETTERS or not set(plain) <= set(ALPHABET):
        raise NobodyFound(
            f"“{reference}” is no reference. It looks like K7QM-2F9X; the assistant shows it when "
            "somebody asks what is stored."
        )
    number = 0
    for letter in plain:
        number = number << 5 | ALPHABET.index(letter)
    return f"{number:0{PREFIX_LETTERS}x}"


def people_of_reference(db: Connection, reference: str) -> frozenset[str]:
    """The keyed hashes that a reference stands for: one, if any.

    Raises:
        NobodyFound: it cannot be a reference.
    """
    begins = hash_prefix(reference)
    return _hashes(
        db, *(column.startswith(begins) for column in (t.conversation.c.person, t.handoff.c.person))
    )


def people_of_detail(db: Connection, finder: str) -> frozenset[str]:
    """The keyed hashes of everybody who gave an email address or a telephone number.

    Args:
        finder: of `Vault.finder`.
    """
    found = select(t.vault.c.conversation_id, t.vault.c.handoff_id).where(
        t.vault.c.finder == finder
    )
    rows = db.execute(found).all()
    return _hashes(
        db,
        t.conversation.c.id.in_([row.conversation_id for row in rows]),
        t.handoff.c.id.in_([row.handoff_id for row in rows]),
    )


def people_of_conversation(db: Connection, conversation: str) -> frozenset[str]:
    """The keyed hash of whose conversation it is; nobody's when there is none."""
    return _hashes(db, t.conversation.c.id == conversation, t.handoff.c.id.in_([]))


def _hashes(db: Connection, of_conversations: Any, of_requests: Any) -> frozenset[str]:
    in_conversations = db.execute(select(t.conversation.c.person).where(of_conversations)).scalars()
    in_requests = db.execute(select(t.handoff.c.person).where(of_requests)).scalars()
    return frozenset([*in_conversations, *in_requests])


def rows_of(people: Collection[str]) -> tuple[tuple[Table, Any], ...]:
    """Every table with the rows of these people in it, in an order in which they can be deleted."""
    conversations = select(t.conversation.c.id).where(t.conversation.c.person.in_(people))
    theirs = or_(t.handoff.c.person.in_(people), t.handoff.c.conversation_id.in_(conversations))
    requests = select(t.handoff.c.id).where(theirs)
    of_conversations = (t.feedback, t.message, t.tracker_event, t.turn, t.offer)
    of_requests = (t.staff_message, t.outbox, t.handoff_event)
    v = t.vault.c
    return (
        *((table, table.c.conversation_id.in_(conversations)) for table in of_conversations),
        (t.vault, or_(v.conversation_id.in_(conversations), v.handoff_id.in_(requests))),
        *((table, table.c.handoff_id.in_(requests)) for table in of_requests),
        (t.handoff, theirs),
        (t.conversation, t.conversation.c.person.in_(people)),
        (t.inbox, t.inbox.c.person.in_(people)),
    )
