"""Terms are found in free text, by their lemmas; the longest match wins."""

from __future__ import annotations

import pytest

from bot.content.load import Pack
from bot.paths import EVALUATION
from bot.understanding.terms import TermFinder
from bot.understanding.tokenizer import tokenize


@pytest.fixture(scope="module")
def finder(pack: Pack) -> TermFinder:
    return TermFinder(form for card in pack.terms.values() for form in (card.title, *card.aliases))


def _found(finder: TermFinder, text: str) -> list[str]:
    return [term.form.lower() for term in finder.find(tokenize(text))]


def _terms(finder: TermFinder, pack: Pack, text: str) -> list[str]:
    owner = {form: card.id for card in pack.terms.values() for form in (card.title, *card.aliases)}
    return [owner[term.form] for term in finder.find(tokenize(text))]


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("What is co-production?", ["co-production"]),
        ("what is Co Production", ["co-production"]),
        ("tell me about coproduction", ["coproduction"]),
        ("What do steering groups do?", ["steering group"]),
        ("involvement and engagement", ["involvement", "engagement"]),
        ("what's a patient participation group", ["patient participation group"]),
        ("a CRF's work", ["crf"]),
        ("placebos", ["placebo"]),
        ("nothing of the kind here", []),
        ("", []),
        ("?!", []),
    ],
)
def test_forms_are_found(finder: TermFinder, text: str, forms: list[str]) -> None:
    assert _found(finder, text) == forms


def test_every_title_and_alias_is_found_as_itself(finder: TermFinder, pack: Pack) -> None:
    missed = [
        form
        for card in pack.terms.values()
        for form in (card.title, *card.aliases)
        if _terms(finder, pack, f"what is {form} please") != [card.id]
    ]
    assert missed == []


def test_a_word_that_is_a_name_in_capitals_stays_a_word(finder: TermFinder, pack: Pack) -> None:
    assert _terms(finder, pack, "why involve patients") == []
    assert _terms(finder, pack, "who were INVOLVE?") == ["involve-group"]


def test_a_match_says_where_it_stands(finder: TermFinder) -> None:
    text = "So what is the Steering  Groups' job?"
    term = finder.find(tokenize(text))[0]
    assert text[term.start : term.end] == "Steering  Groups"


@pytest.mark.parametrize("text", ["İstanbul trials", "ﬁnd trials", "a\u0000b trials", "🙂 trials"])
def test_odd_characters_do_not_move_a_match(finder: TermFinder, text: str) -> None:
    term = finder.find(tokenize(text))[-1]
    assert text[term.start : term.end] == "trials"


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("what is enggagement", ["engagement"]),
        ("co producton?", ["co-production"]),
        ("coproducton", ["co-production"]),
        ("is it PARTICPATION or involvment", ["participation", "involvement"]),
        ("the stering group", ["steering-group"]),
        ("randomisaton and equippoise", ["randomisation", "equipoise"]),
        ("healthy voluntear", ["healthy-volunteer"]),
        ("consultashun", []),  # three edits are a guess
        ("placeob", ["placebo"]),
        ("plcbo", []),  # too short to guess
    ],
)
def test_misspelt_terms_are_found(
    finder: TermFinder, pack: Pack, text: str, terms: list[str]
) -> None:
    assert _terms(finder, pack, text) == terms


def test_ordinary_words_are_not_taken_for_terms(finder: TermFinder) -> None:
    words = (EVALUATION / "ordinary_words.txt").read_text(encoding="utf-8").split()
    assert len(set(words)) >= 200
    assert {word: _found(finder, word) for word in words if _found(finder, word)} == {}
    assert _found(finder, " ".join(words)) == []
