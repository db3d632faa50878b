"""The safety gate: the list of phrases first, then the second reading where that is loaded.

The list works from the first moment and needs nothing (bot/safety/crisis/rules.py). The second
reading needs the sentence encoder, not the trained model (bot/safety/crisis/similarity.py). It
finds what the list has no words for. It also puts aside what the list is unsure of, where the
message reads as harmless beyond doubt; what a person plainly says, it never puts aside.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.safety.crisis import rules as crisis
from bot.safety.crisis.other_languages import find_phrase
from bot.safety.crisis.rules import CrisisMatch, find_crisis

if TYPE_CHECKING:
    from bot.safety.crisis.similarity import CrisisReading

log = logging.getLogger("ppi_guide.safety")

_loaded: list[CrisisReading] = []


def warm_up() -> None:
    """Read the list and load the second reading. Without the second the list goes on alone.

    Raises:
        RulesError: the list cannot be read.
    """
    crisis.warm_up()
    if _loaded:
        return
    try:
        from bot.safety.crisis.similarity import CrisisReading

        _loaded.append(CrisisReading())
    except Exception as error:  # whatever is wrong with a file, the list must go on
        log.error(
            "The second reading for danger does not load (%s): only the list of phrases works. "
            "Fetch the files again with `git checkout models/crisis models/encoder`.",
            type(error).__name__,
        )


@dataclass(frozen=True)
class Danger:
    """What a text was judged to be: `card` is the crisis card to show."""

    card: str


def judge(text: str, phrases: Mapping[str, Sequence[str]]) -> Danger | None:
    """The danger that a text speaks of, or None. `phrases`: the pack's in other languages."""
    found = find_danger(text)
    card = found.card if found else find_phrase(text, phrases)
    return Danger(card) if card else None


def find_danger(text: str) -> CrisisMatch | None:
    """The most urgent crisis that a text names or reads like, or None. Never raises on any text."""
    match = find_crisis(text)
    if not _loaded or (match and match.plain):
        return match
    try:
        read = _loaded[0].read(text)
    except Exception as error:
        log.error("The second reading for danger failed: %s", type(error).__name__)
        return match
    if match:
        return None if read.harmless else match
    return CrisisMatch(read.card, f"reads-like-{read.card}") if read.card else None
