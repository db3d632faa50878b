"""Finds names of others: with a title, of relatives, on the label of a form, of whom to ask for.

Who wrote a study or leads a group is public, so a name that only stands in a sentence is left, and
so are the people whom the pack names itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from bot.privacy.finders.name_parser import NameReader, Span
from bot.privacy.finders.names import TEXT_ENDS
from bot.privacy.finders.relatives import HELPERS, KIN
from bot.privacy.name_words import GIVEN_NAMES, TITLES
from bot.privacy.other_words import NOT_PERSONS
from bot.privacy.plain_text import OPAQUE, Found

_BESIDE = re.compile(
    rf"[\"']?,?\s?[<(-]?\s?(?:(?:on|at|tel|phone|mob|mobile|email|e-mail|nhs|dob)\b[:.]?\s?)?{OPAQUE}",
    re.IGNORECASE,
)
# "You can reach me, Jo Bloggs, at"; "I'm 54, from Leeds, Jo Bloggs, and"
_ASIDE = re.compile(r"(?<=[^\W_], )(?=[^\W\d_]+['-]?[^\W\d_]* [^\W\d_])|(?<=[^\W_] \()(?=[^\W\d_])")
_ASIDE_ENDS = re.compile(r"[,).!?\n]|$")
_FIRST_PERSON = re.compile(r"\b(?:i|i'?m|i've|i'd|me|my|myself)\b", re.IGNORECASE)
_LAST_WORDS = re.compile(r"(?:(?<=[.!?]) |\n\s{0,3}| - ?)(?=[^\W\d_][^.!?\n]{2,60}$)")
_TITLE = re.compile(
    r"\b(?P<title>(?i:mrs|mr|dr|prof|professor)|Ms|Miss|Mx|Doctor|Rev|Nurse)\b\.?(?= ?[^\W\d_])"
)
_NO_NAME_BEFORE = re.compile(
    r"\b(?:the|a|an|my|your|his|her|our|their|any|another|which|what|every|no|some|one|this|that)"
    r" $",
    re.IGNORECASE,
)
_ASKS_WHO = re.compile(r"\bwho(?: is|'s|s| was| are| were) $", re.IGNORECASE)
_PUBLIC_WORK = re.compile(
    r"(?:'s?)? (?:talk|lecture|paper|book|podcast|video|article|blog|keynote|slides)s?\b",
    re.IGNORECASE,
)
_FIRST_WORD = re.compile(r" ?([^\W\d_]+)")
_PEOPLE = rf"(?:{KIN}|{HELPERS})"
_RELATED = re.compile(
    rf"(?:\b(?:my|our|his|her|their)|'s) {_PEOPLE}\b(?: ?[,(-] ?|(?= [A-Z]))"
    rf"|(?:^|[\n.,;]) ?{KIN} ?\(",
    re.IGNORECASE,
)
_RELATED_IS = re.compile(
    rf"\b(?:my|our|his|her|their) {_PEOPLE} (?:is|was) (?=[^\W\d_])", re.IGNORECASE
)
_BEHALF = re.compile(r"\bon behalf of (?:my )?", re.IGNORECASE)
_NAME_LABEL = re.compile(
    rf"(?:^|[\n,;.!?(]|{OPAQUE}) ?(?:and )?(?:full |first |last |given |family )?name (?=\w)",
    re.IGNORECASE,
)
_SURNAME_LABEL = re.compile(
    rf"(?:^|[\n,;.!?(]|{OPAQUE}) ?(?:and )?(?:surname|forename|last name) (?=\w)", re.IGNORECASE
)
_FORM_LABEL = re.compile(
    r"\b(?:patient|participant|applicant|contact|carer|next of kin|client|volunteer|attendee)"
    r"(?:'s)? (?:full )?name ?[:=-]",
    re.IGNORECASE,
)
_PERSON_LABEL = re.compile(
    r"(?:^|[\n,;.]) ?(?:patient|participant|client|carer|applicant|next of kin|nok"
    rf"|{KIN})\s?: ?",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"(?:^|[\n,;.]) ?(?:contact|(?:my )?details|from|to|cc|attn|re)\s?: ?", re.IGNORECASE
)
_ASKED_FOR = re.compile(
    r"\b(?:ask(?:ing)? for|speak (?:to|with)|talk to|call|ring|phone|text|contact|email)"
    r"(?: (?:big|wee|little|old|young))? (?=[^\W\d_])",
    re.IGNORECASE,
)
_REACHED = re.compile(rf",? (?:on|at|via|by)\b[^{OPAQUE}\n]{{0,14}}{OPAQUE}", re.IGNORECASE)
_TOLD_BEFORE = re.compile(rf"{OPAQUE},? ?(?:and |or |then |please ){{0,2}}$", re.IGNORECASE)


def find_names_of_others(text: str, public: Collection[str] = ()) -> Iterator[Found]:
    """The names in a text in plain signs, in any order; some may overlap.

    Args:
        public: names of people to leave, in small letters.
    """
    known = [frozenset(name.split()) for name in public if not name[:1].isdigit()]
    for start, end in _OthersNames(text).spans():
        parts = {part.strip(".") for part in text[start:end].lower().split()} - TITLES
        if not any(parts <= name for name in known):
            yield Found(start, end, "name")


class _OthersNames(NameReader):
    def spans(self) -> Iterator[Span]:
        """Start and end of each name."""
        text, small = self.text, self.text.lower()
        for match in _TITLE.finditer(text):
            yield from self._titled(match)
        for match in _RELATED.finditer(text):
            yield from self.whole_at(match.end())
        for match in _RELATED_IS.finditer(text):
            yield from self._is(match.end())
        if "name" in small:
            for match in _NAME_LABEL.finditer(text):
                yield from self._listed(match)
            for label in (_SURNAME_LABEL, _FORM_LABEL):
                for match in label.finditer(text):
                    yield from self.name_at(match.end(), sure=True)
        if "on behalf" in small:
            for match in _BEHALF.finditer(text):
                yield from self.known_at(match.end())
        if ":" in text:
            for match in _PERSON_LABEL.finditer(text):
                turned = self.turned_at(match.end())
                yield from [turned] if turned else self.whole_at(match.end())
            for match in _HEADER.finditer(text):
                turned = self.turned_at(match.end())
                yield from [turned] if turned else self.known_at(match.end())
        if OPAQUE in text:
            for match in _ASKED_FOR.finditer(text):
                yield from self._asked_for(match)
            for match in _BESIDE.finditer(text):
                yield from self._beside(match.start())
        for match in _ASIDE.finditer(text):
            yield from self._aside(match.start())
        if last := _LAST_WORDS.search(text):
            yield from self._alone_at_the_end(last.end())

    def _titled(self, match: re.Match[str]) -> Iterator[Span]:
        """As in "Dr Bloggs told me"; not "my dr said", "an MR scan", "who is Dr Bloggs"."""
        title = match["title"]
        before = self.text[max(0, match.start() - 12) : match.start()]
        capital = title[0].isupper() and not self.text.isupper()
        if _ASKS_WHO.search(before) or (not capital and _NO_NAME_BEFORE.search(before)):
            return
        role = title.lower() in ("doctor", "prof", "professor", "nurse")
        first = _FIRST_WORD.match(self.text, match.end())
        if role and first and first[1].lower() in NOT_PERSONS:
            return
        end = self.titled_at(match.end(), capital=capital, known=title == "Nurse")
        if end is not None and not _PUBLIC_WORK.match(self.text, end):
            yield match.start(), end

    def _listed(self, match: re.Match[str]) -> Iterator[Span]:
        """As in "born 3/4/1961, name Jo Bloggs"; not "Name Three Kinds of Research"."""
        in_list = match.group()[0] in f",;({OPAQUE}"
        yield from (self.whole_at if in_list else self.known_at)(match.end())

    def _is(self, at: int) -> Iterator[Span]:
        """As in "my consultant is Jo Bloggs"; not "my doctor is Very Kind"."""
        for start, end in self.name_at(at, opener=False):
            if self.is_full(start, end):
                yield start, end

    def _asked_for(self, match: re.Match[str]) -> Iterator[Span]:
        """As in "ask for Jo on [phone 1]" and "ring [phone 1] and ask for Jo"."""
        told = _TOLD_BEFORE.search(self.text, max(0, match.start() - 20), match.start())
        for start, end in self.name_at(match.end(), opener=False):
            if (told or _REACHED.match(self.text, end)) and self.is_whole(start, end):
                yield start, end

    def _beside(self, end: int) -> Iterator[Span]:
        """The known name before something hidden: "Jo Bloggs, [email 1]"."""
        for start, stop in self.before(end):
            given = self.text[start:stop].split()[0]
            if given.lower() in GIVEN_NAMES and self.is_capital(given):
                yield start, stop

    def _aside(self, at: int) -> Iterator[Span]:
        """A full name between commas, in a sentence in which somebody speaks of themselves."""
        for start, end in self.name_at(at, opener=False):
            if not (self.is_full(start, end) and _ASIDE_ENDS.match(self.text, end)):
                continue
            sentence = re.split(r"[.!?\n]", self.text[max(0, at - 100) : at])[-1]
            if _FIRST_PERSON.search(sentence):
                yield start, end

    def _alone_at_the_end(self, at: int) -> Iterator[Span]:
        """A full name that is all of the last line or sentence."""
        for start, end in self.name_at(at, opener=False):
            if self.is_full(start, end) and TEXT_ENDS.fullmatch(self.text, end):
                yield start, end
