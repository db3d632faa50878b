"""Crisis phrases in other languages, as a pack lists them."""

from __future__ import annotations

import pytest

from bot.content.pack import Pack
from bot.safety.crisis.other_languages import find_phrase


@pytest.mark.parametrize(
    ("text", "card"),
    [
        ("Bonjour. JE VEUX MOURIR !", "crisis-self-harm"),
        ("chce sie zabic", "crisis-self-harm"),  # typed without its marks
        ("pomocy, mąż mnie bije", "crisis-abuse"),
        ("ayuda no puedo respirar", "crisis-danger"),
        ("أريد أن أموت", "crisis-self-harm"),
        ("আমি মরতে চাই", "crisis-self-harm"),
        ("je veux mourir, je ne peux pas respirer", "crisis-danger"),
    ],
)
def test_a_phrase_of_the_pack_brings_its_card(pack: Pack, text: str, card: str) -> None:
    assert find_phrase(text, pack.crisis_phrases) == card


@pytest.mark.parametrize(
    "text",
    ["Qu'est-ce que la participation ?", "quiero morirena", "quiero participar", "", "💙"],
)
def test_other_words_bring_none(pack: Pack, text: str) -> None:
    assert find_phrase(text, pack.crisis_phrases) is None


def test_a_pack_without_phrases_has_none() -> None:
    assert find_phrase("je veux mourir", {}) is None
