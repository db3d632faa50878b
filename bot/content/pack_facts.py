"""Read and check `pack.yml`: an organisation's names, contact, numbers, hours and events."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.content.events import DatedEvent
from bot.content.opening_hours import OpeningHours
from bot.content.pack_files import (
    PACK_FILE,
    facts_of_first_pack,
    is_first_pack,
    line_of,
    read_yaml,
)
from bot.content.strict_model import what_is_wrong
from bot.errors import ContentError
from bot.safety.crisis import CRISIS_CARDS as CRISIS_CARDS

REQUIRED_IN_PACK = ("organisation", "contact", "crisis", "definitions")
KNOWN_IN_PACK = (
    *REQUIRED_IN_PACK, "language", "accent", "group", "cafe", "engagement", "researcher_help",
    "videos", "events", "support", "hours", "own_cards", "protected_words", "known_abbreviations",
)  # fmt: skip


def read_facts(folder: Path) -> dict[str, Any]:
    """What a pack's `pack.yml` says, with the first pack's lists of words added to its own.

    Raises:
        ContentError: a block is not known, is missing, or cannot be used.
    """
    path = folder / PACK_FILE
    facts: dict[str, Any] = read_yaml(path)
    for key in facts:
        if key not in KNOWN_IN_PACK:
            raise ContentError(
                f"{path}{line_of(path, key)}: the key “{key}” is not known. "
                f"Known keys: {', '.join(KNOWN_IN_PACK)}."
            )
    for key in REQUIRED_IN_PACK:
        if not isinstance(facts.get(key), dict):
            raise ContentError(f"{path}: add the block “{key}:”; cards need it.")
    phrases = facts["crisis"].get("phrases") or {}
    if not isinstance(phrases, dict) or not set(phrases) <= set(CRISIS_CARDS):
        raise ContentError(
            f"{path}{line_of(path, 'crisis')}: “phrases” names the cards that its phrases bring: "
            f"{', '.join(CRISIS_CARDS)}."
        )
    if not isinstance(facts["contact"].get("details_in_email", False), bool):
        raise ContentError(
            f"{path}{line_of(path, 'contact')}: “details_in_email” is wrong; write true or false."
        )
    if not is_first_pack(folder):
        shared = facts_of_first_pack()
        for words in ("protected_words", "known_abbreviations"):
            facts[words] = [*shared.get(words, ()), *facts.get(words, ())]
    return facts


def load_events(folder: Path, facts: dict[str, Any]) -> tuple[DatedEvent, ...]:
    """The events of the block `events.dated`, soonest first.

    Raises:
        ContentError: one of them is wrong.
    """
    path = folder / PACK_FILE
    events = []
    for number, one in enumerate((facts.get("events") or {}).get("dated") or (), start=1):
        try:
            events.append(DatedEvent(**one))
        except (ValidationError, TypeError) as error:
            what = what_is_wrong(error, no_keys="it needs title, on, link and checked")
            raise ContentError(
                f"{path}{line_of(path, 'events')}: event {number} is wrong ({what}); mend it."
            ) from None
    return tuple(sorted(events, key=lambda event: event.on))


def load_hours(folder: Path, facts: dict[str, Any]) -> OpeningHours | None:
    """The block `hours`; None when the pack has none.

    Raises:
        ContentError: it is wrong.
    """
    given = facts.get("hours")
    if given is None:
        return None
    path = folder / PACK_FILE
    try:
        return OpeningHours(**given)
    except (ValidationError, TypeError) as error:
        what = what_is_wrong(error, no_keys="it needs days, opens, closes, zone and country")
        raise ContentError(f"{path}{line_of(path, 'hours')}: “hours” is wrong ({what}).") from None
