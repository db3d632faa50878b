"""Finds the glossary's terms and aliases in free text. The longest match wins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from bot.understanding.spelling import TermCorrector
from bot.understanding.tokenizer import Word, spacy_english, tokenize


@dataclass(frozen=True, slots=True)
class FoundTerm:
    """A form of a term (its title or an alias), and where it is in the text: `start:end`."""

    form: str
    start: int
    end: int


class TermFinder:
    """Matches lemmas, so that plurals, hyphens, capitals and typing errors do not matter.

    A name in capitals that is also an ordinary word (INVOLVE, the group) is found in capitals only.
    """

    def __init__(self, forms: Iterable[str]) -> None:
        """`forms`: every title and alias that names a term."""
        self.forms = sorted(set(forms))
        self._matcher = PhraseMatcher(spacy_english().vocab)
        ordinary: set[str] = set()
        lemma_of_word: dict[str, str] = {}
        lemmas_of: dict[str, list[str]] = {}
        for form in self.forms:
            words = [word for word in tokenize(form) if word.is_word]
            lemmas_of[form] = [word.lemma for word in words]
            lemma_of_word.update({word.text.lower(): word.lemma for word in words})
            ordinary.update(word.lemma for word in words if not word.text.isupper())
            if words:
                self._matcher.add(form, [self._doc(lemmas_of[form])])
        self._corrector = TermCorrector(lemma_of_word)
        self._names = {
            form for form in self.forms if form.isupper() and ordinary.issuperset(lemmas_of[form])
        }

    def find(self, words: Sequence[Word]) -> list[FoundTerm]:
        """The terms in a message's `words`, in order, without overlaps."""
        kept = [word for word in words if word.is_word]
        if not kept:
            return []
        doc = self._doc([self._corrector.lemma_of(word.text) or word.lemma for word in kept])
        matches = [
            match
            for match in self._matcher(doc, as_spans=True)
            if self._capitals_agree(match, [word.text for word in kept[match.start : match.end]])
        ]
        found = []
        for span in filter_spans(matches):
            last = kept[span.end - 1]
            start, end = kept[span.start].start, last.start + len(last.text)
            found.append(FoundTerm(span.label_, start, end))
        return found

    def _capitals_agree(self, match: Span, texts: list[str]) -> bool:
        """Whether a name in capitals is written in capitals here, and a word is not."""
        if match.label_ in self._names:
            return texts == [match.label_]
        return not self._names.intersection(texts) - set(match.label_.split())

    @staticmethod
    def _doc(lemmas: list[str]) -> Doc:
        return Doc(spacy_english().vocab, words=lemmas)
