"""Finds names of other people: after a title, "my husband", the label of a form or "ask for".

Who wrote a study or leads a group is public. So a name in a sentence without such a hint is left
readable, and so are the names that the caller lists as public.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from bot.privacy.finders.found import Found
from bot.privacy.finders.name_parser import NameParser, Span
from bot.privacy.finders.name_words import CAPITALISED_STOP_WORDS, GIVEN_NAMES, TITLES
from bot.privacy.finders.names import TEXT_ENDS
from bot.privacy.finders.relatives import PROFESSIONAL, RELATIVE
from bot.privacy.plain_text import BLANK

_BLANK_FOLLOWS = re.compile(
    rf"[\"']?,?\s?[<(-]?\s?(?:(?:on|at|tel|phone|mob|mobile|email|e-mail|nhs|dob)\b[:.]?\s?)?{BLANK}",
    re.IGNORECASE,
)
# "You can reach me, Jo Bloggs, at"; "I'm 54, from Leeds, Jo Bloggs, and"
_COMMA_BEFORE = re.compile(
    r"(?<=[^\W_], )(?=[^\W\d_]+['-]?[^\W\d_]* [^\W\d_])|(?<=[^\W_] \()(?=[^\W\d_])"
)
_COMMA_ENDS = re.compile(r"[,).!?\n]|$")
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
_PEOPLE = rf"(?:{RELATIVE}|{PROFESSIONAL})"
_RELATED = re.compile(
    rf"(?:\b(?:my|our|his|her|their)|'s) {_PEOPLE}\b(?: ?[,(-] ?|(?= [A-Z]))"
    rf"|(?:^|[\n.,;]) ?{RELATIVE} ?\(",
    re.IGNORECASE,
)
_RELATED_IS = re.compile(
    rf"\b(?:my|our|his|her|their) {_PEOPLE} (?:is|was) (?=[^\W\d_])", re.IGNORECASE
)
_BEHALF = re.compile(r"\bon behalf of (?:my )?", re.IGNORECASE)
_NAME_LABEL = re.compile(
    rf"(?:^|[\n,;.!?(]|{BLANK}) ?(?:and )?(?:full |first |last |given |family )?name (?=\w)",
    re.IGNORECASE,
)
_SURNAME_LABEL = re.compile(
    rf"(?:^|[\n,;.!?(]|{BLANK}) ?(?:and )?(?:surname|forename|last name) (?=\w)", re.IGNORECASE
)
_FORM_LABEL = re.compile(
    r"\b(?:patient|participant|applicant|contact|carer|next of kin|client|volunteer|attendee)"
    r"(?:'s)? (?:full )?name ?[:=-]",
    re.IGNORECASE,
)
_PERSON_LABEL = re.compile(
    r"(?:^|[\n,;.]) ?(?:patient|participant|client|carer|applicant|next of kin|nok"
    rf"|{RELATIVE})\s?: ?",
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
_REACHED = re.compile(rf",? (?:on|at|via|by)\b[^{BLANK}\n]{{0,14}}{BLANK}", re.IGNORECASE)
_TOLD_BEFORE = re.compile(rf"{BLANK},? ?(?:and |or |then |please ){{0,2}}$", re.IGNORECASE)


def find_names_of_others(text: str, public: Collection[str] = ()) -> Iterator[Found]:
    """Names of other people, in any order; some may overlap.

    Args:
        public: names of people to leave readable, in small letters.
    """
    known = [frozenset(name.split()) for name in public if not name[:1].isdigit()]
    for start, end in _NamesOfOthers(text).spans():
        parts = {part.strip(".") for part in text[start:end].lower().split()} - TITLES
        if not any(parts <= name for name in known):
            yield Found(start, end, "name")


class _NamesOfOthers(NameParser):
    def spans(self) -> Iterator[Span]:
        """Start and end of each name."""
        text, small = self.text, self.text.lower()
        for match in _TITLE.finditer(text):
            yield from self._after_title(match)
        for match in _RELATED.finditer(text):
            yield from self.clear_name_at(match.end())
        for match in _RELATED_IS.finditer(text):
            yield from self._after_relative_is(match.end())
        if "name" in small:
            for match in _NAME_LABEL.finditer(text):
                yield from self._after_name_label(match)
            for label in (_SURNAME_LABEL, _FORM_LABEL):
                for match in label.finditer(text):
                    yield from self.name_at(match.end(), sure=True)
        if "on behalf" in small:
            for match in _BEHALF.finditer(text):
                yield from self.known_name_at(match.end())
        if ":" in text:
            for match in _PERSON_LABEL.finditer(text):
                turned = self.reversed_at(match.end())
                yield from [turned] if turned else self.clear_name_at(match.end())
            for match in _HEADER.finditer(text):
                turned = self.reversed_at(match.end())
                yield from [turned] if turned else self.known_name_at(match.end())
        if BLANK in text:
            for match in _ASKED_FOR.finditer(text):
                yield from self._after_ask_for(match)
            for match in _BLANK_FOLLOWS.finditer(text):
                yield from self._before_blank(match.start())
        for match in _COMMA_BEFORE.finditer(text):
            yield from self._between_commas(match.start())
        if last := _LAST_WORDS.search(text):
            yield from self._alone_at_the_end(last.end())

    def _after_title(self, match: re.Match[str]) -> Iterator[Span]:
        """As in "Dr Bloggs told me"; not "my dr said", "an MR scan", "who is Dr Bloggs"."""
        title = match["title"]
        before = self.text[max(0, match.start() - 12) : match.start()]
        capital = title[0].isupper() and not self.text.isupper()
        if _ASKS_WHO.search(before) or (not capital and _NO_NAME_BEFORE.search(before)):
            return
        role = title.lower() in ("doctor", "prof", "professor", "nurse")
        first = _FIRST_WORD.match(self.text, match.end())
        if role and first and first[1].lower() in CAPITALISED_STOP_WORDS:
            return
        end = self.end_after_title(match.end(), capital=capital, known=title == "Nurse")
        if end is not None and not _PUBLIC_WORK.match(self.text, end):
            yield match.start(), end

    def _after_name_label(self, match: re.Match[str]) -> Iterator[Span]:
        """As in "born 3/4/1961, name Jo Bloggs"; not "Name Three Kinds of Research"."""
        in_list = match.group()[0] in f",;({BLANK}"
        yield from (self.clear_name_at if in_list else self.known_name_at)(match.end())

    def _after_relative_is(self, at: int) -> Iterator[Span]:
        """As in "my consultant is Jo Bloggs"; not "my doctor is Very Kind"."""
        for start, end in self.name_at(at, opener=False):
            if self.is_full_name(start, end):
                yield start, end

    def _after_ask_for(self, match: re.Match[str]) -> Iterator[Span]:
        """As in "ask for Jo on [phone 1]" and "ring [phone 1] and ask for Jo"."""
        told = _TOLD_BEFORE.search(self.text, max(0, match.start() - 20), match.start())
        for start, end in self.name_at(match.end(), opener=False):
            if (told or _REACHED.match(self.text, end)) and self.is_clear(start, end):
                yield start, end

    def _before_blank(self, end: int) -> Iterator[Span]:
        """A known name before something hidden: "Jo Bloggs, [email 1]"."""
        for start, stop in self.name_before(end):
            given = self.text[start:stop].split()[0]
            if given.lower() in GIVEN_NAMES and self.is_capital(given):
                yield start, stop

    def _between_commas(self, at: int) -> Iterator[Span]:
        """A full name between commas, in a sentence in which somebody speaks of themselves."""
        for start, end in self.name_at(at, opener=False):
            if not (self.is_full_name(start, end) and _COMMA_ENDS.match(self.text, end)):
                continue
            sentence = re.split(r"[.!?\n]", self.text[max(0, at - 100) : at])[-1]
            if _FIRST_PERSON.search(sentence):
                yield start, end

    def _alone_at_the_end(self, at: int) -> Iterator[Span]:
        """A full name that is the whole of the last line or sentence."""
        for start, end in self.name_at(at, opener=False):
            if self.is_full_name(start, end) and TEXT_ENDS.fullmatch(self.text, end):
                yield start, end
