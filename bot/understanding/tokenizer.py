"""Words of a text by spaCy's rules for English, lemmas by the word list: no model is needed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.understanding.word_list import word_list

if TYPE_CHECKING:
    from spacy.language import Language


@dataclass(frozen=True, slots=True)
class Word:
    """One word or mark: its text, its first character's place in the message, its lemma."""

    text: str
    start: int
    lemma: str

    @property
    def is_word(self) -> bool:
        """False for punctuation and for the possessive "'s"."""
        return any(character.isalnum() for character in self.text) and self.lemma != "'s"


@lru_cache(maxsize=1)
def spacy_english() -> Language:
    """SpaCy's blank English pipeline: the tokenizer and its vocabulary."""
    import spacy

    return spacy.blank("en")


def tokenize(text: str) -> list[Word]:
    """The words and marks of `text` in order, without white space.

    Lemmas are looked up in lower case: "Trials" at the start of a sentence is "trial" too.
    """
    # Lower-casing some characters (İ) makes a text longer, and positions would be wrong.
    lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    lemma = word_list().lemma
    return [
        Word(text[token.idx : token.idx + len(token.text)], token.idx, lemma(token.text))
        for token in spacy_english()(lowered)
        if not token.is_space
    ]
