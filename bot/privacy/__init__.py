"""Personal data in a message: found, and hidden behind tokens. Each file is one finder."""

from bot.privacy.forms import WORDS, normalised, say_hidden
from bot.privacy.masking import HIDDEN, PUBLIC, Masked, Piece, mask
from bot.privacy.reading import KINDS, without_tokens

__all__ = [
    "HIDDEN", "KINDS", "PUBLIC", "WORDS", "Masked", "Piece", "mask", "normalised", "say_hidden",
    "without_tokens",
]  # fmt: skip
