"""The checks that need Rasa: class paths, and Rasa's validator. Importing this imports Rasa."""

from __future__ import annotations

import importlib
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rasa.shared.importers.importer import TrainingDataImporter
from rasa.validator import Validator
from ruamel.yaml import YAML

from bot.content.load import Pack, card_files
from bot.paths import CONFIG, DATA, DOMAIN, ENDPOINTS

ALLOWED_WARNINGS = (
    # Rasa says this whenever a domain has any slot; ours have the mappings it asks for.
    r"^Slot auto-fill has been removed in 3\.0",
    # Rasa imports it; setuptools is locked below the version that drops it.
    r"^pkg_resources is deprecated as an API",
)
"""Rasa's own warnings that are right in general and wrong here."""

_CLASS_PATH = re.compile(r"^(bot|actions)(\.\w+)+$")


def broken_class_paths() -> Iterator[str]:
    """Class paths in the YAML files that do not import: Rasa logs one and goes on without it."""
    for path in (CONFIG, ENDPOINTS):
        for value in _strings(YAML(typ="safe").load(path.read_text(encoding="utf-8"))):
            if not _CLASS_PATH.match(value):
                continue
            module, _, name = value.rpartition(".")
            try:
                getattr(importlib.import_module(module), name)
            except (ImportError, AttributeError) as error:
                yield f"{path.name}: “{value}” does not import ({error}). Is it spelt right?"


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def validate(pack_folder: Path, pack: Pack) -> tuple[int, list[str]]:
    """Run Rasa's validator, every warning a fault, and look whether Rasa is given all cards.

    Returns:
        How many training examples there are, and the faults.
    """
    faults: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        importer = TrainingDataImporter.load_from_config(str(CONFIG), str(DOMAIN), [str(DATA)])
        validator = Validator.from_importer(importer)
        passed = [
            validator.verify_domain_validity(),
            validator.verify_actions_in_stories_rules(),
            validator.verify_forms_in_stories_rules(),
            validator.verify_form_slots(),
            validator.verify_slot_mappings(),
            validator.verify_nlu(ignore_warnings=False),
            validator.verify_utterances_in_stories(ignore_warnings=False),
            validator.verify_story_structure(ignore_warnings=False),
        ]
        nlu = importer.get_nlu_data()
    for warning in caught:
        text = " ".join(str(warning.message).split())
        of_rasa = issubclass(warning.category, UserWarning) and "rasa" in (warning.filename or "")
        if of_rasa and not any(re.search(allowed, text) for allowed in ALLOWED_WARNINGS):
            faults.append(f"data/: {text}")
    if not all(passed) and not faults:
        faults.append("data/: Rasa's validator fails; `rasa data validate` shows why.")
    missing = set(pack.terms) - set(nlu.entity_synonyms.values())
    if missing:
        faults.append(f"{pack_folder}: Rasa does not see the term “{sorted(missing)[0]}”.")
    on_disk = len(card_files(pack_folder))
    if on_disk != len(pack.cards):
        faults.append(f"{pack_folder}: {on_disk} files but {len(pack.cards)} cards were read.")
    return len(nlu.intent_examples), faults
