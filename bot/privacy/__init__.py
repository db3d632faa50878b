"""Personal data in a message: found, and replaced by tokens. Knows nothing of the assistant."""

from bot.privacy.kinds import HIDDEN, KINDS, say_hidden
from bot.privacy.mask import PUBLIC, Masked, Piece, mask
from bot.privacy.normalise import normalised
from bot.privacy.tokens import without_tokens

__all__ = [
    "HIDDEN",
    "KINDS",
    "PUBLIC",
    "Masked",
    "Piece",
    "mask",
    "normalised",
    "say_hidden",
    "without_tokens",
]
