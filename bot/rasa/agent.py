"""The trained model, answering one message at a time. Importing this imports Rasa."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.utils import read_endpoints_from_path
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME, INTENT_MESSAGE_PREFIX
from rasa.utils.endpoints import EndpointConfig
from threadpoolctl import threadpool_limits

from bot.conversation.agent import AgentAnswer, AgentReply, AgentRequest
from bot.errors import ModelMissing
from bot.paths import ENDPOINTS
from bot.rasa.actions_endpoint import InProcessActions
from bot.rasa.message_processor import TurnProcessor
from bot.records.snapshot import Snapshot
from bot.understanding.activities import ActivityVerdict
from bot.understanding.question_splitter import choose_parts, split_questions

ALL_RANKED = ("intent_ranking", "activity")
"""What of an understood message holds a figure for every label."""


class _Collected(OutputChannel):
    """Collects the replies instead of sending them: they are stored first."""

    def __init__(self) -> None:
        self.replies: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return "collected"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.replies.append(dict(message))


class RasaAgent:
    """Rasa's agent with our tracker store, our actions and no channel of Rasa's."""

    def __init__(self, model: Path, action_endpoint: EndpointConfig | None = None) -> None:
        """Load a model.

        Args:
            action_endpoint: where actions run; by default as `endpoints.yml` says, else in process.

        Raises:
            ModelMissing: there is no model at `model`, or it does not load.
        """
        endpoint = action_endpoint or _endpoint_from_file() or InProcessActions()
        if not model.exists():
            raise ModelMissing("There is no trained model. Train one with `ppi-guide train`.")
        try:
            self._processor = TurnProcessor(model, endpoint)
        except Exception as error:
            raise ModelMissing(
                f"The model {model.name} does not load ({type(error).__name__}). "
                "Train it again with `ppi-guide train --force`."
            ) from error
        # One message is little arithmetic: threads that wait for each other cost more than they do.
        threadpool_limits(1, user_api="blas")
        self._store = self._processor.store

    async def answer(self, request: AgentRequest) -> AgentAnswer:
        """Answer one message; the caller keeps turns of one conversation apart."""
        # What is written in a form is one message, however many questions it has.
        in_form = request.snapshot.active_loop is not None
        parts = {request.text: None} if in_form else await self._parts(request.text)
        collected = _Collected()
        self._store.hand(request.conversation, request.snapshot)
        try:
            for text, parsed in parts.items():
                await self._processor.handle_message(
                    UserMessage(
                        text,
                        output_channel=collected,
                        sender_id=request.conversation,
                        input_channel=request.channel,
                        metadata=request.around,
                        parse_data=parsed,
                    )
                )
        finally:
            snapshot = self._store.take(request.conversation)
        return _answer_from(collected.replies, snapshot, len(parts))

    async def _parts(self, text: str) -> dict[str, dict[str, Any] | None]:
        """The questions to answer one after the other, with what is known of each.

        Most often the message as it is, of which nothing is known yet.
        """
        questions = split_questions(text)
        if text.startswith(INTENT_MESSAGE_PREFIX) or len(questions) == 1:
            return {text: None}
        parsed = [await self._processor.parse_message(UserMessage(one)) for one in questions]
        chosen = choose_parts([_understood(one) for one in parsed])
        if len(chosen) < 2:
            return {text: None}
        return {questions[number]: parsed[number] for number in chosen}


def _understood(parsed: dict[str, Any]) -> tuple[str, float, str]:
    """Intent, confidence and decision, as `choose_parts` takes them."""
    decision = parsed.get("decision") or {}
    ranking = parsed.get("intent_ranking") or [{"confidence": 0.0}]
    return (
        str(decision.get("intent")),
        float(ranking[0]["confidence"]),
        str(decision.get("decision")),
    )


def _endpoint_from_file() -> EndpointConfig | None:
    endpoints = read_endpoints_from_path(str(ENDPOINTS)) if ENDPOINTS.exists() else None
    return endpoints.action if endpoints else None


def _answer_from(replies: list[dict[str, Any]], snapshot: Snapshot, parts: int) -> AgentAnswer:
    events = snapshot.events
    heard = [e["parse_data"] for e in events if e["event"] == "user"][-parts:] or [{}]
    parsed: dict[str, Any] = heard[0]
    ranking = tuple(
        (entry["name"], entry["confidence"])
        for entry in parsed.get("intent_ranking") or [parsed.get("intent") or {"name": None}]
        if entry["name"] and entry["name"] != DEFAULT_NLU_FALLBACK_INTENT_NAME
    )
    chosen = parsed.get("intent") or {}
    if chosen.get("name") in (None, DEFAULT_NLU_FALLBACK_INTENT_NAME) and ranking:
        chosen = {"name": ranking[0][0], "confidence": ranking[0][1]}
    decided = (parsed.get("decision") or {}).get("decision", "answer")
    return AgentAnswer(
        replies=tuple(_reply_from(reply) for reply in replies),
        intent=chosen.get("name") or "out_of_scope",
        confidence=float(chosen.get("confidence") or 0.0),
        decision=next((r["decision"] for r in replies if r.get("decision")), decided),
        ranking=ranking,
        entities=tuple((e["entity"], str(e["value"])) for e in parsed.get("entities", ())),
        snapshot=replace(snapshot, events=[_as_kept(event) for event in events]),
        intents=tuple(str(one["intent"]["name"]) for one in heard) if len(heard) > 1 else (),
        activity=_activity_from(parsed.get("activity")),
        handoff=next((r["handoff"] for r in replies if r.get("handoff")), None),
        actions=tuple(
            (e["name"], e.get("policy") or "")
            for e in events
            if e["event"] == "action" and e["name"] not in ("action_listen", "action_session_start")
        ),
    )


def _as_kept(event: dict[str, Any]) -> dict[str, Any]:
    """An event as it is stored: without the ranking of all intents, which nobody reads again."""
    if event["event"] != "user":
        return event
    parsed = {name: value for name, value in event["parse_data"].items() if name not in ALL_RANKED}
    return event | {"parse_data": parsed}


def _activity_from(found: dict[str, Any] | None) -> ActivityVerdict | None:
    if not found:
        return None
    return ActivityVerdict(found["kind"], float(found["confidence"]), found["decision"])


def _reply_from(reply: dict[str, Any]) -> AgentReply:
    return AgentReply(
        text=reply.get("text") or "",
        kind=reply.get("kind") or "text",
        card=reply.get("card"),
        buttons=tuple((b["title"], b["payload"]) for b in reply.get("buttons") or ()),
    )
