"""Reads one name in a text: where it begins, how far it goes, whether it is one at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy.name_words import (
    GIVEN_NAMES,
    NAMES_THAT_ARE_WORDS,
    PARTICLES,
    TITLES,
)
from bot.privacy.other_words import (
    KNOWN_FIGURES,
    NOT_NAMES,
    NOT_PERSONS,
    NOT_TITLED,
)

Span = tuple[int, int]

MOST_WORDS = 4
"""Words of a name with capital letters; of one in small letters it is a word less."""

_WORD = re.compile(r"[ \t]{0,3}([^\W\d_]+(?:['-][^\W\d_]+){0,3})(\.(?= ?[^\W\d_]))?")
_NO_NAME_ENDS_SO = re.compile(r".{3,}(?:able|ible|less|ful|ially|tion|ment|ness|ively)$|.{4,}ing$")
_VERB_ENDS_SO = re.compile(r".{3,}ed$")
_SURNAMES_TOO = frozenset({"may", "still", "will"})
_SURNAME_AFTER = re.compile(r"\.? [^\W\d_]{3}")
_INITIAL_BEFORE = re.compile(r"(?<!\w)[^\W\d_]\.?$")
_OPENER = re.compile(r"[ \t]{0,3}[:=,-]?[ \t]{0,3}[\"'(“]?")
_WORDS_BEFORE = re.compile(r"[^\W\d_][\w'-]*\.?(?: [^\W\d_][\w'-]*\.?){0,2}$")
_SECOND_FORM = re.compile(r", ((?:[^\W\d_]+\.? ){1,2}([^\W\d_]+))")
_SURNAME_FIRST = re.compile(
    r" ?(?P<surname>[^\W\d_][\w'-]{2,30}), ?(?P<given>[^\W\d_][\w'-]{1,30})"
)
CLAUSE_ENDS = re.compile(
    r" ?(?:$|[.,;:!?\n()-]"
    r"| (?:and|from|here|but|i|my|can|could|please|who|is|was|has|had|aged)\b)",
    re.IGNORECASE,
)


class NameReader:
    """One text: in capital letters throughout, a capital tells nothing."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._shouted = text.isupper()

    def name_at(self, at: int, *, sure: bool = False, opener: bool = True) -> Iterator[Span]:
        """The name that begins at `at`; one in small letters only if `sure`, or if it is known.

        `opener`: a colon, a dash or a quote may stand before it.
        """
        if opener and (found := _OPENER.match(self.text, at)):
            at = found.end()
        start = end = None
        count, capital, most = 0, False, MOST_WORDS
        while word := _WORD.match(self.text, at):
            bare = _bare(word[1])
            plain = bare.lower()
            if plain in TITLES and count == 0:
                start = word.start(1) if start is None else start
                at = word.end()
                continue
            if plain in PARTICLES and count:
                at = word.end()
                continue
            if count == 0:
                initial = len(bare) == 1 and bare.isupper() and word[2]  # "A. Bloggs"
                if not initial and not self._may_begin(word[1], plain, sure=sure):
                    break
                capital = self.is_capital(word[1])
                most = MOST_WORDS if capital else MOST_WORDS - 1
                most = most if capital or sure else 2
            elif plain in NOT_NAMES or self._reads_on(word, capital=capital, sure=sure):
                break
            start = word.start(1) if start is None else start
            count, at = count + 1, word.end()
            end = word.start(1) + len(bare)
            if word[2] and len(word[1]) == 1:
                end = word.end()
            elif word[2] or bare != word[1]:
                break
            if count == most:
                break
        if start is not None and end is not None:
            yield start, self._with_second_form(start, end)

    def titled_at(self, at: int, *, capital: bool, known: bool = False) -> int | None:
        """Where the name ends that begins at `at` after a title: "Smith", "de Souza", "J. Smith".

        Args:
            at: the place after the title.
            capital: each word of the name has a capital; else it must not read on as a sentence.
            known: the first word is a given name that is in the list.
        """
        end, count = None, 0
        while count < MOST_WORDS and (word := _WORD.match(self.text, at)):
            bare = _bare(word[1])
            plain = bare.lower()
            after = _WORD.match(self.text, word.end())
            if plain in PARTICLES and after and (after[1][0].isupper() or not capital):
                at = word.end()
                continue
            if not self._may_be_titled(bare, word, capital=capital, count=count):
                break
            if known and not count and plain not in GIVEN_NAMES:
                break
            count, at = count + 1, word.end()
            end = word.start(1) + len(bare)
            if word[2] and len(word[1]) == 1:
                end = word.end()
            elif word[2] or bare != word[1]:
                break
        return end

    def is_capital(self, word: str) -> bool:
        """Whether the word is written as a name is."""
        if self._shouted or not word[0].isupper():
            return False
        return len(word) == 1 or not word.isupper()

    def is_whole(self, start: int, end: int) -> bool:
        """Whether it is a name by itself: a known one, or two words with capital letters."""
        words = [word.strip(".") for word in self.text[start:end].split()]
        plain = [word.lower() for word in words]
        if plain[0] in TITLES and len(words) > 1 and self.is_capital(words[1]):
            return True
        if plain[0] in GIVEN_NAMES:
            return True
        if not self.is_capital(words[0]) or NOT_PERSONS.intersection(
            re.split(r"[\s-]", " ".join(plain))
        ):
            return False
        return plain[0] in NAMES_THAT_ARE_WORDS or len(words) > 1

    def is_full(self, start: int, end: int) -> bool:
        """Whether it is a known given name and a surname, both with a capital, of no figure."""
        words = self.text[start:end].split()
        plain = [word.lower().strip(".") for word in words]
        return (
            len(words) > 1
            and plain[0] in GIVEN_NAMES
            and self.text[start].isupper()
            and words[-1][0].isupper()
            and not NOT_PERSONS.intersection(plain)
            and not NOT_NAMES.intersection(plain)
            and "-".join(plain[:2]) not in KNOWN_FIGURES
        )

    def whole_at(self, at: int, *, opener: bool = False) -> Iterator[Span]:
        """The name that begins at `at`, if it is one by itself."""
        for start, end in self.name_at(at, opener=opener):
            if self.is_whole(start, end):
                yield start, end

    def known_at(self, at: int) -> Iterator[Span]:
        """The name that begins at `at` with a title or a known given name."""
        for start, end in self.whole_at(at):
            if self.text[start:end].lower().split()[0].strip(".") in GIVEN_NAMES | TITLES:
                yield start, end

    def turned_at(self, at: int) -> Span | None:
        """The name that begins at `at` with the surname: "BLOGGS, Jo"."""
        turned = _SURNAME_FIRST.match(self.text, at)
        if not turned or not turned["given"][0].isupper():
            return None
        known = turned["given"].lower() in GIVEN_NAMES and turned["surname"][0].isupper()
        if not known and not turned["surname"].isupper():
            return None
        return turned.start("surname"), turned.end("given")

    def before(self, end: int) -> Iterator[Span]:
        """The name that ends at `end`: "Jo Bloggs is my name"."""
        words = _WORDS_BEFORE.search(self.text, max(0, end - 60), end)
        if not words:
            return
        for word in re.finditer(r"\S+", words.group()):
            for start, stop in self.whole_at(words.start() + word.start()):
                if stop == end:
                    yield start, stop
                    return

    def _reads_on(self, word: re.Match[str], *, capital: bool, sure: bool) -> bool:
        """Whether a further word belongs to the sentence and not to the name."""
        if capital:
            return not self.is_capital(word[1])
        if _NO_NAME_ENDS_SO.match(word[1].lower()):
            return True
        return not sure and not CLAUSE_ENDS.match(self.text, word.end())

    def _may_be_titled(self, bare: str, word: re.Match[str], *, capital: bool, count: int) -> bool:
        """Whether a word belongs to the name after a title."""
        plain = bare.lower()
        if capital:
            return bare[0].isupper() and (plain not in NOT_TITLED or plain in _SURNAMES_TOO)
        if plain in NOT_TITLED | NOT_NAMES | NOT_PERSONS or _NO_NAME_ENDS_SO.match(plain):
            return False
        if len(plain) == 1 and not count:  # "mr j bloggs"
            return bool(_SURNAME_AFTER.match(self.text, word.end()))
        if len(plain) < 3 or (_VERB_ENDS_SO.match(plain) and plain not in GIVEN_NAMES):
            return False
        after_initial = _INITIAL_BEFORE.search(self.text[max(0, word.start() - 3) : word.start()])
        return not count or bool(after_initial or CLAUSE_ENDS.match(self.text, word.end()))

    def _may_begin(self, word: str, plain: str, *, sure: bool) -> bool:
        if plain in NOT_NAMES:
            return False
        capital = self.is_capital(word)
        if not capital and _NO_NAME_ENDS_SO.match(plain):
            return False
        return sure or plain in GIVEN_NAMES or (capital and plain not in NOT_PERSONS)

    def _with_second_form(self, start: int, end: int) -> int:
        """The end of "Bloggs, Jo Bloggs"."""
        second = _SECOND_FORM.match(self.text, end)
        names = {word.lower() for word in self.text[start:end].split()}
        if second and second[2].lower() in names and not NOT_NAMES & set(second[1].lower().split()):
            return second.end()
        return end


def _bare(word: str) -> str:
    """The word without the "'s" of what is somebody's."""
    return word[:-2] if word[-2:] in ("'s", "'S") and len(word) > 2 else word
