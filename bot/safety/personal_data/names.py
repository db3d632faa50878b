"""Finds names that are given as such: "my name is jo bloggs", "this is Jo Bloggs speaking".

A name that only stands in a sentence is left: the assistant would have to guess, and who wrote a
study or leads a group is public. Titles alone ("Dr Bloggs told me") are left for the same reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.safety.personal_data.name_words import (
    GIVEN_NAMES,
    NAMES_THAT_ARE_WORDS,
    NOT_NAMES,
    NOT_PERSONS,
    PARTICLES,
    TITLES,
)
from bot.safety.personal_data.reading import OPAQUE, Found

MOST_WORDS = 4
"""Words of a name with capital letters; of one in small letters it is a word less."""

_WORD = re.compile(r"[ \t]{0,3}([^\W\d_]+(?:['-][^\W\d_]+){0,3})(\.(?= ?[^\W\d_]))?")
_NO_NAME_ENDS_SO = re.compile(r".{3}(?:able|ible|less|ful|ially|tion|ment|ness|ively)$|.{4}ing$")
_KIN = (
    r"(?:husband|wife|partner|son|daughter|mum|mother|mam|dad|father|brother|sister"
    r"|child|baby|boy|girl|lad|friend|neighbour|gran|grandson|granddaughter|aunt|uncle|carer)"
)
_OF_MINE = rf"(?:(?:my|our) )?{_KIN}"
_SAID_TO_BE = re.compile(
    rf"\b(?:my|his|her|{_OF_MINE}'?s) (?:(?:full|first|last|second|middle|given|maiden|real|legal"
    r"|family|sur|fore|nick) ?)?names?(?:'s(?: is)?| is|s| ?[:=]| -)(?!['\w])"
    r"(?: (?:actually|just)\b)?"
    r"|\bi ?(?:'m|am|m) (?:called|named|known as)\b"
    r"|(?:^|[\n,;.!]) ?(?:(?:full |first |last )?(?:sur)?name ?[:=](?=.)"
    r"|(?:the )?name(?:'s| is)\b)",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"\b(?:call me|known to (?:everyone|friends) as|put me down as|my name(?! is)"
    rf"|(?:his|her|{_OF_MINE}'?s) name was"
    rf"|{_OF_MINE} (?:is|was|'s)? ?(?:called|named)|{_OF_MINE}'s called)\b"
    r"|(?:^|[\n,;.!]) ?names\b",
    re.IGNORECASE,
)
_MY = re.compile(rf"\bmy {_KIN}\b(?: ?,|(?= [A-Z]))", re.IGNORECASE)
_I_AM = re.compile(
    r"\b(?:i ?(?:'m|am|m)|s?he(?:'s| is)|(?:hi|hello|hey|morning),? (?:it'?s|it is))\b",
    re.IGNORECASE,
)
_THIS_IS = re.compile(r"\b(?:this is|it'?s|it is)\b", re.IGNORECASE)
_SPEAKING = re.compile(r" (?:speaking|calling)\b", re.IGNORECASE)
_HERE = re.compile(r" (?:here|again|writing|from)\b", re.IGNORECASE)
_HELLO = r"(?:(?:hi|hello|hey|hiya|dear all|good (?:morning|afternoon|evening))\b[ ,.!]{0,3})?"
_GREETING = re.compile(rf"(?:^|[\n.!])\s?{_HELLO}$", re.IGNORECASE)
_AT_START = re.compile(rf"(?:^|\n){_HELLO}", re.IGNORECASE)
_SIGNED = re.compile(
    r"\b(?:(?P<sure>regards|wishes|sincerely|faithfully|yours|yours truly|signed)"
    r"|(?:thanks|thank you|cheers|best|love|thx|from)(?: (?:again|so much|very much))?)\b"
    r"[ ,.!:-]{0,3}(?P<line>\n\s{0,4})?",
    re.IGNORECASE,
)
_SIGNING = (
    "regards", "wishes", "sincerely", "faithfully", "yours", "signed", "thanks", "thank you",
    "cheers", "best", "love", "thx", "from",
)  # fmt: skip
_IS_MY_NAME = re.compile(r" is (?:my|his|her) (?:full )?name\b", re.IGNORECASE)
_BESIDE = re.compile(rf"[\"']?,?\s?[<(]?{OPAQUE}")
_WORDS_BEFORE = re.compile(r"[^\W\d_][\w'-]*\.?(?: [^\W\d_][\w'-]*\.?){0,2}$")
_TEXT_ENDS = re.compile(r"[ .!,]{0,3}(?:x{1,3}\b)?[ .!]{0,3}(?:\n|$)", re.IGNORECASE)
_CLAUSE_ENDS = re.compile(r" ?(?:$|[.,;:!?\n(-]| (?:and|from|here|but)\b)")


def find_names(text: str) -> Iterator[Found]:
    """The names in a text in plain signs, in any order; some may overlap."""
    for start, end in _Names(text).spans():
        yield Found(start, end, "name")


class _Names:
    """One text: in capital letters throughout, a capital tells nothing."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._shouted = text.isupper()

    def spans(self) -> Iterator[tuple[int, int]]:
        """Start and end of each name."""
        text, small = self._text, self._text.lower()  # to look for a word first is much faster
        if any(word in small for word in ("name", "call", "known", "put me")):
            for match in _SAID_TO_BE.finditer(text):
                yield from self._name_at(match.end(), sure=True)
            for match in _CALLED.finditer(text):
                yield from self._name_at(match.end())
            for match in _IS_MY_NAME.finditer(text):
                yield from self._before(match.start())
        for match in _MY.finditer(text) if "my " in small else ():
            yield from self._who_i_am(match.end())
        if OPAQUE in text:
            for match in _BESIDE.finditer(text):
                yield from self._beside(match.start())
        for match in _I_AM.finditer(text):
            yield from self._who_i_am(match.end())
        if " is " in small or "it's" in small or "its " in small:
            for match in _THIS_IS.finditer(text):
                yield from self._this_is(match)
        if any(word in small for word in _SIGNING):
            for match in _SIGNED.finditer(text):
                yield from self._signed(match)
        if " here" in small:
            for match in _AT_START.finditer(text):
                yield from self._is_here(match.end())

    def _name_at(
        self, at: int, *, sure: bool = False, opener: bool = True
    ) -> Iterator[tuple[int, int]]:
        """The name that begins at `at`; one in small letters only if `sure`, or if it is known."""
        if opener:
            at = self._after_opener(at)
        start = end = None
        count, capital, most = 0, False, MOST_WORDS
        while word := _WORD.match(self._text, at):
            plain = word[1].lower().removesuffix("'s")
            if plain in TITLES:
                start = word.start(1) if start is None else start
                at = word.end()
                continue
            if plain in PARTICLES and count:
                at = word.end()
                continue
            if count == 0:
                if not self._may_begin(word[1], plain, sure=sure):
                    break
                capital = self._is_capital(word[1])
                most = MOST_WORDS if capital else MOST_WORDS - 1
                most = most if capital or sure else 2
            elif plain in NOT_NAMES or self._reads_on(word, capital=capital, sure=sure):
                break
            start = word.start(1) if start is None else start
            count, at = count + 1, word.end()
            end = word.end(1)
            if word[2] and len(word[1]) == 1:
                end = word.end()
            elif word[2]:
                break
            if count == most:
                break
        if start is not None and end is not None:
            yield start, self._with_second_form(start, end)

    def _after_opener(self, at: int) -> int:
        opener = re.compile(r"[ \t]{0,3}[:=,-]?[ \t]{0,3}[\"'(“]?").match(self._text, at)
        return opener.end() if opener else at

    def _reads_on(self, word: re.Match[str], *, capital: bool, sure: bool) -> bool:
        """Whether a further word belongs to the sentence and not to the name."""
        if capital:
            return not self._is_capital(word[1])
        if _NO_NAME_ENDS_SO.match(word[1].lower()):
            return True
        return not sure and not _CLAUSE_ENDS.match(self._text, word.end())

    def _may_begin(self, word: str, plain: str, *, sure: bool) -> bool:
        if plain in NOT_NAMES or _NO_NAME_ENDS_SO.match(plain):
            return False
        if sure or plain in GIVEN_NAMES:
            return True
        return self._is_capital(word) and plain not in NOT_PERSONS

    def _is_capital(self, word: str) -> bool:
        if self._shouted or not word[0].isupper():
            return False
        return len(word) == 1 or not word.isupper()

    def _is_whole(self, start: int, end: int) -> bool:
        """Whether it is a name by itself: a known one, or two words with capital letters."""
        words = [word.strip(".") for word in self._text[start:end].split()]
        plain = [word.lower() for word in words]
        if plain[0] in TITLES and len(words) > 1 and self._is_capital(words[1]):
            return True
        if plain[0] in GIVEN_NAMES:
            return True
        if not self._is_capital(words[0]) or NOT_PERSONS.intersection(
            re.split(r"[\s-]", " ".join(plain))
        ):
            return False
        return plain[0] in NAMES_THAT_ARE_WORDS or len(words) > 1

    def _who_i_am(self, at: int) -> Iterator[tuple[int, int]]:
        for start, end in self._name_at(at, opener=False):
            if self._is_whole(start, end):
                yield start, end

    def _this_is(self, match: re.Match[str]) -> Iterator[tuple[int, int]]:
        for start, end in self._name_at(match.end(), sure=True, opener=False):
            tail = re.compile(r"(?:\S+ ){0,3}?(?=speaking\b|calling\b)", re.IGNORECASE)
            if _SPEAKING.match(self._text, end):
                yield start, end
            elif (cut := tail.match(self._text, start)) and start < cut.end() <= end:
                yield start, cut.end() - 1
        before = self._text[max(0, match.start() - 24) : match.start()]
        for start, end in self._name_at(match.end(), opener=False):
            greeted = _GREETING.search(before) and _CLAUSE_ENDS.match(self._text, end)
            if (greeted or _HERE.match(self._text, end)) and self._is_whole(start, end):
                yield start, end

    def _is_here(self, at: int) -> Iterator[tuple[int, int]]:
        for start, end in self._name_at(at, opener=False):
            if self._is_whole(start, end) and self._text[end : end + 5].lower() == " here":
                yield start, end

    def _signed(self, match: re.Match[str]) -> Iterator[tuple[int, int]]:
        for start, end in self._name_at(match.end(), opener=False):
            if not _TEXT_ENDS.match(self._text, end):
                continue
            alone = bool(match["sure"] or match["line"]) and self._is_capital(self._text[start:end])
            if alone or self._is_whole(start, end):
                yield start, end

    def _before(self, end: int) -> Iterator[tuple[int, int]]:
        """The name that ends at `end`: "Jo Bloggs is my name"."""
        words = _WORDS_BEFORE.search(self._text, max(0, end - 60), end)
        if not words:
            return
        for word in re.finditer(r"\S+", words.group()):
            for start, stop in self._name_at(words.start() + word.start(), opener=False):
                if stop == end and self._is_whole(start, stop):
                    yield start, stop
                    return

    def _beside(self, end: int) -> Iterator[tuple[int, int]]:
        """The known name before something hidden: "Jo Bloggs, [email 1]"."""
        for start, stop in self._before(end):
            given = self._text[start:stop].split()[0]
            if given.lower() in GIVEN_NAMES and self._is_capital(given):
                yield start, stop

    def _with_second_form(self, start: int, end: int) -> int:
        """The end of "Bloggs, Jo Bloggs"."""
        second = re.compile(r", ((?:[^\W\d_]+\.? ){1,2}([^\W\d_]+))").match(self._text, end)
        names = {word.lower() for word in self._text[start:end].split()}
        if second and second[2].lower() in names and not NOT_NAMES & set(second[1].lower().split()):
            return second.end()
        return end
