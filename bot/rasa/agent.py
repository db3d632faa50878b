"""The trained model, answering one message at a time. Importing this imports Rasa."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.utils import read_endpoints_from_path
from rasa.utils.endpoints import EndpointConfig
from threadpoolctl import threadpool_limits

from bot.content.unsure import SURE_OF_INTENT
from bot.conversation.agent import AgentRequest, Outcome
from bot.errors import ModelMissing
from bot.paths import ENDPOINTS
from bot.rasa import wire
from bot.rasa.actions_endpoint import InProcessActions
from bot.rasa.message_processor import TurnProcessor
from bot.records.snapshot import Snapshot
from bot.understanding.asked import NO_CARD
from bot.understanding.question_splitter import (
    PartRead,
    choose_parts,
    split_questions,
    without_correction,
)

ALL_RANKED = ("intent_ranking", "activity", "cards")
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

    async def answer(self, request: AgentRequest) -> Outcome:
        """Answer one message; the caller keeps turns of one conversation apart."""
        parts = await self._parts(request)
        collected = _Collected()
        self._store.hand(request.conversation, request.snapshot)
        try:
            for text, parsed in parts.items():
                await self._processor.handle_message(
                    UserMessage(
                        text,
                        output_channel=collected,
                        sender_id=request.conversation,
                        input_channel=request.around.channel,
                        metadata=wire.metadata(request.around),
                        parse_data=parsed,
                    )
                )
        finally:
            snapshot = self._store.take(request.conversation)
        return _outcome(collected.replies, snapshot, len(parts))

    async def _parts(self, request: AgentRequest) -> dict[str, dict[str, Any] | None]:
        """The questions to answer one after the other, with what is known of each.

        Most often the message as it is, of which nothing is known yet.
        """
        if request.press:
            return {wire.as_typed_for_rasa(request.press): None}
        text, questions = request.text, split_questions(request.text)
        # What is written in a form is one message, however many questions it has.
        if request.snapshot.active_loop is not None:
            return {text: None}
        corrected = without_correction(text)
        if corrected != text:
            # What is kept is what was said; what was meant is understood.
            return {
                text: await self._processor.parse_message(UserMessage(corrected)) | {"text": text}
            }
        if len(questions) == 1:
            return {text: None}
        parsed = [await self._processor.parse_message(UserMessage(one)) for one in questions]
        chosen = choose_parts([_understood(one) for one in parsed])
        if len(chosen) < 2:
            return {text: None}
        return {questions[number]: parsed[number] for number in chosen}


def _understood(parsed: dict[str, Any]) -> PartRead:
    """A part of a message, as `choose_parts` takes it."""
    decision = parsed.get("decision") or {}
    ranking = parsed.get("intent_ranking") or [{"confidence": 0.0}]
    intent = str(decision.get("intent"))
    shares: dict[str, float] = defaultdict(float)
    for one in parsed.get("cards") or ():
        shares[one["card"]] += one["confidence"]
    if shares:
        card, share = max(shares.items(), key=lambda item: item[1])
        if not card.startswith(NO_CARD):
            # Of several cards of an intent that is sure its leading one is shown.
            sure = float(ranking[0]["confidence"])
            share = max(share, sure if sure >= SURE_OF_INTENT else 0.0)
            return PartRead(intent, share, "answer", card)
    return PartRead(intent, float(ranking[0]["confidence"]), str(decision.get("decision")))


def _endpoint_from_file() -> EndpointConfig | None:
    endpoints = read_endpoints_from_path(str(ENDPOINTS)) if ENDPOINTS.exists() else None
    return endpoints.action if endpoints else None


def _outcome(said: list[dict[str, Any]], snapshot: Snapshot, parts: int) -> Outcome:
    events = snapshot.events
    heard = [e["parse_data"] for e in events if e["event"] == "user"][-parts:] or [{}]
    understood = wire.understanding_of(heard[0])
    return Outcome(
        replies=tuple(wire.reply_of(one) for one in said),
        understanding=replace(
            understood,
            intent=understood.intent or "out_of_scope",
            decision=wire.decision_in(said, understood.decision),
            intents=tuple(str(one["intent"]["name"]) for one in heard) if len(heard) > 1 else (),
        ),
        state=replace(snapshot, events=[_as_kept(event) for event in events]),
        request=wire.request_in(said),
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
