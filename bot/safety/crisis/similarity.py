"""The second reading for danger: by likeness to examples, where the list of phrases found nothing.

A list finds what its writers thought of: about 60 % of phrases that they had not seen. With this
beside it, 97 % (docs/trust/figures.md). Where it cannot be loaded the list works alone.

A kernel machine (a support vector machine with a Gaussian kernel, fitted by
tools/make_crisis_reading.py) over the vectors of the sentence encoder: a message is compared with
some thousands of examples, harmless ones among them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

from bot.paths import ENCODER, ROOT

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from bot.understanding.encoder import SentenceEncoder

FILE = ROOT / "models" / "crisis" / "reading.safetensors"
CARDS = ("crisis-danger", "crisis-self-harm", "crisis-ill-on-treatment", "crisis-abuse")

MOST_PARTS, LONGEST_PART = 10, 400
"""Parts of a message that are read, and the characters of one (about 2 ms for a sentence). All of a
message of 4000 characters, the longest that is answered; of a longer one the first and the last."""

OUT_OF_CONTEXT = 0.2
"""How much plainer one sentence of several must be: alone, "I don't belong" can be anything."""

FEWEST_WORDS = 3
"""Shorter texts are left to the list: two words are like too many others."""

_SENTENCE = re.compile(r"(?<=[.?!])\s+|\n+")


HARMLESS_BELOW = -0.7
"""So little like danger that a doubtful phrase of the list is put aside. Of 143 examples of danger
that the list finds and is unsure of, this loses none, judged by machines that had not seen them; of
the list's 182 false alarms it takes 55 away. (At -0.6 it would begin to lose some.)"""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message reads like: a crisis card, or None; `harmless` where nothing in it does."""

    card: str | None = None
    harmless: bool = False


class CrisisReading:
    """Compares a message with the examples."""

    def __init__(self, file: Path = FILE, encoder: SentenceEncoder | None = None) -> None:
        """Load the examples, and the encoder unless one is given (0.2 s).

        Raises:
            OSError, ChecksumError: a file is missing or is not the one that was published.
        """
        from safetensors import safe_open

        from bot.understanding.encoder import load_encoder

        self._encoder = encoder or load_encoder(ENCODER)
        with safe_open(str(file), framework="numpy") as stored:
            facts = stored.metadata()
            self._examples = stored.get_tensor("examples").astype("float32")
            self._weights = stored.get_tensor("weights")
            self._card_weights = stored.get_tensor("card_weights")
            self._card_bias = stored.get_tensor("card_bias")
        self._gamma, self._bias = float(facts["gamma"]), float(facts["bias"])
        self._threshold = float(facts["threshold"])

    def read(self, text: str) -> Reading:
        """What a message reads like; of a message without words enough, nothing is said."""
        parts = parts_of(text)
        if not parts:
            return Reading()
        scores, cards = self.scores(self._encoder.encode(parts))
        if len(parts) > 1:
            scores[int(parts[0] == text.strip()) :] -= OUT_OF_CONTEXT
        best = int(scores.argmax())
        if scores[best] > self._threshold:
            return Reading(CARDS[int(cards[best])])
        return Reading(harmless=_read_whole(text) and bool(scores[best] < HARMLESS_BELOW))

    def scores(self, vectors: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """How much unit vectors, (n, 384), read like danger; the place of the likest card."""
        import numpy as np

        # For unit vectors |x - y|² is 2 - 2 x·y.
        kernel = np.exp(-2 * self._gamma * (1 - vectors @ self._examples.T))
        cards = np.argmax(vectors @ self._card_weights.T + self._card_bias, axis=1)
        return kernel @ self._weights + self._bias, cards


def parts_of(text: str) -> list[str]:
    """The message as a whole where it is short, and its sentences; none of fewer than 3 words."""
    text = _ends_of(text.strip())
    sentences = [part for one in _SENTENCE.split(text) for part in wrap(one, LONGEST_PART)]
    if len(sentences) > MOST_PARTS:
        sentences = wrap(text, LONGEST_PART)
    whole = [text] if len(sentences) > 1 and len(text) <= LONGEST_PART else []
    return [part for part in whole + sentences if _readable(part)]


def _read_whole(text: str) -> bool:
    """Whether no sentence was left out, too short or too far from the ends: it may be the one."""
    return len(text) <= LONGEST_PART and all(map(_readable, _SENTENCE.split(text.strip())))


def _ends_of(text: str) -> str:
    """The first and the last of a text that is too long to be read whole."""
    half = LONGEST_PART * MOST_PARTS // 2
    return text if len(text) <= 2 * half else f"{text[:half]}\n{text[-half:]}"


def _readable(part: str) -> bool:
    """Whether the encoder knows the letters, and there are words enough to tell."""
    letters = sum(letter.isalpha() for letter in part)
    plain = sum(letter.isascii() and letter.isalpha() for letter in part)
    return len(part.split()) >= FEWEST_WORDS and plain * 2 > letters > 0
