"""A request whose fields all come at once, from the form on the website."""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.content.pack import Pack
from bot.errors import WrongField
from bot.handoff.codes import new_reference
from bot.handoff.form import asking
from bot.handoff.form.shapes import REACHES
from bot.handoff.form.state import Form, form_of
from bot.handoff.model import FORM, NewRequest, Role
from bot.messages import Reply
from bot.privacy import Masked, Piece, mask
from bot.records.snapshot import Snapshot
from bot.text import clean

CHANNEL, HERE = "web", "here"
SLOT = "handoff"
MOST_WORDS_OF_REACH = 8


@dataclass(frozen=True)
class Filled:
    """The fields as they were sent. `reach`: an email address, a telephone number, or "here"."""

    role: Role
    reach: str
    message: str
    with_talk: bool = False

    @property
    def all_words(self) -> str:
        """The text that is searched for words of danger."""
        return f"{clean(self.message)}\n{clean(self.reach)}".strip()

    @property
    def as_text(self) -> str:
        """All fields as one JSON text; the same fields sent again give the same text."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    def key(self, conversation: str, key: str) -> str:
        """The key of the request, made so that no other conversation can have the same."""
        return hashlib.sha256(f"{conversation}\0{key}".encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Finished:
    """What the fields become: the request, the reply, and the message to store, masked."""

    request: NewRequest
    reply: Reply
    said: Masked
    title: str


def finish(pack: Pack, filled: Filled, key: str, taken: Mapping[str, int]) -> Finished:
    """Check the fields, and make a request from them.

    Args:
        key: the key of the request.
        taken: as in `bot.privacy.mask`.

    Raises:
        WrongField: a field cannot be used; the error names it.
    """
    message = clean(filled.message)
    if not any(letter.isalnum() for letter in message):
        raise WrongField("message", pack.form.ask_message)
    reach, token, pieces = HERE, "", tuple[Piece, ...]()
    if clean(filled.reach).lower() != HERE:
        contact = _contact(pack, clean(filled.reach), taken)
        reach, token, pieces = contact.kind, contact.token, (contact,)
    counted = Counter(taken) + Counter(piece.kind for piece in pieces)
    said = mask(message, counted, public=pack.public)
    request = NewRequest(
        key=key,
        reference=new_reference(),
        role=filled.role,
        contact_method=reach,  # type: ignore[arg-type]
        token=token,
        message=said.text,
        with_transcript=filled.with_talk,
    )
    reply = asking.sent(pack, Form(key=key, reach=reach), CHANNEL, request.reference)
    title = f"{pack.form.your_request}: “{said.text}”"
    return Finished(request, reply, Masked(said.text, (*pieces, *said.pieces)), title)


def without_form(snapshot: Snapshot) -> Snapshot:
    """A snapshot in which the form that was being filled in is closed; empty if there was none.

    What the form's tokens stand for goes to the new request or is deleted, so the form could no
    longer be sent.
    """
    form = form_of(snapshot.slots.get(SLOT))
    if not form.open and snapshot.active_loop != FORM:
        return Snapshot()
    closed = Form(sent=form.sent).as_slot()
    at = time.time()
    events: list[dict[str, Any]] = [
        {"event": "slot", "timestamp": at, "name": SLOT, "value": closed},
        {"event": "active_loop", "timestamp": at, "name": None},
    ]
    return Snapshot({**snapshot.slots, SLOT: closed}, None, events)


def _contact(pack: Pack, typed: str, taken: Mapping[str, int]) -> Piece:
    masked = mask(typed, taken)
    valid = [one for one in masked.pieces if one.kind in REACHES and one.checked]
    if len(valid) != 1 or len(masked.text.split()) > MOST_WORDS_OF_REACH:
        raise WrongField("reach", pack.form.no_reach)
    return valid[0]
