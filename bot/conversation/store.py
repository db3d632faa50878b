"""Read what a turn starts from, and write the turn in one transaction. Every call blocks."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace

from sqlalchemy.engine import Connection

from bot.content.pack import Pack
from bot.conversation.agent import Outcome
from bot.conversation.context import Incoming, StoreText, TurnContext, TurnResult
from bot.errors import MessageConflict, Overtaken, TooSlow
from bot.handoff.codes import return_code, with_codes, without_codes
from bot.handoff.model import FORM, Desk, Requester
from bot.keys import SecretKey
from bot.messages import Message, Reply
from bot.privacy import PUBLIC, mask
from bot.records.store import Records
from bot.records.turns import AlsoWrite, NewTurn
from bot.records.vault import Vault, resolved
from bot.text import clean

MOST_TRIES = 8
"""How often a turn is tried when another process writes to its conversation each time."""

OVERTAKEN = "Several messages came at once, and this one was not answered. Please send it again."

RETURNS_BY_CODE = "web"
"""Visitors on this channel return with a code, because their chat ends when the tab closes."""


class ConversationStore:
    """Reads and writes turns. Personal data is masked first; each turn is written as a whole."""

    def __init__(
        self, records: Records, *, key: SecretKey, desk: Desk | None, store_text: StoreText
    ) -> None:
        """`store_text`: see PPI_STORE_TEXT."""
        self._records = records
        self._key = key
        self._vault = Vault(key)
        self._desk = desk
        self._store_text = store_text

    def found(self, incoming: Incoming) -> Incoming:
        """The incoming message with the id of its conversation filled in.

        Raises:
            UnknownConversation: the person has none, or it has expired.
        """
        if incoming.conversation:
            return incoming
        conversation = self._records.find(incoming.channel, incoming.person)
        return replace(incoming, conversation=conversation)

    def read(self, incoming: Incoming, text: str, pack: Pack) -> TurnContext | TurnResult:
        """The turn to work out, or the stored result for a message that was answered before.

        Args:
            text: cleaned, as it is to be read.

        Raises:
            MessageConflict: the key was used before, for another message.
            UnknownConversation: there is none.
            UnknownOffer: the pressed button was never offered there.
        """
        conversation = incoming.conversation
        with self._records.reading() as db:
            repeated = self._repeated(db, incoming)
            if repeated:
                return repeated
            standing = self._records.standing(db, conversation)
            said = mask(text, {}, public=pack.public)
            if said.pieces:
                said = mask(text, self._vault.taken(db, conversation), public=pack.public)
            title, press = said.text, incoming.command
            if incoming.pressed is not None:
                title, press = self._records.offered_within(db, conversation, incoming.pressed)
            turn = TurnContext(incoming, pack, standing, text, said, title, press)
            if self._desk is not None:
                # Staff can be answering only where a request is open; elsewhere this saves a query.
                turn.talk = self._desk.talk(db, conversation) if standing.waiting else None
                turn.back = self._desk.find_by_code(db, text)
            if turn.back:
                # Whoever has the code can read the answer, so it is not stored with the message.
                turn.title = without_codes(turn.title)
            return turn

    def taken(self, conversation: str) -> dict[str, int]:
        """The highest token number that a conversation uses, for each kind of personal data."""
        with self._records.reading() as db:
            return self._vault.taken(db, conversation)

    def _repeated(self, db: Connection, incoming: Incoming) -> TurnResult | None:
        if incoming.key is None:
            return None
        stored = self._records.answered_within(db, incoming.conversation, incoming.key)
        if stored is None:
            return None
        if not hmac.compare_digest(stored.request, self._fingerprint(incoming)):
            raise MessageConflict("This message id was already used for another message.")
        shown = self._shown_within(db, incoming.conversation, stored.messages)
        standing = self._records.standing(db, incoming.conversation)
        waiting = self._desk is not None and standing.waiting
        calm = standing.crisis is not None
        return TurnResult(shown, intent=stored.intent, calm=calm, waiting=waiting)

    def write(self, turn: TurnContext, outcome: Outcome) -> TurnResult:
        """Write a turn; returns its result, with the messages as the person sees them.

        Raises:
            Overtaken: another process has written a turn of the conversation meanwhile.
            UnknownConversation: the conversation was deleted meanwhile.
            RecordsUnavailable: nothing was written.
        """
        understood, conversation = outcome.understanding, turn.incoming.conversation
        in_danger = outcome.decision == "crisis"
        missed = outcome.decision in ("refuse", "clarify")
        keep_words = self._store_text == "all" or (self._store_text == "missed" and missed)
        back = turn.back.messages if turn.back else ()
        possible = turn.incoming.danger
        crisis = outcome.card_id if in_danger else possible.card if possible else None
        new = NewTurn(
            conversation=conversation,
            key=turn.incoming.key,
            request=self._fingerprint(turn.incoming),
            intent=understood.intent or "",
            confidence=understood.confidence,
            decision=understood.decision,
            card=outcome.card_id,
            messages=[
                Reply("text", (turn.title,), sender="you"),
                *back,
                *outcome.replies,
            ],
            snapshot=outcome.state if outcome.state.events else None,
            text=turn.title if keep_words else None,
            crisis=crisis,
            also=(*turn.incoming.also, *self._besides(turn, outcome)),
            # A crisis card does not depend on earlier turns, so no other turn can overtake it.
            after=None if in_danger else turn.standing,
        )
        messages = self._records.write(new)
        waiting = self._desk is not None and turn.standing.waiting
        if outcome.request or back:  # a request was opened, or is answered here from now on
            waiting = self.is_waiting(conversation)
        return TurnResult(
            self.shown(conversation, messages),
            outcome,
            new.intent,
            calm=crisis is not None or turn.standing.crisis is not None,
            waiting=waiting,
        )

    def settle(self, incoming: Incoming, text: str, pack: Pack, outcome: Outcome) -> TurnResult:
        """Read and write a turn whose outcome does not depend on earlier turns.

        Raises:
            TooSlow: other processes wrote to the conversation each time.
        """
        for _ in range(MOST_TRIES):
            with suppress(Overtaken):
                turn = self.read(self.found(incoming), text, pack)
                return turn if isinstance(turn, TurnResult) else self.write(turn, outcome)
        raise TooSlow(OVERTAKEN)

    def history(self, conversation: str, after: int) -> tuple[Message, ...]:
        """The messages of both sides numbered above `after`, as the person sees them."""
        return self.shown(conversation, self._records.history(conversation, after))

    def is_waiting(self, conversation: str) -> bool:
        """Whether staff may still answer in this conversation."""
        return self._desk is not None and self._records.waits_for_staff(conversation)

    def is_calm(self, conversation: str) -> bool:
        """Whether a crisis card was shown or offered; there is then no quiz, joke or feedback."""
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
        """Store whether an answer helped; False when there is no such answer.

        `public`: details that are left readable, as in `bot.privacy.mask`.

        Raises:
            RecordsUnavailable: nothing was stored.
        """
        masked = mask(clean(comment), public=public).text if comment else None
        missed = not helpful and self._store_text != "none"
        return self._records.rate(conversation, answer, helpful, masked, keep_words=missed)

    def shown(self, conversation: str, messages: tuple[Message, ...]) -> tuple[Message, ...]:
        """Messages with the person's own details and return codes in place of their tokens."""
        if not _have_tokens(messages):
            return messages
        with self._records.reading() as db:
            return self._shown_within(db, conversation, messages)

    def _shown_within(
        self, db: Connection, conversation: str, messages: tuple[Message, ...]
    ) -> tuple[Message, ...]:
        if not _have_tokens(messages):
            return messages
        values = self._vault.values(db, conversation)
        return tuple(
            message.mapped(lambda part: with_codes(self._key, resolved(part, values)))
            for message in messages
        )

    def _besides(self, turn: TurnContext, outcome: Outcome) -> list[AlsoWrite]:
        """What is written along with a turn: personal data, a request, a message to staff."""
        desk, before = self._desk, turn.standing.snapshot.active_loop
        after = outcome.state.active_loop if outcome.state.events else before
        conversation, pieces = turn.incoming.conversation, turn.said.pieces
        writes: list[AlsoWrite] = []
        # A message that brings a crisis card is never taken as an answer in the form.
        keep = (after == FORM or outcome.request) and outcome.decision != "crisis"
        if keep and pieces:
            writes.append(lambda db: self._vault.keep(db, conversation, pieces))
        request, talk, back = outcome.request, turn.talk, turn.back
        if desk and request:
            channel = turn.incoming.channel
            if request.contact_method == "here" and channel == RETURNS_BY_CODE:
                code = return_code(self._key, request.key)
                request = replace(request, return_code=code)
            new, requester = (
                request,
                Requester(conversation, channel, turn.standing.person, turn.incoming.address),
            )
            writes.append(lambda db: desk.open(db, new, requester))
        elif before == FORM and after != FORM:
            writes.append(lambda db: self._vault.forget(db, conversation))
        if desk and talk:
            writes.append(lambda db: desk.pass_on(db, talk, turn.said.text, pieces))
        if desk and back:
            writes.append(lambda db: desk.move(db, back, conversation))
        return writes

    def _fingerprint(self, incoming: Incoming) -> str:
        """A keyed hash of the text or button; without the key, nobody can test guesses on it."""
        pressed = incoming.pressed
        said = f"text\0{incoming.text}" if pressed is None else f"payload\0{pressed}"
        body = said.encode("utf-8", "surrogatepass")
        return hmac.new(self._key, body, hashlib.sha256).hexdigest()


def _have_tokens(messages: tuple[Message, ...]) -> bool:
    return any("[" in part for message in messages for part in message.parts)
