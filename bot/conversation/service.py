"""The one entry point to conversations, for every channel, `ask`, evaluations and tests.

A crisis card is shown whatever else fails. It does not wait for the lock of its conversation or for
the model, and it needs no working database.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from bot.content.live import LivePack
from bot.content.pack import Pack
from bot.content.replies import say
from bot.conversation.agent import Here, LoadingAgent, TurnThread
from bot.conversation.context import Incoming, Kept, Resources, TurnResult
from bot.conversation.fixed_outcomes import (
    CRISIS_INTENT,
    FOR_A_PERSON,
    closed_door,
    fixed,
    unstored,
)
from bot.conversation.locks import PersonLocks
from bot.conversation.notices import with_notices
from bot.conversation.pipeline import STEPS
from bot.conversation.store import MOST_TRIES, OVERTAKEN, ConversationStore
from bot.errors import GuideError, NoDelivery, NotReady, Overtaken, TooSlow
from bot.handoff.form.filled import Filled, finish, without_form
from bot.handoff.model import Desk
from bot.keys import SecretKey, person_hash
from bot.messages import Message, Press
from bot.records.store import Records
from bot.records.turns import NewTurn
from bot.safety.gate import Danger, judge
from bot.text import clean
from bot.understanding.message import Decision

log = logging.getLogger("ppi_guide.turn")

SHORT = 200
"""The gate reads a text of up to this many characters within some milliseconds."""


class Conversations:
    """Takes the turns of all conversations of one process."""

    def __init__(
        self,
        records: Records,
        agent: LoadingAgent,
        packs: LivePack,
        *,
        key: SecretKey,
        seconds: float,
        desk: Desk | None = None,
        closed: str = "",
        kept: Kept | None = None,
        thread: TurnThread | None = None,
    ) -> None:
        """`seconds`: the time limit of a turn; `closed`: see the setting PPI_CLOSED.

        `desk`: takes requests, None where none can be left. `kept`: by default `Kept()`. `thread`:
        runs the turns, with their reads and writes; by default the caller's event loop does.
        """
        kept = kept or Kept()
        self._records = records
        self._resources = Resources(records, agent, desk, kept, closed)
        self._packs = packs
        self._key = key
        self._store = ConversationStore(records, key=key, desk=desk, store_text=kept.text)
        self._thread = thread or Here()
        self._locks = PersonLocks()
        self._seconds = seconds

    @property
    def pack(self) -> Pack:
        """The pack with its cards as they are now."""
        return self._packs.now

    @property
    def agent(self) -> LoadingAgent:
        """The agent that understands and answers messages."""
        return self._resources.agent

    @property
    def closed(self) -> str:
        """The sentence that is shown while the assistant is closed; "" when it is open."""
        return self._resources.closed

    @property
    def handoff_offered(self) -> bool:
        """Whether a message for a person can be left at this moment."""
        return self._resources.handoff_offered

    def person(self, channel: str, identity: str) -> str:
        """The keyed hash of a person. `identity`: a web visitor's token or a Telegram chat's id."""
        return person_hash(self._key, channel, identity)

    async def danger(self, text: str) -> Danger | None:
        """The danger that a text shows, or None. A channel asks once, and puts it in `Incoming`."""
        text = clean(text)
        if len(text) <= SHORT:  # without a thread, so messages stay in order
            return judge(text, self.pack.crisis_phrases)
        return await asyncio.to_thread(judge, text, self.pack.crisis_phrases)

    def crisis_card(self, danger: Danger) -> Message:
        """The card for a danger, as a message that is not stored, for when a turn fails."""
        return unstored(say(self.pack, self.pack.cards[danger.card]))

    async def take(self, incoming: Incoming) -> TurnResult:
        """Take one turn.

        Raises:
            MessageConflict, UnknownConversation, UnknownOffer, NotReady, TooSlow,
            RecordsUnavailable: nothing was stored, and the same message may be sent again.
        """
        text = clean(incoming.text or "")
        danger = incoming.danger if incoming.judged else await self.danger(text)
        if danger and danger.sure:
            return await self._in_danger(incoming, text, danger)
        incoming = replace(incoming, danger=danger, judged=True)
        return await self._in_time(lambda: self._in_order(incoming, lambda i: self._once(i, text)))

    async def leave_request(self, incoming: Incoming, filled: Filled) -> TurnResult:
        """Take a turn that leaves a request, from the form of the website.

        Args:
            incoming: with `filled.as_text` as its text.
            filled: the fields of the form.

        Raises:
            WrongField, NoDelivery: nothing was stored.
            MessageConflict, UnknownConversation, TooSlow, RecordsUnavailable: as `take`.
        """
        words = filled.all_words
        danger = incoming.danger if incoming.judged else await self.danger(words)
        if danger and danger.sure:
            return await self._in_danger(incoming, words, danger)
        incoming = replace(incoming, danger=danger, judged=True)
        return await self._in_time(
            lambda: self._in_order(incoming, lambda i: self._leave_once(i, filled))
        )

    async def _in_danger(self, incoming: Incoming, text: str, danger: Danger) -> TurnResult:
        card = say(self.pack, self.pack.cards[danger.card])
        outcome = fixed(CRISIS_INTENT, card, decision="crisis")
        try:
            # In another thread than turns, so that it waits for none of them.
            return await asyncio.to_thread(self._store.settle, incoming, text, self.pack, outcome)
        except Exception as error:  # whatever it is, the card is shown
            log.error("A crisis card was shown without being stored: %s", type(error).__name__)
            return TurnResult((unstored(card),), outcome, CRISIS_INTENT, calm=True)

    async def _in_time(self, work: Callable[[], Coroutine[None, None, TurnResult]]) -> TurnResult:
        try:
            async with asyncio.timeout(self._seconds):
                return await self._thread.run(work)
        except TimeoutError:
            if not self._resources.agent.ready:
                raise NotReady(self.pack.cards["starting"].meaning) from None
            raise TooSlow("That took too long, so I stopped. Please send it again.") from None

    async def _in_order(
        self, incoming: Incoming, once: Callable[[Incoming], Coroutine[None, None, TurnResult]]
    ) -> TurnResult:
        """Run `once` under the lock of its conversation, again if another process wrote first."""
        incoming = self._store.found(incoming)
        async with self._locks.hold(incoming.conversation):
            for _ in range(MOST_TRIES):
                with suppress(Overtaken):
                    return await once(incoming)
        raise TooSlow(OVERTAKEN)

    async def _once(self, incoming: Incoming, text: str) -> TurnResult:
        turn = self._store.read(incoming, text, self.pack)
        if isinstance(turn, TurnResult):
            return turn
        for step in STEPS:
            came = await step(self._resources, turn)
            if isinstance(came, TurnResult):
                return came
            if came is not None:
                return self._store.write(turn, with_notices(turn, came, self._resources.kept))
        raise AssertionError("the last step always answers")

    async def _leave_once(self, incoming: Incoming, filled: Filled) -> TurnResult:
        turn = self._store.read(incoming, "", self.pack)
        if isinstance(turn, TurnResult):
            return turn
        if not self.handoff_offered:
            raise NoDelivery(self.pack.cards["leave-message"].meaning)
        key = filled.key(incoming.conversation, incoming.key or incoming.text or "")
        done = finish(self.pack, filled, key, self._store.taken(incoming.conversation))
        turn.said, turn.title = done.said, done.title
        outcome = replace(
            fixed(FOR_A_PERSON, done.reply),
            state=without_form(turn.standing.snapshot),
            request=done.request,
        )
        return self._store.write(turn, with_notices(turn, outcome, self._resources.kept))

    async def start(self, channel: str, person: str, expires: datetime) -> tuple[Message, ...]:
        """Start a conversation that ends at `expires`; returns the welcome."""
        welcome = say(self.pack, self.pack.cards["welcome"])
        return await asyncio.to_thread(
            self._records.start_with, channel, person, [welcome], expires
        )

    async def open(self, channel: str, person: str) -> str:
        """The id of the person's conversation; a new one if there is none."""
        return await asyncio.to_thread(self._records.start, channel, person)

    async def find(self, channel: str, person: str) -> str:
        """The id of a conversation that exists and has not expired.

        Raises:
            UnknownConversation: there is none.
        """
        return await asyncio.to_thread(self._records.find, channel, person)

    async def notice(
        self, conversation: str, key: str, card: str, *, intent: str, decision: Decision
    ) -> tuple[Message, ...]:
        """Answer a message with a notice, which is stored so that its buttons work.

        The same key gives the same messages. If nothing can be stored, it has no buttons.
        """
        said = say(self.pack, self.pack.cards[card])
        new = NewTurn(conversation, key, "", intent, 1.0, decision, card, [said])

        def write() -> tuple[Message, ...]:
            before = self._records.answered(conversation, key)
            return before.messages if before else self._records.write(new)

        try:
            return await asyncio.to_thread(write)
        except GuideError:
            return (unstored(said),)

    def closed_notice(self) -> Message:
        """The reply of a closed assistant, as a message that is not stored."""
        return unstored(closed_door(self.pack, self.closed).replies[0])

    def plain(self, card: str) -> Message:
        """A notice without buttons, as a message that is not stored."""
        return unstored(say(self.pack, self.pack.cards[card]))

    async def meaning(self, conversation: str, button: str) -> Press:
        """What a button of a conversation means. `button`: its id.

        Raises:
            UnknownOffer: it was never offered there.
        """
        _, press = await asyncio.to_thread(self._records.offered, conversation, button)
        return Press.read(press)

    async def history(self, conversation: str, after: int) -> tuple[Message, ...]:
        """The messages of both sides numbered above `after`, as the person sees them."""
        return await asyncio.to_thread(self._store.history, conversation, after)

    async def is_calm(self, conversation: str) -> bool:
        """Whether a crisis card was shown or offered; there is then no quiz, joke or feedback."""
        return await asyncio.to_thread(self._store.is_calm, conversation)

    async def is_waiting(self, conversation: str) -> bool:
        """Whether staff may still answer in this conversation."""
        return await asyncio.to_thread(self._store.is_waiting, conversation)

    async def rate(
        self, conversation: str, answer: str, helpful: bool, comment: str | None = None
    ) -> bool:
        """Store whether an answer helped; False when there is no such answer."""
        public = self.pack.public
        return await asyncio.to_thread(
            self._store.rate, conversation, answer, helpful, comment, public
        )

    async def erase(self, conversation: str) -> None:
        """Delete a conversation and all that belongs to it, once a turn in progress has ended."""

        async def erase() -> None:
            async with self._locks.hold(conversation):
                await asyncio.to_thread(self._records.erase, conversation)

        await self._thread.run(erase)
