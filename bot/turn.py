"""One place owns a turn: every channel, the shell and `ask` come through here.

The person's lock, the safety gate, the limits, the agent, one transaction; only then is anything
sent. Crisis cards wait for nothing: not for the lock, not for the model, not for the database.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from bot.agent.answers import AgentAnswer, AgentReply, AgentRequest, LoadingAgent
from bot.agent.known_answers import (
    as_agent_reply,
    closed_door,
    filled,
    in_another_language,
    known,
    unstored,
)
from bot.content.live import LivePack
from bot.content.load import Pack
from bot.content.replies import ERASE, choice_of, say
from bot.errors import MessageConflict, NoDelivery, NotReady, RecordsUnavailable, TooSlow
from bot.handoff.form_codes import return_code, with_codes
from bot.handoff.form_filled import Filled, finish, without_form
from bot.handoff.request import Asker, Desk, NewRequest, Return, Talk
from bot.messages import Message
from bot.records.people import person_reference
from bot.records.store import NewMessage, NewTurn, Records, Standing, Step
from bot.records.vault import Vault, resolved
from bot.safety.crisis import find_crisis
from bot.safety.language import other_language
from bot.safety.limits import as_typed, clean, unreadable
from bot.safety.personal_data import HIDDEN, Masked, mask, say_hidden
from bot.stores.person_lock import PersonLocks
from bot.stores.snapshot import Snapshot

log = logging.getLogger("ppi_guide.turn")

CRISIS_INTENT, NOTHING_TO_READ, FOR_A_PERSON = "urgent_help", "out_of_scope", "contact_person"
FORM = "handoff_form"
ASKED_FOR = frozenset({"email", "phone", "name"})
"""What the form asks for: nobody is told off for giving it."""

REFERENCE = "[reference]"
"""What the notice `privacy` has in place of the words by which staff find a person's records."""

WITH_CODE = "web"
"""The channel on which an answer is come back to with a code: its chats end with the tab."""

TO_THE_ASSISTANT = "assistant"
"""A message that begins with this word is for the assistant also while staff are answering."""

StoreText = Literal["none", "missed", "all"]


@dataclass(frozen=True)
class Asked:
    """What came in: `text`, or `payload`, the id of a button. The same `key` is the same turn.

    `command` is a payload in Rasa's form that a channel gives for a command of its own, such as
    Telegram's /quiz; `text` is then what the person typed. No client can set it. `address` is the
    chat that staff can answer in; it is kept, encrypted, with a request only. `also` is written in
    the turn's transaction.
    """

    conversation: str
    channel: str
    text: str | None = None
    payload: str | None = None
    key: str | None = None
    command: str = ""
    address: str = ""
    also: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Turned:
    """What goes out. `answer` is what was understood; None when a stored reply is repeated.

    `calm`: a crisis card was shown in this conversation.
    """

    messages: tuple[Message, ...]
    answer: AgentAnswer | None = None
    erased: bool = False
    calm: bool = False

    @property
    def replies(self) -> tuple[Message, ...]:
        """The other side: the assistant's, and the staff's."""
        return tuple(message for message in self.messages if message.sender != "you")


@dataclass(frozen=True)
class _Look:
    """What is known before a turn: where the conversation stands, and the words without secrets."""

    standing: Standing
    said: Masked
    talk: Talk | None = None
    back: Return | None = None


class Turns:
    """Takes the turns of all conversations of one process."""

    def __init__(
        self,
        records: Records,
        agent: LoadingAgent,
        packs: LivePack,
        *,
        key: bytes,
        seconds: float,
        desk: Desk | None = None,
        closed: str = "",
        store_text: StoreText = "missed",
    ) -> None:
        """`key`: as `bot.settings.secret_key` gives it; `seconds`: the longest a turn may wait.

        `closed` and `store_text`: see the settings PPI_CLOSED and PPI_STORE_TEXT.
        """
        self._records = records
        self._agent = agent
        self._packs = packs
        self._key = key
        self._vault = Vault(key)
        self._desk = desk
        self._locks = PersonLocks()
        self._seconds = seconds
        self._closed = closed
        self._store_text = store_text

    @property
    def _pack(self) -> Pack:
        """The cards as they stand now."""
        return self._packs.now

    @property
    def handoff_offered(self) -> bool:
        """Whether a message for a person can be left at this moment."""
        return self._desk is not None and self._desk.offered and not self._closed

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

    async def leave_request(self, asked: Asked, filled: Filled) -> Turned:
        """Take a message for a person that was written in a form of the website.

        `asked`: its text is `filled.as_text`, its key is that of the form.

        Raises:
            WrongField, NoDelivery: nothing was stored.
            MessageConflict, UnknownConversation, TooSlow, RecordsUnavailable: as `take`.
        """
        crisis = find_crisis(filled.all_words)
        if crisis:
            return await self._answer_crisis(asked, filled.all_words, crisis.card)
        try:
            async with asyncio.timeout(self._seconds), self._locks.hold(asked.conversation):
                stored = await self._stored(asked)
                if stored:
                    return stored
                if not self.handoff_offered:
                    raise NoDelivery(self._pack.cards["leave-message"].meaning)
                look, title, answer = await asyncio.to_thread(self._finished, asked, filled)
                return await self._write(asked, look, title, answer)
        except TimeoutError:
            raise TooSlow("That took too long, so I stopped. Please send it again.") from None

    def _finished(self, asked: Asked, filled: Filled) -> tuple[_Look, str, AgentAnswer]:
        look = self._look(asked.conversation, "")
        with self._records.reading() as db:
            taken = self._vault.taken(db, asked.conversation)
        key = filled.key(asked.conversation, asked.key or asked.text or "")
        done = finish(self._pack, filled, key, taken)
        answer = replace(
            known(FOR_A_PERSON, done.reply),
            snapshot=without_form(look.standing.snapshot),
            handoff=asdict(done.request),
        )
        return replace(look, said=done.said, talk=None, back=None), done.title, answer

    def crisis_reply(self, text: str) -> Message | None:
        """The crisis card for a text, without records: for when they cannot be used."""
        crisis = find_crisis(clean(text))
        return unstored(say(self._pack, self._pack.cards[crisis.card])) if crisis else None

    def history(self, conversation: str, after: int) -> tuple[Message, ...]:
        """Both sides since a sequence number, as the person may see them. Blocks."""
        return self._for_the_person(conversation, self._records.history(conversation, after))

    def is_calm(self, conversation: str) -> bool:
        """Whether a crisis card was shown: then no quiz, no jokes, no feedback. Blocks."""
        with self._records.reading() as db:
            return self._records.standing(db, conversation).crisis is not None

    def rate(self, conversation: str, answer: str, helpful: bool, comment: str | None) -> bool:
        """Keep whether an answer helped; False when there is no such answer. Blocks.

        Raises:
            RecordsUnavailable: nothing was stored.
        """
        masked = mask(clean(comment)).text if comment else None
        missed = not helpful and self._store_text != "none"
        return self._records.rate(conversation, answer, helpful, masked, keep_words=missed)

    async def _take_in_order(self, asked: Asked, text: str) -> Turned:
        stored = await self._stored(asked)
        if stored:
            return stored
        look = await asyncio.to_thread(self._look, asked.conversation, text)
        title, payload = look.said.text, asked.command
        if asked.payload is not None:
            title, payload = await asyncio.to_thread(
                self._records.offered, asked.conversation, asked.payload
            )
        if payload == ERASE:
            await asyncio.to_thread(self._records.erase, asked.conversation)
            return Turned((unstored(say(self._pack, self._pack.cards["deleted"])),), erased=True)
        if self._closed:
            answer = closed_door(self._pack, self._closed)
        elif not payload and (look.back or (look.talk and not _for_the_assistant(text))):
            answer = _nothing(FOR_A_PERSON)
        else:
            look, title = _without_call(look, title)
            answer, title = await self._understand(asked, look, text, title, payload)
        return await self._write(asked, look, title, answer)

    async def _understand(
        self, asked: Asked, look: _Look, text: str, title: str, payload: str
    ) -> tuple[AgentAnswer, str]:
        """The answer, and the person's words as they are kept."""
        if not self._agent.ready:
            # The language is told with spaCy, which the agent's thread is importing. Two threads
            # that import the same packages at once can wait for each other for ever.
            await self._agent.settled()
        notice = None if payload else unreadable(text)
        in_form = look.standing.snapshot.active_loop == FORM
        # A person can read what the assistant cannot, so the form takes any letters and signs.
        if in_form and notice != "too-long" and as_typed(text):
            notice = None
        language = (
            None
            # In a form people give names and addresses, which are of no language.
            if payload or notice == "too-long" or in_form
            else other_language(text, self._pack.words_of_terms)
        )
        if language:
            return in_another_language(self._pack, language), title
        if notice:
            shown = say(self._pack, self._pack.cards[notice])
            # A text that is refused for its length is not kept either.
            title = title if notice != "too-long" else ""
            return known(NOTHING_TO_READ, shown, "refuse"), title
        return await self._ask_agent(asked, look, payload), title

    async def _ask_agent(self, asked: Asked, look: _Look, payload: str) -> AgentAnswer:
        request = AgentRequest(
            asked.conversation,
            asked.channel,
            payload or as_typed(look.said.text),
            look.standing.snapshot,
            self._around(asked, look),
        )
        try:
            answer = await self._agent.answer(request)
        except NotReady:
            raise
        except Exception as error:  # whatever breaks in there, the person gets an answer
            log.error("The agent failed on a turn: %s", type(error).__name__)
            return known(NOTHING_TO_READ, say(self._pack, self._pack.cards["failed"]), "refuse")
        if not answer.replies:
            log.error("The agent gave no reply to the intent %s", answer.intent)
            failed = as_agent_reply(say(self._pack, self._pack.cards["failed"]))
            return replace(answer, replies=(failed,))
        return answer

    def _around(self, asked: Asked, look: _Look) -> dict[str, Any]:
        """What the actions must know besides the words.

        `pieces`: the tokens in the message, their kinds, and whether what they stand for is valid;
        `handoff`: a message for a person can be left; `calm`: a crisis card was shown before.
        """
        return {
            "channel": asked.channel,
            "handoff": self.handoff_offered,
            "calm": look.standing.crisis is not None,
            "pieces": [
                {"token": piece.token, "kind": piece.kind, "valid": piece.checked is not None}
                for piece in look.said.pieces
            ],
        }

    async def _answer_crisis(self, asked: Asked, text: str, card: str) -> Turned:
        answer = known(CRISIS_INTENT, say(self._pack, self._pack.cards[card]), "crisis")
        try:
            stored = await self._stored(asked)
            if stored:
                return stored
            look = await asyncio.to_thread(self._look, asked.conversation, text)
            return await self._write(asked, look, look.said.text, answer)
        except RecordsUnavailable:
            log.error("A crisis card was shown without being stored: the database is unavailable")
            shown = unstored(say(self._pack, self._pack.cards[card]))
            return Turned((shown,), answer, calm=True)

    def _look(self, conversation: str, text: str) -> _Look:
        with self._records.reading() as db:
            standing = self._records.standing(db, conversation)
            said = mask(text, self._vault.taken(db, conversation))
            if self._desk is None:
                return _Look(standing, said)
            talk = self._desk.talk(db, conversation)
            return _Look(standing, said, talk, self._desk.returned(db, text))

    async def _stored(self, asked: Asked) -> Turned | None:
        """The stored reply to a message that came before."""
        if asked.key is None:
            return None
        stored = await asyncio.to_thread(self._records.answered, asked.conversation, asked.key)
        if stored is None:
            return None
        if not hmac.compare_digest(stored.request, self._fingerprint(asked)):
            raise MessageConflict("This message id was already used for another message.")
        shown = await asyncio.to_thread(self._for_the_person, asked.conversation, stored.messages)
        calm = await asyncio.to_thread(self.is_calm, asked.conversation)
        return Turned(shown, calm=calm)

    async def _write(self, asked: Asked, look: _Look, title: str, answer: AgentAnswer) -> Turned:
        answer = self._with_notices(look, answer)
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
        )
        messages = await asyncio.to_thread(self._records.write, turn)
        shown = await asyncio.to_thread(self._for_the_person, asked.conversation, messages)
        calm = look.standing.crisis is not None or answer.decision == "crisis"
        return Turned(shown, answer, calm=calm)

    def _besides(self, asked: Asked, look: _Look, answer: AgentAnswer) -> list[Step]:
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
            if request.reach == "here" and asked.channel == WITH_CODE:
                request = replace(request, return_code=return_code(self._key, request.key))
            asker = Asker(asked.conversation, asked.channel, look.standing.person, asked.address)
            steps.append(lambda db: desk.open(db, request, asker))
        elif before == FORM and after != FORM:
            steps.append(lambda db: self._vault.forget(db, asked.conversation))
        talk, back = look.talk, look.back
        if desk and talk:
            steps.append(lambda db: desk.hear(db, talk, look.said.text, look.said.pieces))
        if desk and back:
            steps.append(lambda db: desk.adopt(db, back, asked.conversation))
        return steps

    def _with_notices(self, look: _Look, answer: AgentAnswer) -> AgentAnswer:
        """The answer with what must be said around it: what was hidden, and the way to help."""
        replies = list(answer.replies)
        if any(REFERENCE in reply.text for reply in replies):
            name = person_reference(look.standing.person)
            replies = [filled(reply, REFERENCE, name) for reply in replies]
        crisis = look.standing.crisis
        if not replies or answer.decision == "crisis":
            return answer
        if crisis in self._pack.cards:
            way = choice_of(self._pack.cards[crisis or ""])
            replies[-1] = replace(
                replies[-1], buttons=(*replies[-1].buttons, (way.title, way.payload))
            )
        in_form = FORM in (look.standing.snapshot.active_loop, answer.snapshot.active_loop)
        kinds = [piece.kind for piece in look.said.pieces]
        if in_form:
            kinds = [kind for kind in kinds if kind not in ASKED_FOR]
        if kinds:
            notice = say(self._pack, self._pack.cards["personal-data"])
            hidden = filled(notice, HIDDEN, say_hidden(kinds)).text
            replies.insert(0, AgentReply(hidden, "notice", None, ()))
        return replace(answer, replies=tuple(replies))

    def _for_the_person(
        self, conversation: str, messages: tuple[Message, ...]
    ) -> tuple[Message, ...]:
        """Messages with the person's own details in place of their tokens. Blocks."""
        if not any("[" in message.text for message in messages):
            return messages
        with self._records.reading() as db:
            values = self._vault.values(db, conversation)
        texts = (with_codes(self._key, resolved(m.text, values)) for m in messages)
        return tuple(replace(m, text=text) for m, text in zip(messages, texts, strict=True))

    def _fingerprint(self, asked: Asked) -> str:
        """A keyed hash of what was said: without the key nobody can try words against it."""
        said = f"text\0{asked.text}" if asked.payload is None else f"payload\0{asked.payload}"
        body = said.encode("utf-8", "surrogatepass")
        return hmac.new(self._key, body, hashlib.sha256).hexdigest()


def first_card(answer: AgentAnswer) -> str | None:
    """The id of the first card shown."""
    return next((str(reply.card["id"]) for reply in answer.replies if reply.card), None)


def _nothing(intent: str) -> AgentAnswer:
    """No word of the assistant's: staff are answering."""
    return AgentAnswer((), intent, 1.0, "answer", (), (), Snapshot())


def _for_the_assistant(text: str) -> bool:
    return text.lower().startswith(TO_THE_ASSISTANT)


def _without_call(look: _Look, title: str) -> tuple[_Look, str]:
    """A question to the assistant while staff are answering, without the word that calls it."""
    if look.talk is None or not _for_the_assistant(title):
        return replace(look, talk=None), title
    title = title[len(TO_THE_ASSISTANT) :].lstrip(" ,:;.-–—")
    return replace(look, talk=None, said=replace(look.said, text=title)), title
