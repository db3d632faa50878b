"""Find a person's rows. We know people by a keyed hash only, so they tell us what to look for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Table, or_, select
from sqlalchemy.engine import Connection

from bot.errors import GuideError
from bot.records import tables as t

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no two letters look or sound alike when copied by hand or read out."""

REFERENCE_BITS = 40
REFERENCE_LETTERS = REFERENCE_BITS // 5
PREFIX_LETTERS = REFERENCE_BITS // 4
"""A reference stands for this many hexadecimal digits, the first ones, of the keyed hash."""


class NobodyFound(GuideError):
    """Nothing is stored about the person who was named, or what was given is no reference."""


def person_reference(person: str) -> str:
    """The reference that `/privacy` shows a person, such as "K7QM-2F9X".

    Staff find the person by it, to export or to erase; it opens nothing. It has 40 bits: among a
    hundred thousand people, the chance that it fits somebody else too is one in ten million.

    `person`: their keyed hash, in hexadecimal.
    """
    number = int(person[:PREFIX_LETTERS], 16)
    letters = "".join(ALPHABET[number >> shift & 31] for shift in range(REFERENCE_BITS - 5, -1, -5))
    return f"{letters[:4]}-{letters[4:]}"


def hash_prefix(reference: str) -> str:
    """The first digits of the keyed hash that a reference stands for, however it was copied.

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
    """The keyed hashes that a reference fits: none or one, and hardly ever two.

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
        finder: from `Vault.finder`.
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
    """The keyed hash of the person whose conversation it is; empty when there is none."""
    return _hashes(db, t.conversation.c.id == conversation, t.handoff.c.id.in_([]))


def _hashes(db: Connection, of_conversations: Any, of_requests: Any) -> frozenset[str]:
    in_conversations = db.execute(select(t.conversation.c.person).where(of_conversations)).scalars()
    in_requests = db.execute(select(t.handoff.c.person).where(of_requests)).scalars()
    return frozenset([*in_conversations, *in_requests])


def rows_of(people: Collection[str]) -> tuple[tuple[Table, Any], ...]:
    """Each table with the condition for these people's rows, in an order that can be deleted."""
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
