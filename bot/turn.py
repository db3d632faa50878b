"""One place owns a turn: every channel, the shell and `ask` come through here.

The person's lock, the safety gate, the limits, the agent, one transaction; only then is anything
sent. Crisis cards wait for nothing: not for the lock, not for the model, not for the database.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.agent.answers import AgentAnswer, AgentReply, AgentRequest, LoadingAgent
from bot.content.live import LivePack
from bot.content.load import Pack
from bot.content.replies import ERASE, Reply, say
from bot.errors import MessageConflict, NotReady, RecordsUnavailable, TooSlow
from bot.messages import Message
from bot.records.store import NewMessage, NewTurn, Records
from bot.safety.crisis import find_crisis
from bot.safety.language import other_language
from bot.safety.limits import as_typed, clean, unreadable
from bot.stores.person_lock import PersonLocks
from bot.stores.snapshot import Snapshot

log = logging.getLogger("ppi_guide.turn")

CRISIS_INTENT, NOTHING_TO_READ = "urgent_help", "out_of_scope"

LANGUAGE = "[language]"
"""What the notice `other-language` has in place of the language's name."""


@dataclass(frozen=True)
class Asked:
    """What came in: `text`, or `payload`, the id of a button. The same `key` is the same turn.

    `command` is a payload in Rasa's form that a channel gives for a command of its own, such as
    Telegram's /quiz; `text` is then what the person typed. No client can set it.
    """

    conversation: str
    channel: str
    text: str | None = None
    payload: str | None = None
    key: str | None = None
    command: str = ""


@dataclass(frozen=True)
class Turned:
    """What goes out. `answer` is what was understood; None when a stored reply is repeated."""

    messages: tuple[Message, ...]
    answer: AgentAnswer | None = None
    erased: bool = False

    @property
    def replies(self) -> tuple[Message, ...]:
        """The assistant's side."""
        return tuple(message for message in self.messages if message.sender != "you")


class Turns:
    """Takes the turns of all conversations of one process."""

    def __init__(
        self,
        records: Records,
        agent: LoadingAgent,
        packs: LivePack,
        *,
        seconds: float,
        closed: str = "",
    ) -> None:
        """`seconds`: the longest a turn may wait; `closed`: see the setting PPI_CLOSED."""
        self._records = records
        self._agent = agent
        self._packs = packs
        self._locks = PersonLocks()
        self._seconds = seconds
        self._closed = closed

    @property
    def _pack(self) -> Pack:
        """The cards as they stand now."""
        return self._packs.now

    async def take(self, asked: Asked) -> Turned:
        """Take one turn.

        Raises:
            MessageConflict, UnknownConversation, UnknownOffer, NotReady, TooSlow,
            RecordsUnavailable: nothing was stored, and the same message may come again.
        """
        text = clean(asked.text or "")
        crisis = find_crisis(text)
        if crisis:
            return await self._answer_crisis(asked, text, crisis.card)
        try:
            async with asyncio.timeout(self._seconds), self._locks.hold(asked.conversation):
                return await self._take_in_order(asked, text)
        except TimeoutError:
            if not self._agent.ready:
                raise NotReady(self._pack.cards["starting"].meaning) from None
            raise TooSlow("That took too long, so I stopped. Please send it again.") from None

    def crisis_reply(self, text: str) -> Message | None:
        """The crisis card for a text, without records: for when they cannot be used."""
        crisis = find_crisis(clean(text))
        return _unstored(say(self._pack, self._pack.cards[crisis.card])) if crisis else None

    async def _take_in_order(self, asked: Asked, text: str) -> Turned:
        stored = await self._stored(asked)
        if stored:
            return stored
        title, payload = text, asked.command
        if asked.payload is not None:
            title, payload = await asyncio.to_thread(
                self._records.offered, asked.conversation, asked.payload
            )
        if payload == ERASE:
            await asyncio.to_thread(self._records.erase, asked.conversation)
            return Turned((_unstored(say(self._pack, self._pack.cards["deleted"])),), erased=True)
        if self._closed:
            return await self._write(asked, title, _known("contact_person", self._say_closed()))
        if not self._agent.ready:
            # The language is told with spaCy, which the agent's thread is importing. Two threads
            # that import the same packages at once can wait for each other for ever.
            await self._agent.settled()
        notice = None if payload else unreadable(text)
        language = (
            None
            if payload or notice == "too-long"
            else other_language(text, self._pack.words_of_terms)
        )
        if language:
            return await self._write(asked, title, self._say_language(language))
        if notice:
            shown = say(self._pack, self._pack.cards[notice])
            # A text that is refused for its length is not kept either.
            title = title if notice != "too-long" else ""
            return await self._write(asked, title, _known(NOTHING_TO_READ, shown, "refuse"))
        return await self._write(asked, title, await self._ask_agent(asked, text, payload))

    async def _ask_agent(self, asked: Asked, text: str, payload: str) -> AgentAnswer:
        snapshot = await asyncio.to_thread(self._records.snapshot, asked.conversation)
        request = AgentRequest(
            asked.conversation, asked.channel, payload or as_typed(text), snapshot
        )
        try:
            answer = await self._agent.answer(request)
        except NotReady:
            raise
        except Exception as error:  # whatever breaks in there, the person gets an answer
            log.error("The agent failed on a turn: %s", type(error).__name__)
            return _known(NOTHING_TO_READ, say(self._pack, self._pack.cards["failed"]), "refuse")
        if not answer.replies:
            log.error("The agent gave no reply to the intent %s", answer.intent)
            return replace(
                answer, replies=_known("", say(self._pack, self._pack.cards["failed"])).replies
            )
        return answer

    async def _answer_crisis(self, asked: Asked, text: str, card: str) -> Turned:
        answer = _known(CRISIS_INTENT, say(self._pack, self._pack.cards[card]), "crisis")
        try:
            return await self._stored(asked) or await self._write(asked, text, answer)
        except RecordsUnavailable:
            log.error("A crisis card was shown without being stored: the database is unavailable")
            return Turned((_unstored(say(self._pack, self._pack.cards[card])),), answer)

    async def _stored(self, asked: Asked) -> Turned | None:
        """The stored reply to a message that came before."""
        if asked.key is None:
            return None
        stored = await asyncio.to_thread(self._records.answered, asked.conversation, asked.key)
        if stored is None:
            return None
        if stored.request != _fingerprint(asked):
            raise MessageConflict("This message id was already used for another message.")
        return Turned(stored.messages)

    async def _write(self, asked: Asked, title: str, answer: AgentAnswer) -> Turned:
        said = NewMessage("you", "text", title)
        replies = [
            NewMessage("assistant", reply.kind, reply.text, reply.card, reply.buttons)
            for reply in answer.replies
        ]
        turn = NewTurn(
            conversation=asked.conversation,
            key=asked.key,
            request=_fingerprint(asked),
            intent=answer.intent,
            confidence=answer.confidence,
            decision=answer.decision,
            card=first_card(answer),
            messages=[said, *replies],
            snapshot=answer.snapshot if answer.snapshot.events else None,
        )
        messages = await asyncio.to_thread(self._records.write, turn)
        return Turned(messages, answer)

    def _say_language(self, language: str) -> AgentAnswer:
        shown = say(self._pack, self._pack.cards["other-language"])
        text = shown.text.replace(LANGUAGE, language)
        view = shown.card and {**shown.card, "parts": [text]}
        return _known("out_of_scope", replace(shown, text=text, card=view), "refuse")

    def _say_closed(self) -> Reply:
        contact = say(self._pack, self._pack.cards["contact"])
        return replace(contact, text=f"{self._closed}\n\n{contact.text}", choices=())


def first_card(answer: AgentAnswer) -> str | None:
    """The id of the first card shown."""
    return next((str(reply.card["id"]) for reply in answer.replies if reply.card), None)


def _known(intent: str, reply: Reply, decision: str = "answer") -> AgentAnswer:
    """An answer that needed no understanding."""
    shown = AgentReply(
        reply.text,
        reply.kind,
        reply.card,
        tuple((choice.title, choice.payload) for choice in reply.choices),
    )
    return AgentAnswer((shown,), intent, 1.0, decision, (), (), Snapshot())


def _unstored(reply: Reply) -> Message:
    """A reply that is not in the records; its buttons could not be pressed, so it has none."""
    # An id all the same: a page tells by it which messages it has shown already.
    return Message(
        uuid.uuid4().hex, 0, datetime.now(UTC), "assistant", reply.kind, reply.text, reply.card
    )


def _fingerprint(asked: Asked) -> str:
    said = f"text\0{asked.text}" if asked.payload is None else f"payload\0{asked.payload}"
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
