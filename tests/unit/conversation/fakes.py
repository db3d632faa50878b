"""A stand-in for the agent, and words that bring the crisis card."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.content.replies import ERASE
from bot.conversation.agent import AgentRequest, Outcome
from bot.messages import Button, Reply
from bot.records.snapshot import Snapshot
from bot.understanding.message import Understanding

CRISIS = "I want to kill myself"


@dataclass
class FakeAgent:
    """Answers with an echo; can be slow, broken or silent."""

    ready: bool = True
    seconds: float = 0.0
    error: Exception | None = None
    silent: bool = False
    heard: list[str] = field(default_factory=list)

    async def settled(self) -> None:
        await asyncio.sleep(self.seconds)

    async def answer(self, request: AgentRequest) -> Outcome:
        self.heard.append(request.press or request.text)
        await asyncio.sleep(self.seconds)
        if self.error:
            raise self.error
        buttons = (Button("More", "more"), Button("Yes, delete everything", ERASE))
        said = Reply("card", (f"echo {request.text}",), buttons=buttons)
        replies = () if self.silent else (said,)
        events = [{"event": "user", "text": request.text}]
        return Outcome(replies, Understanding("why_involve"), Snapshot({"n": 1}, None, events))
