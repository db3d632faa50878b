"""The gate: every message is judged for danger here, before anything else reads it.

Three things are asked, in this order:

1. The list of English phrases (`crisis.rules`), which works from the first moment.
2. The second reading (`crisis.similarity`), which needs the sentence encoder, not the trained
   model. It finds what the list has no words for. It also puts aside what the list is unsure of,
   where the message reads as harmless beyond doubt; what a person says outright is never put aside.
3. The pack's phrases in other languages (`crisis.other_languages`). The first two know English
   only.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.safety.crisis import rules
from bot.safety.crisis.other_languages import find_phrase
from bot.safety.crisis.similarity import Reading, SecondReading

__all__ = ["Danger", "is_sure", "judge", "warm_up"]

log = logging.getLogger("ppi_guide.safety")

_loaded: list[SecondReading] = []


@dataclass(frozen=True, slots=True)
class Danger:
    """What a message shows. `card` is the id of the crisis card that fits.

    `sure`: it is shown first and alone. Otherwise the message is answered as it was asked, with a
    line under it that leads to the card. `reason` says what found it, for counting, and never holds
    a word of the message.
    """

    card: str
    reason: str
    sure: bool = True


def is_sure(danger: Danger | None) -> bool:
    """Whether there is a danger whose card comes first and alone."""
    return danger is not None and danger.sure


def warm_up() -> None:
    """Read the list and load the second reading. Without the second, the list goes on alone.

    Raises:
        RulesError: the list cannot be read.
    """
    rules.warm_up()
    if _loaded:
        return
    try:
        _loaded.append(SecondReading())
    except Exception as error:  # whatever is wrong with a file, the list must go on
        log.error(
            "The second reading for danger does not load (%s): only the list of phrases works. "
            "Fetch the files again with `git checkout models/crisis models/encoder`.",
            type(error).__name__,
        )


def judge(text: str, phrases: Mapping[str, Sequence[str]]) -> Danger | None:
    """The most urgent danger that a message shows, or None. Never raises on any text.

    The time grows in step with the text: about 25 ms for 1,000 characters on one core, nearly all
    of it in the second reading. Texts of up to 400 characters are read twice, whole and by sentence
    (20 ms). What the list is sure of takes less than a millisecond.

    Args:
        text: the message, cleaned.
        phrases: the pack's crisis phrases in other languages, by the card that they bring.
    """
    danger = _in_english(text)
    if danger:
        return danger
    card = find_phrase(text, phrases)
    return Danger(card, f"other-language-{card}") if card else None


def _in_english(text: str) -> Danger | None:
    match = rules.find_crisis(text)
    reading = _second_reading(text)
    if match and match.plain:
        # Never put aside; but "my knuckles rapped" in a calm question is not shown a card alone.
        return Danger(match.card, match.reason, sure=not reading.harmless)
    if match and reading.harmless:
        return None
    if match:
        return Danger(match.card, match.reason, sure=reading.sure or not _loaded)
    if reading.card is None:
        return None
    return Danger(reading.card, f"reads-like-{reading.card}", sure=reading.sure)


def _second_reading(text: str) -> Reading:
    """The second reading of a text; one that says nothing where it is not loaded or fails."""
    try:
        return _loaded[0].read(text) if _loaded else Reading()
    except Exception as error:
        log.error("The second reading for danger failed: %s", type(error).__name__)
        return Reading()
