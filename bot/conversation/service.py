"""One place owns a turn: every channel, the shell and `ask` come through here.

The person's lock, the safety gate, the limits, the agent, one transaction; only then is anything
sent. Crisis cards wait for nothing: not for the lock, not for the model, not for the database.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any

from bot.content.live import LivePack
from bot.content.pack import Pack
from bot.content.replies import ERASE, say
from bot.conversation.agent import AgentAnswer, AgentRequest, LoadingAgent, TurnThread
from bot.conversation.context import Asked, Kept, Look, Turned, first_card
from bot.conversation.known_answers import (
    as_agent_reply,
    closed_door,
    in_another_language,
    known,
    unstored,
)
from bot.conversation.locks import PersonLocks
from bot.conversation.notices import with_notices
from bot.conversation.store import TurnRecords
from bot.errors import NoDelivery, NotReady, Overtaken, RecordsUnavailable, TooSlow
from bot.handoff.codes import without_codes
from bot.handoff.form.filled import Filled, finish, without_form
from bot.handoff.model import FORM, Desk
from bot.keys import SecretKey
from bot.messages import Message
from bot.records.snapshot import Snapshot
from bot.records.store import Records
from bot.safety.crisis.other_languages import find_phrase
from bot.safety.gate import find_danger
from bot.safety.language import other_language
from bot.text import as_typed, clean, unreadable

__all__ = ["Asked", "Turned", "Turns", "first_card"]

log = logging.getLogger("ppi_guide.turn")

CRISIS_INTENT, NOTHING_TO_READ, FOR_A_PERSON = "urgent_help", "out_of_scope", "contact_person"
SHORT = 400
"""Characters that the gate reads within some milliseconds."""

MOST_TRIES = 8
"""How often a turn is worked out anew because another process wrote one of the conversation."""

OVERTAKEN = "Several messages came at once, and this one was not answered. Please send it again."

TO_THE_ASSISTANT = "assistant"
"""A message that begins with this word is for the assistant also while staff are answering."""


class Turns:
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
        keeps: Kept | None = None,
        thread: TurnThread | None = None,
    ) -> None:
        """`seconds`: the longest a turn may wait.

        `closed`: see the setting PPI_CLOSED; `keeps`: what is kept, where it is not the usual;
        `thread`: where turns are taken, reads and writes included; without one, where they are
        asked for.
        """
        self._records = records
        self._agent = agent
        self._packs = packs
        self._keeps = keeps or Kept()
        self._kept = TurnRecords(records, key=key, desk=desk, store_text=self._keeps.text)
        self._desk = desk
        self._thread = thread or _Here()
        self._locks = PersonLocks()
        self._seconds = seconds
        self._closed = closed

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
        card = await self._danger_in(text)
        if card:
            return await self._answer_crisis(asked, text, card)
        return await self._in_time(lambda: self._take_in_order(asked, text))

    async def leave_request(self, asked: Asked, filled: Filled) -> Turned:
        """Take a message for a person that was written in a form of the website.

        `asked`: its text is `filled.as_text`, its key is that of the form.

        Raises:
            WrongField, NoDelivery: nothing was stored.
            MessageConflict, UnknownConversation, TooSlow, RecordsUnavailable: as `take`.
        """
        card = await self._danger_in(filled.all_words)
        if card:
            return await self._answer_crisis(asked, filled.all_words, card)
        return await self._in_time(lambda: self._leave_in_order(asked, filled))

    async def _in_time(self, work: Callable[[], Coroutine[Any, Any, Turned]]) -> Turned:
        try:
            async with asyncio.timeout(self._seconds):
                return await self._thread.run(work)
        except TimeoutError:
            if not self._agent.ready:
                raise NotReady(self._pack.cards["starting"].meaning) from None
            raise TooSlow("That took too long, so I stopped. Please send it again.") from None

    async def _leave_in_order(self, asked: Asked, filled: Filled) -> Turned:
        asked = self._kept.of_person(asked)
        async with self._locks.hold(asked.conversation):
            for _ in range(MOST_TRIES):
                look = self._kept.look(asked, "")
                if isinstance(look, Turned):
                    return look
                if not self.handoff_offered:
                    raise NoDelivery(self._pack.cards["leave-message"].meaning)
                look, title, answer = self._finished(asked, filled, look)
                with suppress(Overtaken):
                    return self._write(asked, look, title, answer)
        raise TooSlow(OVERTAKEN)

    def _finished(self, asked: Asked, filled: Filled, look: Look) -> tuple[Look, str, AgentAnswer]:
        taken = self._kept.taken(asked.conversation)
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
        card = self._crisis_card(clean(text))
        return unstored(say(self._pack, self._pack.cards[card])) if card else None

    async def _danger_in(self, text: str) -> str | None:
        """The crisis card for a text. The second reading of a long one takes a quarter second."""
        if len(text) <= SHORT:  # at once, so that messages keep their order up to the lock
            return self._crisis_card(text)
        return await asyncio.to_thread(self._crisis_card, text)

    def _crisis_card(self, text: str) -> str | None:
        found = find_danger(text)
        return found.card if found else find_phrase(text, self._pack.crisis_phrases)

    def history(self, conversation: str, after: int) -> tuple[Message, ...]:
        """Both sides since a sequence number, as the person may see them. Blocks."""
        return self._kept.history(conversation, after)

    def is_calm(self, conversation: str) -> bool:
        """Whether a crisis card was shown: then no quiz, no jokes, no feedback. Blocks."""
        return self._kept.is_calm(conversation)

    def is_waiting(self, conversation: str) -> bool:
        """Whether staff may still answer in this conversation. Blocks."""
        return self._kept.is_waiting(conversation)

    def rate(self, conversation: str, answer: str, helpful: bool, comment: str | None) -> bool:
        """Keep whether an answer helped; False when there is no such answer. Blocks.

        Raises:
            RecordsUnavailable: nothing was stored.
        """
        return self._kept.rate(conversation, answer, helpful, comment, self._pack.public)

    async def _take_in_order(self, asked: Asked, text: str) -> Turned:
        asked = self._kept.of_person(asked)
        async with self._locks.hold(asked.conversation):
            for _ in range(MOST_TRIES):
                with suppress(Overtaken):
                    return await self._take_once(asked, text)
        raise TooSlow(OVERTAKEN)

    async def _take_once(self, asked: Asked, text: str) -> Turned:
        """One try, from the conversation as it stands now.

        Raises:
            Overtaken: another process has written a turn of the conversation meanwhile.
        """
        look = self._kept.look(asked, text, self._pack.public)
        if isinstance(look, Turned):
            return look
        title, payload = look.title, look.payload
        if payload == ERASE:
            self._records.erase(asked.conversation)
            return Turned((unstored(say(self._pack, self._pack.cards["deleted"])),), erased=True)
        if look.back:
            # The code opens the answer to whoever has it: it is not left in the conversation.
            title = without_codes(title)
        if self._closed and not payload.startswith(f"/{CRISIS_INTENT}"):  # "Get help now" helps
            answer = closed_door(self._pack, self._closed)
        elif not payload and (look.back or (look.talk and not _for_the_assistant(text))):
            answer = _nothing(FOR_A_PERSON)
        else:
            look, title = _without_call(look, title)
            answer, title = await self._understand(asked, look, text, title, payload)
        return self._write(asked, look, title, answer)

    async def _understand(
        self, asked: Asked, look: Look, text: str, title: str, payload: str
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

    async def _ask_agent(self, asked: Asked, look: Look, payload: str) -> AgentAnswer:
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

    def _around(self, asked: Asked, look: Look) -> dict[str, Any]:
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
            # In a thread of its own: it waits for no other turn.
            return await asyncio.to_thread(self._store_crisis, asked, text, answer)
        except RecordsUnavailable:
            log.error("A crisis card was shown without being stored: the database is unavailable")
            shown = unstored(say(self._pack, self._pack.cards[card]))
            return Turned((shown,), answer, calm=True)

    def _store_crisis(self, asked: Asked, text: str, answer: AgentAnswer) -> Turned:
        asked = self._kept.of_person(asked)
        look = self._kept.look(asked, text, self._pack.public)
        return look if isinstance(look, Turned) else self._write(asked, look, look.title, answer)

    def _write(self, asked: Asked, look: Look, title: str, answer: AgentAnswer) -> Turned:
        answer = with_notices(self._pack, look, answer, self._keeps)
        return self._kept.write(asked, look, title, answer)


class _Here:
    """Takes turns where they are asked for."""

    async def run[Result](self, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """Await `work`."""
        return await work()


def _nothing(intent: str) -> AgentAnswer:
    """No word of the assistant's: staff are answering."""
    return AgentAnswer((), intent, 1.0, "answer", (), (), Snapshot())


def _for_the_assistant(text: str) -> bool:
    return text.lower().startswith(TO_THE_ASSISTANT)


def _without_call(look: Look, title: str) -> tuple[Look, str]:
    """A question to the assistant while staff are answering, without the word that calls it."""
    if look.talk is None or not _for_the_assistant(title):
        return replace(look, talk=None), title
    title = title[len(TO_THE_ASSISTANT) :].lstrip(" ,:;.-–—")
    return replace(look, talk=None, said=replace(look.said, text=title)), title
