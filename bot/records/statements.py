"""The statements of every turn, made once: to make one costs as much as to run it."""

from __future__ import annotations

from sqlalchemy import bindparam, exists, insert, select, update

from bot.records import tables as t

CONVERSATION = select(t.conversation).where(t.conversation.c.id == bindparam("of"))
OF_PERSON = select(t.conversation.c.id, t.conversation.c.expires_at).where(
    t.conversation.c.channel == bindparam("channel"), t.conversation.c.person == bindparam("person")
)
TURN = select(t.turn.c.id, t.turn.c.request, t.turn.c.intent).where(
    t.turn.c.conversation_id == bindparam("of"), t.turn.c.key == bindparam("key")
)
OF_TURN = select(t.message).where(t.message.c.turn_id == bindparam("of")).order_by(t.message.c.seq)
OFFER = select(t.offer.c.title, t.offer.c.payload).where(
    t.offer.c.id == bindparam("offer"), t.offer.c.conversation_id == bindparam("of")
)
WAITING = exists().where(
    t.handoff.c.conversation_id == t.conversation.c.id,
    t.handoff.c.reach == "here",
    t.handoff.c.state != "closed",
)
WAITS = select(t.conversation.c.id).where(t.conversation.c.id == bindparam("of"), WAITING)
STANDING = select(t.conversation, WAITING.label("waiting")).where(
    t.conversation.c.id == bindparam("of")
)
TO_WRITE = CONVERSATION.with_for_update()
CHANGE = update(t.conversation).where(t.conversation.c.id == bindparam("of"))
NEXT = CHANGE.where(
    t.conversation.c.turns == bindparam("after"), t.conversation.c.last_seq == bindparam("seq")
)
NEW_CONVERSATION, NEW_TURN = insert(t.conversation), insert(t.turn)
NEW_OFFER, NEW_MESSAGE, NEW_EVENT = insert(t.offer), insert(t.message), insert(t.tracker_event)
