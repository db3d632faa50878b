"""`ppi-guide check`: what an editor of cards or training data can get wrong. Imports Rasa late."""

from __future__ import annotations

import importlib
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.content.cards import TERM_INTENT
from bot.content.load import read_pack
from bot.content.pack import Pack
from bot.content.pack_files import FORM_FILE, PACK_FILE, card_files, line_of
from bot.content.readability import (
    HARDEST,
    HARDEST_AS_WRITTEN,
    MOST_WORDS,
    MOST_WORDS_FIRST,
    grade,
    grade_of_text,
    long_sentences,
    long_sentences_of_text,
    unexplained,
    words_first,
)
from bot.errors import ContentError
from bot.evaluation.sets import intent_examples
from bot.paths import CONFIG, DATA, DOMAIN, ENDPOINTS
from bot.understanding.activities import load_activities
from bot.understanding.near_duplicates import near_duplicates

# Rasa's own warnings that are right in general and wrong here.
ALLOWED_WARNINGS = (
    # Rasa says this whenever a domain has any slot; ours have the mappings it asks for.
    r"^Slot auto-fill has been removed in 3\.0",
    # Rasa imports it; setuptools is locked below the version that drops it.
    r"^pkg_resources is deprecated as an API",
)

QUIZ_INTENT = "start_quiz"

_CLASS_PATH = re.compile(r"^(bot|actions)(\.\w+)+$")

NUMBERS_GOOD_FOR = 366
"""Days after which somebody must look whether the crisis numbers still hold."""


@dataclass(frozen=True)
class Report:
    """What was counted, and what was found: one line a fault, with its file and fix."""

    cards: int
    examples: int
    faults: list[str]
    grades: dict[str, float] = field(default_factory=dict)
    oldest_review: date | None = None


def run_checks(pack_folder: Path) -> Report:
    """Check pack, class paths and training data."""
    pack, broken = read_pack(pack_folder)
    if pack is None:
        return Report(0, 0, broken)
    from bot.rasa.bootstrap import prepare

    prepare()
    faults = [
        *_class_paths(),
        *_unanswered(pack),
        *_hard_to_read(pack),
        *_hard_to_read_form(pack),
        *_overdue(pack, date.today()),
        *_old_numbers(pack, date.today()),
        *_repeated(),
    ]
    grades = {
        card.id: found
        for card in pack.cards.values()
        if (found := grade(card, pack.facts).protected) is not None
    }
    oldest = min(card.reviewed.on for card in pack.cards.values() if card.reviewed)
    examples = 0
    if not faults:
        examples, faults = _rasa_checks(pack_folder, pack)
    return Report(len(pack.cards), examples, faults, grades, oldest)


def _class_paths() -> Iterator[str]:
    """Every class path in the YAML files imports: Rasa logs a misspelt one and goes on without."""
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


def _unanswered(pack: Pack) -> Iterator[str]:
    """Every intent of the domain has a card or is a dialogue move."""
    from bot.content.moves import MOVES

    by_code = {*MOVES, TERM_INTENT, QUIZ_INTENT}

    domain = YAML(typ="safe").load(DOMAIN.read_text(encoding="utf-8"))
    for intent in domain["intents"]:
        if intent not in by_code and not pack.answering(intent):
            yield (
                f"{pack.folder}: no card answers the intent “{intent}”; "
                f"add one with answers: [{intent}]."
            )
    known = set(domain["intents"])
    for card in pack.cards.values():
        for intent in set(card.intents) - known:
            path = pack.files[card.id]
            line = line_of(path, "answers")
            yield f"{path}{line}: answers the unknown intent “{intent}”; domain.yml lists them."


def _hard_to_read(pack: Pack) -> Iterator[str]:
    """Cards above the grades, and sentences above the length."""
    for card in pack.cards.values():
        path = pack.files[card.id]
        said = f"{path}{line_of(path, 'meaning')}"
        found = grade(card, pack.facts)
        if found.protected is not None and found.protected > HARDEST:
            yield f"{said}: grade {found.protected:.1f}, above {HARDEST:g}; use shorter words."
        elif found.as_written is not None and found.as_written > HARDEST_AS_WRITTEN:
            yield (
                f"{said}: grade {found.as_written:.1f} as written, above {HARDEST_AS_WRITTEN:g}; "
                "say more in plain words around the protected ones."
            )
        first = words_first(card, pack.facts)
        if first > MOST_WORDS_FIRST and not card.is_crisis:
            yield (
                f"{said}: meaning and example have {first} words, above {MOST_WORDS_FIRST}; "
                "move some to “more:”."
            )
        for word in unexplained(card, pack.facts):
            yield f"{said}: “{word}” is not explained; say what it stands for."
        for sentence in long_sentences(card, pack.facts):
            yield f"{said}: “{sentence}” has more than {MOST_WORDS} words; make two sentences."


def _hard_to_read_form(pack: Pack) -> Iterator[str]:
    """The words of the form, by the measures of the cards."""
    texts = pack.form.texts
    found = grade_of_text(" ".join(texts.values()), pack.facts).protected
    if found is not None and found > HARDEST:
        yield f"{FORM_FILE}: grade {found:.1f}, above {HARDEST:g}; use shorter words."
    for name, text in texts.items():
        alone = grade_of_text(text, pack.facts).protected
        if alone is not None and alone > HARDEST:
            yield f"{FORM_FILE}: “{name}” has grade {alone:.1f}, above {HARDEST:g}."
        for sentence in long_sentences_of_text(text, pack.facts):
            yield f"{FORM_FILE}: “{sentence}” has more than {MOST_WORDS} words; make two."


def _overdue(pack: Pack, today: date) -> Iterator[str]:
    for card in pack.cards.values():
        if card.reviewed and card.reviewed.due < today:
            path = pack.files[card.id]
            line = line_of(path, "reviewed")
            yield (
                f"{path}{line}: the review was due on {card.reviewed.due}; "
                "read it over and set new dates."
            )


def _old_numbers(pack: Pack, today: date) -> Iterator[str]:
    checked = pack.facts["crisis"].get("checked")
    if not isinstance(checked, date) or (today - checked).days > NUMBERS_GOOD_FOR:
        path = pack.folder / PACK_FILE
        yield (
            f"{path}{line_of(path, 'crisis')}: the crisis numbers were last checked on {checked}; "
            "ring or look up each one and set a new date."
        )


def _repeated() -> Iterator[str]:
    """Training lines that are nearly the same as another: each group of data by itself."""
    try:
        activities, _ = load_activities(DATA / "activities")
    except ContentError as error:
        yield str(error)
        return
    for folder, lines in (
        ("nlu", [text for text, _ in intent_examples()]),
        ("activities", activities),
    ):
        for first, second in near_duplicates(lines):
            yield (
                f"data/{folder}: “{lines[second]}” is nearly the same as “{lines[first]}”; "
                "leave one out."
            )


def _rasa_checks(pack_folder: Path, pack: Pack) -> tuple[int, list[str]]:
    """Rasa's validator with every warning counted, and the cards as the importer hands them on."""
    from rasa.shared.importers.importer import TrainingDataImporter
    from rasa.validator import Validator

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
        ours = issubclass(warning.category, UserWarning) and "rasa" in (warning.filename or "")
        if ours and not any(re.search(allowed, text) for allowed in ALLOWED_WARNINGS):
            faults.append(f"data/: {text}")
    if not all(passed) and not faults:
        faults.append("data/: Rasa's validator fails; `rasa data validate` shows why.")
    handed_on = set(nlu.entity_synonyms.values())
    missing = set(pack.terms) - handed_on
    if missing:
        faults.append(f"{pack_folder}: Rasa does not see the term “{sorted(missing)[0]}”.")
    on_disk = len(card_files(pack_folder))
    if on_disk != len(pack.cards):
        faults.append(f"{pack_folder}: {on_disk} files but {len(pack.cards)} cards were read.")
    return len(nlu.intent_examples), faults
