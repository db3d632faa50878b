"""What is done to a message's text before anything reads it, and which texts nothing can read."""

from __future__ import annotations

import unicodedata
from typing import Literal

MOST_CHARACTERS = 4000
"""Longer messages are searched for crisis words and then refused politely."""

Unreadable = Literal["empty", "too-long", "other-alphabet"]


def clean(text: str) -> str:
    """The text without control characters, lone surrogates and outer white space, in NFC."""
    kept = (
        " " if category == "Cc" and character not in "\n\t" else character
        for character in text
        if (category := unicodedata.category(character)) != "Cs"
    )
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def as_typed(text: str) -> str:
    """A typed text for Rasa: without a leading slash, which Rasa would take for a command."""
    return text.lstrip("/ \t\n").strip()


def unreadable(text: str) -> Unreadable | None:
    """Why a cleaned text cannot be understood at all, as the id of the notice to show."""
    if len(text) > MOST_CHARACTERS:
        return "too-long"
    letters = [character for character in text if character.isalpha()]
    if not letters and not any(character.isdigit() for character in text):
        return "empty"
    latin = sum("LATIN" in unicodedata.name(letter, "") for letter in letters)
    if letters and latin * 2 < len(letters):
        return "other-alphabet"
    return None
