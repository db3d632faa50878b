"""`ppi-guide ask --jsonl`: one object a line in, exactly one a line out, in order."""

from __future__ import annotations

import json
import uuid
from typing import Any

from bot.assistant import Assistant
from bot.channels.shell.scenarios import Heard, Take
from bot.conversation.agent import AgentRequest
from bot.conversation.service import Asked, Turned, first_card
from bot.errors import GuideError, TurnError
from bot.records.snapshot import Snapshot
from bot.text import as_typed, clean, unreadable

CHANNEL = "shell"
KNOWN_FIELDS = {"text", "payload", "sender"}


class BadLine(GuideError):
    """A line that is not a question; `code` is for programs."""

    def __init__(self, code: str, message: str) -> None:
        """`message` is for people."""
        super().__init__(message)
        self.code = code


class Asker:
    """Asks an assistant, keeping one conversation for each sender."""

    def __init__(self, assistant: Assistant) -> None:
        """`assistant`: over records that nobody else uses."""
        self._assistant = assistant
        self._conversations: dict[str, str] = {}

    async def ask(
        self, *, text: str | None = None, payload: str | None = None, sender: str | None = None
    ) -> Turned:
        """One turn; without a sender in a conversation of its own."""
        # On a busy machine loading takes longer than a visitor may wait; a command waits for it.
        await self._assistant.agent.settled()
        asked = Asked(self._conversation(sender), CHANNEL, text, payload)
        turned = await self._assistant.turns.take(asked)
        if turned.erased and sender is not None:
            del self._conversations[sender]
        return turned

    def taker(self) -> Take:
        """Takes the turns of one new conversation, for a scenario."""
        sender = uuid.uuid4().hex

        async def take(text: str | None, payload: str | None) -> Heard:
            turned = await self.ask(text=text, payload=payload, sender=sender)
            replies = turned.replies
            return Heard(
                text="\n\n".join(message.text for message in replies),
                card=str(replies[0].card["id"]) if replies[0].card else None,
                decision=turned.answer.decision if turned.answer else None,
                buttons={b.title: b.payload for message in replies for b in message.buttons},
            )

        return take

    async def ask_line(self, line: str) -> dict[str, Any]:
        """The answer to one line, or its error."""
        try:
            fields = _read_line(line)
            turned = await self.ask(**fields)
        except BadLine as error:
            return {"error": {"code": error.code, "message": str(error)}}
        except TurnError as error:
            code = _snake_case(type(error).__name__)
            return {"error": {"code": code, "message": str(error)}}
        return as_json(fields.get("text"), turned)

    async def judge(self, text: str) -> dict[str, Any]:
        """What was made of one message in a conversation of its own, for evaluation."""
        turned = await self.ask(text=text)
        activity = turned.answer.activity if turned.answer else None
        kind, decision = (activity.kind, activity.decision) if activity else (None, None)
        return as_json(text, turned) | {"kind": kind, "activity": decision}

    async def classify(self, text: str) -> dict[str, Any]:
        """Which of the three a described activity is.

        Raises:
            BadLine: there is nothing to read in `text`.
        """
        readable = as_typed(clean(text))
        if unreadable(readable):
            raise BadLine("nothing_to_read", "The text is empty, too long or not in English.")
        request = AgentRequest(uuid.uuid4().hex, CHANNEL, readable, Snapshot())
        activity = (await self._assistant.agent.answer(request)).activity
        assert activity is not None
        return {
            "text": text,
            "kind": activity.kind,
            "confidence": round(activity.confidence, 4),
            "decision": activity.decision,
        }

    async def classify_line(self, line: str) -> dict[str, Any]:
        """The verdict on one line, or its error."""
        try:
            return await self.classify(_read_line(line).get("text", ""))
        except BadLine as error:
            return {"error": {"code": error.code, "message": str(error)}}

    def _conversation(self, sender: str | None) -> str:
        if sender is None:
            return self._assistant.records.start(CHANNEL, uuid.uuid4().hex)
        if sender not in self._conversations:
            self._conversations[sender] = self._conversation(None)
        return self._conversations[sender]


def as_json(text: str | None, turned: Turned) -> dict[str, Any]:
    """A turn in the form of the command line's contract."""
    answer = turned.answer
    understood: dict[str, Any] = {
        "text": text,
        "intent": answer.intent if answer else "delete_my_data",
        "confidence": round(answer.confidence, 4) if answer else 1.0,
        "decision": answer.decision if answer else "answer",
        "card": first_card(answer) if answer else None,
        "ranking": [
            {"name": name, "confidence": round(confidence, 4)}
            for name, confidence in (answer.ranking if answer else ())
        ],
        "entities": [
            {"entity": entity, "value": value}
            for entity, value in (answer.entities if answer else ())
        ],
    }
    replies = []
    for message in turned.replies:
        reply: dict[str, Any] = {"card": message.card["id"]} if message.card else {}
        reply["text"] = message.text
        reply["buttons"] = [{"title": b.title, "payload": b.payload} for b in message.buttons]
        replies.append(reply)
    if answer and answer.intents:
        understood["intents"] = list(answer.intents)
    return understood | {"replies": replies}


def _read_line(line: str) -> dict[str, str]:
    try:
        fields = json.loads(line)
    except ValueError:
        raise BadLine("not_json", "The line is not JSON.") from None
    if not isinstance(fields, dict):
        raise BadLine("not_an_object", 'The line must be an object such as {"text": "…"}.')
    unknown = set(fields) - KNOWN_FIELDS
    if unknown:
        raise BadLine("unknown_field", f"The field “{sorted(unknown)[0]}” is not known.")
    for name, value in fields.items():
        if not isinstance(value, str):
            raise BadLine("wrong_type", f"The field “{name}” must be a text.")
    if ("text" in fields) == ("payload" in fields):
        raise BadLine("wrong_fields", "Give either “text” or “payload”.")
    return fields


def _snake_case(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")
