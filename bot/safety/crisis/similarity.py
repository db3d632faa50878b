"""The second reading: whether a message speaks of danger, in whatever words.

A list finds only what its writers thought of. This reads the vector of the sentence encoder, which
was taught to tell danger from ordinary talk (tools/fine_tune_encoder.py), with logistic regression
over "no danger" and the four cards, fitted by tools/make_crisis_reading.py.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

from bot.paths import ENCODER, ROOT
from bot.safety.crisis import CRISIS_CARDS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from bot.understanding.encoder import SentenceEncoder

FILE = ROOT / "models" / "crisis" / "reading.safetensors"

MOST_PARTS, LONGEST_PART = 10, 400
"""Parts of a message that are read, and the characters of a part (a sentence takes about 2 ms).

That is all of a message of 4,000 characters, the longest that is answered. Of a longer message the
first and the last 2,000 are read.
"""

SURE_FROM, POSSIBLE_FROM, HARMLESS_BELOW = 0.75, 0.15, 0.05
"""Probabilities of danger: from which its card comes first and alone, from which a line leads to
it, and below which a doubtful phrase of the list is put aside."""

OUT_OF_CONTEXT = 1.0
"""Taken from the log-odds of one sentence of several: alone, "I don't belong" can mean anything."""

IN_CALM_CONTEXT = 3.5
"""The same where the whole message reads as harmless: "some weeks the chemo flattens me"."""

FEWEST_WORDS = 3
"""Shorter texts are left to the list: two words are like too many other texts."""

_SENTENCE_END = re.compile(r"(?<=[.?!])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Reading:
    """The crisis card that a message reads like, or None.

    `sure`: it reads so beyond much doubt. `harmless`: all of it was read, and nothing in it is at
    all like danger.
    """

    card: str | None = None
    sure: bool = False
    harmless: bool = False


class SecondReading:
    """Reads messages with the encoder."""

    def __init__(self, file: Path = FILE, encoder: SentenceEncoder | None = None) -> None:
        """Load the fitted weights, and the encoder unless one is given (0.2 s).

        Raises:
            OSError, ChecksumError: a file is missing or is not the one that was published.
        """
        from safetensors import safe_open
        from threadpoolctl import threadpool_limits

        from bot.understanding.encoder import load_encoder

        self._encoder = encoder or load_encoder(ENCODER)
        # One message is little arithmetic. On several threads it takes up to four times the
        # processor time, because they wait for each other, also while the encoder works.
        threadpool_limits(1, user_api="blas")
        with safe_open(str(file), framework="numpy") as stored:
            self._weights = stored.get_tensor("weights")
            self._bias = stored.get_tensor("bias")

    def read(self, text: str) -> Reading:
        """What a message reads like; of a message with too few words, nothing is said."""
        parts = parts_of(text)
        if not parts:
            return Reading()
        odds, cards = self.odds(self._encoder.encode(parts))
        if len(parts) > 1:
            whole = parts[0] == text.strip()
            calm = whole and float(odds[0]) < math.log(HARMLESS_BELOW)
            odds[int(whole) :] -= IN_CALM_CONTEXT if calm else OUT_OF_CONTEXT
        best = int(odds.argmax())
        probability = 1 / (1 + math.exp(-float(odds[best])))
        if probability >= POSSIBLE_FROM:
            return Reading(CRISIS_CARDS[int(cards[best])], sure=probability >= SURE_FROM)
        return Reading(harmless=_read_whole(text) and probability < HARMLESS_BELOW)

    def odds(self, vectors: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """The log-odds of danger, (n,), and the index of the card that fits each text best.

        Args:
            vectors: unit vectors of the texts, (n, 384).
        """
        import numpy as np

        scores = vectors @ self._weights + self._bias  # first "no danger", then the cards
        highest = scores.max(1, keepdims=True)
        danger = np.log(np.exp(scores[:, 1:] - highest).sum(1)) + highest[:, 0]
        return danger - scores[:, 0], scores[:, 1:].argmax(1)


def parts_of(text: str) -> list[str]:
    """The sentences of a message, and the whole of a short one; none of fewer than 3 words."""
    text = _ends_of(text.strip())
    sentences = [part for one in _SENTENCE_END.split(text) for part in wrap(one, LONGEST_PART)]
    if len(sentences) > MOST_PARTS:
        sentences = wrap(text, LONGEST_PART)
    whole = [text] if len(sentences) > 1 and len(text) <= LONGEST_PART else []
    return [part for part in whole + sentences if _readable(part)]


def _read_whole(text: str) -> bool:
    """Whether every sentence is read. One that is left out may be the one that tells of danger."""
    return len(text) <= LONGEST_PART and all(map(_readable, _SENTENCE_END.split(text.strip())))


def _ends_of(text: str) -> str:
    """The beginning and the end of a text that is too long to be read whole."""
    half = LONGEST_PART * MOST_PARTS // 2
    return text if len(text) <= 2 * half else f"{text[:half]}\n{text[-half:]}"


def _readable(part: str) -> bool:
    """Whether most letters are Latin, which the encoder knows, and there are enough words."""
    letters = sum(letter.isalpha() for letter in part)
    plain = sum(letter.isascii() and letter.isalpha() for letter in part)
    return len(set(part.split())) >= FEWEST_WORDS and plain * 2 > letters > 0
