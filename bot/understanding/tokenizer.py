"""Tokens by spaCy's rules for English, lemmas by the word list: no model has to be downloaded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.understanding.word_list import word_list

if TYPE_CHECKING:
    from spacy.language import Language


@dataclass(frozen=True, slots=True)
class Word:
    """One token: its text, where it starts in the message (characters), its lower-case lemma."""

    text: str
    start: int
    lemma: str

    @property
    def is_word(self) -> bool:
        """False for punctuation and for the possessive "'s"."""
        return any(character.isalnum() for character in self.text) and self.lemma != "'s"


@lru_cache(maxsize=1)
def english() -> Language:
    """SpaCy's English tokenizer."""
    import spacy

    return spacy.blank("en")


def words_of(text: str) -> list[Word]:
    """The tokens of `text`, in order; white space is left out.

    Lemmas are looked up in lower case: "Trials" at the start of a sentence is "trial" too.
    """
    # spaCy drops a token's position when a text is lower-cased with a change of length (İ).
    lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    lemma = word_list().lemma
    return [
        Word(text[token.idx : token.idx + len(token.text)], token.idx, lemma(token.text))
        for token in english()(lowered)
        if not token.is_space
    ]
