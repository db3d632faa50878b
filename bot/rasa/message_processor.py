"""Rasa's message processor, without computing at every message what never changes.

Understanding, rules and actions work as in Rasa's own.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import rasa.core.processor
from rasa.core.actions.action import Action, RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.engine.loader import load_predict_graph_runner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.exceptions import ActionLimitReached
from rasa.shared.core.constants import DEFAULT_SLOT_NAMES, MAPPING_TYPE, SlotMappingType
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.rasa.actions_endpoint import InProcessActions, valid_reply
from bot.rasa.graph_runner import OrderedGraphRunner
from bot.rasa.rule_index import index_rules
from bot.rasa.tracker_store import HandedTrackerStore


class TurnProcessor(MessageProcessor):
    """Answers messages with one model. The conversations are handed to its `store`."""

    def __init__(self, model: Path, action_endpoint: EndpointConfig) -> None:
        """Load a model.

        Raises:
            Exception: whatever Rasa raises when it does not load.
        """
        _prepare_rasa()
        super().__init__(
            model,
            tracker_store=HandedTrackerStore(Domain.empty()),
            lock_store=InMemoryLockStore(),
            generator=NaturalLanguageGenerator.create(None, Domain.empty()),
            action_endpoint=action_endpoint,
        )
        self.store = self.tracker_store = HandedTrackerStore(self.domain)
        self.nlg = NaturalLanguageGenerator.create(None, self.domain)
        self._actions: dict[str, Action] = {}
        self._fills_slots = any(map(_filled_by_rasa, self.domain.slots))
        for component in self.graph_runner.components:
            if isinstance(component, RulePolicy):
                index_rules(component)

    @staticmethod
    def _load_model(model_path: Path) -> tuple[str, ModelMetadata, OrderedGraphRunner]:
        with TemporaryDirectory() as folder:
            metadata, runner = load_predict_graph_runner(
                Path(folder), model_path, LocalModelStorage, OrderedGraphRunner
            )
        return model_path.name, metadata, runner

    def _get_action(self, action_name: str) -> Action:
        # To find one action Rasa makes them all; they have no state, so each is made once.
        if action_name not in self._actions:
            self._actions[action_name] = super()._get_action(action_name)
        return self._actions[action_name]

    def predict_next_with_tracker_if_should(
        self, tracker: DialogueStateTracker
    ) -> tuple[Action, PolicyPrediction]:
        """The next action, and the prediction that chose it.

        Raises:
            ActionLimitReached: too many actions were run for one message.
        """
        goes_on = self.should_predict_another_action(tracker.latest_action_name)
        if self.is_action_limit_reached(tracker, goes_on):
            raise ActionLimitReached("The limit of actions to predict has been reached.")
        prediction = self._predict_next_with_tracker(tracker)
        name = self.domain.action_names_or_texts[prediction.max_confidence_index]
        return self._get_action(name), prediction

    async def run_action_extract_slots(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        """Fill the slots that are mapped from messages, if there are any: actions set ours."""
        if not self._fills_slots:
            return tracker
        return await super().run_action_extract_slots(output_channel, tracker)

    def _check_for_unseen_features(self, parse_data: dict[str, Any]) -> None:
        """Skip it: the model knows its own domain's intents and entities."""


class _NoCopies:
    """Takes the place of `copy` in Rasa's processor, which copies what it is about to log."""

    @staticmethod
    def deepcopy(value: Any) -> Any:
        """The value itself, as the log only reads it."""
        return value


def _prepare_rasa() -> None:
    """Change in Rasa what a subclass cannot. Does nothing the second time."""
    # For every event it reads, Rasa searches all event classes: half the time of a long
    # conversation.
    if not hasattr(Event.resolve_by_type, "cache_info"):
        Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))
    rasa.core.processor.copy = _NoCopies
    RemoteAction._validate_action_result = _validate


def _validate(action: RemoteAction, reply: dict[str, Any]) -> bool:
    # Our own actions, run in this process, need no schema. For those of an action server it is
    # compiled once: Rasa checks the schema itself each time, for 20 to 45 ms.
    return isinstance(action.action_endpoint, InProcessActions) or valid_reply(reply)


def _filled_by_rasa(slot: Any) -> bool:
    return slot.name not in DEFAULT_SLOT_NAMES and any(
        mapping[MAPPING_TYPE] != SlotMappingType.CUSTOM.value or "action" in mapping
        for mapping in slot.mappings
    )
