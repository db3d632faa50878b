"""Finds names that people give as their own: "my name is jo bloggs", "Jo Bloggs speaking"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy.finders.found import Found
from bot.privacy.finders.name_parser import CLAUSE_ENDS, NameParser, Span
from bot.privacy.finders.relatives import ACQUAINTANCE

_NAME_IS = re.compile(
    rf"\b(?:my|his|her|{ACQUAINTANCE}'?s) (?:(?:full|first|last|second|middle|given|maiden|real"
    r"|legal|family|sur|fore|nick) ?)?names?(?:'s(?: is)?| is|s| ?[:=]| -)(?!['\w])"
    r"(?: (?:actually|just)\b)?"
    r"|\bi ?(?:'m|am|m) (?:called|named|known as)\b"
    r"|(?:^|[\n,;.!]) ?(?:(?:full |first |last )?(?:sur)?name(?: ?[:=]| - )(?=.)"
    r"|(?:the )?name(?:'s| is)\b)",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"\b(?:call me|known to (?:everyone|friends) as|put me down as|(?:i )?go by|my name(?! is)"
    r"|(?:booked|registered|down) (?:in )?(?:under|as)(?: the name(?: of)?)?"
    rf"|(?:his|her|{ACQUAINTANCE}'?s) name was"
    rf"|{ACQUAINTANCE} (?:is|was|'s)? ?(?:called|named)|{ACQUAINTANCE}'s called)\b"
    r"|(?:^|[\n,;.!]) ?names\b",
    re.IGNORECASE,
)
_I_AM = re.compile(
    r"\b(?:i ?(?:'m|am|m)|s?he(?:'s| is)|(?:hi|hello|hey|morning),? (?:it'?s|it is))\b",
    re.IGNORECASE,
)
_IS_SOMEBODYS = re.compile(r"'s\b", re.IGNORECASE)  # "I'm Sam's mum"
_THIS_IS = re.compile(r"\b(?:this is|it'?s|it is)\b", re.IGNORECASE)
_SPEAKING = re.compile(r" (?:speaking|calling)\b", re.IGNORECASE)
_CUT_BEFORE_SPEAKING = re.compile(r"(?:\S+ ){0,3}?(?=speaking\b|calling\b)", re.IGNORECASE)
_HERE = re.compile(r" (?:here|again|writing|from)\b", re.IGNORECASE)
_HELLO = r"(?:(?:hi|hello|hey|hiya|dear all|good (?:morning|afternoon|evening))\b[ ,.!]{0,3})?"
_GREETING = re.compile(rf"(?:^|[\n.!])\s?{_HELLO}$", re.IGNORECASE)
_BEFORE_HERE = re.compile(
    rf"(?:^|[\n.!?]) ?{_HELLO}(?:(?:wee|big|auld|old|young|little|only|just|me|it'?s|its) ){{0,2}}",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"\b(?:(?P<sure>regards|wishes|sincerely|faithfully|yours truly|yours|signed)"
    r"|(?:thanks|thank you|cheers|best|love|thx|from)(?: (?:again|so much|very much))?)\b"
    r"[ ,.!:-]{0,3}(?P<line>\n\s{0,4})?",
    re.IGNORECASE,
)
_SIGNING = (
    "regards", "wishes", "sincerely", "faithfully", "yours", "signed", "thanks", "thank you",
    "cheers", "best", "love", "thx", "from",
)  # fmt: skip
_IS_MY_NAME = re.compile(
    r" is (?:my|his|her) (?:full |first |last |sur|fore)?name\b", re.IGNORECASE
)
TEXT_ENDS = re.compile(
    r"[ .!,]{0,3}(?:x{1,3}\b|\((?:mrs?|ms|miss|mx|dr|prof)\.?\))?[ .!]{0,3}(?:\n|$)", re.IGNORECASE
)


def find_own_names(text: str) -> Iterator[Found]:
    """Names that people give as their own or their family's, in any order; some may overlap."""
    for start, end in _OwnNames(text).spans():
        yield Found(start, end, "name")


class _OwnNames(NameParser):
    def spans(self) -> Iterator[Span]:
        """Start and end of each name."""
        text, small = self.text, self.text.lower()  # looking for plain words first is much faster
        if any(
            word in small for word in ("name", "call", "known", "put me", "go by", "under", " as ")
        ):
            for match in _NAME_IS.finditer(text):
                labelled = match.group()[-1] in ":="
                turned = self.reversed_at(match.end()) if labelled else None
                yield from [turned] if turned else self.name_at(match.end(), sure=True)
            for match in _CALLED.finditer(text):
                yield from self.name_at(match.end())
            for match in _IS_MY_NAME.finditer(text):
                yield from self.name_before(match.start())
        for match in _I_AM.finditer(text):
            yield from self._i_am(match.end())
        if " is " in small or "it's" in small or "its " in small:
            for match in _THIS_IS.finditer(text):
                yield from self._this_is(match)
        if any(word in small for word in _SIGNING):
            for match in _SIGNED.finditer(text):
                yield from self._signed(match)
        if " here" in small:
            for match in _BEFORE_HERE.finditer(text):
                yield from self._is_here(match.end())

    def _i_am(self, at: int) -> Iterator[Span]:
        """As in "I'm Jo Bloggs"; not "I'm Jo's mum"."""
        for start, end in self.clear_name_at(at):
            if not _IS_SOMEBODYS.match(self.text, end) or self.is_full_name(start, end):
                yield start, end

    def _this_is(self, match: re.Match[str]) -> Iterator[Span]:
        """As in "this is Jo Bloggs speaking" and "Hello, it's Jo here"."""
        for start, end in self.name_at(match.end(), sure=True, opener=False):
            if _SPEAKING.match(self.text, end):
                yield start, end
            else:
                cut = _CUT_BEFORE_SPEAKING.match(self.text, start)
                if cut and start < cut.end() <= end:
                    yield start, cut.end() - 1
        before = self.text[max(0, match.start() - 24) : match.start()]
        for start, end in self.clear_name_at(match.end()):
            greeted = _GREETING.search(before) and CLAUSE_ENDS.match(self.text, end)
            if greeted or _HERE.match(self.text, end):
                yield start, end

    def _is_here(self, at: int) -> Iterator[Span]:
        """As in "Jo Bloggs here"."""
        for start, end in self.clear_name_at(at):
            if self.text[end : end + 5].lower() == " here":
                yield start, end

    def _signed(self, match: re.Match[str]) -> Iterator[Span]:
        """As in "Kind regards, Jo Bloggs" at the end of a line."""
        for start, end in self.name_at(match.end(), opener=False):
            if not TEXT_ENDS.match(self.text, end):
                continue
            alone = bool(match["sure"] or match["line"]) and self.is_capital(self.text[start:end])
            if alone or self.is_clear(start, end):
                yield start, end
