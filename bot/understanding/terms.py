"""Find the glossary's terms and aliases in free text. The longest match wins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from bot.understanding.spelling import Spelling
from bot.understanding.tokenizer import Word, english, words_of


@dataclass(frozen=True, slots=True)
class FoundTerm:
    """A form of a term in a text, as character positions `start:end`."""

    form: str
    start: int
    end: int


class TermFinder:
    """Matches lemmas, so that plurals, hyphens, capitals and slips of the finger do not matter.

    A name in capitals that is an ordinary word in other forms (INVOLVE, the group) needs them.
    """

    def __init__(self, forms: Iterable[str]) -> None:
        """`forms`: every title and alias that names a term."""
        self.forms = sorted(set(forms))
        self._matcher = PhraseMatcher(english().vocab)
        ordinary: set[str] = set()
        spelt: dict[str, str] = {}
        lemmas_of: dict[str, list[str]] = {}
        for form in self.forms:
            words = [word for word in words_of(form) if word.is_word]
            lemmas_of[form] = [word.lemma for word in words]
            spelt.update({word.text.lower(): word.lemma for word in words})
            ordinary.update(word.lemma for word in words if not word.text.isupper())
            if words:
                self._matcher.add(form, [self._doc(lemmas_of[form])])
        self._spelling = Spelling(spelt)
        self._names = {
            form for form in self.forms if form.isupper() and ordinary.issuperset(lemmas_of[form])
        }

    def find(self, words: Sequence[Word]) -> list[FoundTerm]:
        """The terms in a message's `words`, in order, none overlapping another."""
        kept = [word for word in words if word.is_word]
        if not kept:
            return []
        doc = self._doc([self._spelling.lemma_of(word.text) or word.lemma for word in kept])
        matches = [
            match
            for match in self._matcher(doc, as_spans=True)
            if self._written_so(match, [word.text for word in kept[match.start : match.end]])
        ]
        found = []
        for span in filter_spans(matches):
            last = kept[span.end - 1]
            start, end = kept[span.start].start, last.start + len(last.text)
            found.append(FoundTerm(span.label_, start, end))
        return found

    def _written_so(self, match: Span, texts: list[str]) -> bool:
        """Whether names in capitals are written as names here, and words as words."""
        if match.label_ in self._names:
            return texts == [match.label_]
        return not self._names.intersection(texts) - set(match.label_.split())

    @staticmethod
    def _doc(lemmas: list[str]) -> Doc:
        return Doc(english().vocab, words=lemmas)
