"""Personal data in a message: found, and hidden behind tokens. Each file is one finder."""

from bot.privacy.mask import HIDDEN, PUBLIC, Masked, Piece, mask
from bot.privacy.normalise import WORDS, normalised, say_hidden
from bot.privacy.plain_text import KINDS, without_tokens

__all__ = [
    "HIDDEN", "KINDS", "PUBLIC", "WORDS", "Masked", "Piece", "mask", "normalised", "say_hidden",
    "without_tokens",
]  # fmt: skip
