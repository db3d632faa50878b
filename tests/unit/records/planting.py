"""Somebody who has left something in every table."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.engine import Engine

from bot.keys import Cipher
from bot.records import tables as t

KEY = b"k" * 64


def plant(
    engine: Engine,
    person: str,
    at: datetime,
    *,
    said: str = "hello",
    channel: str = "telegram",
    expires_at: datetime | None = None,
    asked_for_a_person: bool = False,
    closed_at: datetime | None = None,
) -> str:
    """A conversation of two turns at `at`, the second one rated; returns its id."""
    conversation, cipher = uuid.uuid4().hex, Cipher(KEY)
    with engine.begin() as db:
        db.execute(
            insert(t.conversation).values(
                id=conversation,
                channel=channel,
                person=person,
                started_at=at,
                last_at=at,
                expires_at=expires_at,
                last_seq=5,
                turns=2,
                slots={"last_card": said},
                active_loop=said,
                crisis="crisis-abuse",
            )
        )
        db.execute(insert(t.message).values(**_message(conversation, None, 1, at, said)))
        for number in (1, 2):
            turn, answer = uuid.uuid4().hex, uuid.uuid4().hex
            db.execute(
                insert(t.turn).values(
                    id=turn,
                    conversation_id=conversation,
                    number=number,
                    key=f"{said}-{number}",
                    request="a" * 64,
                    at=at,
                    intent="define_involvement",
                    confidence=0.9,
                    decision="answer",
                    card="involvement",
                    text=said,
                )
            )
            db.execute(
                insert(t.message),
                [
                    _message(conversation, turn, number * 2, at, said, sender="you"),
                    _message(conversation, turn, number * 2 + 1, at, said, named=answer),
                ],
            )
            db.execute(
                insert(t.tracker_event).values(
                    conversation_id=conversation, turn=number, position=0, body={"text": said}
                )
            )
        db.execute(
            insert(t.feedback).values(
                id=uuid.uuid4().hex,
                conversation_id=conversation,
                answer_id=answer,
                helpful=True,
                comment=said,
                at=at,
            )
        )
        db.execute(
            insert(t.offer).values(
                id=uuid.uuid4().hex[:12],
                conversation_id=conversation,
                title="Tell me more",
                payload="/more",
                at=at,
            )
        )
        db.execute(insert(t.vault).values(**_vault(conversation, None, at, said, cipher)))
        db.execute(
            insert(t.inbox).values(
                channel=channel,
                key=uuid.uuid4().hex,
                person=person,
                body=cipher.encrypt(said),
                came_at=at,
                done_at=at,
            )
        )
        if asked_for_a_person:
            _plant_request(db, conversation, person, at, said, channel, closed_at, cipher)
    return conversation


def _plant_request(db, conversation, person, at, said, channel, closed_at, cipher) -> None:
    handoff = uuid.uuid4().hex
    db.execute(
        insert(t.handoff).values(
            id=handoff,
            reference=f"PPI-{handoff[:6].upper()}",
            conversation_id=conversation,
            key=uuid.uuid4().hex,
            channel=channel,
            person=person,
            role="patient",
            reach="email",
            message=cipher.encrypt(said),
            transcript=cipher.encrypt(said),
            state="closed" if closed_at else "open",
            opened_at=at,
            closed_at=closed_at,
        )
    )
    db.execute(
        insert(t.handoff_event).values(
            id=uuid.uuid4().hex,
            handoff_id=handoff,
            at=at,
            what="note",
            who="staff",
            text=cipher.encrypt(said),
        )
    )
    db.execute(insert(t.vault).values(**_vault(conversation, handoff, at, said, cipher)))
    db.execute(
        insert(t.outbox).values(
            id=uuid.uuid4().hex,
            key=uuid.uuid4().hex,
            handoff_id=handoff,
            way="email",
            body=cipher.encrypt(said),
            made_at=at,
            next_at=at,
        )
    )
    db.execute(insert(t.staff_message).values(message_id=int(handoff[:12], 16), handoff_id=handoff))
    # What staff wrote back into the conversation.
    db.execute(
        insert(t.message).values(**_message(conversation, None, 6, at, said, sender="staff"))
    )


def _message(conversation, turn, seq, at, said, sender="assistant", named=None) -> dict:
    return {
        "id": named or uuid.uuid4().hex,
        "conversation_id": conversation,
        "turn_id": turn,
        "seq": seq,
        "at": at,
        "sender": sender,
        "kind": "text",
        "text": said,
        "card": {"id": "involvement", "parts": [said]},
        "buttons": [],
    }


def _vault(conversation, handoff, at, said, cipher) -> dict:
    return {
        "id": uuid.uuid4().hex,
        "conversation_id": conversation,
        "handoff_id": handoff,
        "token": "[email 1]",
        "kind": "email",
        "value": cipher.encrypt(said),
        "finder": f"finder of {said}",
        "at": at,
    }
