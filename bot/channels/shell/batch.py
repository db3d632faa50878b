"""`ppi-guide ask` and `classify`; with --jsonl, one JSON object out for each line in, in order."""

from __future__ import annotations

import json
import uuid
from typing import Any

from bot.assistant import Assistant
from bot.channels.shell.scenarios import Heard, Take
from bot.conversation.agent import Outcome
from bot.conversation.client import Client
from bot.conversation.context import TurnResult
from bot.errors import GuideError, TurnError
from bot.messages import Message
from bot.text import as_typed, clean, unreadable
from bot.understanding.message import Understanding

KNOWN_FIELDS = {"text", "payload", "sender"}


class BadLine(GuideError):
    """A line of input that cannot be used; `code` names the fault for programs."""

    def __init__(self, code: str, message: str) -> None:
        """`code` is for programs, `message` for people."""
        super().__init__(message)
        self.code = code


class Asker:
    """Puts messages to an assistant, for the command line, scenarios and evaluation."""

    def __init__(self, assistant: Assistant) -> None:
        """`assistant`: one whose records nobody else uses."""
        self.client = Client(assistant.conversations)

    def taker(self) -> Take:
        """A function that takes the turns of one new conversation, for a scenario."""
        sender = uuid.uuid4().hex

        async def take(text: str | None, pressed: str | None) -> Heard:
            result = await self.client.ask(text=text, pressed=pressed, sender=sender)
            replies = result.replies
            return Heard(
                text="\n\n".join(message.text for message in replies),
                card=replies[0].card_id,
                decision=result.outcome.decision if result.outcome else None,
                buttons={b.title: b.press for message in replies for b in message.buttons},
            )

        return take

    async def ask_line(self, line: str) -> dict[str, Any]:
        """The answer to one line of JSON, as `as_json` gives it, or an object with an `error`."""
        try:
            fields = _read_line(line)
            result = await self.client.ask(
                text=fields.get("text"),
                pressed=fields.get("payload"),
                sender=fields.get("sender"),
            )
        except BadLine as error:
            return {"error": {"code": error.code, "message": str(error)}}
        except TurnError as error:
            code = _snake_case(type(error).__name__)
            return {"error": {"code": code, "message": str(error)}}
        return as_json(fields.get("text"), result)

    async def judge(self, text: str) -> dict[str, Any]:
        """`as_json` for one message in a new conversation, with its activity, for evaluation."""
        result = await self.client.ask(text=text)
        activity = result.outcome.understanding.activity if result.outcome else None
        kind, decision = (activity.kind, activity.decision) if activity else (None, None)
        return as_json(text, result) | {"kind": kind, "activity": decision}

    async def classify(self, text: str) -> dict[str, Any]:
        """Which of involvement, engagement and participation a described activity is.

        Raises:
            BadLine: `text` has no letter or digit, is too long, or is in another alphabet.
        """
        readable = as_typed(clean(text))
        if unreadable(readable):
            raise BadLine("nothing_to_read", "The text is empty, too long or not in English.")
        activity = (await self.client.understand(readable)).understanding.activity
        assert activity is not None
        return {
            "text": text,
            "kind": activity.kind,
            "confidence": round(activity.confidence, 4),
            "decision": activity.decision,
        }

    async def classify_line(self, line: str) -> dict[str, Any]:
        """What `classify` gives for one line of JSON, or an object with an `error`."""
        try:
            return await self.classify(_read_line(line).get("text", ""))
        except BadLine as error:
            return {"error": {"code": error.code, "message": str(error)}}


def as_json(text: str | None, result: TurnResult) -> dict[str, Any]:
    """A turn as the JSON object that `ask --json` and `ask --jsonl` print."""
    outcome = result.outcome or Outcome((), Understanding("delete_my_data"))
    understood = outcome.understanding
    line: dict[str, Any] = {
        "text": text,
        "intent": understood.intent,
        "confidence": round(understood.confidence, 4),
        "decision": understood.decision,
        "card": outcome.card_id,
        "ranking": [
            {"name": name, "confidence": round(confidence, 4)}
            for name, confidence in understood.ranking
        ],
        "entities": [{"entity": name, "value": value} for name, value in entities_of(understood)],
    }
    if understood.intents:
        line["intents"] = list(understood.intents)
    return line | {"replies": [_reply_json(message) for message in result.replies]}


def _reply_json(message: Message) -> dict[str, Any]:
    shown = {"card": message.card_id} if message.card_id else {}
    buttons = [{"title": button.title, "payload": button.press} for button in message.buttons]
    return shown | {"text": message.text, "buttons": buttons}


def entities_of(understood: Understanding) -> list[tuple[str, str]]:
    """The pairs of (entity, value) that were named in words or by pressing a button."""
    named = [("term", term) for term in understood.terms]
    pressed = {"card": understood.card, "quiz": understood.quiz, "handoff": understood.form_press}
    return named + [(name, value) for name, value in pressed.items() if value]


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
