"""Tokens such as "[email 1]", which stand in the place of personal data."""

from __future__ import annotations

import re

from bot.privacy.kinds import KINDS
from bot.privacy.plain_text import blank_out, plain_characters

_KIND = "|".join(KINDS)
_TYPED = re.compile(rf"\[(\s*(?:{_KIND})\s*\d+\s*)\]", re.IGNORECASE)
# One of ours, or one that a person typed and `without_tokens` gave round brackets.
_ANY = re.compile(rf"[\[(]\s*(?:{_KIND})\s*[1-9]\d{{0,2}}\s*[\])]", re.IGNORECASE)


def without_tokens(text: str) -> str:
    """The text with round brackets around everything that a person typed to look like a token."""
    if "[" not in text and "［" not in text:
        return text
    plain, positions = plain_characters(text)
    characters = list(text)
    for token in _TYPED.finditer(plain):
        characters[positions[token.start()]] = "("
        characters[positions[token.end() - 1]] = ")"
    return "".join(characters)


def blank_tokens(text: str) -> str:
    """The text with all tokens blanked out, so that no finder looks into them."""
    return blank_out(text, (match.span() for match in _ANY.finditer(text)))
