"""Parses one name in a text: where it begins, where it ends, whether it is a name at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy.finders.name_words import (
    CAPITALISED_STOP_WORDS,
    GIVEN_NAMES,
    GIVEN_NAMES_THAT_ARE_WORDS,
    PARTICLES,
    STOP_WORDS,
    TITLE_STOP_WORDS,
    TITLES,
    WELL_KNOWN_PEOPLE,
)

Span = tuple[int, int]

MOST_WORDS = 4
"""Words of a name with capital letters; a name in small letters may have one word less."""

_WORD = re.compile(r"[ \t]{0,3}([^\W\d_]+(?:['-][^\W\d_]+){0,3})(\.(?= ?[^\W\d_]))?")
_NO_NAME_ENDING = re.compile(r".{3,}(?:able|ible|less|ful|ially|tion|ment|ness|ively)$|.{4,}ing$")
_VERB_ENDING = re.compile(r".{3,}ed$")
_NEVER_AFTER_TITLE = TITLE_STOP_WORDS | STOP_WORDS | CAPITALISED_STOP_WORDS
_SURNAMES_TOO = frozenset({"may", "still", "will"})
_SURNAME_AFTER = re.compile(r"\.? [^\W\d_]{3}")
_INITIAL_BEFORE = re.compile(r"(?<!\w)[^\W\d_]\.?$")
_OPENER = re.compile(r"[ \t]{0,3}[:=,-]?[ \t]{0,3}[\"'(“]?")
_WORDS_BEFORE = re.compile(r"[^\W\d_][\w'-]*\.?(?: [^\W\d_][\w'-]*\.?){0,2}$")
_FULL_FORM = re.compile(r", ((?:[^\W\d_]+\.? ){1,2}([^\W\d_]+))")
_SURNAME_FIRST = re.compile(
    r" ?(?P<surname>[^\W\d_][\w'-]{2,30}), ?(?P<given>[^\W\d_][\w'-]{1,30})"
)
CLAUSE_ENDS = re.compile(
    r" ?(?:$|[.,;:!?\n()-]"
    r"| (?:and|from|here|but|i|my|can|could|please|who|is|was|has|had|aged)\b)",
    re.IGNORECASE,
)


class NameParser:
    """Parses the names in one text. Where all of it is in capitals, a capital tells nothing."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._all_capitals = text.isupper()

    def name_at(self, at: int, *, sure: bool = False, opener: bool = True) -> Iterator[Span]:
        """The name that begins at `at`, or nothing.

        Args:
            at: the position where the name begins.
            sure: the person says that it is a name, so any word counts; else it must have a
                capital letter or be a known given name.
            opener: a colon, a dash or a quotation mark may stand before it.
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
            elif plain in STOP_WORDS or self._continues_sentence(word, capital=capital, sure=sure):
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
            yield start, self._with_full_form(start, end)

    def end_after_title(self, at: int, *, capital: bool, known: bool = False) -> int | None:
        """The end of the name that follows a title: "Smith", "de Souza", "J. Smith".

        Args:
            at: the position after the title.
            capital: every word of the name must have a capital letter; else the name must not
                continue as a sentence does.
            known: the first word must be a known given name.
        """
        end, count = None, 0
        while count < MOST_WORDS and (word := _WORD.match(self.text, at)):
            bare = _bare(word[1])
            plain = bare.lower()
            after = _WORD.match(self.text, word.end())
            if plain in PARTICLES and after and (after[1][0].isupper() or not capital):
                at = word.end()
                continue
            if not self._may_follow_title(bare, word, capital=capital, count=count):
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
        """Whether the word has the capital letter of a name."""
        if self._all_capitals or not word[0].isupper():
            return False
        return len(word) == 1 or not word.isupper()

    def is_clear(self, start: int, end: int) -> bool:
        """Whether this is clearly a name: a known given name, or two words with capitals."""
        words = [word.strip(".") for word in self.text[start:end].split()]
        plain = [word.lower() for word in words]
        if plain[0] in TITLES and len(words) > 1 and self.is_capital(words[1]):
            return True
        if plain[0] in GIVEN_NAMES:
            return True
        if not self.is_capital(words[0]) or CAPITALISED_STOP_WORDS.intersection(
            re.split(r"[\s-]", " ".join(plain))
        ):
            return False
        return plain[0] in GIVEN_NAMES_THAT_ARE_WORDS or len(words) > 1

    def is_full_name(self, start: int, end: int) -> bool:
        """Whether this is a known given name and a surname, and not a well-known person."""
        words = self.text[start:end].split()
        plain = [word.lower().strip(".") for word in words]
        return (
            len(words) > 1
            and plain[0] in GIVEN_NAMES
            and self.text[start].isupper()
            and words[-1][0].isupper()
            and not CAPITALISED_STOP_WORDS.intersection(plain)
            and not STOP_WORDS.intersection(plain)
            and "-".join(plain[:2]) not in WELL_KNOWN_PEOPLE
        )

    def clear_name_at(self, at: int, *, opener: bool = False) -> Iterator[Span]:
        """The name that begins at `at`, if it is clearly one."""
        for start, end in self.name_at(at, opener=opener):
            if self.is_clear(start, end):
                yield start, end

    def known_name_at(self, at: int) -> Iterator[Span]:
        """The name that begins at `at` with a title or a known given name."""
        for start, end in self.clear_name_at(at):
            first = self.text[start:end].lower().split()[0].strip(".")
            if first in GIVEN_NAMES or first in TITLES:
                yield start, end

    def reversed_at(self, at: int) -> Span | None:
        """The name that begins at `at` with its surname: "BLOGGS, Jo"."""
        name = _SURNAME_FIRST.match(self.text, at)
        if not name or not name["given"][0].isupper():
            return None
        known = name["given"].lower() in GIVEN_NAMES and name["surname"][0].isupper()
        if not known and not name["surname"].isupper():
            return None
        return name.start("surname"), name.end("given")

    def name_before(self, end: int) -> Iterator[Span]:
        """The name that ends at `end`: "Jo Bloggs is my name"."""
        words = _WORDS_BEFORE.search(self.text, max(0, end - 60), end)
        if not words:
            return
        for word in re.finditer(r"\S+", words.group()):
            for start, stop in self.clear_name_at(words.start() + word.start()):
                if stop == end:
                    yield start, stop
                    return

    def _continues_sentence(self, word: re.Match[str], *, capital: bool, sure: bool) -> bool:
        """Whether a further word continues the sentence and not the name."""
        if capital:
            return not self.is_capital(word[1])
        if _NO_NAME_ENDING.match(word[1].lower()):
            return True
        return not sure and not CLAUSE_ENDS.match(self.text, word.end())

    def _may_follow_title(
        self, bare: str, word: re.Match[str], *, capital: bool, count: int
    ) -> bool:
        """Whether a word is part of the name after a title."""
        plain = bare.lower()
        if capital:
            return bare[0].isupper() and (plain not in TITLE_STOP_WORDS or plain in _SURNAMES_TOO)
        if plain in _NEVER_AFTER_TITLE or _NO_NAME_ENDING.match(plain):
            return False
        if len(plain) == 1 and not count:  # "mr j bloggs"
            return bool(_SURNAME_AFTER.match(self.text, word.end()))
        if len(plain) < 3 or (_VERB_ENDING.match(plain) and plain not in GIVEN_NAMES):
            return False
        after_initial = _INITIAL_BEFORE.search(self.text[max(0, word.start() - 3) : word.start()])
        return not count or bool(after_initial or CLAUSE_ENDS.match(self.text, word.end()))

    def _may_begin(self, word: str, plain: str, *, sure: bool) -> bool:
        """Whether a word may be the first of a name."""
        if plain in STOP_WORDS:
            return False
        capital = self.is_capital(word)
        if not capital and _NO_NAME_ENDING.match(plain):
            return False
        return sure or plain in GIVEN_NAMES or (capital and plain not in CAPITALISED_STOP_WORDS)

    def _with_full_form(self, start: int, end: int) -> int:
        """The end of a name that is repeated in full: "Bloggs, Jo Bloggs"."""
        full = _FULL_FORM.match(self.text, end)
        names = {word.lower() for word in self.text[start:end].split()}
        if full and full[2].lower() in names and not STOP_WORDS & set(full[1].lower().split()):
            return full.end()
        return end


def _bare(word: str) -> str:
    """The word without a possessive "'s"."""
    return word[:-2] if word[-2:] in ("'s", "'S") and len(word) > 2 else word
