"""Messages in another language are told from English ones; terms and names alone are not."""

from __future__ import annotations

import pytest

from bot.content.load import Pack
from bot.evaluation.sets import load_sets
from bot.safety.language import other_language
from bot.understanding.examples import intent_examples


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Bonjour, je veux parler à quelqu'un", "French"),
        ("quiero saber qué es la participación", "Spanish"),
        ("czy mogę wziąć udział w badaniu", "Polish"),
        ("Wie kann ich bei der Forschung mitmachen?", "German"),
        ("Beth yw cyfranogiad mewn ymchwil?", "Welsh"),
        ("मैं शोध में कैसे भाग लूँ", "Hindi"),
        ("أريد المشاركة في البحث", "Arabic"),
    ],
)
def test_a_language_is_named(text: str, language: str) -> None:
    assert other_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "café scientifique",
        "whats a biobank",
        "GRIPP2",
        "Kelly Gleason",
        "dissemination",
        "co-production vs consultation",
        "wat is enggagement",
        "PPI PPIE PPIEP",
        "Maggie's West London",
        "😀",
        "",
    ],
)
def test_terms_names_and_misspelt_english_are_not_another_language(pack: Pack, text: str) -> None:
    assert other_language(text, pack.words_of_terms) is None


def test_hardly_an_english_message_is_taken_for_another_language(pack: Pack) -> None:
    english = [text for text, intent in intent_examples() if intent != "out_of_scope"]
    english += [text for text, _ in load_sets().intents]
    taken = [text for text in english if other_language(text, pack.words_of_terms)]
    assert len(taken) <= len(english) / 1000, taken


def test_a_misspelt_name_of_the_glossary_is_not_another_language(pack: Pack) -> None:
    assert other_language("wots coprodction", pack.words_of_terms) is None
    assert other_language("Je voudrais aider la recherche", pack.words_of_terms) == "French"
