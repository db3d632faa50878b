"""Misspelt words are corrected: of terms when nothing else can be meant, others to the likeliest."""

from __future__ import annotations

import pytest

from bot.understanding.spelling import MessageCorrector, TermCorrector, is_english


@pytest.mark.parametrize("word", ["management", "organisation", "randomised", "panels", "taking"])
def test_the_word_list_knows_plain_and_british_words(word: str) -> None:
    assert is_english(word)


@pytest.mark.parametrize("word", ["enggagement", "producton", "qwertyui"])
def test_the_word_list_knows_no_misspellings(word: str) -> None:
    assert not is_english(word)


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("enggagement", "engagement"),
        ("Involvmeent", "involvement"),  # two edits, ten letters
        ("palcebo", "placebo"),  # two letters swapped
        ("plcebos", "placebo"),
        ("plceb", None),  # too short
        ("management", None),  # a word of its own
        ("engagement", None),  # right as it stands
        ("xxgagementxx", None),  # too far
    ],
)
def test_a_misspelt_term_has_the_lemma_of_the_term(word: str, lemma: str | None) -> None:
    vocabulary = {
        "engagement": "engagement",
        "involvement": "involvement",
        "placebo": "placebo",
        "placebos": "placebo",
    }
    assert TermCorrector(vocabulary).lemma_of(word) == lemma


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        ("how do I joni the pannel?", "how do I join the panel?"),
        ("Wat is it", "Wat is it"),  # too short to be sure
        ("omeprazole", "omeprazole"),  # seen in training, though in no word list
        ("frobnicate the widgetry", "frobnicate the widgetry"),  # near nothing
        ("", ""),
    ],
)
def test_a_misspelt_message_is_corrected(text: str, corrected: str) -> None:
    counts = {"join": 9, "panel": 20, "omeprazole": 2, "john": 1, "penal": 1}
    assert MessageCorrector(counts).correct(text) == corrected


@pytest.mark.parametrize(
    ("text", "gibberish"),
    [
        ("flumble wump zorp", True),
        ("qwrtp", True),
        ("pannel?", False),
        ("zorp the panel", False),
        ("123", True),
    ],
)
def test_gibberish_is_told_from_typing_errors(text: str, gibberish: bool) -> None:
    assert MessageCorrector({"panel": 20, "join": 9}).is_gibberish(text) is gibberish
