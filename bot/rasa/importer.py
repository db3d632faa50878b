"""Hands the cards to Rasa: terms as synonyms, the actions, and the slots that remember a card.

`config.yml` names this importer, so that `rasa train`, `rasa data validate`, `rasa test nlu` and
`rasa shell nlu` see the same data as `ppi-guide`. No file is generated.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.content.load import load_pack
from bot.content.pack import Pack
from bot.settings import load_settings

ACTIONS = ("action_answer", "action_default_fallback")
SLOTS = ("last_card", "read", "person", "misses", "offered", "quiz", "handoff")


class CardImporter(RasaFileImporter):
    """Rasa's file importer, and what the cards add."""

    @cached_property
    def pack(self) -> Pack:
        """The pack that the settings name."""
        return load_pack(load_settings().pack)

    def get_domain(self) -> Domain:
        """The domain file, with the actions, slots and entities that cards need."""
        slots: dict[str, Any] = {
            name: {
                "type": "any",
                "influence_conversation": False,
                "mappings": [{"type": "custom"}],
            }
            for name in SLOTS
        }
        cards = Domain.from_dict(
            {
                "version": "3.1",
                "actions": list(ACTIONS),
                "entities": ["term", "card", "quiz", "handoff"],
                "slots": slots,
            }
        )
        return super().get_domain().merge(cards)

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """The examples, and every title and alias as a synonym of its term's id."""
        forms = {
            form.lower(): card.id
            for card in self.pack.terms.values()
            for form in (card.title, *card.aliases)
        }
        return super().get_nlu_data(language).merge(TrainingData(entity_synonyms=forms))
