"""The second reading: whether a message is like examples of danger, in whatever words.

A list finds only what its writers thought of, which is about 60 % of phrases that they had not
seen. With this beside it, 97 % are found (docs/trust/figures.md).

It is a support vector machine with a Gaussian kernel over the vectors of the sentence encoder,
fitted by tools/make_crisis_reading.py. A message is compared with some thousands of examples,
harmless ones among them.
"""

from __future__ import annotations

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

OUT_OF_CONTEXT = 0.2
"""Added to the threshold for one sentence of several: alone, "I don't belong" can mean anything."""

FEWEST_WORDS = 3
"""Shorter texts are left to the list: two words are like too many other texts."""

HARMLESS_BELOW = -0.7
"""The score below which a doubtful phrase of the list is put aside.

Cross-validated, it loses none of 143 examples of danger that the list finds and is unsure of, and
removes 55 of the list's 182 false alarms. At -0.6 it would begin to lose some.
"""

_SENTENCE_END = re.compile(r"(?<=[.?!])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Reading:
    """The crisis card that a message reads like, or None.

    `harmless`: all of it was read, and nothing in it is at all like danger.
    """

    card: str | None = None
    harmless: bool = False


class SecondReading:
    """Compares messages with the examples."""

    def __init__(self, file: Path = FILE, encoder: SentenceEncoder | None = None) -> None:
        """Load the examples, and the encoder unless one is given (0.2 s).

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
            facts = stored.metadata()
            self._examples = stored.get_tensor("examples").astype("float32")
            self._weights = stored.get_tensor("weights")
            self._card_weights = stored.get_tensor("card_weights")
            self._card_bias = stored.get_tensor("card_bias")
        self._gamma, self._bias = float(facts["gamma"]), float(facts["bias"])
        self._threshold = float(facts["threshold"])

    def read(self, text: str) -> Reading:
        """What a message reads like; of a message with too few words, nothing is said."""
        parts = parts_of(text)
        if not parts:
            return Reading()
        scores, cards = self.scores(self._encoder.encode(parts))
        if len(parts) > 1:
            scores[int(parts[0] == text.strip()) :] -= OUT_OF_CONTEXT
        best = int(scores.argmax())
        if scores[best] > self._threshold:
            return Reading(CRISIS_CARDS[int(cards[best])])
        return Reading(harmless=_read_whole(text) and bool(scores[best] < HARMLESS_BELOW))

    def scores(self, vectors: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """How much texts read like danger, and the index of the card that fits each best.

        Args:
            vectors: unit vectors of the texts, (n, 384).
        """
        import numpy as np

        # For unit vectors |x - y|² is 2 - 2 x·y.
        kernel = np.exp(-2 * self._gamma * (1 - vectors @ self._examples.T))
        cards = np.argmax(vectors @ self._card_weights.T + self._card_bias, axis=1)
        return kernel @ self._weights + self._bias, cards


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
    return len(part.split()) >= FEWEST_WORDS and plain * 2 > letters > 0
