"""Stands in for the model where only a finished form matters."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from bot.conversation.agent import AgentRequest, Outcome
from bot.handoff.codes import new_reference, place_of_code
from bot.handoff.model import ContactMethod, NewRequest
from bot.messages import Reply
from bot.understanding.message import Understanding

SEND = "send"


@dataclass
class FormAgent:
    """SEND is the last word of a form, the rest is echoed.

    Each form is a new one, unless it has a `key`: then it is the same one again and again.
    """

    message: str = "Can my <b>mother</b> join the group?"
    contact_method: ContactMethod = "here"
    key: str = ""
    ready: bool = True
    failure: Exception | None = None
    references: list[str] = field(default_factory=list)

    def start(self) -> None:
        return None

    async def settled(self) -> None:
        return None

    async def answer(self, request: AgentRequest) -> Outcome:
        if request.text != SEND:
            return Outcome((_says(f"echo {request.text}"),), Understanding("contact_person"))
        if not (self.key and self.references):
            self.references.append(new_reference())
        sent = NewRequest(
            key=self.key or uuid.uuid4().hex,
            reference=self.references[-1],
            role="carer",
            contact_method=self.contact_method,
            token="",
            message=self.message,
        )
        text = f"Sent. Your reference is {sent.reference}."
        if request.around.channel == "web":
            text += f" Your code is {place_of_code(sent.key)}."
        return Outcome((_says(text),), Understanding("contact_person"), request=sent)


def _says(text: str) -> Reply:
    return Reply("text", (text,))
