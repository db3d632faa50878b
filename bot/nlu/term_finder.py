"""Find the glossary's terms and aliases in free text. The longest match wins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.util import filter_spans

from bot.nlu.words import Word, english, words_of


@dataclass(frozen=True, slots=True)
class FoundTerm:
    """A form of a term in a text, as character positions `start:end`."""

    form: str
    start: int
    end: int


class TermFinder:
    """Matches lemmas, so that plurals, hyphens and capitals do not matter."""

    def __init__(self, forms: Iterable[str]) -> None:
        """`forms`: every title and alias that names a term."""
        self.forms = sorted(set(forms))
        self._matcher = PhraseMatcher(english().vocab)
        for form in self.forms:
            lemmas = [word.lemma for word in words_of(form) if word.is_word]
            if lemmas:
                self._matcher.add(form, [self._doc(lemmas)])

    def find(self, words: Sequence[Word]) -> list[FoundTerm]:
        """The terms in a message's `words`, in order, none overlapping another."""
        kept = [word for word in words if word.is_word]
        if not kept:
            return []
        doc = self._doc([word.lemma for word in kept])
        found = []
        for span in filter_spans(self._matcher(doc, as_spans=True)):
            last = kept[span.end - 1]
            start, end = kept[span.start].start, last.start + len(last.text)
            found.append(FoundTerm(span.label_, start, end))
        return found

    @staticmethod
    def _doc(lemmas: list[str]) -> Doc:
        return Doc(english().vocab, words=lemmas)
