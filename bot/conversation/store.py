"""What a turn reads before it and writes at its end, in one transaction. All of it blocks."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection
from dataclasses import replace

from sqlalchemy.engine import Connection

from bot.conversation.agent import AgentAnswer
from bot.conversation.context import Asked, Look, StoreText, Turned, first_card
from bot.errors import MessageConflict
from bot.handoff.codes import return_code, with_codes
from bot.handoff.model import FORM, Desk, NewRequest, Requester
from bot.keys import SecretKey
from bot.messages import Message
from bot.privacy import PUBLIC, mask
from bot.records.store import NewMessage, NewTurn, Records, Step
from bot.records.vault import Vault, resolved
from bot.text import clean

WITH_CODE = "web"
"""The channel on which an answer is come back to with a code: its chats end with the tab."""


class TurnRecords:
    """The records as turns use them: words without secrets, and all of a turn at once."""

    def __init__(
        self, records: Records, *, key: SecretKey, desk: Desk | None, store_text: StoreText
    ) -> None:
        """`store_text`: see PPI_STORE_TEXT."""
        self._records = records
        self._key = key
        self._vault = Vault(key)
        self._desk = desk
        self._store_text = store_text

    def of_person(self, asked: Asked) -> Asked:
        """What came in, with its conversation found.

        Raises:
            UnknownConversation: the person has none, or it has expired.
        """
        if asked.conversation:
            return asked
        return replace(asked, conversation=self._records.find(asked.channel, asked.person))

    def look(self, asked: Asked, text: str, public: Collection[str] = PUBLIC) -> Look | Turned:
        """Where a conversation stands, or the stored reply to a message that came before.

        `text` comes back with tokens in place of personal data; `public`: as
        `bot.privacy.mask`.

        Raises:
            MessageConflict, UnknownConversation, UnknownOffer.
        """
        with self._records.reading() as db:
            stored = self._stored(db, asked)
            if stored:
                return stored
            standing = self._records.standing(db, asked.conversation)
            said = mask(text, {}, public=public)
            if said.pieces:
                said = mask(text, self._vault.taken(db, asked.conversation), public=public)
            title, payload = said.text, asked.command
            if asked.payload is not None:
                title, payload = self._records.offered_within(db, asked.conversation, asked.payload)
            look = Look(standing, said, title=title, payload=payload)
            if self._desk is None:
                return look
            # Staff can only be answering where a request waits.
            talk = self._desk.talk(db, asked.conversation) if standing.waiting else None
            return replace(look, talk=talk, back=self._desk.find_by_code(db, text))

    def taken(self, conversation: str) -> dict[str, int]:
        """Which tokens a conversation has."""
        with self._records.reading() as db:
            return self._vault.taken(db, conversation)

    def _stored(self, db: Connection, asked: Asked) -> Turned | None:
        if asked.key is None:
            return None
        stored = self._records.answered_within(db, asked.conversation, asked.key)
        if stored is None:
            return None
        if not hmac.compare_digest(stored.request, self._fingerprint(asked)):
            raise MessageConflict("This message id was already used for another message.")
        shown = self._shown(db, asked.conversation, stored.messages)
        standing = self._records.standing(db, asked.conversation)
        waiting = self._desk is not None and standing.waiting
        return Turned(shown, calm=standing.crisis is not None, waiting=waiting)

    def write(self, asked: Asked, look: Look, title: str, answer: AgentAnswer) -> Turned:
        """Write a turn, and give its messages as the person may see them."""
        replies = [
            NewMessage("assistant", reply.kind, reply.text, reply.card, reply.buttons)
            for reply in answer.replies
        ]
        missed = answer.decision in ("refuse", "clarify")
        kept = self._store_text == "all" or (self._store_text == "missed" and missed)
        back = look.back.messages if look.back else ()
        turn = NewTurn(
            conversation=asked.conversation,
            key=asked.key,
            request=self._fingerprint(asked),
            intent=answer.intent,
            confidence=answer.confidence,
            decision=answer.decision,
            card=first_card(answer),
            messages=[NewMessage("you", "text", title), *back, *replies],
            snapshot=answer.snapshot if answer.snapshot.events else None,
            text=title if kept else None,
            crisis=first_card(answer) if answer.decision == "crisis" else None,
            also=(*asked.also, *self._besides(asked, look, answer)),
            # A crisis card rests on nothing that was said before.
            after=None if answer.decision == "crisis" else look.standing,
        )
        messages = self._records.write(turn)
        shown = self.shown(asked.conversation, messages)
        calm = look.standing.crisis is not None or answer.decision == "crisis"
        waiting = self._desk is not None and look.standing.waiting
        if answer.handoff or back:  # a request was opened, or is answered here from now on
            waiting = self.is_waiting(asked.conversation)
        return Turned(shown, answer, calm=calm, waiting=waiting)

    def history(self, conversation: str, after: int) -> tuple[Message, ...]:
        """Both sides since a sequence number, as the person may see them."""
        return self.shown(conversation, self._records.history(conversation, after))

    def is_waiting(self, conversation: str) -> bool:
        """Whether staff may still answer in this conversation."""
        return self._desk is not None and self._records.waits_for_staff(conversation)

    def is_calm(self, conversation: str) -> bool:
        """Whether a crisis card was shown: then no quiz, no jokes, no feedback."""
        with self._records.reading() as db:
            return self._records.standing(db, conversation).crisis is not None

    def rate(
        self,
        conversation: str,
        answer: str,
        helpful: bool,
        comment: str | None,
        public: Collection[str] = PUBLIC,
    ) -> bool:
        """Keep whether an answer helped; False when there is no such answer.

        `public`: as `bot.privacy.mask`.

        Raises:
            RecordsUnavailable: nothing was stored.
        """
        masked = mask(clean(comment), public=public).text if comment else None
        missed = not helpful and self._store_text != "none"
        return self._records.rate(conversation, answer, helpful, masked, keep_words=missed)

    def shown(self, conversation: str, messages: tuple[Message, ...]) -> tuple[Message, ...]:
        """Messages with the person's own details in place of their tokens."""
        if not any("[" in message.text for message in messages):
            return messages
        with self._records.reading() as db:
            return self._shown(db, conversation, messages)

    def _shown(
        self, db: Connection, conversation: str, messages: tuple[Message, ...]
    ) -> tuple[Message, ...]:
        if not any("[" in message.text for message in messages):
            return messages
        values = self._vault.values(db, conversation)
        texts = (with_codes(self._key, resolved(m.text, values)) for m in messages)
        return tuple(replace(m, text=text) for m, text in zip(messages, texts, strict=True))

    def _besides(self, asked: Asked, look: Look, answer: AgentAnswer) -> list[Step]:
        """What else is written with a turn: the vault, a request, what staff must hear."""
        desk, before = self._desk, look.standing.snapshot.active_loop
        after = answer.snapshot.active_loop if answer.snapshot.events else before
        steps: list[Step] = []
        # What the gate catches is never an answer in a form.
        kept = (after == FORM or answer.handoff) and answer.decision != "crisis"
        if kept and look.said.pieces:
            steps.append(lambda db: self._vault.keep(db, asked.conversation, look.said.pieces))
        if desk and answer.handoff:
            request = NewRequest(**answer.handoff)
            if request.contact_method == "here" and asked.channel == WITH_CODE:
                request = replace(request, return_code=return_code(self._key, request.key))
            requester = Requester(
                asked.conversation, asked.channel, look.standing.person, asked.address
            )
            steps.append(lambda db: desk.open(db, request, requester))
        elif before == FORM and after != FORM:
            steps.append(lambda db: self._vault.forget(db, asked.conversation))
        talk, back = look.talk, look.back
        if desk and talk:
            steps.append(lambda db: desk.pass_on(db, talk, look.said.text, look.said.pieces))
        if desk and back:
            steps.append(lambda db: desk.move(db, back, asked.conversation))
        return steps

    def _fingerprint(self, asked: Asked) -> str:
        """A keyed hash of what was said: without the key nobody can try words against it."""
        said = f"text\0{asked.text}" if asked.payload is None else f"payload\0{asked.payload}"
        body = said.encode("utf-8", "surrogatepass")
        return hmac.new(self._key, body, hashlib.sha256).hexdigest()
