"""A caller in the same process, for the shell, `ask`, evaluations and tests."""

from __future__ import annotations

import uuid

from bot.conversation.agent import AgentRequest, LoadingAgent, Outcome
from bot.conversation.context import Incoming, TurnResult
from bot.conversation.service import Conversations

CHANNEL = "shell"


class Client:
    """Asks an assistant, keeping one conversation for each sender."""

    def __init__(self, conversations: Conversations) -> None:
        """`conversations`: with a database that nothing else uses."""
        self._conversations = conversations
        self._of_sender: dict[str, str] = {}

    @property
    def agent(self) -> LoadingAgent:
        """The agent that understands and answers messages."""
        return self._conversations.agent

    async def ask(
        self, *, text: str | None = None, pressed: str | None = None, sender: str | None = None
    ) -> TurnResult:
        """Take one turn; without a sender, in a new conversation. `pressed`: a button's id."""
        # Loading can take longer than the time limit of a turn, so wait for it first.
        await self.agent.settled()
        conversation = await self._conversation(sender)
        incoming = Incoming(CHANNEL, conversation=conversation, text=text, pressed=pressed)
        result = await self._conversations.take(incoming)
        if result.erased and sender is not None:
            del self._of_sender[sender]
        return result

    async def understand(self, text: str) -> Outcome:
        """The agent's outcome for a text outside any conversation; nothing is stored."""
        return await self.agent.answer(AgentRequest(uuid.uuid4().hex, text))

    async def _conversation(self, sender: str | None) -> str:
        if sender is None:
            return await self._conversations.open(CHANNEL, uuid.uuid4().hex)
        if sender not in self._of_sender:
            self._of_sender[sender] = await self._conversation(None)
        return self._of_sender[sender]
